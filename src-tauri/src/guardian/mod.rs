//! A second, small process that outlives this one: if Vigil is killed, the system keeps the links of Bluetooth toys, and
//! they go on with what they were last told. The guardian takes them back and stops them. Toys on WebSocket it stops
//! with a duplicate of their socket.
//!
//! ```text
//! Vigil                                       vigil --guardian PID --data-dir DIR
//!   GuardianSupervisor ── stdin: one JSON object a line ──► waits, and knows which toys are moved
//!     │  ◄── stdout: one byte for each line ──  a guardian that does not answer is replaced
//!     │  goodbye ─────────────────────────────► leaves at once
//!     ├─ hand-over: Vigil ends in order, but toys have not confirmed their stop; the channel ends
//!     └─ the channel ends without a goodbye ──► writes stops to sockets; takes back what moved on Bluetooth, stops it,
//!                                               lets go, leaves a record
//! ```
//!
//! | file | what it does |
//! | --- | --- |
//! | `keeper` | Vigil's side: starts the guardian, tells it what is moved, starts another if it dies or hangs |
//! | `child` | the process of the guardian, as the keeper handles it |
//! | `channel` | lines, and sockets with them |
//! | `message` | what the lines say |
//! | `process` | the guardian's side, from its start to its end |
//! | `listener` | what it hears from Vigil |
//! | `equipment` | all threads, taken before they are needed |
//! | `detach` | what keeps it alive when Vigil ends: a session of its own, signals that do not end it |
//! | `sockets` | stops toys on sockets |
//! | `rescue` | takes toys on Bluetooth back and stops them |
//! | `turn` | whose turn it is to use Bluetooth |
//! | `disk` | log and record, on a thread |
//! | `record` | what it leaves behind for the next Vigil to tell |
//!
//! Every list of toys is complete, so that one that comes late or not at all is made good by the next. A toy is told of
//! when an output for it is accepted, while its worker is still being woken to write it. Before the first list it is told of
//! the kinds of toys that the person added, if any: without them it could not tell what such a toy is.
//!
//! Bluetooth is used by one of the processes that share a data directory at a time ([`RadioLock`]): a new Vigil waits
//! with it until the guardian of the last one is done, and a guardian that comes too late leaves it to the new Vigil.
//! Only toys that have to be scanned for are left to whoever comes.
//!
//! No stop waits for the disk. Bluetooth is begun at once; whether a new Vigil uses Bluetooth already is asked for on a thread, and without an answer
//! in [`GUARDIAN_LOCK`] the guardian goes on: a Vigil that could have taken the lock meanwhile would have needed the
//! same disk. An answer that comes later still counts.
//!
//! [`RadioLock`]: crate::files::RadioLock
//! [`GUARDIAN_LOCK`]: crate::timeouts::GUARDIAN_LOCK

mod channel;
mod child;
mod detach;
mod disk;
mod equipment;
mod keeper;
mod listener;
mod message;
mod process;
mod record;
mod rescue;
#[cfg(unix)]
mod sockets;
mod turn;

pub(crate) use keeper::{BluetoothInUse, GuardianSupervisor};
pub(crate) use process::run;
#[cfg(test)]
pub(crate) use record::RECORD_VERSION;
pub(crate) use record::{Record, RecordedToy};
