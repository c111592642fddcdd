//! In whatever state the client is dropped, its task ends, and the server is told if it can be.

use std::{future::pending, io, time::Duration};

use tokio::{
    io::{DuplexStream, duplex},
    runtime::Handle,
    time::{sleep, timeout},
};
use vigil_client::{Backoff, Client, Event};

use crate::server::{Server, Streams, connect, device, session, session_of, soon};

/// Longer than the client gives a server to say goodbye.
const A_WHILE: Duration = Duration::from_secs(3);
const A_MOMENT: Duration = Duration::from_millis(20);

/// Only the test itself is left, which is no task.
async fn nothing_is_left() {
    sleep(A_WHILE).await;
    assert_eq!(Handle::current().metrics().num_alive_tasks(), 0);
}

#[tokio::test(start_paused = true)]
async fn while_the_stream_is_opened() {
    let open = || pending::<io::Result<DuplexStream>>();
    assert!(
        timeout(A_MOMENT, Client::builder("Test").connect_over(open))
            .await
            .is_err()
    );
    nothing_is_left().await;
}

#[tokio::test(start_paused = true)]
async fn while_the_websocket_is_made() {
    let streams = Streams::default();
    let _silent = streams.add();
    assert!(
        timeout(A_MOMENT, connect(Client::builder("Test"), &streams))
            .await
            .is_err()
    );
    nothing_is_left().await;
}

#[tokio::test(start_paused = true)]
async fn within_the_handshake() {
    for part in 0..2 {
        let streams = Streams::default();
        let stream = streams.add();
        let greeting = async {
            let mut server = Server::accept(stream).await;
            let hello = server.next().await;
            if part == 1 {
                server.say_info(hello.id, 1000).await;
            }
            pending::<()>().await;
        };
        let both = async { tokio::join!(connect(Client::builder("Test"), &streams), greeting) };
        assert!(timeout(A_MOMENT, both).await.is_err());
        nothing_is_left().await;
    }
}

#[tokio::test(start_paused = true)]
async fn in_a_session() {
    for limit in [0, 100] {
        let (client, events, mut server) = session(limit).await;
        let toy = device(&client);
        drop(client);
        let said = server.serve().await;
        assert_eq!(said.last().unwrap().kind, "Disconnect");
        assert!(toy.vibrate(1.0).await.is_err(), "a device does not keep the session up");
        drop(events);
        nothing_is_left().await;
    }
}

#[tokio::test(start_paused = true)]
async fn in_a_session_whose_server_reads_nothing() {
    let (client, _events, _server) = session(100).await;
    drop(client);
    nothing_is_left().await;
}

#[tokio::test(start_paused = true)]
async fn with_calls_that_wait() {
    let (client, _events, mut server) = session(0).await;
    let toy = device(&client);
    let calls: Vec<_> = (0..1500)
        .map(|_| {
            let toy = toy.clone();
            tokio::spawn(async move { toy.vibrate(1.0).await })
        })
        .collect();
    server.next().await;
    drop(client);
    for call in calls {
        assert!(call.await.unwrap().is_err());
    }
    drop(server);
    nothing_is_left().await;
}

#[tokio::test(start_paused = true)]
async fn after_the_session_is_over() {
    let (client, events, mut server) = session(1000).await;
    server.error(0, 2, "too late").await;
    sleep(A_MOMENT).await;
    drop((client, events, server));
    nothing_is_left().await;
}

#[tokio::test(start_paused = true)]
async fn while_it_leaves() {
    let (client, _events, _server) = session(0).await;
    assert!(timeout(A_MOMENT, client.disconnect()).await.is_err());
    drop(client);
    nothing_is_left().await;
}

#[tokio::test(start_paused = true)]
async fn between_two_attempts_to_reconnect() {
    let builder = Client::builder("Test").reconnect(Backoff::default());
    let (client, _events, server) = session_of(builder, 0).await;
    drop(server);
    sleep(A_MOMENT).await;
    drop(client);
    nothing_is_left().await;
}

#[tokio::test(start_paused = true)]
async fn within_an_attempt_to_reconnect() {
    let builder = Client::builder("Test").reconnect(Backoff::default());
    let (client, _events, server) = session_of(builder, 0).await;
    drop(server);
    sleep(Duration::from_millis(300)).await;
    drop(client);
    nothing_is_left().await;
}

/// A runtime that is shut down takes the task with it: nobody waits for an answer then.
#[test]
fn with_the_runtime_that_it_is_on() {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap()
    };
    let gone = runtime();
    let (client, mut events, server) = gone.block_on(session(0));
    let toy = device(&client);
    let call = runtime().block_on(async { timeout(A_MOMENT, toy.vibrate(1.0)).await });
    assert!(call.is_err(), "it waits");
    gone.shutdown_background();
    runtime().block_on(async {
        assert!(soon(toy.vibrate(1.0)).await.unwrap_err().is_end());
        soon(client.disconnect()).await;
        let mut last = None;
        while let Some(event) = soon(events.next()).await {
            last = Some(event);
        }
        assert!(matches!(&last, Some(Event::ServerDisconnect(_))), "{last:?}");
    });
    drop(server);
}

/// Of several clones the last one counts.
#[tokio::test(start_paused = true)]
async fn a_clone_keeps_the_session() {
    let (client, _events, mut server) = session(0).await;
    let clone = client.clone();
    drop(client);
    assert!(timeout(A_WHILE, server.next()).await.is_err());
    assert!(clone.is_connected());
}

#[tokio::test(start_paused = true)]
async fn a_program_that_wants_no_events_drops_them() {
    let (client, events, mut server) = session(1000).await;
    drop(events);
    let serving = tokio::spawn(async move { server.serve().await });
    sleep(Duration::from_secs(60)).await;
    client.stop_all().await.unwrap();
    client.disconnect().await;
    serving.await.unwrap();
}

/// A stream that belongs to nobody any more is closed, not kept.
#[tokio::test(start_paused = true)]
async fn the_stream_is_closed() {
    let (ours, theirs) = duplex(1024);
    let mut theirs = Some(theirs);
    let open = move || {
        let stream = theirs.take();
        async move { stream.ok_or_else(|| io::Error::other("one only")) }
    };
    let connecting = Client::builder("Test").connect_over(open);
    let greeting = async {
        let mut server = Server::accept(ours).await;
        server.greet(0).await;
        server
    };
    let (client, mut server) = tokio::join!(connecting, greeting);
    drop(client.unwrap());
    server.serve().await;
    nothing_is_left().await;
}
