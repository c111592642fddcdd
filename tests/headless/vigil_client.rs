//! `vigil-client`, as programs use it, over a real socket and in real time.

use std::{thread, time::Duration};

use libtest_mimic::Trial;
use rustix::process::Signal;
use tokio::{
    task::JoinSet,
    time::{Instant, timeout},
};
use vigil_client::{Backoff, CallError, Client, Device, DisconnectReason, ErrorClass, Event, Events};
use vigil_tests::{
    load, long_trials,
    ports::free_port,
    trials,
    vigil::{Launch, Vigil},
    waits,
};

const NAME: &str = "Uses vigil-client";
/// Short, so that the client has many deadlines to keep; long enough that a loaded machine does not fail the test.
const LIMIT: Duration = Duration::from_millis(1000);
const DEADLINES: u32 = 4;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        it_pings_by_itself_and_drives_toys,
        it_pings_though_its_runtime_stands_still,
        a_loop_that_does_not_check_in_misses_the_ping,
        calls_in_flight_fail_when_the_ping_is_missed,
        a_killed_server_is_told_at_once_and_found_again,
        dropping_the_client_stops_its_toys,
        a_battery_is_read,
    ]
}

/// They keep every core busy.
pub(crate) fn starving_tests() -> Vec<Trial> {
    long_trials![ten_minutes_under_load_without_a_false_timeout]
}

async fn vigil() -> Vigil {
    let limit = LIMIT.as_millis().to_string();
    Vigil::start(&[
        "--max-ping-time",
        &limit,
        "--simulate",
        "vibrator",
        "--simulate",
        "stroker",
    ])
    .await
}

async fn toy(client: &Client, events: &mut Events, name: &str) -> Device {
    if let Some(toy) = client.devices().into_iter().find(|toy| toy.name().contains(name)) {
        return toy;
    }
    loop {
        match next(events).await {
            Event::DeviceAdded(toy) if toy.name().contains(name) => return toy,
            _ => {}
        }
    }
}

async fn next(events: &mut Events) -> Event {
    timeout(waits::EVENT, events.next())
        .await
        .expect("an event was due")
        .expect("the client has not ended")
}

/// The next event that is about the session and not about its devices.
async fn next_of_session(events: &mut Events) -> Event {
    loop {
        match next(events).await {
            Event::DeviceAdded(_) | Event::DeviceRemoved(_) | Event::InputReading { .. } => {}
            event => return event,
        }
    }
}

async fn it_pings_by_itself_and_drives_toys() {
    let vigil = vigil().await;
    let (client, mut events) = Client::builder(NAME).connect(&vigil.url()).await.unwrap();
    assert_eq!(&*client.server_name(), "Vigil");
    assert_eq!(client.ping_limit(), Some(LIMIT));
    let vibrator = toy(&client, &mut events, "Vibrator").await;
    let stroker = toy(&client, &mut events, "Stroker").await;
    vibrator.vibrate(0.5).await.unwrap();
    vigil.wait_for_wish(vibrator.index(), 0, 10).await;
    stroker
        .position_with_duration(0.75, Duration::from_millis(300))
        .await
        .unwrap();
    let refused = vibrator.constrict(1.0).await.unwrap_err();
    assert!(matches!(refused, CallError::Command(_)), "{refused:?}");

    tokio::time::sleep(LIMIT * DEADLINES).await;
    assert!(client.is_connected());
    let mark = vigil.mark();
    vibrator.stop().await.unwrap();
    vigil.wait_for_stop(mark, vibrator.index()).await;
    client.disconnect().await;
    let ended = vigil.wait_for_end_of(NAME).await;
    assert_eq!(ended.cause, "goodbye", "{ended:?}");
    assert!(ended.pings >= u64::from(2 * DEADLINES - 1), "{ended:?}");
    let gone = vibrator.vibrate(0.5).await.unwrap_err();
    assert_eq!(gone, CallError::Disconnected(DisconnectReason::Requested));
    while events.next().await.is_some() {}
    vigil.stop().await;
}

/// Only a process that stands still as a whole does not ping.
#[allow(clippy::disallowed_methods, reason = "the test blocks its own runtime on purpose")]
async fn it_pings_though_its_runtime_stands_still() {
    let vigil = vigil().await;
    let (client, _events) = Client::builder(NAME).connect(&vigil.url()).await.unwrap();
    thread::sleep(LIMIT * DEADLINES);
    client.stop_all().await.unwrap();
    client.disconnect().await;
    assert_eq!(vigil.wait_for_end_of(NAME).await.cause, "goodbye");
    vigil.stop().await;
}

#[allow(clippy::disallowed_methods, reason = "the test blocks its own loop on purpose")]
async fn a_loop_that_does_not_check_in_misses_the_ping() {
    let vigil = vigil().await;
    let (client, mut events) = Client::builder(NAME)
        .tied_to_loop(LIMIT / 2)
        .connect(&vigil.url())
        .await
        .unwrap();
    let vibrator = toy(&client, &mut events, "Vibrator").await;
    vibrator.vibrate(1.0).await.unwrap();
    let start = Instant::now();
    while start.elapsed() < LIMIT * DEADLINES {
        client.check_in();
        tokio::time::sleep(LIMIT / 20).await;
    }
    assert!(client.is_connected(), "it checks in");
    let mark = vigil.mark();
    // The loop hangs; the process, and the client's own thread, go on.
    thread::sleep(LIMIT * 2 + LIMIT / 2);
    vigil.wait_for_stop(mark, vibrator.index()).await;
    let ended = vigil.wait_for_end_of(NAME).await;
    assert_eq!(ended.cause, "ping_timeout", "{ended:?}");
    let Event::PingTimeout(error) = next_of_session(&mut events).await else {
        panic!("it was to miss the ping");
    };
    assert_eq!(error.class, ErrorClass::Ping);
    let after = vibrator.vibrate(1.0).await.unwrap_err();
    assert_eq!(after, CallError::PingTimeout(error));
    assert_eq!(after.class(), ErrorClass::Ping);
    let last = next_of_session(&mut events).await;
    assert!(
        matches!(&last, Event::ServerDisconnect(DisconnectReason::PingTimeout(_))),
        "{last:?}"
    );
    vigil.stop().await;
}

/// A toy that takes nothing for a while would do as well; what counts is that the calls wait when the session ends.
async fn calls_in_flight_fail_when_the_ping_is_missed() {
    let vigil = vigil().await;
    let (client, mut events) = Client::builder(NAME)
        .tied_to_loop(LIMIT / 2)
        .connect(&vigil.url())
        .await
        .unwrap();
    let vibrator = toy(&client, &mut events, "Vibrator").await;
    let mut callers = JoinSet::new();
    for caller in 0..1000 {
        let vibrator = vibrator.clone();
        callers.spawn(async move {
            for turn in 0_u32.. {
                let strength = f64::from((caller + turn) % 20) / 20.0;
                if let Err(error) = vibrator.vibrate(strength).await {
                    return error;
                }
            }
            unreachable!("it calls until it fails")
        });
    }
    // Nobody checks in.
    while let Some(error) = timeout(waits::EVENT, callers.join_next())
        .await
        .expect("every call is answered")
    {
        let error = error.unwrap();
        assert!(matches!(error, CallError::PingTimeout(_)), "{error:?}");
    }
    assert_eq!(vigil.wait_for_end_of(NAME).await.cause, "ping_timeout");
    drop(client);
    vigil.stop().await;
}

async fn a_killed_server_is_told_at_once_and_found_again() {
    let port = free_port();
    let launch = || Launch::new(&["--max-ping-time", "1000", "--simulate", "vibrator"]).port(port);
    let vigil = launch().start().await;
    let (client, mut events) = Client::builder(NAME)
        .reconnect(Backoff::default())
        .connect(&vigil.url())
        .await
        .unwrap();
    let old = toy(&client, &mut events, "Vibrator").await;
    let killed = vigil.kill().await;
    let lost = next_of_session(&mut events).await;
    assert!(matches!(&lost, Event::ServerDisconnect(_)), "{lost:?}");
    let failed = client.stop_all().await.unwrap_err();
    assert!(matches!(failed, CallError::Disconnected(_)), "{failed:?}");

    let vigil = launch().succeeding(&killed).start().await;
    let again = next_of_session(&mut events).await;
    assert!(matches!(&again, Event::Reconnected), "{again:?}");
    let new = toy(&client, &mut events, "Vibrator").await;
    assert!(!old.is_connected(), "it is of the old session");
    assert!(old.vibrate(1.0).await.is_err());
    new.vibrate(1.0).await.unwrap();
    client.disconnect().await;
    vigil.stop().await;
}

async fn dropping_the_client_stops_its_toys() {
    let vigil = vigil().await;
    let (client, mut events) = Client::builder(NAME).connect(&vigil.url()).await.unwrap();
    let vibrator = toy(&client, &mut events, "Vibrator").await;
    vibrator.vibrate(1.0).await.unwrap();
    let mark = vigil.mark();
    drop(client);
    vigil.wait_for_stop(mark, vibrator.index()).await;
    assert_eq!(vigil.wait_for_end_of(NAME).await.cause, "goodbye");
    vigil.signal(Signal::TERM);
}

async fn a_battery_is_read() {
    let vigil = vigil().await;
    let (client, mut events) = Client::builder(NAME).connect(&vigil.url()).await.unwrap();
    let vibrator = toy(&client, &mut events, "Vibrator").await;
    let charge = vibrator.battery().await.unwrap();
    assert!(charge > 0.0 && charge <= 1.0, "{charge}");
    let refused = vibrator.rssi().await.unwrap_err();
    assert!(matches!(refused, CallError::Command(_)), "{refused:?}");
    client.disconnect().await;
    vigil.stop().await;
}

async fn ten_minutes_under_load_without_a_false_timeout() {
    let vigil = Vigil::start(&["--max-ping-time", "100", "--simulate", "vibrator"]).await;
    let (client, mut events) = Client::builder(NAME).connect(&vigil.url()).await.unwrap();
    let vibrator = toy(&client, &mut events, "Vibrator").await;
    let load = load::busy(load::cores());
    let start = Instant::now();
    let mut strengths = (1..=20).cycle();
    while start.elapsed() < Duration::from_secs(600) {
        let strength = f64::from(strengths.next().unwrap_or_default()) / 20.0;
        if let Err(error) = vibrator.vibrate(strength).await {
            panic!(
                "after {:?}: {error}: {:?}",
                start.elapsed(),
                vigil.wait_for_end_of(NAME).await
            );
        }
        tokio::time::sleep(LIMIT / 50).await;
    }
    drop(load);
    client.disconnect().await;
    let ended = vigil.wait_for_end_of(NAME).await;
    assert_eq!(ended.cause, "goodbye", "{ended:?}");
    assert!(ended.pings > 10_000, "{ended:?}");
    vigil.stop().await;
}
