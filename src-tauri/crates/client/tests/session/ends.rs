use std::{future::pending, time::Duration};

use tokio::{
    task::{JoinSet, yield_now},
    time::{Instant, sleep},
};
use tokio_tungstenite::{
    accept_hdr_async,
    tungstenite::handshake::server::{Request, Response},
};
use vigil_client::{CallError, Client, ConnectError, DisconnectReason, ErrorClass, Event, Events};

use crate::server::{Server, Streams, connect, device, session, session_of, soon};

/// What the client gives a server that answers nothing, with what it takes for granted on top.
const SILENCE: Duration = Duration::from_secs(5);
const DOUBT: Duration = Duration::from_millis(300);

/// The next event that is not about a device.
async fn next(events: &mut Events) -> Option<Event> {
    loop {
        match soon(events.next()).await? {
            Event::DeviceAdded(_) | Event::DeviceRemoved(_) => {}
            event => return Some(event),
        }
    }
}

/// Calls that wait for an answer, once they have been sent.
async fn waiting_calls(client: &Client, server: &mut Server, count: usize) -> JoinSet<CallError> {
    let mut calls = JoinSet::new();
    for _ in 0..count {
        let client = client.clone();
        calls.spawn(async move { client.start_scanning().await.unwrap_err() });
    }
    for _ in 0..count {
        server.expect("StartScanning").await;
    }
    calls
}

#[tokio::test(start_paused = true)]
async fn a_lost_server_fails_what_waits_and_all_that_follows() {
    let (client, mut events, mut server) = session(1000).await;
    let toy = device(&client);
    let calls = waiting_calls(&client, &mut server, 3).await;
    let before = Instant::now();
    drop(server);
    for error in soon(calls.join_all()).await {
        assert!(matches!(error, CallError::Disconnected(_)), "{error:?}");
    }
    assert!(before.elapsed() < Duration::from_millis(5));
    let told = next(&mut events).await;
    let Some(Event::ServerDisconnect(reason)) = told else {
        panic!("{told:?}");
    };
    for error in [
        client.start_scanning().await.unwrap_err(),
        client.stop_all().await.unwrap_err(),
        toy.vibrate(1.0).await.unwrap_err(),
        toy.battery().await.unwrap_err(),
    ] {
        assert_eq!(error, CallError::Disconnected(reason.clone()));
        assert!(error.is_end());
    }
    assert!(before.elapsed() < Duration::from_millis(5));
    assert!(!client.is_connected() && client.devices().is_empty());
    assert!(next(&mut events).await.is_none(), "nothing follows");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_closes_is_lost_as_well() {
    let (_client, mut events, mut server) = session(0).await;
    server.socket.close(None).await.unwrap();
    let told = next(&mut events).await;
    assert!(
        matches!(&told, Some(Event::ServerDisconnect(DisconnectReason::Closed(_)))),
        "{told:?}"
    );
}

/// The stream is open, and nobody is there: with a limit and without one.
#[tokio::test(start_paused = true)]
async fn a_half_open_server_is_found_out() {
    for limit in [0, 100, 1000] {
        let (client, mut events, server) = session(limit).await;
        let before = Instant::now();
        let call = tokio::spawn({
            let client = client.clone();
            async move { client.start_scanning().await }
        });
        let told = next(&mut events).await;
        assert!(
            matches!(&told, Some(Event::ServerDisconnect(DisconnectReason::Silent(_)))),
            "{told:?}"
        );
        assert!(before.elapsed() <= SILENCE + DOUBT, "{:?}", before.elapsed());
        let error = soon(call).await.unwrap().unwrap_err();
        assert!(matches!(error, CallError::Disconnected(DisconnectReason::Silent(_))));
        drop(server);
    }
}

/// Its WebSocket lives, what stands behind it does not: heartbeats are answered, pings are not.
#[tokio::test(start_paused = true)]
async fn a_server_that_answers_no_ping_is_found_out() {
    let (_client, mut events, mut server) = session(1000).await;
    let before = Instant::now();
    let reads = tokio::spawn(async move { while server.next_if_any().await.is_some() {} });
    let told = next(&mut events).await;
    assert!(
        matches!(&told, Some(Event::ServerDisconnect(DisconnectReason::Silent(_)))),
        "{told:?}"
    );
    assert!(before.elapsed() <= SILENCE + DOUBT, "{:?}", before.elapsed());
    reads.await.unwrap();
}

/// Even one that tells readings all the time.
#[tokio::test(start_paused = true)]
async fn readings_do_not_stand_in_for_an_answer_to_a_ping() {
    let (_client, mut events, mut server) = session(1000).await;
    let before = Instant::now();
    let tells = tokio::spawn(async move {
        loop {
            let reading =
                r#"[{"InputReading":{"Id":0,"DeviceIndex":0,"FeatureIndex":4,"Reading":{"Pressure":{"Value":1}}}}]"#;
            server.say_text(reading).await;
            sleep(Duration::from_millis(20)).await;
        }
    });
    let told = loop {
        match next(&mut events).await {
            Some(Event::InputReading { .. }) => {}
            told => break told,
        }
    };
    assert!(
        matches!(&told, Some(Event::ServerDisconnect(DisconnectReason::Silent(_)))),
        "{told:?}"
    );
    assert!(before.elapsed() <= SILENCE + DOUBT, "{:?}", before.elapsed());
    tells.abort();
}

/// A call of its own that is not answered fails alone.
#[tokio::test(start_paused = true)]
async fn a_call_without_an_answer_fails_alone() {
    let (client, _events, mut server) = session(1000).await;
    let serving = tokio::spawn(async move {
        while let Some(said) = server.next_if_any().await {
            if said.kind != "StartScanning" {
                server.ok(said.id).await;
            }
        }
    });
    let before = Instant::now();
    let error = client.start_scanning().await.unwrap_err();
    assert!(matches!(error, CallError::NoAnswer(_)), "{error:?}");
    assert!(before.elapsed() >= Duration::from_secs(10));
    client.stop_scanning().await.unwrap();
    client.disconnect().await;
    serving.await.unwrap();
}

/// More than fit: some of them wait for a place, and have not been sent.
#[tokio::test(start_paused = true)]
async fn a_thousand_calls_fail_at_once_when_the_ping_times_out() {
    let (client, mut events, mut server) = session(1000).await;
    let calls = waiting_calls(&client, &mut server, 1000).await;
    let mut more = JoinSet::new();
    for _ in 0..500 {
        let client = client.clone();
        more.spawn(async move { client.start_scanning().await.unwrap_err() });
    }
    yield_now().await;
    let before = Instant::now();
    server.error(0, 2, "too late").await;
    let errors = [soon(calls.join_all()).await, soon(more.join_all()).await].concat();
    assert_eq!(errors.len(), 1500);
    for error in errors {
        assert!(matches!(error, CallError::PingTimeout(_)), "{error:?}");
        assert_eq!(error.class(), ErrorClass::Ping);
        assert_eq!(error.to_string(), "ERROR_PING: too late");
    }
    assert!(before.elapsed() < Duration::from_millis(5), "{:?}", before.elapsed());
    assert!(matches!(next(&mut events).await, Some(Event::PingTimeout(_))));
    assert!(client.stop_all().await.is_err());
}

/// intiface-engine leaves the socket open; the client closes it, whether or not the server reads.
#[tokio::test(start_paused = true)]
async fn the_connection_of_a_session_that_is_over_is_closed() {
    let (_client, mut events, mut server) = session(1000).await;
    server.error(0, 2, "too late").await;
    assert!(matches!(next(&mut events).await, Some(Event::PingTimeout(_))));
    assert!(matches!(
        next(&mut events).await,
        Some(Event::ServerDisconnect(DisconnectReason::PingTimeout(_)))
    ));
    assert!(next(&mut events).await.is_none());
    while server.next_if_any().await.is_some() {}
}

/// Answers and the end arrive in one frame: what was answered before counts.
#[tokio::test(start_paused = true)]
async fn an_answer_before_the_end_counts() {
    let (client, _events, mut server) = session(1000).await;
    let calls: Vec<_> = (0..2)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.start_scanning().await })
        })
        .collect();
    let first = server.expect("StartScanning").await.id;
    let second = server.expect("StartScanning").await.id;
    let frame = format!(
        r#"[{{"Ok":{{"Id":{first}}}}},{{"Error":{{"Id":{second},"ErrorCode":2,"ErrorMessage":"late"}}}},{{"Ok":{{"Id":{second}}}}}]"#
    );
    server.say_text(&frame).await;
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.unwrap());
    }
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert!(client.stop_all().await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_clean_end_says_goodbye_and_tells_no_event() {
    let (client, mut events, mut server) = session(1000).await;
    let serving = tokio::spawn(async move { server.serve().await });
    client.disconnect().await;
    let said = serving.await.unwrap();
    let kinds: Vec<_> = said.iter().map(|said| said.kind.as_str()).collect();
    assert_eq!(kinds, ["StopCmd", "Disconnect"]);
    let error = client.start_scanning().await.unwrap_err();
    assert_eq!(error, CallError::Disconnected(DisconnectReason::Requested));
    assert!(next(&mut events).await.is_none());
    client.disconnect().await;
}

/// intiface-engine does not answer a Disconnect.
#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_know_the_goodbye_is_left_at_once() {
    let (client, _events, mut server) = session(1000).await;
    let serving = tokio::spawn(async move {
        while let Some(said) = server.next_if_any().await {
            if said.kind != "Disconnect" {
                server.ok(said.id).await;
            }
        }
    });
    let before = Instant::now();
    client.disconnect().await;
    assert!(before.elapsed() < Duration::from_millis(50), "{:?}", before.elapsed());
    serving.await.unwrap();
}

/// What was asked for before, and has not been sent, would move toys after the last stop.
#[tokio::test(start_paused = true)]
async fn nothing_follows_the_last_stop() {
    let (client, _events, mut server) = session(0).await;
    let toy = device(&client);
    let calls: Vec<_> = (0..490)
        .map(|_| {
            let toy = toy.clone();
            tokio::spawn(async move { toy.vibrate(1.0).await })
        })
        .collect();
    sleep(Duration::from_millis(5)).await;
    drop(client);
    sleep(Duration::from_millis(5)).await;
    let said = server.serve().await;
    let stop = said.iter().position(|said| said.kind == "StopCmd").unwrap();
    assert_eq!(said.len(), stop + 2, "the goodbye follows, and nothing else");
    for call in calls {
        let _ = call.await.unwrap();
    }
}

/// A server that reads nothing keeps nobody waiting.
#[tokio::test(start_paused = true)]
async fn a_clean_end_does_not_wait_for_a_server_that_hangs() {
    let (client, _events, server) = session(0).await;
    let before = Instant::now();
    client.disconnect().await;
    assert!(
        before.elapsed() <= Duration::from_millis(2100),
        "{:?}",
        before.elapsed()
    );
    drop(server);
}

/// A proxy goes by them.
#[tokio::test(start_paused = true)]
#[allow(clippy::result_large_err, reason = "the library's own type")]
async fn the_server_is_asked_for_by_its_name_and_path() {
    let streams = Streams::default();
    let stream = streams.add();
    let (mut host, mut path) = (None, None);
    let asked = async {
        let _ = accept_hdr_async(stream, |request: &Request, response: Response| {
            host = request.headers().get("host").cloned();
            path = Some(request.uri().path().to_owned());
            Ok(response)
        })
        .await;
    };
    let builder = Client::builder("Test").address("wss://toys.example/secret");
    let (connected, ()) = tokio::join!(connect(builder, &streams), asked);
    assert!(connected.is_err(), "nobody greets it");
    assert_eq!(host.unwrap(), "toys.example");
    assert_eq!(path.unwrap(), "/secret");
    for wrong in ["wss://toys.example/", "toys.example", "ws://", ""] {
        let connected = Client::builder("Test").connect(wrong).await;
        assert!(matches!(&connected, Err(ConnectError::Address(_))), "{wrong}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_handshake_that_fails_says_why() {
    type Part = fn(Server) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;
    let refuses: Part = |mut server| {
        Box::pin(async move {
            let hello = server.next().await;
            server.error(hello.id, 1, "not you").await;
            server.serve().await;
        })
    };
    let is_old: Part = |mut server| {
        Box::pin(async move {
            server.next().await;
            server
                .say_text(r#"[{"ServerInfo":{"Id":1,"ServerName":"Old","MessageVersion":3,"MaxPingTime":0}}]"#)
                .await;
            server.serve().await;
        })
    };
    let is_something_else: Part = |mut server| {
        Box::pin(async move {
            server.say_text("hello").await;
            server.serve().await;
        })
    };
    let hangs: Part = |server| {
        Box::pin(async move {
            let _open = server;
            pending::<()>().await;
        })
    };
    let leaves: Part = |server| Box::pin(async move { drop(server) });
    for (part, fits) in [
        (
            refuses,
            (|error| matches!(error, ConnectError::Handshake(CallError::Refused(_)))) as fn(&ConnectError) -> bool,
        ),
        (is_old, |error| matches!(error, ConnectError::Version(_))),
        (is_something_else, |error| matches!(error, ConnectError::Version(_))),
        (hangs, |error| {
            matches!(
                error,
                ConnectError::TimedOut(_) | ConnectError::Handshake(CallError::Disconnected(_))
            )
        }),
        (leaves, |error| {
            matches!(error, ConnectError::Handshake(CallError::Disconnected(_)))
        }),
    ] {
        let streams = Streams::default();
        let stream = streams.add();
        let server = tokio::spawn(async move { part(Server::accept(stream).await).await });
        let error = connect(Client::builder("Test"), &streams).await.unwrap_err();
        assert!(fits(&error), "{error:?}");
        server.abort();
    }
}

/// Some servers end the connection of a program that did not ping without a word.
#[tokio::test(start_paused = true)]
async fn a_connection_that_ends_after_a_missed_ping_counts_as_a_ping_timeout() {
    let builder = Client::builder("Test").tied_to_loop(Duration::from_millis(100));
    let (client, mut events, mut server) = session_of(builder, 1000).await;
    let ping = server.next().await;
    assert_eq!(ping.kind, "Ping");
    server.ok(ping.id).await;
    sleep(Duration::from_millis(1100)).await;
    drop(server);
    let told = next(&mut events).await;
    assert!(
        matches!(&told, Some(Event::PingTimeout(error)) if error.class == ErrorClass::Ping),
        "{told:?}"
    );
    assert_eq!(client.stop_all().await.unwrap_err().class(), ErrorClass::Ping);
}
