//! What a program hears of a missed ping through `vigil-client`: this benchmark itself, started once more.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use vigil_client::{Client, Event};

/// What it is started with, before the address and the time until it asks for something, in milliseconds.
pub(crate) const PROBE: &str = "--probe";

const HANGS_AFTER: Duration = Duration::from_secs(3);

/// Connects, does nothing, and asks for something after that time. Prints JSON lines.
pub(crate) async fn probe(url: &str, call_after: &str) {
    let (client, mut events) = Client::builder("Probe").connect(url).await.unwrap();
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            match event {
                Event::PingTimeout(_) => say(&json!({ "event": "ping_timeout" })),
                Event::ServerDisconnect(_) => say(&json!({ "event": "disconnected" })),
                _ => {}
            }
        }
    });
    say(&json!({ "event": "connected" }));
    sleep(Duration::from_millis(call_after.parse().unwrap())).await;
    say(&match timeout(HANGS_AFTER, client.start_scanning()).await {
        Err(_) => json!({ "event": "call", "outcome": "hangs" }),
        Ok(Ok(())) => json!({ "event": "call", "outcome": "ok" }),
        Ok(Err(error)) => json!({ "event": "call", "outcome": "fails", "class": error.class().to_string() }),
    });
}

fn say(word: &Value) {
    println!("{word}");
}
