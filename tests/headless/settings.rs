//! What lies on the disk (S8). That a kill in the middle of a write loses nothing is tested beside the code that writes.

use std::{fs, path::PathBuf};

use libtest_mimic::Trial;
use serde_json::json;
use vigil_tests::{
    message::output,
    raw_client::RawClient,
    trials,
    vigil::{Launch, Vigil},
};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s8_damaged_settings_hold_every_toy,
        s8_damaged_settings_give_way_to_the_last_good_ones,
        s8_a_damaged_list_of_toys_holds_every_toy,
        s8_a_setting_that_cannot_hold_becomes_the_nearest,
        s7_an_exemption_is_for_native_programs_unless_it_names_a_page,
        s8_alerts_are_kept,
    ]
}

const DAMAGED: [&str; 6] = [
    "",
    "{\"version\":1,\"ping\":{\"limit_ms\":10",
    "\"text\"",
    "\u{0}\u{0}\u{0}\u{0}",
    // JSON, and to a lenient reader an object without fields; but no settings.
    "[]",
    "{\"version\":4000,\"ping\":{\"limit_ms\":700}}",
];

async fn s8_damaged_settings_hold_every_toy() {
    for damaged in DAMAGED {
        let vigil = Launch::new(&["--simulate", "vibrator"])
            .settings_text(damaged)
            .start()
            .await;
        nothing_moves(&vigil).await;
        let file = vigil.data_dir().join("settings.json");
        assert_eq!(fs::read_to_string(file).unwrap(), damaged, "it lies where it was");
        vigil.stop().await;
    }
}

async fn s8_a_damaged_list_of_toys_holds_every_toy() {
    let first = Vigil::start(&["--simulate", "vibrator"]).await;
    let next = Launch::new(&["--simulate", "vibrator"]).sharing_data_of(&first);
    let file = first.data_dir().join("toys.json");
    first.stop().await;
    fs::write(&file, "{").unwrap();
    let vigil = next.start().await;
    nothing_moves(&vigil).await;
    assert_eq!(fs::read_to_string(file).unwrap(), "{");
    vigil.stop().await;
}

/// The person is told, and programs come in, but no toy moves.
async fn nothing_moves(vigil: &Vigil) {
    vigil
        .wait_for("an alert", |event| event.alert("file_damaged").cloned())
        .await;
    let mut client = RawClient::join(vigil, "Comes In").await;
    client.refused("OutputCmd", output(0, 0, "Vibrate", 1)).await;
    assert!(vigil.events().iter().all(|event| event.wish_of(0).is_none()));
}

async fn s8_damaged_settings_give_way_to_the_last_good_ones() {
    for damaged in DAMAGED {
        let settings = json!({ "version": 1, "ping": { "limit_ms": 700 } });
        let first = Launch::new(&["--simulate", "vibrator"])
            .settings(&settings)
            .start()
            .await;
        let next = Launch::new(&["--simulate", "vibrator"]).sharing_data_of(&first);
        let file = first.data_dir().join("settings.json");
        first.stop().await;
        fs::write(&file, damaged).unwrap();
        let vigil = next.start().await;
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
        let mut client = RawClient::connect(&vigil).await;
        assert_eq!(client.handshake("Asks").await["MaxPingTime"], 700, "{damaged:?}");
        vigil.stop().await;
    }
}

async fn s8_a_setting_that_cannot_hold_becomes_the_nearest() {
    for (limit_ms, holds) in [(3, 50), (700_000, 600_000)] {
        let settings = json!({ "version": 1, "ping": { "limit_ms": limit_ms }, "server": { "name": "My Vigil" } });
        let vigil = Launch::new(&[]).settings(&settings).start().await;
        let info = RawClient::connect(&vigil).await.handshake("Asks").await;
        assert_eq!(
            (&info["ServerName"], &info["MaxPingTime"]),
            (&json!("My Vigil"), &json!(holds))
        );
        vigil.stop().await;
    }
}

async fn s7_an_exemption_is_for_native_programs_unless_it_names_a_page() {
    const PAGE: &str = "https://player.example";
    let exempt = json!(["Old Player", { "name": "Web Player", "origin": PAGE }]);
    let settings = json!({ "version": 2, "ping": { "limit_ms": 700, "exempt_programs": exempt } });
    let vigil = Launch::new(&["--allow-origin", PAGE]).settings(&settings).start().await;
    for (name, is_page, told) in [
        ("Old Player", false, 0),
        ("Old Player", true, 700),
        ("Web Player", true, 0),
        ("Web Player", false, 700),
    ] {
        let mut client = if is_page {
            RawClient::connect_from(&vigil, PAGE).await.unwrap()
        } else {
            RawClient::connect(&vigil).await
        };
        assert_eq!(client.handshake(name).await["MaxPingTime"], told, "{name} {is_page}");
    }
    vigil.stop().await;
}

async fn s8_alerts_are_kept() {
    let vigil = Launch::new(&["--max-ping-time", "100"]).start().await;
    let _silent = RawClient::join(&vigil, "Kept In Memory").await;
    vigil
        .wait_for("an alert", |event| event.alert("ping_timeout").cloned())
        .await;
    let file = vigil.data_dir().join("alerts.jsonl");
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
