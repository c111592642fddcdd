//! What is known about toys: which advertisement belongs to one, what it can do, and which bytes make it do it.
//!
//! Nothing of it is written by hand. The device configuration of the reference implementation
//! (`buttplug_server_device_config`) identifies toys, and its protocol handlers (`buttplug_server`) turn values into
//! bytes. This module is the only one that names those crates, but for the names of endpoints, which links use, too;
//! their server, sessions, ping timer, device manager and device task are not used.
//!
//! | file | what it does |
//! | --- | --- |
//! | `catalog` | loads the configuration; matches what a radio or socket sees against it |
//! | `identify` | finds out, over a link, which toy it is |
//! | `kinds` | which kinds of toys one with an unknown name may be tried like |
//! | `greeting` | keeps from the toy what would move it before anybody asked for that |
//! | `protocol_driver` | outputs to packets |
//! | `quirks` | what single protocols need beyond that, and `protocol_driver` asks for |
//! | `directions` | which way toys with a motor that turns do so, over their links |
//! | `own_writes` | what tasks of a protocol write by themselves |
//! | `sensors` | questions to a toy's sensors |
//! | `packet` | bytes for the toy |
//! | `describe` | the configuration's features as a [`DeviceDescription`](vigil_core::message::DeviceDescription) |
//! | `hardware` | our [`Link`](crate::link::Link) as the hardware that the handlers expect |
//! | `user_config` | what a person told the reference server about their toys |
//! | `user_kinds` | kinds of toys that a person added to the reference server's table |
//! | `tasks` | owns the tasks that handlers start |

mod catalog;
mod describe;
mod directions;
mod error;
mod greeting;
mod hardware;
mod identify;
mod kinds;
mod own_writes;
mod packet;
mod protocol_driver;
mod quirks;
mod sensors;
mod tasks;
mod user_config;
mod user_kinds;

#[cfg(test)]
mod tests;

pub(crate) use catalog::{Advertisement, Candidate, Catalog, GattAddress};
pub(crate) use directions::Directions;
pub(crate) use error::ReferenceError;
pub(crate) use identify::identify;
pub use kinds::ToyKind;
pub(crate) use own_writes::OwnWrites;
pub(crate) use packet::Packet;
pub(crate) use protocol_driver::ProtocolDriver;
pub use user_config::{UserConfigError, UserConfigToy, UserDeviceConfig};
