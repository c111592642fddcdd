//! One Vigil for each data directory, and how other processes of the same person speak to it.
//!
//! | file | what it does |
//! | --- | --- |
//! | `message` | what can be asked and answered: one JSON object on a line |
//! | `channel` | a Unix socket in the data directory, or a named pipe on Windows |
//! | `door` | answers, in the Vigil that runs |
//! | `caller` | asks, in another process |
//! | `command` | `vigil --stop` and `vigil --release` |
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

mod caller;
mod channel;
mod command;
mod door;
mod message;

pub(crate) use self::{
    command::{release, stop},
    door::Door,
};
