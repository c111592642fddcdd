use std::{
    future::pending,
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use tokio::{
    io::DuplexStream,
    time::{Instant, sleep, timeout},
};
use vigil_client::{Backoff, CallError, Client, Event, Events};

use crate::server::{Server, Streams, connect, device, everything, soon};

/// The next event that is not about a device.
async fn next(events: &mut Events) -> Option<Event> {
    loop {
        match soon(events.next()).await? {
            Event::DeviceAdded(_) | Event::DeviceRemoved(_) => {}
            event => return Some(event),
        }
    }
}

async fn up(streams: &Streams, backoff: Backoff) -> (Client, Events, Server) {
    let stream = streams.add();
    let greeting = async {
        let mut server = Server::accept(stream).await;
        server.greet(0).await;
        server
    };
    let (connected, server) = tokio::join!(connect(Client::builder("Test").reconnect(backoff), streams), greeting);
    let (client, events) = connected.unwrap();
    (client, events, server)
}

#[tokio::test(start_paused = true)]
async fn a_new_session_follows_a_lost_one_and_old_devices_stay_old() {
    let streams = Streams::default();
    let (client, mut events, server) = up(&streams, Backoff::default()).await;
    let old = device(&client);
    drop(server);
    assert!(matches!(next(&mut events).await, Some(Event::ServerDisconnect(_))));
    let between = client.start_scanning().await.unwrap_err();
    assert!(matches!(between, CallError::Disconnected(_)), "{between:?}");
    let before = Instant::now();
    let mut server = Server::accept(streams.add()).await;
    assert!(before.elapsed() <= Duration::from_millis(260), "{:?}", before.elapsed());
    server.greet_with(0, json!({ "0": everything(0) })).await;
    assert!(matches!(events.next().await, Some(Event::Reconnected)));
    let Some(Event::DeviceAdded(new)) = events.next().await else {
        panic!("its devices follow");
    };
    let serving = tokio::spawn(async move { server.serve().await });
    assert!(matches!(old.vibrate(1.0).await, Err(CallError::Command(_))));
    assert!(!old.is_connected() && new.is_connected());
    new.vibrate(1.0).await.unwrap();
    client.disconnect().await;
    let said = serving.await.unwrap();
    assert!(
        said.iter().all(|said| said.kind != "StartScanning"),
        "nothing is said again"
    );
}

/// Attempts that fail, and when they were made.
#[tokio::test(start_paused = true)]
async fn the_pauses_grow() {
    let streams = Streams::default();
    let attempts = Arc::new(Mutex::new(Vec::new()));
    let open = {
        let (streams, attempts) = (streams.clone(), attempts.clone());
        move || {
            let is_first = attempts.lock().unwrap().is_empty();
            attempts.lock().unwrap().push(Instant::now());
            let opened = is_first.then(|| streams.open());
            async move {
                match opened {
                    Some(opened) => opened.await,
                    None => Err::<DuplexStream, _>(io::Error::other("nobody listens")),
                }
            }
        }
    };
    let stream = streams.add();
    let backoff = Backoff {
        attempts: Some(9),
        ..Backoff::default()
    };
    let connecting = Client::builder("Test").reconnect(backoff).connect_over(open);
    let greeting = async {
        let mut server = Server::accept(stream).await;
        server.greet(0).await;
    };
    let (connected, ()) = tokio::join!(connecting, greeting);
    let (client, mut events) = connected.unwrap();
    assert!(matches!(next(&mut events).await, Some(Event::ServerDisconnect(_))));
    assert!(next(&mut events).await.is_none(), "it gives up");
    let attempts = attempts.lock().unwrap().clone();
    let pauses: Vec<_> = attempts[1..]
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).as_millis() / 10 * 10)
        .collect();
    assert_eq!(pauses, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    assert!(matches!(client.stop_all().await, Err(CallError::Disconnected(_))));
}

/// A server that lets the client in and loses it at once is no reason to hurry.
#[tokio::test(start_paused = true)]
async fn a_server_that_falls_over_again_and_again_is_given_time() {
    let streams = Streams::default();
    let (client, mut events, server) = up(&streams, Backoff::default()).await;
    drop(server);
    let mut last = Instant::now();
    let mut pauses = Vec::new();
    for _ in 0..4 {
        let mut server = Server::accept(streams.add()).await;
        pauses.push(last.elapsed().as_millis() / 10 * 10);
        server.greet(0).await;
        sleep(Duration::from_millis(1)).await;
        last = Instant::now();
    }
    assert!(pauses.windows(2).all(|pair| pair[1] > pair[0]), "{pauses:?}");
    // One that stays up is well again.
    let mut server = Server::accept(streams.add()).await;
    server.greet(0).await;
    assert!(timeout(Duration::from_secs(11), server.next()).await.is_err());
    drop(server);
    let last = Instant::now();
    let mut server = Server::accept(streams.add()).await;
    assert!(last.elapsed() <= Duration::from_millis(260), "{:?}", last.elapsed());
    server.greet(0).await;
    sleep(Duration::from_millis(1)).await;
    // Read late, the last of each is told.
    assert!(matches!(next(&mut events).await, Some(Event::ServerDisconnect(_))));
    assert!(matches!(next(&mut events).await, Some(Event::Reconnected)));
    drop(client);
}

#[tokio::test(start_paused = true)]
async fn a_missed_ping_is_followed_by_nothing_unless_that_is_asked_for() {
    for after_ping_timeout in [false, true] {
        let streams = Streams::default();
        let backoff = Backoff {
            after_ping_timeout,
            ..Backoff::default()
        };
        let (client, mut events, mut server) = up(&streams, backoff).await;
        server.error(0, 2, "too late").await;
        assert!(matches!(next(&mut events).await, Some(Event::PingTimeout(_))));
        assert!(matches!(next(&mut events).await, Some(Event::ServerDisconnect(_))));
        assert_eq!(client.stop_all().await.unwrap_err().to_string(), "ERROR_PING: too late");
        if after_ping_timeout {
            let mut server = Server::accept(streams.add()).await;
            server.greet(0).await;
            assert!(matches!(next(&mut events).await, Some(Event::Reconnected)));
        } else {
            assert!(next(&mut events).await.is_none());
        }
        drop(server);
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_connection_is_not_tried_again() {
    let open = || async { Err::<DuplexStream, _>(io::Error::other("nobody listens")) };
    let builder = Client::builder("Test").reconnect(Backoff::default());
    let connected = timeout(Duration::from_millis(10), builder.connect_over(open)).await;
    assert!(connected.unwrap().is_err());
    let never = || pending::<io::Result<DuplexStream>>();
    assert!(
        Client::builder("Test").connect_over(never).await.is_err(),
        "it takes no longer than a handshake may"
    );
}
