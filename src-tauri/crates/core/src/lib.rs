//! The rules of the Buttplug protocol, without a runtime, I/O or a clock.
//!
//! | module | what it knows |
//! | --- | --- |
//! | [`message`] | the messages of spec v4, and what a device can do |
//! | [`legacy`] | spec v0 to v3 in terms of v4; past it only v4 exists |
//! | [`codec`] | JSON to messages and back |
//! | [`fraction`] | floats as steps of a feature |
//! | [`session`] | one connection's state machine, and how it ends |
//! | [`watch`] | the judgement of a missed deadline |
//! | [`policy`] | who must ping, and how often |
//! | [`lease`] | the right to move toys, which ends with the session |
//! | [`limits`] | every number that bounds what a program may send |
//! | [`text`] | text from outside, made fit to be shown |
//! | [`time`] | a point in time, handed in by the caller |

pub mod codec;
mod ending;
pub mod fraction;
pub mod lease;
pub mod legacy;
pub mod limits;
pub mod message;
pub mod policy;
pub mod session;
pub mod text;
pub mod time;
pub mod version;
pub mod watch;
mod whole;
