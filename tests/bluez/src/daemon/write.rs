//! What the world says, as messages of the bus.

use std::collections::BTreeMap;

use zbus::{Message, message::Flags, zvariant::ObjectPath};

use super::Calls;
use crate::world::{Body, CallId, Out, ROOT};

const OBJECT_MANAGER: &str = "org.freedesktop.DBus.ObjectManager";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

impl Calls {
    /// `None` where nobody wants to hear it.
    pub(super) fn message(&mut self, said: Out) -> zbus::Result<Option<Message>> {
        match said {
            Out::Answer { call, body } => self.answer(call, body),
            Out::Refuse { call, refusal } => {
                let Some(call) = self.close(call) else { return Ok(None) };
                Message::error(&call.header(), refusal.name)?
                    .build(&(refusal.message,))
                    .map(Some)
            }
            Out::PropertiesChanged {
                path,
                interface,
                changed,
                invalidated,
            } => Message::signal(path, PROPERTIES, "PropertiesChanged")?
                .build(&(interface, changed, invalidated))
                .map(Some),
            Out::InterfacesAdded { path, interfaces } => Message::signal(ROOT, OBJECT_MANAGER, "InterfacesAdded")?
                .build(&(ObjectPath::try_from(path)?, interfaces))
                .map(Some),
            Out::InterfacesRemoved { path, interfaces } => Message::signal(ROOT, OBJECT_MANAGER, "InterfacesRemoved")?
                .build(&(ObjectPath::try_from(path)?, interfaces))
                .map(Some),
        }
    }

    fn answer(&mut self, call: CallId, body: Body) -> zbus::Result<Option<Message>> {
        let Some(call) = self.close(call) else { return Ok(None) };
        let reply = Message::method_return(&call.header())?;
        let message = match body {
            Body::Nothing => reply.build(&()),
            Body::Text(text) => reply.build(&(text,)),
            Body::Value(value) => reply.build(&(value,)),
            Body::Properties(properties) => reply.build(&(properties,)),
            Body::Bytes(bytes) => reply.build(&(bytes,)),
            Body::Objects(objects) => {
                let mut by_path = BTreeMap::new();
                for (path, interfaces) in objects {
                    by_path.insert(ObjectPath::try_from(path)?, interfaces);
                }
                reply.build(&(by_path,))
            }
        };
        message.map(Some)
    }

    fn close(&mut self, call: CallId) -> Option<Message> {
        let call = self.open.remove(&call)?;
        let wants_no_answer = call.primary_header().flags().contains(Flags::NoReplyExpected);
        (!wants_no_answer).then_some(call)
    }
}
