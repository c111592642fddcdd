//! Built on `buttplug_client` 11, which speaks v4 and never pings.
//!
//! `player-v4 URL`: moves the first toy, reads its battery, stops it, moves it again, and says goodbye.
//! `player-v4 URL SECONDS`: moves it to another level every second, then says goodbye.

use std::{error::Error, pin::pin, process::exit, time::Duration};

use buttplug_client::{
    ButtplugClient, ButtplugClientDevice, ButtplugClientEvent,
    connector::ButtplugRemoteClientConnector,
    device::{ClientDeviceCommandValue, ClientDeviceOutputCommand},
};
use buttplug_transport_websocket_tungstenite::ButtplugWebsocketClientTransport;
use futures_util::{Stream, StreamExt};
use player_words as say;
use tokio::time::sleep;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let seconds: Option<u32> = say::argument(2).map(|seconds| seconds.parse()).transpose()?;
    let client = ButtplugClient::new(if seconds.is_some() { "Rust Player" } else { "Old Player" });
    let mut events = client.event_stream();
    let transport = ButtplugWebsocketClientTransport::new_insecure_connector(&say::url());
    client
        .connect(ButtplugRemoteClientConnector::<_>::new(transport))
        .await?;
    let toy = first_toy(&mut events).await.ok_or("no toy")?;
    say::connected(client.devices().values().map(|toy| toy.name().as_str()));

    if let Some(seconds) = seconds {
        let mut lost = pin!(lost(events));
        tokio::select! {
            () = &mut lost => exit(0),
            played = play(&toy, seconds) => if played.is_err() {
                // A command may hear of the end before the program does.
                lost.await;
                exit(0);
            }
        }
    } else {
        set(&toy, 10).await?;
        sleep(say::UNTIL_WRITTEN).await;
        say::battery(toy.battery().await?);
        toy.stop().await?;
        say::stopped();
        set(&toy, 5).await?;
        sleep(say::UNTIL_WRITTEN).await;
    }
    client.disconnect().await?;
    sleep(say::UNTIL_CLOSED).await;
    say::goodbye();
    Ok(())
}

/// The client asks for the list while it connects, and takes it up a moment later.
async fn first_toy(events: &mut (impl Stream<Item = ButtplugClientEvent> + Unpin)) -> Option<ButtplugClientDevice> {
    loop {
        if let ButtplugClientEvent::DeviceAdded(toy) = events.next().await? {
            return Some(toy);
        }
    }
}

async fn play(toy: &ButtplugClientDevice, seconds: u32) -> Result<(), Box<dyn Error>> {
    for level in 1..=seconds {
        set(toy, level).await?;
        sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

async fn set(toy: &ButtplugClientDevice, level: u32) -> Result<(), Box<dyn Error>> {
    let value = ClientDeviceCommandValue::from(level);
    toy.run_output(&ClientDeviceOutputCommand::Vibrate(value)).await?;
    say::level(level);
    Ok(())
}

/// Resolves when the server has ended the connection.
async fn lost(mut events: impl Stream<Item = ButtplugClientEvent> + Unpin) {
    while let Some(event) = events.next().await {
        match event {
            ButtplugClientEvent::PingTimeout => say::error("PingTimeout", "told so by the server"),
            ButtplugClientEvent::Error(error) => say::error("Error", error),
            ButtplugClientEvent::ServerDisconnect => break,
            _ => {}
        }
    }
    say::lost();
}
