//! What Bluetooth lacks, and what mends it.

use crate::view::BluetoothState;

/// What is wrong with Bluetooth, and what mends it. `detail` is what the system says; told where nothing better is known.
pub(crate) fn bluetooth(state: BluetoothState, detail: Option<&str>) -> String {
    let sentence = match state {
        BluetoothState::Starting => "Bluetooth is starting. In a moment toys can be looked for.",
        BluetoothState::Ready => "Bluetooth is ready.",
        BluetoothState::SwitchedOff => "Bluetooth is off in Vigil. Switch it on in Vigil to find toys.",
        BluetoothState::Absent => {
            "This computer has no Bluetooth that Vigil can see. Plug in a Bluetooth adapter; it is found by itself."
        }
        BluetoothState::Off => {
            "Bluetooth is switched off. Switch it on in the system's settings; flight mode switches it off, too. Vigil \
             notices by itself."
        }
        BluetoothState::NoPermission => {
            "The system does not let Vigil use Bluetooth. Allow it in the system's privacy settings; on Linux, add \
             yourself to the group bluetooth and log in anew."
        }
        BluetoothState::ServiceMissing => {
            "The system's Bluetooth service does not run. Start it with: sudo systemctl start bluetooth. Vigil notices \
             by itself."
        }
        BluetoothState::Failed => {
            "Bluetooth does not answer. Switch it off and on again in the system's settings; if that does not help, start \
             the computer anew. Vigil goes on trying."
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
        "The Bluetooth adapter does not begin to look for toys. Vigil goes on asking it; if nothing changes, switch \
         Bluetooth off and on again in the system's settings. (The system says: {reason})"
    )
}
