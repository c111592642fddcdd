use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use vigil_client::{DisconnectReason, ErrorClass, Event};

use crate::server::{device, session};

const MS: Duration = Duration::from_millis(1);

fn gaps(arrivals: &[Instant]) -> impl Iterator<Item = Duration> {
    arrivals.windows(2).map(|pair| pair[1].duration_since(pair[0]))
}

/// When pings arrive; each is answered after a while.
async fn arrivals(limit: u32, count: usize, answer_after: Duration) -> Vec<Instant> {
    let (client, mut events, mut server) = session(limit).await;
    let mut arrivals = Vec::new();
    while arrivals.len() < count {
        let ping = server.next().await;
        assert_eq!(ping.kind, "Ping");
        arrivals.push(Instant::now());
        sleep(answer_after).await;
        server.ok(ping.id).await;
    }
    assert!(client.is_connected());
    assert!(
        timeout(MS, async {
            loop {
                match events.next().await.unwrap() {
                    Event::DeviceAdded(_) => {}
                    other => panic!("{other:?}"),
                }
            }
        })
        .await
        .is_err()
    );
    arrivals
}

#[tokio::test(start_paused = true)]
async fn half_of_the_limit_lies_between_two_pings() {
    for limit in [100, 1000, 60_000] {
        let arrivals = arrivals(limit, 20, Duration::ZERO).await;
        for gap in gaps(&arrivals) {
            let half = Duration::from_millis(limit.into()) / 2;
            assert!(gap >= half && gap <= half + 2 * MS, "limit {limit} ms: {arrivals:?}");
        }
    }
}

/// The Ok comes after four fifths of the pause: the next ping does not wait for it, and does not count from it.
#[tokio::test(start_paused = true)]
async fn late_answers_move_no_ping() {
    let arrivals = arrivals(1000, 20, Duration::from_millis(400)).await;
    for gap in gaps(&arrivals) {
        assert!(gap >= 500 * MS && gap <= 502 * MS, "{arrivals:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn calls_move_no_ping() {
    let (client, _events, mut server) = session(100).await;
    let toy = device(&client);
    let program = tokio::spawn(async move {
        loop {
            toy.vibrate(0.5).await.unwrap();
        }
    });
    let mut pings = Vec::new();
    let mut commands = 0;
    while pings.len() < 50 {
        let said = server.next().await;
        server.ok(said.id).await;
        if said.kind == "Ping" {
            pings.push(Instant::now());
        } else {
            commands += 1;
            sleep(MS).await;
        }
    }
    program.abort();
    assert!(commands > 1000, "the program was busy: {commands}");
    for gap in gaps(&pings) {
        assert!(gap >= 50 * MS && gap <= 54 * MS, "{gap:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_without_a_limit_gets_no_ping() {
    let (client, _events, mut server) = session(0).await;
    assert_eq!(client.ping_limit(), None);
    let hour = timeout(Duration::from_secs(3600), server.next()).await;
    assert!(hour.is_err(), "{hour:?}");
    assert!(client.is_connected(), "it answers the connection's own pings");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_refuses_pings_for_lateness_ends_the_session() {
    let (client, mut events, mut server) = session(1000).await;
    let ping = server.next().await;
    server.error(ping.id, 2, "too late").await;
    drop(events.next().await);
    let Some(Event::PingTimeout(error)) = events.next().await else {
        panic!("a ping timeout was due");
    };
    assert_eq!((error.class, error.message.as_str()), (ErrorClass::Ping, "too late"));
    let failed = client.start_scanning().await.unwrap_err();
    assert_eq!(failed.to_string(), "ERROR_PING: too late");
    server.serve().await;
    let last = events.next().await;
    assert!(
        matches!(&last, Some(Event::ServerDisconnect(DisconnectReason::PingTimeout(_)))),
        "{last:?}"
    );
    assert!(events.next().await.is_none());
}

/// What it asked for it does not take: nothing tells it that the program lives, so the session is no safe one.
#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_know_pings_ends_the_session() {
    let (client, mut events, mut server) = session(1000).await;
    let ping = server.next().await;
    server.error(ping.id, 3, "what?").await;
    drop(events.next().await);
    let end = events.next().await;
    assert!(
        matches!(&end, Some(Event::ServerDisconnect(DisconnectReason::PingRefused(_)))),
        "{end:?}"
    );
    assert!(client.start_scanning().await.is_err());
}
