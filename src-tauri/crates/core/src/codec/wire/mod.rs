//! The shapes of v4's messages, as they stand in JSON. Those of older versions are in [`legacy`](crate::legacy).
//!
//! | file | what |
//! | --- | --- |
//! | `client` | what programs send |
//! | `command` | the inner object of an OutputCmd |
//! | `server` | what programs are told |

mod client;
mod command;
mod server;

pub(super) use client::FromClient;
pub(super) use server::{FromServer, devices, reading};
