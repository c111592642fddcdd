//! What happened to toys, for whoever shows it.

use std::{net::IpAddr, time::Duration};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vigil_core::time::Moment;

use crate::toy::{FeatureOutput, Urgency};

#[derive(Debug, Clone, PartialEq)]
pub enum DeviceEvent {
    Added {
        device: u32,
        name: String,
    },
    /// Its link ended, or the person removed it.
    Removed {
        device: u32,
        name: String,
    },
    /// The hardware confirmed these outputs.
    Written {
        device: u32,
        outputs: Vec<FeatureOutput>,
        urgency: Urgency,
        /// When the write was handed to the back end.
        sent: Moment,
        took: Duration,
    },
    /// A write failed; a newer one may follow.
    WriteFailed {
        device: u32,
        urgency: Urgency,
        error: String,
    },
    /// The hardware did not confirm a stop; its link was cut.
    StopUnconfirmed {
        device: u32,
        name: String,
    },
    /// What connected over WebSocket was turned away. Told once in a while, however often it tries.
    ToyRefused {
        peer: IpAddr,
        why: ToyRefused,
    },
    BatteryRead {
        device: u32,
        percent: u8,
    },
}

/// Why something that connected over WebSocket was turned away. The toy and the person are told in these words. Its names
/// are stored in the history of alerts: a new one may come, but none may change.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToyRefused {
    #[error("it is the web page {0}, and no toy is one")]
    WebPage(String),
    #[error("it did not say what it is")]
    Silent,
    #[error("its introduction cannot be read: {0}")]
    Unreadable(String),
    #[error("it speaks version {0} of the toys' protocol, and Vigil knows version 0")]
    Version(String),
    #[error("its identifier is empty or too long")]
    Identifier,
    #[error("its address is too long")]
    Address,
    #[error("Vigil knows no toy with the identifier {0:?}")]
    Unknown(String),
    #[error("it did not answer like a toy of its kind: {0}")]
    Unidentified(String),
    #[error("the person does not let it connect")]
    Denied,
    #[error("a toy with its address is connected already")]
    AlreadyHere,
    #[error("too many toys are connected")]
    Full,
}
