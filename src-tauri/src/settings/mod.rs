//! What a person can set: its shape, what counts as valid, and what the command line overrides.

mod model;
mod overrides;
mod restrict;
mod validate;

pub use model::{
    Appearance, BluetoothSettings, ExemptProgram, PingPolicySetting, PingSettings, SETTINGS_VERSION, ServerSettings,
    Settings, SimulatedKind, SimulatedToy, ToySettings,
};
pub use overrides::Overrides;
pub use restrict::restricted;
pub use validate::{Field, InvalidSetting, check, loopback, mend};
