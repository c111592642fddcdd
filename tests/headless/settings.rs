//! What lies on the disk (S8). That a kill in the middle of a write loses nothing is tested beside the code that writes.

use std::{fs, path::PathBuf};

use libtest_mimic::Trial;
use serde_json::json;
use vigil_tests::{
    raw_client::RawClient,
    trials,
    vigil::{Launch, Vigil},
};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s8_damaged_settings_are_set_aside_and_told_of,
        s8_settings_that_are_a_list_are_set_aside,
        s8_settings_of_a_newer_vigil_are_set_aside,
        a_setting_that_cannot_hold_is_replaced_alone,
        s8_alerts_are_kept,
    ]
}

async fn s8_damaged_settings_are_set_aside_and_told_of() {
    for damaged in [
        "",
        "{\"version\":1,\"ping\":{\"limit_ms\":10",
        "\"text\"",
        "\u{0}\u{0}\u{0}\u{0}",
    ] {
        are_set_aside(damaged).await;
    }
}

/// JSON, and to a lenient reader an object without fields; but no settings.
async fn s8_settings_that_are_a_list_are_set_aside() {
    are_set_aside("[]").await;
}

async fn are_set_aside(damaged: &str) {
    let vigil = Launch::new(&["--simulate", "vibrator"])
        .settings_text(damaged)
        .start()
        .await;
    let alert = vigil
        .wait_for("an alert", |event| event.alert("file_damaged").cloned())
        .await;
    let kept = set_aside(&vigil);
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(fs::read_to_string(&kept[0]).unwrap(), damaged, "kept as it was");
    let name = kept[0].file_name().unwrap().to_string_lossy().into_owned();
    assert!(
        alert.hint.is_some_and(|hint| hint.contains(&name)),
        "the alert says where it is"
    );
    // It serves all the same.
    RawClient::join(&vigil, "Comes In").await.vibrate(0, 0, 1).await;
    vigil.stop().await;
}

async fn s8_settings_of_a_newer_vigil_are_set_aside() {
    let newer = json!({ "version": 4_000, "ping": { "limit_ms": 700 } });
    let vigil = Launch::new(&[]).settings(&newer).start().await;
    vigil
        .wait_for("an alert", |event| event.alert("file_damaged").cloned())
        .await;
    assert_eq!(fs::read_to_string(&set_aside(&vigil)[0]).unwrap(), newer.to_string());
    vigil.stop().await;
}

async fn a_setting_that_cannot_hold_is_replaced_alone() {
    let settings = json!({ "version": 1, "ping": { "limit_ms": 3 }, "server": { "name": "My Vigil" } });
    let vigil = Launch::new(&[]).settings(&settings).start().await;
    let info = RawClient::connect(&vigil).await.handshake("Asks").await;
    assert_eq!(
        (&info["ServerName"], &info["MaxPingTime"]),
        (&json!("My Vigil"), &json!(0))
    );
    vigil.stop().await;
}

async fn s8_alerts_are_kept() {
    let vigil = Launch::new(&["--max-ping-time", "100"]).start().await;
    let _silent = RawClient::join(&vigil, "Kept In Memory").await;
    vigil
        .wait_for("an alert", |event| event.alert("ping_timeout").cloned())
        .await;
    let file = vigil.data_dir().join("alerts.json");
    // The directory goes with the Vigil that holds it; this one starts on it afterwards.
    let next = Launch::new(&[]).sharing_data_of(&vigil);
    vigil.stop().await;
    assert!(fs::read_to_string(file).unwrap().contains("Kept In Memory"));
    next.start().await.stop().await;
}

fn set_aside(vigil: &Vigil) -> Vec<PathBuf> {
    let files = fs::read_dir(vigil.data_dir()).unwrap();
    files
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("settings.json.damaged"))
        })
        .collect()
}
