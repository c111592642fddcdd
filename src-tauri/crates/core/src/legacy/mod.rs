//! Spec v0 to v3 in terms of v4. A session's [`Dialect`] is the border: past it only v4 exists.
//!
//! | file | what |
//! | --- | --- |
//! | `dialect` | one program's messages in terms of v4, and v4's messages in the program's terms |
//! | `message` | what only v0 to v3 send |
//! | `told` | what only v0 to v3 are told |
//! | `device` | a device as v0 to v3 describe it |
//! | `attributes` | which of a device's features each old command can address, and by which Index |
//! | `translate` | each old command in terms of v4 |
//! | `vector`, `launch`, `sensor` | those that need more than a line |
//! | `part` | an Index as a feature |
//!
//! `COMPAT.md` lists every choice with its source.

mod attributes;
mod device;
mod dialect;
mod launch;
mod message;
mod part;
mod sensor;
mod told;
mod translate;
mod vector;

#[cfg(test)]
mod tests;

pub use device::LegacyDevice;
pub use dialect::{Dialect, Incoming, Refused, Request, Translated};
pub use message::{LegacyMessage, LogLevel, Rotation, Scalar, Speed, Vector};
pub use told::{LegacyServerMessage, Outgoing};
