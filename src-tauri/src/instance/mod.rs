//! One Vigil for each data directory, and how other processes of the same person speak to it.
//!
//! | file | what it does |
//! | --- | --- |
//! | `message` | what can be asked and answered: one JSON object on a line |
//! | `channel` | a Unix socket in the data directory, or a named pipe on Windows |
//! | `door` | answers, in the Vigil that runs |
//! | `caller` | asks, in another process |
//! | `command` | `vigil --stop` and `vigil --release` |
//! | `again` | `vigil`, started once more |
//!
//! ```text
//! vigil --stop ──► vigil.sock ──► the door's own thread and runtime
//!                                   │  the latch on every toy (`hold`): at once
//!                                   ├─ "held" ─────────────────────────────────► first answer
//!                                   └─ every toy has confirmed, the disk has it ► second answer
//! ```
//!
//! Nothing that may stand still in Vigil is between the question and the latch: neither the controller nor a runtime of
//! the sessions or toys, nor the window.

#[cfg(feature = "gui")]
mod again;
mod caller;
mod channel;
mod command;
mod door;
mod message;

#[cfg(feature = "gui")]
pub(crate) use self::again::{Again, show};
#[cfg_attr(not(feature = "gui"), allow(unused_imports, reason = "only a window is shown"))]
pub(crate) use self::door::{StartedAgain, StartsAgain};
pub(crate) use self::{
    command::{release, stop},
    door::Door,
};
