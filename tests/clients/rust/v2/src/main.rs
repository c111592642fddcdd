//! Built on `buttplug` 2, which speaks v2.
//!
//! `player-v2 URL`: moves the first toy, reads its battery, stops it, moves it again, and says goodbye.
//! `player-v2 URL SECONDS`: moves it to another level every second, then says goodbye.

use std::{
    error::Error,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use buttplug::{
    client::{ButtplugClient, ButtplugClientDevice, ButtplugClientEvent, VibrateCommand},
    connector::{ButtplugRemoteClientConnector, ButtplugWebsocketClientTransport},
    core::messages::serializer::ButtplugClientJSONSerializer,
};
use futures_util::{Stream, StreamExt};
use player_words as say;
use tokio::time::sleep;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = ButtplugClient::new("Old Player");
    let events = pin!(client.event_stream());
    let transport = ButtplugWebsocketClientTransport::new_insecure_connector(&say::url());
    let connector = ButtplugRemoteClientConnector::<_, ButtplugClientJSONSerializer>::new(transport);
    client.connect(connector).await?;
    let toy = first_toy(events).await.ok_or("no toy")?;
    say::connected(client.devices().iter().map(|toy| toy.name.as_str()));

    if let Some(seconds) = say::argument(2) {
        for level in 1..=seconds.parse()? {
            set(&toy, level).await?;
            sleep(Duration::from_secs(1)).await;
        }
    } else {
        set(&toy, 10).await?;
        say::battery(say::percent(toy.battery_level().await?));
        toy.stop().await?;
        say::stopped();
        set(&toy, 5).await?;
    }
    client.disconnect().await?;
    sleep(say::UNTIL_CLOSED).await;
    say::goodbye();
    Ok(())
}

/// The client asks for the list while it connects, and takes it up a moment later.
async fn first_toy(mut events: Pin<&mut impl Stream<Item = ButtplugClientEvent>>) -> Option<Arc<ButtplugClientDevice>> {
    loop {
        if let ButtplugClientEvent::DeviceAdded(toy) = events.next().await? {
            return Some(toy);
        }
    }
}

async fn set(toy: &ButtplugClientDevice, level: u32) -> Result<(), Box<dyn Error>> {
    toy.vibrate(VibrateCommand::Speed(f64::from(level) / 20.0)).await?;
    say::level(level);
    sleep(say::UNTIL_WRITTEN).await;
    Ok(())
}
