//! Values that the modules above share: what a toy is, what the person wants of it, and how it stands with it.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `identity` | which toy it is, at every connection |
//! | `preferences` | what the person wants of a toy |
//! | `hold` | whether the person holds every toy |
//! | `moved` | which toys were moved, and the last movements of every carriage |
//! | `stop` | how a stop ended |
//! | `link_state` | how it stands with a toy's connection |

mod hold;
mod identity;
mod link_state;
mod moved;
mod preferences;
mod stop;

pub use hold::HoldId;
pub use identity::{IndexTable, ToyIdentity, Transport};
pub use link_state::LinkState;
pub use moved::{MovedToy, MovedToys, Movement};
pub use preferences::{ConnectPolicy, OutputPreferences, Permission, ToyPreferences};
pub use stop::{StopOutcome, StopResult};
pub(crate) use {
    hold::Hold,
    moved::{LastKnown, Moved},
};
