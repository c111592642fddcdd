//! Bluetooth without hardware: a private D-Bus, a bluetoothd that is ours, and toys that do what a test tells them.
//!
//! The program under test is a child with [`Bluez::environment`], or the test itself, in a process of its own ([`trial`]):
//! libdbus reads the bus address once per process. See `README.md` for how a test is written.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`trial`] | tests in processes of their own |
//! | [`bluez`] | [`Bluez`]: the bus, the daemon, the adapters |
//! | [`logind`] | a logind on the same bus |
//! | [`toy`] | [`Toy`]: one toy, as a test sees it |
//! | [`spec`] | what a toy is made of |
//! | [`fault`] | what goes wrong, and for how long |
//! | [`log`] | what was written to a toy |
//! | [`toys`] | the toys there are |
//! | [`mod@reference`] | what the reference's own handlers say to them |
//! | `bus` | the private `dbus-daemon` |
//! | `daemon` | `org.bluez` on that bus: messages in, messages out |
//! | `world` | adapters, toys and links; no D-Bus connection, no clock of its own |

// This crate is a test harness: it fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)]

pub mod bluez;
mod bus;
mod daemon;
pub mod fault;
pub mod log;
pub mod logind;
mod notifications;
mod portal;
pub mod reference;
pub mod spec;
pub mod toy;
pub mod toys;
mod tray;
pub mod trial;
pub mod waits;
mod world;

pub use bluez::Bluez;
pub use fault::{AdapterFaults, Fault, Faults, LinkFault, Refusal};
pub use log::{Attempt, Outcome, Write};
pub use logind::Logind;
pub use notifications::{Can, Notification, Notifications};
pub use portal::DesktopKeys;
pub use spec::{Address, CharacteristicSpec, Flags, Reply, ServiceSpec, Timing, ToySpec};
pub use toy::{CallCounts, Toy};
pub use tray::DesktopTray;
pub use uuid::Uuid;
