//! What errors of the platform mean. btleplug passes most of them on as they are, so they are told by their words.

use btleplug::Error;

use crate::toy::HardwareError;

/// `BlueZ`'s and the bus's words for a link, or a whole device, that is no more.
const GONE: [&str; 7] = [
    "NotConnected",
    "Not connected",
    "UnknownObject",
    "UnknownMethod",
    "ServiceUnknown",
    "NoReply",
    "DoesNotExist",
];

pub(super) fn hardware_error(error: &Error) -> HardwareError {
    let words = words(error);
    if matches!(error, Error::NotConnected | Error::DeviceNotFound) || GONE.iter().any(|gone| words.contains(gone)) {
        HardwareError::Disconnected
    } else {
        HardwareError::Failed(error.to_string())
    }
}

/// `BlueZ` refuses a second request to a characteristic while the first is not answered.
pub(super) fn is_in_progress(error: &Error) -> bool {
    words(error).contains("InProgress")
}

/// Somebody else, or an earlier Vigil, made the link.
pub(super) fn is_connected_already(error: &Error) -> bool {
    words(error).contains("AlreadyConnected")
}

pub(super) fn is_permission(error: &Error) -> bool {
    matches!(error, Error::PermissionDenied) || words(error).contains("AccessDenied")
}

/// There is no socket of the system's message bus, or nobody listens at it.
pub(super) fn is_bus_missing(error: &Error) -> bool {
    let words = words(error);
    [
        "DBus.Error.FileNotFound",
        "DBus.Error.NoServer",
        "Failed to connect to socket",
    ]
    .iter()
    .any(|missing| words.contains(missing))
}

/// Its name is in the details only, not in the message.
fn words(error: &Error) -> String {
    format!("{error:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_bus_says_where_there_is_none() {
        let other = |text: &str| Error::Other(text.to_owned().into());
        for (words, is_missing) in [
            (
                "D-Bus error: Failed to connect to socket /run/dbus/system_bus_socket: No such file or directory \
              (org.freedesktop.DBus.Error.FileNotFound)",
                true,
            ),
            (
                "Failed to connect to socket /run/dbus/system_bus_socket: Connection refused",
                true,
            ),
            ("org.freedesktop.DBus.Error.NoServer", true),
            ("org.bluez.Error.Failed", false),
        ] {
            assert_eq!(is_bus_missing(&other(words)), is_missing, "{words}");
        }
    }
}
