//! Values that the modules above share: what a toy is, what the person wants of it, and how it stands with it.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `identity` | which toy it is, at every connection |
//! | `name` | what a toy is called |
//! | `preferences` | what the person wants of a toy |
//! | `reach` | where a program's positions are on a carriage's way |
//! | `hold` | whether the person holds a toy, or every toy |
//! | `moved` | which toys were moved, and the last movements of every carriage |
//! | `outcome` | how a stop ended, and how it stands with a toy's connection |

mod hold;
mod identity;
mod moved;
mod name;
mod outcome;
mod preferences;
mod reach;

pub use hold::HoldId;
pub use identity::{IndexTable, ToyIdentity, Transport};
pub use moved::{MovedToy, MovedToys, Movement};
pub use name::{ModelNames, ToyName};
pub use outcome::{LinkState, StopOutcome, StopResult};
pub use preferences::{ConnectPolicy, LimitedOutput, OutputPreferences, Permission, ToyPreferences};
pub(crate) use {
    hold::{Hold, Holds},
    moved::{LastKnown, Moved},
    reach::Reach,
};
