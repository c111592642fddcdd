//! Messages of the bus, as the world understands them.

use std::collections::HashMap;

use uuid::Uuid;
use zbus::{
    Message,
    zvariant::{ObjectPath, OwnedValue, Value},
};

use crate::world::{Call, CallId, Method};

pub(super) fn call(message: &Message, id: CallId) -> Call {
    let header = message.header();
    Call {
        id,
        client: header.sender().map(ToString::to_string).unwrap_or_default(),
        path: header.path().map(ToString::to_string).unwrap_or_default(),
        method: method(message).unwrap_or(Method::Malformed),
    }
}

/// The unique name that has left the bus, where the message says so.
pub(super) fn gone(message: &Message) -> Option<String> {
    let (name, _, new): (String, String, String) = message.body().deserialize().ok()?;
    (new.is_empty() && name.starts_with(':')).then_some(name)
}

fn method(message: &Message) -> zbus::Result<Method> {
    let header = message.header();
    let body = message.body();
    let member = header.member().map(ToString::to_string).unwrap_or_default();
    Ok(match member.as_str() {
        "Introspect" => Method::Introspect,
        "GetManagedObjects" => Method::ManagedObjects,
        "Get" => {
            let (interface, property) = body.deserialize()?;
            Method::Get { interface, property }
        }
        "GetAll" => Method::GetAll {
            interface: body.deserialize()?,
        },
        "Set" => {
            let (_, property, value): (String, String, Value<'_>) = body.deserialize()?;
            match (property.as_str(), value) {
                ("Powered", Value::Bool(powered)) => Method::SetPowered(powered),
                (property, _) => Method::Unknown(format!("Set {property}")),
            }
        }
        "SetDiscoveryFilter" => {
            let filter: HashMap<String, OwnedValue> = body.deserialize()?;
            Method::SetDiscoveryFilter {
                services: services(&filter),
            }
        }
        "StartDiscovery" => Method::StartDiscovery,
        "StopDiscovery" => Method::StopDiscovery,
        "RemoveDevice" => {
            let path: ObjectPath<'_> = body.deserialize()?;
            Method::RemoveDevice { path: path.to_string() }
        }
        "Connect" => Method::Connect,
        "Disconnect" => Method::Disconnect,
        "ReadValue" => Method::ReadValue,
        "WriteValue" => {
            let (bytes, options): (Vec<u8>, HashMap<String, Value<'_>>) = body.deserialize()?;
            let kind = match options.get("type") {
                Some(Value::Str(kind)) => Some(kind.as_str()),
                _ => None,
            };
            Method::WriteValue {
                bytes,
                with_response: kind.map(|kind| kind != "command"),
            }
        }
        "StartNotify" => Method::StartNotify,
        "StopNotify" => Method::StopNotify,
        _ => Method::Unknown(member),
    })
}

fn services(filter: &HashMap<String, OwnedValue>) -> Vec<Uuid> {
    let uuids = filter
        .get("UUIDs")
        .and_then(|uuids| Vec::<String>::try_from(uuids.clone()).ok());
    uuids
        .unwrap_or_default()
        .iter()
        .filter_map(|uuid| Uuid::parse_str(uuid).ok())
        .collect()
}
