//! The shapes of messages, as they stand in JSON.
//!
//! | file | what |
//! | --- | --- |
//! | `client` | what programs send, in every version |
//! | `server` | what they are told, in v4 and in what never changed |
//! | `legacy` | what v0 to v3 are told instead |

mod client;
mod legacy;
mod server;

pub(super) use client::{FromClient, Natural};
pub(super) use legacy::{LegacyDevice, legacy_device, legacy_devices, sensor_type};
pub(super) use server::{FromServer, devices, reading};
