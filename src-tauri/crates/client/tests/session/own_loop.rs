use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use vigil_client::{Client, ErrorClass, Event};

use crate::server::{device, session_of, soon};

const TIED: Duration = Duration::from_millis(300);

#[tokio::test(start_paused = true)]
async fn pings_stop_with_the_loop_and_go_on_with_it() {
    let (client, _events, mut server) = session_of(Client::builder("Test").tied_to_loop(TIED), 1000).await;
    // The last check-in was the handshake.
    let start = Instant::now();
    let mut last = start;
    while let Ok(said) = timeout(Duration::from_millis(900), server.next()).await {
        assert_eq!(said.kind, "Ping");
        server.ok(said.id).await;
        last = Instant::now();
    }
    assert!(last - start <= TIED, "{:?}", last - start);
    client.check_in();
    let before = Instant::now();
    assert_eq!(server.next().await.kind, "Ping");
    assert!(
        before.elapsed() < Duration::from_millis(5),
        "it is overdue, so it goes out at once"
    );
}

#[tokio::test(start_paused = true)]
async fn a_loop_that_turns_is_not_held_up() {
    let (client, _events, mut server) = session_of(Client::builder("Test").tied_to_loop(TIED), 1000).await;
    let turns = tokio::spawn(async move {
        loop {
            client.check_in();
            sleep(Duration::from_millis(16)).await;
        }
    });
    let mut last = None;
    for _ in 0..50 {
        let said = server.next().await;
        assert_eq!(said.kind, "Ping");
        let now = Instant::now();
        if let Some(last) = last.replace(now) {
            assert!(now - last <= Duration::from_millis(502), "{:?}", now - last);
        }
        server.ok(said.id).await;
    }
    turns.abort();
}

/// intiface-engine says that it has stopped the toys only when it is next spoken to.
#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_of_a_missed_ping_is_not_waited_for() {
    let (client, mut events, mut server) = session_of(Client::builder("Test").tied_to_loop(TIED), 1000).await;
    let before = Instant::now();
    server.expect("StopCmd").await;
    assert!(
        before.elapsed() <= Duration::from_millis(3010),
        "{:?}",
        before.elapsed()
    );
    server.expect("Disconnect").await;
    assert_eq!(client.stop_all().await.unwrap_err().class(), ErrorClass::Ping);
    drop(server);
    let told = loop {
        match soon(events.next()).await {
            Some(Event::DeviceAdded(_)) => {}
            told => break told,
        }
    };
    assert!(matches!(&told, Some(Event::PingTimeout(_))), "{told:?}");
    assert!(matches!(soon(events.next()).await, Some(Event::ServerDisconnect(_))));
}

/// Nobody else judges it then, so the client does, and what moves is stopped.
#[tokio::test(start_paused = true)]
async fn without_pings_the_client_itself_stops_a_program_that_hangs() {
    let (client, mut events, mut server) = session_of(Client::builder("Test").tied_to_loop(TIED), 0).await;
    let toy = device(&client);
    let call = tokio::spawn(async move { toy.vibrate(1.0).await });
    let before = Instant::now();
    assert_eq!(server.expect("OutputCmd").await.body["Command"]["Vibrate"]["Value"], 20);
    assert_eq!(server.expect("OutputCmd").await.body["FeatureIndex"], 1);
    assert_eq!(server.expect("StopCmd").await.body.get("DeviceIndex"), None);
    server.expect("Disconnect").await;
    assert!((TIED..2 * TIED).contains(&(before.elapsed() + Duration::from_millis(5))));
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(error.class(), ErrorClass::Ping);
    drop(server);
    let told = loop {
        match soon(events.next()).await {
            Some(Event::DeviceAdded(_)) => {}
            told => break told,
        }
    };
    assert!(matches!(&told, Some(Event::PingTimeout(_))), "{told:?}");
    assert!(matches!(events.next().await, Some(Event::ServerDisconnect(_))));
}
