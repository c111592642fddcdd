//! The messages of spec v4. [`legacy`](crate::legacy) translates those of older versions into these and back.

mod client;
mod device;
mod error;
mod server;

pub use client::{ClientMessage, Command, Outputs, StopScope};
pub use device::{
    CommandError, DeviceDescription, DeviceTable, Feature, FeatureOutput, InputAction, InputKind, InputRange, Output,
    OutputKind, OutputRange,
};
pub use error::ErrorCode;
pub use server::{DeviceReading, Reading, ServerMessage};
