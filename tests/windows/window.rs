//! Wine has no WebView2, which draws the window: what a person meets who has none either.

use std::{fs, process::Stdio};

use libtest_mimic::Trial;
use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    process::Command,
    time::{sleep, timeout},
};
use vigil_tests::{environment, trials, vigil::Launch, waits};

const WHERE_TO_GET_IT: &str = "https://developer.microsoft.com/microsoft-edge/webview2/";

pub(crate) fn tests() -> Vec<Trial> {
    trials![a_person_without_webview2_is_told_what_is_missing_and_where_to_get_it]
}

async fn a_person_without_webview2_is_told_what_is_missing_and_where_to_get_it() {
    let data_dir = tempfile::tempdir().unwrap();
    let started = Command::new(environment::headless_binary())
        .args(["--no-bluetooth", "--port", "0", "--data-dir"])
        .arg(data_dir.path())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let ended = timeout(waits::START + waits::EXIT, started)
        .await
        .expect("it ends")
        .unwrap();
    let log = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{log}");
    for needed in ["WebView2", WHERE_TO_GET_IT, "--headless"] {
        assert!(log.contains(needed), "{log}");
    }
    assert!(!log.contains("panicked"), "{log}");
    let boxes = timeout(waits::EVENT, message_box()).await.expect("a message box");
    for id in boxes {
        kill_process(id, Signal::KILL).unwrap();
    }
    // Without a window it goes on working, with the same data.
    let vigil = Launch::new(&["--simulate", "vibrator"])
        .data_dir(data_dir)
        .start()
        .await;
    vigil.stop().await;
}

/// The processes that show it.
async fn message_box() -> Vec<Pid> {
    loop {
        let processes = fs::read_dir("/proc").unwrap().flatten();
        let found: Vec<_> = processes
            .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok())
            .filter(|id| {
                let line = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
                let line = String::from_utf8_lossy(&line);
                line.contains("--message=") && line.contains(WHERE_TO_GET_IT)
            })
            .filter_map(Pid::from_raw)
            .collect();
        if !found.is_empty() {
            return found;
        }
        sleep(waits::LOOK_AGAIN).await;
    }
}
