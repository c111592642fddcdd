//! A program that connects again and again is let in ever more slowly; nobody else notices.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, timeout, timeout_at},
};
use tokio_tungstenite::tungstenite::Message as Frame;
use vigil_tests::{
    event::Event,
    message::message,
    punctual::Punctual,
    raw_client::{ERROR_INIT, RawClient, output},
    trial::note,
    trials,
    vigil::Vigil,
    waits,
};

const STORM: &str = "Storm";
/// As many loops of one program as reconnect at the same time.
const LOOPS: usize = 2;
const STORM_LASTS: Duration = Duration::from_secs(8);
const LIMIT: Duration = Duration::from_millis(1000);

/// Five sessions are let in at once, and one each after 0.1, 0.2, 0.4, 0.8, 1.6 and 3.2 s; sessions that overlap count
/// once.
const MOST_SESSIONS: usize = 12 * LOOPS;
/// Of a toy that nobody ever moves: once to say that it stands still, and again if that was long ago.
const MOST_STOPS: usize = 3;
/// One for each session before the storm was known, and one that says that it is.
const MOST_ALERTS: usize = 8 * LOOPS;
/// All that is printed.
const MOST_EVENTS: usize = 300;

/// After so many sessions that end at once the next one waits for longer than a test needs to look at it.
const ENOUGH_SESSIONS: usize = 12;
/// Connections of one program that may wait.
const PLACES: usize = 4;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        a_storm_of_sessions_is_slowed_down_and_others_do_not_notice,
        what_a_slowed_program_sends_ahead_is_answered_once_it_is_let_in,
        a_slowed_program_has_few_places_and_others_are_let_in_at_once,
    ]
}

async fn a_storm_of_sessions_is_slowed_down_and_others_do_not_notice() {
    let vigil = Vigil::start(&[
        "--max-ping-time",
        "1000",
        "--simulate",
        "vibrator",
        "--simulate",
        "rotator",
    ])
    .await;
    let behaves = Punctual::start(vigil.address(), "Behaves", LIMIT);
    vigil.wait_for_program("Behaves").await;
    let mark = vigil.mark();
    let ends = Instant::now() + STORM_LASTS;
    let mut storm = JoinSet::new();
    for _ in 0..LOOPS {
        let address = vigil.address();
        storm.spawn(async move {
            let mut sessions = 0;
            while Instant::now() < ends {
                let mut client = RawClient::connect_to(address).await;
                if client.try_send_frame(Frame::text(introduction(STORM))).await.is_ok()
                    && let Ok(Some(answer)) = timeout_at(ends, client.next_if_any()).await
                    && answer.kind == "ServerInfo"
                {
                    sessions += 1;
                    // It drives one toy; the other one has never moved.
                    let _ = client.try_send_frame(Frame::text(vibrate(9))).await;
                    let _ = timeout_at(ends, client.next_if_any()).await;
                }
                client.vanish().await;
            }
            sessions
        });
    }
    let before = Instant::now();
    let newcomer = RawClient::join(&vigil, "Newcomer").await;
    let joined = before.elapsed();
    let sessions: usize = storm.join_all().await.iter().sum();
    let fared = behaves.finish().await;
    drop(newcomer);

    let events = vigil.events_since(mark);
    let connected = count(&events, |event| event.connected(STORM).is_some());
    let stops = |toy| count(&events, |event| event.stop_of(toy).is_some());
    let alerts = count(&events, |event| matches!(event, Event::Alert(_)));
    let slowed = count(
        &events,
        |event| matches!(event, Event::ProgramSlowed { name } if name == STORM),
    );
    note(format!(
        "a storm of {STORM_LASTS:?}: {connected} sessions, {} and {} stops of its toy and of the other one, {alerts} \
         alerts, {} events; a newcomer was in after {joined:.1?}; {}",
        stops(0),
        stops(1),
        events.len(),
        fared.told()
    ));
    assert!(
        connected <= MOST_SESSIONS,
        "{connected} sessions, and {sessions} by its own count"
    );
    assert!(
        stops(0) <= connected + MOST_STOPS,
        "{} stops of the toy that it moved",
        stops(0)
    );
    assert!(stops(1) <= MOST_STOPS, "{} stops of a toy that never moved", stops(1));
    assert!(alerts <= MOST_ALERTS, "{alerts} alerts");
    assert_eq!(slowed, 1, "it is said once");
    assert!(events.len() <= MOST_EVENTS, "{} events", events.len());
    assert!(joined < LIMIT, "a newcomer waited for {joined:?}");
    vigil.stop().await;
}

async fn what_a_slowed_program_sends_ahead_is_answered_once_it_is_let_in() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    be_slowed(&vigil).await;
    let mark = vigil.mark();
    let mut client = RawClient::connect(&vigil).await;
    let both = json!([introduced_as(STORM), message("RequestDeviceList", 2, json!({}))]);
    client.send_text(&both.to_string()).await;
    client.send_text(&vibrate(7)).await;
    let kinds = [client.next().await, client.next().await, client.next().await].map(|answer| answer.kind);
    assert_eq!(kinds, ["ServerInfo", "DeviceList", "Ok"]);
    vigil.wait_for_wish_since(mark, 0, 0, 7).await;
    vigil.stop().await;
}

async fn a_slowed_program_has_few_places_and_others_are_let_in_at_once() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    be_slowed(&vigil).await;
    let mut waiting = Vec::new();
    let mut turned_back = None;
    for _ in 0..=PLACES {
        let mut client = RawClient::connect(&vigil).await;
        client.send_text(&introduction(STORM)).await;
        // Those that wait hear nothing yet.
        match timeout(waits::AFTERMATH, client.next_if_any()).await {
            Err(_) => waiting.push(client),
            Ok(answer) => turned_back = answer,
        }
    }
    assert_eq!(waiting.len(), PLACES);
    let answer = turned_back.expect("it is told why");
    assert_eq!(answer.error_code(), Some(ERROR_INIT), "{answer:?}");
    let before = Instant::now();
    let _other = RawClient::join(&vigil, "Other").await;
    assert!(
        before.elapsed() < LIMIT,
        "another program waited for {:?}",
        before.elapsed()
    );
    // One that leaves gives its place up, and the next to ask has it.
    waiting.pop().unwrap().vanish().await;
    let deadline = Instant::now() + waits::EVENT;
    let _again = loop {
        let mut again = RawClient::connect(&vigil).await;
        again.send_text(&introduction(STORM)).await;
        // One that waits hears nothing yet; one that came before Vigil knew of the free place is told why it has none.
        match timeout(waits::AFTERMATH, again.next_if_any()).await {
            Err(_) => break again,
            Ok(Some(answer)) if answer.error_code() == Some(ERROR_INIT) => {
                assert!(Instant::now() < deadline, "no place became free");
            }
            Ok(answer) => panic!("it was to wait: {answer:?}"),
        }
    };
    // A stop does not wait for those that wait.
    let before = Instant::now();
    vigil.stop().await;
    assert!(before.elapsed() < waits::EXIT / 2);
}

/// Comes and goes until it has to wait.
async fn be_slowed(vigil: &Vigil) {
    for _ in 0..ENOUGH_SESSIONS {
        let mark = vigil.mark();
        RawClient::join(vigil, STORM).await.vanish().await;
        // The next one counts only if this one is over.
        vigil
            .wait_since(mark, "the session to end", |event| event.ended(STORM).map(drop))
            .await;
    }
    vigil
        .wait_for("the program to be slowed down", |event| {
            matches!(event, Event::ProgramSlowed { .. }).then_some(())
        })
        .await;
}

fn introduced_as(name: &str) -> serde_json::Value {
    let version = json!({ "ClientName": name, "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 0 });
    message("RequestServerInfo", 1, version)
}

fn introduction(name: &str) -> String {
    json!([introduced_as(name)]).to_string()
}

fn vibrate(value: i32) -> String {
    json!([message("OutputCmd", 3, output(0, 0, "Vibrate", value))]).to_string()
}

fn count(events: &[Event], is_it: impl Fn(&Event) -> bool) -> usize {
    events.iter().filter(|event| is_it(event)).count()
}
