//! `kill -9` in the middle of 200 settings writes.

use serde_json::{Value, json};
use vigil_tests::window::{Page, WRITTEN, until, with_window};

/// Writes of one round.
const WRITES: u64 = 200;

/// After how many answered writes the app is killed, round by round. In between the next ones are under way.
const KILLED_AFTER: [u64; 5] = [1, 17, 60, 111, 180];

/// Saves settings one after the other, each with its own number in two places and much between them; counts what was
/// answered.
const SAVE_ON_AND_ON: &str = r"
    const [writes] = arguments;
    const invoke = window.__TAURI_INTERNALS__.invoke;
    const names = Array.from({ length: 500 }, (_, n) => `A program with a long name ${n}`);
    window.answered = 0;
    (async () => {
        const { settings } = (await invoke('changes', { known: null, afterMs: 0 })).view;
        for (let n = 1; n <= writes; n += 1) {
            const next = {
                ...settings,
                ping: { ...settings.ping, limit_ms: 1000 + n, exempt_programs: names },
                server: { ...settings.server, name: `Version ${n}` },
            };
            await invoke('request', { request: { type: 'save_settings', settings: next } });
            window.answered = n;
        }
    })();
";

#[tokio::test]
async fn s8_killed_while_saving_the_file_is_one_of_the_versions_and_none_that_was_answered_is_lost() {
    let name = "s8_killed_while_saving";
    with_window(name, &["--port", "0"], async |window| {
        for killed_after in KILLED_AFTER {
            window.page().run(SAVE_ON_AND_ON, vec![json!(WRITES)]).await;
            let answered = answered(window.page(), killed_after).await;
            window.kill().await;

            let stored = window.stored("settings.json").expect("the file is there and is JSON");
            let version = version(&stored);
            assert!(
                version >= answered,
                "version {answered} was answered, the file has {version}"
            );
            assert!(version <= WRITES);
            assert_eq!(
                stored["ping"]["limit_ms"],
                json!(1000 + version),
                "one version, not two halves"
            );
            assert_eq!(stored["ping"]["exempt_programs"].as_array().map(Vec::len), Some(500));
            println!("killed after {answered} answered writes: the file has version {version}");
            window.open().await;
        }
    })
    .await;
}

/// Waits until so many writes were answered; there may be more by now.
async fn answered(page: &Page, at_least: u64) -> u64 {
    until("the writes are answered", WRITTEN, async || {
        let answered = page.run("return window.answered", vec![]).await.as_u64()?;
        (answered >= at_least).then_some(answered)
    })
    .await
}

fn version(stored: &Value) -> u64 {
    let name = stored["server"]["name"].as_str().unwrap();
    name.strip_prefix("Version ").unwrap().parse().unwrap()
}
