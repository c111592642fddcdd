//! `PingTimeoutExample` in every language.

use std::{path::PathBuf, time::Duration};

use libtest_mimic::Trial;
use tokio::{process::Command, time::sleep};
use vigil_tests::{environment, example::Example, trials, vigil::Vigil};

use super::{story::Story, where_dotnet_is};

/// Twice what the guide uses, because the machine has much else to do.
const LIMIT: &str = "2000";
/// How long nobody presses a key: long enough to find out an example that does not ping.
const IDLE: Duration = Duration::from_secs(5);
/// Sent meanwhile at half of the limit; one may be late.
const PINGS: u64 = 4;

const NAME: &str = "Example Client";
const BEFORE: [&str; 2] = ["Client connected", "Press Enter to continue."];
const AFTER: [&str; 3] = [
    "Stopping ping timer",
    "Buttplug ping timeout!",
    "Buttplug disconnected!",
];
const FAILED: &str = "Command failed: ERROR_PING: No Ping for ";

pub(crate) fn tests() -> Vec<Trial> {
    let mut tests = trials![rust, javascript, typescript, python, twine];
    tests.extend(where_dotnet_is(trials![csharp]));
    tests
}

async fn rust() {
    prints_the_same(Command::new(environment::rust_example())).await;
}

async fn javascript() {
    in_a_terminal(environment::node(), "js/ping-timeout.mjs").await;
}

async fn typescript() {
    in_a_terminal(environment::node(), "ts/ping-timeout.js").await;
}

async fn python() {
    in_a_terminal(environment::python(), "python/ping_timeout.py").await;
}

async fn csharp() {
    let dotnet = environment::dotnet().expect("else it is ignored");
    in_a_terminal(dotnet, "csharp/PingTimeoutExample/bin/Release/PingTimeoutExample.dll").await;
}

/// Its buttons are clicked as soon as they make sense, the second one after the same time as in a terminal.
async fn twine() {
    let file = environment::examples().join("twine/PingTimeoutExample.html");
    let mut story = Story::serve(&file, &["Connect", "Continue"], IDLE).await;
    let vigil = vigil(&["--allow-origin", &story.origin()]).await;
    let _browser = story.open(&vigil);
    for expected in BEFORE {
        assert_eq!(story.line().await, expected);
    }
    vigil.wait_for_program(NAME).await;
    let mut lines = Vec::new();
    for _ in 0..=AFTER.len() {
        lines.push(story.line().await);
    }
    is_what_a_missed_ping_looks_like(vigil, &lines).await;
}

async fn in_a_terminal(program: PathBuf, file: &str) {
    let mut command = Command::new(program);
    command.arg(environment::examples().join(file));
    prints_the_same(command).await;
}

async fn prints_the_same(mut command: Command) {
    let vigil = vigil(&[]).await;
    let mut example = Example::start(command.arg(vigil.url()));
    for expected in BEFORE {
        assert_eq!(example.line().await, expected);
    }
    assert_eq!(vigil.wait_for_program(NAME).await.watch, "required");
    sleep(IDLE).await;
    assert_eq!(example.waiting(), Vec::<String>::new(), "nobody has pressed a key yet");
    example.press_enter().await;
    let (status, lines) = example.ended().await;
    assert!(status.success(), "{status}: {lines:#?}");
    is_what_a_missed_ping_looks_like(vigil, &lines).await;
}

async fn vigil(arguments: &[&str]) -> Vigil {
    Vigil::start(&[&["--max-ping-time", LIMIT, "--simulate", "vibrator"], arguments].concat()).await
}

/// Checks the lines from the key on, and what Vigil says of the session.
async fn is_what_a_missed_ping_looks_like(vigil: Vigil, lines: &[String]) {
    let (failed, events) = lines.split_last().expect("it prints something");
    assert_eq!(events, AFTER);
    assert!(failed.starts_with(FAILED), "{failed}");
    assert!(
        failed.ends_with(&format!("with MaxPingTime {LIMIT} ms: every toy was stopped.")),
        "{failed}"
    );
    let ended = vigil.wait_for_end_of(NAME).await;
    assert_eq!(ended.cause, "ping_timeout", "{ended:?}");
    assert!(ended.pings >= PINGS, "it is to ping by itself: {ended:?}");
    vigil.stop().await;
}
