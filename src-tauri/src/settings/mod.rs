//! What a person can set: its shape, what counts as valid, and what the command line overrides.

mod change;
mod model;
mod overrides;
mod restrict;
mod stop_key;
mod validate;

pub(crate) use change::SettingsChange;
#[cfg(test)]
pub(crate) use model::{AlertSettings, BluetoothSettings, PingSettings, ToySettings};
#[cfg(any(feature = "gui", test))]
pub(crate) use model::{Appearance, OnClose};
pub(crate) use model::{
    ExemptProgram, PingPolicySetting, SETTINGS_VERSION, ServerSettings, Settings, SimulatedKind, SimulatedToy,
};
pub(crate) use overrides::{Overrides, PingOverrides, ServerOverrides, ToyOverrides};
pub(crate) use restrict::restricted;
#[cfg(all(feature = "gui", target_os = "linux"))]
pub(crate) use stop_key::Modifiers;
pub(crate) use stop_key::StopKey;
pub(crate) use validate::{InvalidSetting, SERVER_NAME_CHARS, check, loopback, mend, origin};
