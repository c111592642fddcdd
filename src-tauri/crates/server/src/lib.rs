//! The server: accepts programs, serves their sessions, and watches them.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`server`](Server) | start, stop, list programs |
//! | `listener` | accepts connections, owns their tasks |
//! | `access` | who may connect, and who waits to be allowed |
//! | `connection` | one program: socket → session → devices, and back |
//! | [`watchdog`](Watchdog) | a thread of its own that ends sessions on time, and watches Vigil itself |
//! | [`ManualSession`] | the person's own session, from Vigil's window |
//! | `pulse` | the pings of the last minute |
//! | `histogram` | all silences between pings, by their length |
//! | `traffic` | the messages between a program and Vigil |
//! | `report` | waits for the toys to stand still, then sends the event |
//! | `event` | the events it sends |
//! | [`timeouts`] | every wait, by name |

mod access;
mod bind;
mod config;
mod connection;
mod event;
mod histogram;
mod listener;
mod manual_session;
mod programs;
mod pulse;
mod report;
mod server;
pub mod timeouts;
mod traffic;
mod watchdog;

pub use access::{AskingPage, TurnedAway, anonymous_origin, canonical_host, canonical_origin};
pub use bind::StartError;
pub use config::ServerConfig;
pub use event::{OtherMover, ProgramIdentity, Refusal, ServerEvent, SessionEnd, StoppedToy};
pub use histogram::GapCount;
pub use manual_session::{ManualSession, ManualSessionLost};
pub use programs::ProgramState;
pub use pulse::{Gap, Refusals};
pub use server::{Server, ServerSetup};
pub use traffic::{Inspector, Noted, ProgramFigures, SeenMessage, Taken, Verdict, Way};
pub use watchdog::{Alarm, Fatal, Stall, Standstill, Watchdog};
