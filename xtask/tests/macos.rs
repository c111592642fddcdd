//! What macOS asks of a program that uses Bluetooth is in its bundle. Without the sentence macOS ends it at once.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn read(file: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from);
    fs::read_to_string(root.unwrap_or_default().join(file)).unwrap_or_default()
}

#[test]
fn the_bundle_may_use_bluetooth_and_says_what_for() {
    let configuration = read("tauri.conf.json");
    for (file, key) in [
        (
            "src-tauri/macos/Info.plist",
            "<key>NSBluetoothAlwaysUsageDescription</key>",
        ),
        (
            "src-tauri/macos/Entitlements.plist",
            "<key>com.apple.security.device.bluetooth</key>",
        ),
    ] {
        assert!(configuration.contains(&format!("\"{file}\"")), "{file}");
        assert!(read(file).contains(key), "{key}");
    }
    assert!(configuration.contains("\"category\""));
}
