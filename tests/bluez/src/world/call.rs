//! What comes in from the bus and what goes out to it, without D-Bus itself.

use std::collections::BTreeMap;

use uuid::Uuid;
use zbus::zvariant::Value;

use crate::fault::Refusal;

pub(crate) type Properties = BTreeMap<&'static str, Value<'static>>;
/// By interface.
pub(crate) type Interfaces = BTreeMap<&'static str, Properties>;

/// A method call that waits for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CallId(pub(crate) u64);

#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) id: CallId,
    /// The unique name of who calls.
    pub(crate) client: String,
    pub(crate) path: String,
    pub(crate) method: Method,
}

#[derive(Debug, Clone)]
pub(crate) enum Method {
    Introspect,
    ManagedObjects,
    Get {
        interface: String,
        property: String,
    },
    GetAll {
        interface: String,
    },
    SetPowered(bool),
    SetDiscoveryFilter {
        services: Vec<Uuid>,
    },
    StartDiscovery,
    StopDiscovery,
    RemoveDevice {
        path: String,
    },
    Connect,
    Disconnect,
    ReadValue,
    WriteValue {
        bytes: Vec<u8>,
        with_response: Option<bool>,
    },
    StartNotify,
    StopNotify,
    Malformed,
    Unknown(String),
}

impl Method {
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Unknown(name) => name.clone(),
            known => format!("{known:?}"),
        }
    }
}

#[derive(Debug)]
pub(crate) enum Out {
    Answer {
        call: CallId,
        body: Body,
    },
    Refuse {
        call: CallId,
        refusal: Refusal,
    },
    PropertiesChanged {
        path: String,
        interface: &'static str,
        changed: Properties,
        invalidated: Vec<&'static str>,
    },
    InterfacesAdded {
        path: String,
        interfaces: Interfaces,
    },
    InterfacesRemoved {
        path: String,
        interfaces: Vec<&'static str>,
    },
}

#[derive(Debug)]
pub(crate) enum Body {
    Nothing,
    Text(String),
    Value(Value<'static>),
    Properties(Properties),
    Objects(BTreeMap<String, Interfaces>),
    Bytes(Vec<u8>),
}
