//! What is kept survives the end that Windows gives a process that does not answer (S8).

use libtest_mimic::Trial;
use serde_json::json;
use vigil_tests::{raw_client::RawClient, trials, vigil::Launch};

pub(crate) fn tests() -> Vec<Trial> {
    trials![s8_settings_and_alerts_survive_a_kill]
}

async fn s8_settings_and_alerts_survive_a_kill() {
    let settings = json!({ "version": 1, "ping": { "limit_ms": 200 } });
    let vigil = Launch::new(&["--simulate", "vibrator"])
        .settings(&settings)
        .start()
        .await;
    let mut silent = RawClient::connect(&vigil).await;
    assert_eq!(silent.handshake("Kept Over A Kill").await["MaxPingTime"], 200);
    vigil
        .wait_for("an alert", |event| event.alert("ping_timeout").cloned())
        .await;
    let killed = vigil.kill().await;
    let next = Launch::new(&[]).succeeding(&killed).start().await;
    let info = RawClient::connect(&next).await.handshake("Asks").await;
    assert_eq!(info["MaxPingTime"], 200);
    let alerts = std::fs::read_to_string(killed.data_dir().join("alerts.jsonl")).unwrap();
    assert!(alerts.contains("Kept Over A Kill"), "{alerts}");
    let events = next.stop().await;
    assert!(
        events.iter().all(|event| event.alert("file_damaged").is_none()),
        "{events:?}"
    );
}
