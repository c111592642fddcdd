//! Whatever ends Vigil stops the toys first, however often it is told (S5).

use std::{process::Stdio, time::Duration};

use libtest_mimic::Trial;
use rustix::process::Signal;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
    time::{sleep, timeout},
};
use vigil_tests::{environment, event::Event, raw_client::RawClient, trial::note, trials, vigil::Vigil, waits};

use crate::ping_timeout::nothing_moves_after_the_stop;

const NAME: &str = "Moves A Toy";

/// From a signal until the process is gone. Vigil promises 3 s.
const GONE: Duration = Duration::from_millis(3_000).saturating_add(waits::LATENESS);

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_each_signal_that_ends_a_program_stops_the_toys_first,
        s5_a_second_signal_does_not_skip_the_stop,
        nohup_is_heeded,
    ]
}

/// The terminal was closed, logout, Ctrl-\\, and the usual ones.
async fn s5_each_signal_that_ends_a_program_stops_the_toys_first() {
    for signal in [Signal::HUP, Signal::QUIT, Signal::INT, Signal::TERM] {
        let (mut vigil, _client) = moving().await;
        let (status, took) = vigil.exits_after(signal).await;
        note(format!("{signal:?}: process gone after {took:?}"));
        assert!(status.success(), "{signal:?}: {status}");
        assert!(took < GONE, "{signal:?}: {took:?}");
        stopped_in_order(&vigil.ended().await);
    }
}

async fn s5_a_second_signal_does_not_skip_the_stop() {
    let (vigil, _client) = moving().await;
    for signal in [Signal::TERM, Signal::TERM, Signal::INT, Signal::QUIT, Signal::HUP] {
        vigil.signal(signal);
    }
    stopped_in_order(&vigil.ended().await);
}

/// Started to outlive its terminal, it does.
async fn nohup_is_heeded() {
    let data_dir = tempfile::tempdir().unwrap();
    let mut child = Command::new("nohup")
        .arg(environment::headless_binary())
        .args(["--headless", "--no-bluetooth", "--port", "0", "--data-dir"])
        .arg(data_dir.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = timeout(waits::START, lines.next_line())
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert!(first.contains("listening"), "{first}");
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id().unwrap()).unwrap()).unwrap();
    rustix::process::kill_process(pid, Signal::HUP).unwrap();
    sleep(waits::AFTERMATH).await;
    assert!(child.try_wait().unwrap().is_none(), "it goes on");
    rustix::process::kill_process(pid, Signal::TERM).unwrap();
    assert!(timeout(waits::EXIT, child.wait()).await.unwrap().unwrap().success());
}

fn stopped_in_order(events: &[Event]) {
    assert!(matches!(
        events.last(),
        Some(Event::Stopped {
            all_toys_confirmed: true
        })
    ));
    assert!(
        events.iter().any(|event| event.stop_of(0).is_some()),
        "the toy was stopped"
    );
    nothing_moves_after_the_stop(events, 0);
}

async fn moving() -> (Vigil, RawClient) {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    let mut client = RawClient::join(&vigil, NAME).await;
    client.vibrate(0, 0, 10).await;
    vigil.wait_for_wish(0, 0, 10).await;
    (vigil, client)
}
