//! What Bluetooth lacks, and what mends it.

use crate::view::BluetoothState;

/// What is wrong with Bluetooth, and what mends it. `detail` is what the system says; told where nothing better is known.
pub(crate) fn bluetooth(state: BluetoothState, detail: Option<&str>) -> String {
    let sentence = match state {
        BluetoothState::Starting => "Bluetooth is starting. You can look for toys in a moment.",
        BluetoothState::Ready => "Bluetooth is ready.",
        BluetoothState::SwitchedOff => "Bluetooth is off in Vigil. Switch it on in Vigil to find toys.",
        BluetoothState::Absent => {
            "This computer has no Bluetooth that Vigil can see. Plug in a Bluetooth adapter; Vigil notices it automatically."
        }
        BluetoothState::Off => {
            "Bluetooth is switched off. Switch it on in the system's settings; flight mode switches it off, too. Vigil \
             notices automatically."
        }
        BluetoothState::NoPermission => {
            "The system does not let Vigil use Bluetooth. Allow it in the system's privacy settings; on Linux, add \
             yourself to the group bluetooth and log in again."
        }
        BluetoothState::ServiceMissing => {
            "The system's Bluetooth service does not run. Start it with: sudo systemctl start bluetooth. Vigil notices \
             automatically."
        }
        BluetoothState::BusMissing => {
            "Vigil cannot reach Bluetooth, because this system's message bus (D-Bus) does not run. Start it with: sudo \
             systemctl start dbus. In a container, share /run/dbus with it. Vigil notices automatically; toys on the screen \
             and toys over WebSocket work without it."
        }
        BluetoothState::Failed => {
            "Bluetooth does not answer. Switch it off and on again in the system's settings; if that does not help, restart \
             the computer. Vigil keeps trying."
        }
    };
    match detail.filter(|_| state == BluetoothState::Failed) {
        Some(detail) => format!("{sentence} (The system says: {detail})"),
        None => sentence.to_owned(),
    }
}

/// There is nothing to wait for that Vigil knows of.
pub(crate) fn bluetooth_not_ready() -> String {
    "Bluetooth is not ready yet. Try again in a moment.".to_owned()
}

/// The radio is on, and does not look for toys.
pub(crate) fn scan_refused(reason: &str) -> String {
    format!(
        "The Bluetooth adapter does not start looking for toys. Vigil keeps asking it; if nothing changes, switch \
         Bluetooth off and on again in the system's settings. (The system says: {reason})"
    )
}
