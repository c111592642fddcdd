//! What happened to toys, for whoever shows it.

use std::{net::IpAddr, time::Duration};

use vigil_core::time::Moment;

use crate::{
    toy::{FeatureOutput, Urgency},
    websocket::ToyRefused,
};

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
