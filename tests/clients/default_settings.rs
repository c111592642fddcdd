//! A new installation holds those programs to a limit that ping by themselves. Nobody who would play on without a limit is
//! cut by it: every client of these tests plays for several times as long.

use std::time::Duration;

use futures_util::future::join_all;
use libtest_mimic::Trial;
use rustix::process::Signal;
use tokio::{process::Command, time::Instant};
use vigil_tests::{child::Child, environment, trials, vigil::Vigil, waits};

use super::{Player, Word, levels};

/// With what a new installation has.
const NEW: [&str; 2] = ["--simulate", "vibrator"];
const LIMIT: Duration = Duration::from_secs(2);
/// So long does each of them play.
const SECONDS: i32 = 9;
/// Longer than anybody waits for one that is frozen.
const FOREVER: &str = "120";

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s6_no_client_is_cut_by_the_settings_of_a_new_installation,
        s2_the_settings_of_a_new_installation_stop_a_frozen_program_that_pings,
    ]
}

#[derive(Debug, Clone, Copy)]
enum Runs {
    Python,
    Node,
    Rust,
}

/// A client and what it does by itself.
#[derive(Debug, Clone, Copy)]
struct Client {
    runs: Runs,
    /// The script, or the program.
    file: &'static str,
    /// What the script wants to know first.
    release: Option<&'static str>,
    /// What the program calls itself.
    name: &'static str,
    pings: bool,
    /// The library may let go of the socket before it has closed it.
    may_be_lost: bool,
}

const CLIENTS: [Client; 11] = [
    script(Runs::Python, "player.py", None, "Python Player", true),
    script(Runs::Python, "old_player.py", Some("2"), "Old Player", true),
    script(Runs::Python, "old_player.py", Some("3"), "Old Player", true),
    script(Runs::Node, "player.mjs", None, "JavaScript Player", false),
    script(Runs::Node, "old_player.mjs", Some("buttplug-0.8"), "Old Player", true),
    script(Runs::Node, "old_player.mjs", Some("buttplug-0.13"), "Old Player", true),
    script(Runs::Node, "old_player.mjs", Some("buttplug-3"), "Old Player", false),
    script(Runs::Node, "old_player.mjs", Some("buttplug-4"), "Old Player", false),
    Client {
        may_be_lost: true,
        ..script(Runs::Rust, "player-v2", None, "Old Player", false)
    },
    script(Runs::Rust, "player-v3", None, "Old Player", false),
    script(Runs::Rust, "player-v4", None, "Rust Player", false),
];

const fn script(
    runs: Runs,
    file: &'static str,
    release: Option<&'static str>,
    name: &'static str,
    pings: bool,
) -> Client {
    Client {
        runs,
        file,
        release,
        name,
        pings,
        may_be_lost: false,
    }
}

impl Client {
    fn plays(self, vigil: &Vigil, seconds: &str) -> Player {
        let mut command = match self.runs {
            Runs::Python => Command::new(environment::python()),
            Runs::Node => Command::new(environment::node()),
            Runs::Rust => Command::new(environment::rust_clients().join(self.file)),
        };
        if !matches!(self.runs, Runs::Rust) {
            command.arg(environment::clients().join(self.file));
        }
        command.args(self.release).args([vigil.url().as_str(), seconds]);
        Player(Child::start(self.file, &mut command))
    }
}

async fn s6_no_client_is_cut_by_the_settings_of_a_new_installation() {
    join_all(CLIENTS.map(plays_to_the_end)).await;
}

async fn plays_to_the_end(client: Client) {
    let vigil = Vigil::start(&NEW).await;
    let player = client.plays(&vigil, &SECONDS.to_string());
    player.wait_for(&Word::Level { value: SECONDS }).await;
    let words = player.ended().await;
    let ended = vigil.wait_for_end_of(client.name).await;
    let connected = vigil.wait_for_program(client.name).await;
    assert_eq!(
        (connected.max_ping_time_ms, connected.watch.as_str()),
        (2000, "where_supported"),
        "{client:?}"
    );
    let fair = ended.cause == "goodbye" || (client.may_be_lost && ended.cause == "connection_lost");
    assert!(fair, "{client:?}: {ended:?}");
    assert_eq!(ended.pings > 0, client.pings, "{client:?}: {ended:?}");
    assert_eq!(words.last(), Some(&Word::Goodbye), "{client:?}: {words:?}");
    let in_vain = words
        .iter()
        .find(|word| matches!(word, Word::Lost | Word::Error { .. }));
    assert_eq!(in_vain, None, "{client:?}");
    let events = vigil.stop().await;
    let first_stop = events.iter().position(|event| event.stop_of(0).is_some());
    let moved = events.iter().take(first_stop.unwrap_or(events.len()));
    let wishes = moved
        .filter_map(|event| event.wish_of(0))
        .flat_map(|wish| &wish.outputs);
    let taken: Vec<_> = wishes
        .filter(|output| output.feature == 0)
        .map(|output| output.value)
        .collect();
    assert_eq!(taken, levels(&words), "{client:?}: the toy moved all the time");
    assert!(
        events.iter().all(|event| event.alert("ping_timeout").is_none()),
        "{client:?}"
    );
}

async fn s2_the_settings_of_a_new_installation_stop_a_frozen_program_that_pings() {
    let pinging = CLIENTS.into_iter().filter(|client| client.pings);
    join_all(pinging.map(is_stopped_when_it_freezes)).await;
}

async fn is_stopped_when_it_freezes(client: Client) {
    let vigil = Vigil::start(&NEW).await;
    let player = client.plays(&vigil, FOREVER);
    // By then it has pinged more than twice.
    player.wait_for(&Word::Level { value: 5 }).await;
    player.0.signal(Signal::STOP);
    let frozen = Instant::now();
    let ended = vigil.wait_for_end_of(client.name).await;
    let after = frozen.elapsed();
    assert!(after <= LIMIT + waits::LATENESS, "{client:?}: only after {after:?}");
    assert_eq!(
        (ended.cause.as_str(), ended.limit_ms),
        ("ping_timeout", Some(2000)),
        "{client:?}: {ended:?}"
    );
    assert!(ended.toy(0).is_some_and(|toy| toy.confirmed), "{client:?}: {ended:?}");
    player.0.signal(Signal::KILL);
    vigil.stop().await;
}
