//! What Bluetooth lacks, and what mends it.

use crate::{
    language::{Language, say},
    view::BluetoothState,
};

/// What is wrong with Bluetooth, and what mends it. `detail` is what the system says; told where nothing better is known.
pub(crate) fn bluetooth(language: Language, state: BluetoothState, detail: Option<&str>) -> String {
    let sentence = match state {
        BluetoothState::Starting => say!(language, "bluetooth-starting"),
        BluetoothState::Ready => say!(language, "bluetooth-ready"),
        BluetoothState::SwitchedOff => say!(language, "bluetooth-switched-off"),
        BluetoothState::Absent => say!(language, "bluetooth-absent"),
        BluetoothState::Off => say!(language, "bluetooth-off"),
        BluetoothState::NoPermission => say!(language, "bluetooth-no-permission"),
        BluetoothState::ServiceMissing => say!(language, "bluetooth-service-missing"),
        BluetoothState::BusMissing => say!(language, "bluetooth-bus-missing"),
        BluetoothState::Failed => say!(language, "bluetooth-failed"),
    };
    let detail = detail.filter(|_| state == BluetoothState::Failed);
    let detail = detail.map(|detail| say!(language, "bluetooth-system-says", detail = detail));
    language.sentences([sentence, detail.unwrap_or_default()])
}

/// There is nothing to wait for that Vigil knows of.
pub(crate) fn bluetooth_not_ready(language: Language) -> String {
    say!(language, "bluetooth-not-ready")
}

/// The radio is on, and does not look for toys.
pub(crate) fn scan_refused(language: Language, reason: &str) -> String {
    say!(language, "scan-refused", reason = reason)
}
