//! The canonical messages: spec v4. Older versions are translated at the codec's border.

mod client;
mod device;
mod error;
mod server;

pub use client::{ClientMessage, Outputs, Request, StopScope};
pub use device::{
    CommandError, DeviceDescription, DeviceTable, Feature, FeatureOutput, InputAction, InputKind, InputRange, Output,
    OutputKind, OutputRange,
};
pub use error::ErrorCode;
pub use server::{Reading, ServerMessage};
