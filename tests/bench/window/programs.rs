//! Programs that ping, and that move toys, for as long as they are kept.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message as Frame, client::IntoClientRequest},
};
use vigil_tests::message::{message, output};

/// The limit that goes with it is a second.
const PING_EVERY: Duration = Duration::from_millis(400);

/// They leave when this is dropped.
#[derive(Debug)]
pub(crate) struct Programs(#[allow(dead_code, reason = "kept for its end")] JoinSet<()>);

impl Programs {
    /// Each moves a toy of its own so many times a second; not at all, if that is zero.
    pub(crate) fn start(address: SocketAddr, programs: usize, outputs_a_second: u32) -> Self {
        let mut tasks = JoinSet::new();
        for number in 0..programs {
            tasks.spawn(program(address, u32::try_from(number).unwrap(), outputs_a_second));
        }
        Self(tasks)
    }
}

async fn program(address: SocketAddr, number: u32, outputs_a_second: u32) {
    let request = format!("ws://{address}").into_client_request().unwrap();
    let stream = TcpStream::connect(address).await.expect("Vigil listens");
    let (socket, _) = client_async(request, stream).await.expect("Vigil lets programs in");
    let (mut send, mut hear) = socket.split();
    let mut id = 0;
    let mut frame = |kind: &str, body: Value| {
        id += 1;
        Frame::text(json!([message(kind, id, body)]).to_string())
    };
    let hello = json!({
        "ClientName": format!("Game {number}"), "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 0
    });
    send.send(frame("RequestServerInfo", hello)).await.unwrap();
    hear.next().await.expect("Vigil answers").unwrap();
    let mut pings = interval(PING_EVERY);
    let mut outputs = interval(Duration::from_secs(1) / outputs_a_second.max(1));
    for beat in [&mut pings, &mut outputs] {
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    }
    let mut value = 0;
    loop {
        let frame = tokio::select! {
            _ = pings.tick() => frame("Ping", json!({})),
            _ = outputs.tick(), if outputs_a_second > 0 => {
                value = (value + 1) % 20;
                frame("OutputCmd", output(number, 0, "Vibrate", value + 1))
            }
            answer = hear.next() => match answer {
                Some(Ok(_)) => continue,
                other => panic!("Game {number} was to stay connected: {other:?}"),
            },
        };
        send.send(frame).await.expect("the connection lasts");
    }
}
