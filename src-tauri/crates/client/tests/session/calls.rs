use std::time::Duration;

use futures_util::{FutureExt as _, future::join_all};
use tokio::{
    task::yield_now,
    time::{sleep, timeout},
};
use vigil_client::CallError;

use crate::server::{Said, device, session};

const A_MOMENT: Duration = Duration::from_millis(5);

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_before_it_waits_sends_nothing() {
    let (client, _events, mut server) = session(0).await;
    let toy = device(&client);
    drop(toy.vibrate(1.0));
    assert!(timeout(A_MOMENT, server.next()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_waits_is_sent_whole() {
    let (client, _events, mut server) = session(0).await;
    let toy = device(&client);
    assert!(timeout(A_MOMENT, toy.vibrate(1.0)).await.is_err(), "it is not answered");
    let first = server.next().await;
    let second = server.next().await;
    assert_eq!((first.kind.as_str(), second.kind.as_str()), ("OutputCmd", "OutputCmd"));
    server.ok(first.id).await;
    server.ok(second.id).await;
    // The late answers confuse nobody.
    let serving = tokio::spawn(async move { server.serve().await });
    toy.vibrate(0.5).await.unwrap();
    client.disconnect().await;
    assert_eq!(serving.await.unwrap().len(), 4);
}

/// A place is free again when the call has been answered, whoever still waits for it.
#[tokio::test(start_paused = true)]
async fn dropped_calls_use_no_places_up() {
    let (client, _events, mut server) = session(0).await;
    let serving = tokio::spawn(async move { server.serve().await });
    for _ in 0..5000 {
        let mut call = Box::pin(client.start_scanning());
        assert!((&mut call).now_or_never().is_none());
        drop(call);
        yield_now().await;
    }
    client.stop_all().await.unwrap();
    client.start_scanning().await.unwrap();
    client.disconnect().await;
    assert_eq!(serving.await.unwrap().len(), 5004);
}

#[tokio::test(start_paused = true)]
async fn what_moves_together_leaves_in_one_frame() {
    use futures_util::StreamExt as _;
    let (client, _events, mut server) = session(0).await;
    let toy = device(&client);
    let call = tokio::spawn(async move { toy.vibrate(0.5).await });
    let frame = server.socket.next().await.unwrap().unwrap();
    let messages: Vec<serde_json::Value> = serde_json::from_str(frame.to_text().unwrap()).unwrap();
    assert_eq!(messages.len(), 2, "{messages:?}");
    for message in &messages {
        server.ok(message["OutputCmd"]["Id"].as_u64().unwrap()).await;
    }
    call.await.unwrap().unwrap();
}

/// A stop waits for nothing but the socket, and what was asked before it never follows it.
#[tokio::test(start_paused = true)]
async fn a_stop_overtakes_what_waits_and_takes_it_back() {
    let (client, _events, mut server) = session(0).await;
    let toy = device(&client);
    // Every place is taken by calls that the server does not answer.
    let taking = tokio::spawn({
        let client = client.clone();
        async move { join_all((0..1000).map(|_| client.start_scanning())).await }
    });
    for _ in 0..1000 {
        server.expect("StartScanning").await;
    }
    let outputs: Vec<_> = (0..50)
        .map(|_| {
            let toy = toy.clone();
            tokio::spawn(async move { toy.vibrate(1.0).await })
        })
        .collect();
    sleep(A_MOMENT).await;
    let stop = tokio::spawn({
        let toy = toy.clone();
        async move { toy.stop().await }
    });
    let said = server.next().await;
    assert_eq!(said.kind, "StopCmd", "{said:?}");
    server.ok(said.id).await;
    stop.await.unwrap().unwrap();
    // Now there are places again.
    for id in 3..=1003 {
        server.ok(id).await;
    }
    let serving = tokio::spawn(async move { server.serve().await });
    for output in outputs {
        assert_eq!(output.await.unwrap(), Err(CallError::Superseded));
    }
    drop(taking);
    // What comes after the stop moves it.
    toy.vibrate(0.1).await.unwrap();
    client.disconnect().await;
    let said = serving.await.unwrap();
    let outputs: Vec<&Said> = said.iter().filter(|said| said.kind == "OutputCmd").collect();
    assert_eq!(outputs.len(), 2, "{outputs:?}");
    assert!(
        outputs
            .iter()
            .all(|output| output.body["Command"]["Vibrate"]["Value"] == 2)
    );
}

/// A server that reads nothing: what waits in the queue is taken back, too.
#[tokio::test(start_paused = true)]
async fn a_stop_takes_back_what_waits_for_the_socket() {
    let (client, _events, mut server) = session(0).await;
    let toy = device(&client);
    let outputs: Vec<_> = (0..490)
        .map(|_| {
            let toy = toy.clone();
            tokio::spawn(async move { toy.vibrate(1.0).await })
        })
        .collect();
    sleep(A_MOMENT).await;
    let stop = tokio::spawn({
        let toy = toy.clone();
        async move { toy.stop().await }
    });
    sleep(A_MOMENT).await;
    let serving = tokio::spawn(async move { server.serve().await });
    stop.await.unwrap().unwrap();
    let mut superseded = 0;
    for output in outputs {
        superseded += u32::from(output.await.unwrap() == Err(CallError::Superseded));
    }
    assert!(superseded > 0, "some were still waiting for the socket");
    client.disconnect().await;
    let said = serving.await.unwrap();
    let stop = said.iter().position(|said| said.kind == "StopCmd").unwrap();
    assert!(said[stop..].iter().all(|said| said.kind != "OutputCmd"));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_the_calls_own() {
    let (client, _events, mut server) = session(0).await;
    let toy = device(&client);
    let call = tokio::spawn(async move { toy.rotate(-0.5).await });
    let said = server.expect("OutputCmd").await;
    assert_eq!(said.body["Command"]["Rotate"]["Value"], -10);
    server.error(said.id, 4, "held").await;
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "ERROR_DEVICE: held");
    assert!(!error.is_end() && client.is_connected());
}
