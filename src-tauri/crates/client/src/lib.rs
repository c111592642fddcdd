//! An async client for servers of the [Buttplug](https://docs.buttplug.io) protocol, version 4: Vigil, Intiface and
//! others.
//!
//! A Buttplug server may expect its clients to ping, and stops every toy when one does not: the program behind it is
//! frozen, or gone. This client sends those pings by itself, and says at once when a session is over.
//!
//! ```no_run
//! use vigil_client::{Client, ErrorClass, Event};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let (client, mut events) = Client::builder("My program").connect("ws://127.0.0.1:12345").await?;
//! tokio::spawn(async move {
//!     while let Some(event) = events.next().await {
//!         match event {
//!             Event::PingTimeout(error) => {
//!                 assert_eq!(error.class, ErrorClass::Ping);
//!                 println!("Too late: the toys are stopped.");
//!             }
//!             Event::ServerDisconnect(reason) => println!("{reason}"),
//!             Event::DeviceAdded(device) => println!("{} is there.", device.display_name()),
//!             _ => {}
//!         }
//!     }
//! });
//! client.start_scanning().await?;
//! for device in client.devices() {
//!     device.vibrate(0.5).await?;
//! }
//! client.stop_all().await?;
//! client.disconnect().await;
//! # Ok(())
//! # }
//! ```
//!
//! **Pings** go out at half of the server's limit, each counted from when the one before it was sent, on a thread of the
//! client's own: neither a busy program nor a slow answer moves them. By themselves they show that the process lives. To
//! show that the *program* lives, tie them to its loop: [`ClientBuilder::tied_to_loop`].
//!
//! **The end of a session** is final: after [`Event::PingTimeout`] or [`Event::ServerDisconnect`] every call fails at
//! once with the error that ended it, those that already wait included. A server that no longer answers counts as lost,
//! too. With [`ClientBuilder::reconnect`] a new session follows.
//!
//! **Nothing is left behind**: dropping the last [`Client`] disconnects and ends the thread. No queue grows without
//! bound, and every future of this crate may be dropped at any time.

#![deny(missing_docs)]

mod backoff;
mod builder;
mod client;
mod connection;
mod device;
mod driver;
mod error;
mod event;
mod level;
mod limits;
mod machine;
mod news;
mod shared;
mod timeouts;

pub use backoff::Backoff;
pub use builder::ClientBuilder;
pub use client::Client;
pub use device::Device;
pub use error::{CallError, ConnectError, DisconnectReason, ServerError};
pub use event::{Event, Events};
pub use vigil_core::message::{
    CommandError, DeviceDescription, ErrorCode as ErrorClass, Feature, FeatureOutput, InputAction, InputKind,
    InputRange, Output, OutputKind, OutputRange, Reading,
};
