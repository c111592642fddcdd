//! A second, small process that outlives this one: where Vigil is killed, the system keeps the links of Bluetooth toys,
//! and they go on with what they were last told. The guardian takes them back and stops them.
//!
//! ```text
//! Vigil                                       vigil --guardian PID --data-dir DIR
//!   Keeper ── stdin: one JSON object a line ──► waits, and knows which toys are moved
//!     │  goodbye ─────────────────────────────► leaves at once
//!     └─ the pipe ends without a goodbye ─────► takes back what moved, stops it, lets go, leaves a record
//! ```
//!
//! | file | what it does |
//! | --- | --- |
//! | `keeper` | Vigil's side: starts the guardian, tells it what is moved, starts another where it dies |
//! | `word` | what is said over the pipe |
//! | `process` | the guardian's side: listens, and acts when the pipe ends |
//! | `detach` | what keeps it alive when Vigil ends: a session of its own, signals that pass it by |
//! | `rescue` | takes the toys back and stops them |
//! | `record` | what it leaves behind for the next Vigil to tell |
//!
//! Every word is the whole truth, so that a word that comes late or not at all is made good by the next. A toy is told
//! of when an output for it is accepted, while its worker is still being woken to write it.
//!
//! Bluetooth is used by one of the processes that share a data directory at a time ([`RadioLock`]): a new Vigil waits
//! with it until the guardian of the last one is done, and a guardian that comes too late leaves it to the new Vigil.
//! Only toys that have to be scanned for are left to whoever comes.
//!
//! [`RadioLock`]: crate::files::RadioLock

mod detach;
mod keeper;
mod process;
mod record;
mod rescue;
mod word;

pub use keeper::Keeper;
pub use process::run;
pub use record::{RECORD_VERSION, Record, RecordedToy};
