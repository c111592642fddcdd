//! What a program of some version may be told, and how.

use serde_json::Value;
use vigil_core::{codec::encode, legacy::Outgoing, version::SpecVersion};

/// Holds a message, as it would be written, against the session's version; `None` before the handshake.
pub(super) fn check(version: Option<SpecVersion>, message: &Outgoing) {
    let text = encode(message);
    let frame: Value = serde_json::from_str(&text).expect("an answer is JSON");
    let [told] = frame.as_array().expect("a frame is an array").as_slice() else {
        panic!("one message: {text}");
    };
    let mut names = told.as_object().expect("a message is an object").iter();
    let (Some((name, body)), None) = (names.next(), names.next()) else {
        panic!("one name: {text}");
    };
    assert!(body["Id"].is_u64(), "{text}");
    let (first, last) = versions(name);
    match version {
        Some(version) => assert!((first..=last).contains(&version.major()), "v{version}: {text}"),
        None => assert_eq!(name, "Error", "before the handshake: {text}"),
    }
    let Some(version) = version.map(SpecVersion::major) else {
        return;
    };
    match name.as_str() {
        "ServerInfo" => {
            let (major, old) = (&body["ProtocolVersionMajor"], &body["MessageVersion"]);
            assert_eq!(major.as_u64(), (version == 4).then_some(4), "{text}");
            assert_eq!(old.as_u64(), (version < 4).then_some(version.into()), "{text}");
        }
        "DeviceList" => assert_eq!(body["Devices"].is_object(), version == 4, "v{version}: {text}"),
        "SensorReading" => assert!(body["Data"].is_array(), "{text}"),
        _ => {}
    }
}

/// The first and the last version that have it.
fn versions(name: &str) -> (u32, u32) {
    match name {
        "Ok" | "Error" | "ServerInfo" | "DeviceList" | "ScanningFinished" => (0, 4),
        "DeviceAdded" | "DeviceRemoved" => (0, 3),
        "Log" => (0, 1),
        "Test" => (0, 2),
        "BatteryLevelReading" | "RSSILevelReading" => (2, 2),
        "SensorReading" => (3, 3),
        "InputReading" => (4, 4),
        other => panic!("no such message: {other}"),
    }
}
