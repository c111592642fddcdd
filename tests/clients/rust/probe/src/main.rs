//! What a program hears of a missed ping through `buttplug_client` 11.
//!
//! `probe URL CALL_AFTER_MS`: connects, does nothing, and asks for something after that time. Prints JSON lines.

use std::{error::Error, time::Duration};

use buttplug_client::{
    ButtplugClient, ButtplugClientError, ButtplugClientEvent, connector::ButtplugRemoteClientConnector,
};
use buttplug_core::errors::ButtplugError;
use buttplug_transport_websocket_tungstenite::ButtplugWebsocketClientTransport;
use futures_util::StreamExt;
use player_words as say;
use tokio::time::{sleep, timeout};

const HANGS_AFTER: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let call_after = Duration::from_millis(say::argument(2).ok_or("the time is missing")?.parse()?);
    let client = ButtplugClient::new("Probe");
    let mut events = client.event_stream();
    let transport = ButtplugWebsocketClientTransport::new_insecure_connector(&say::url());
    client
        .connect(ButtplugRemoteClientConnector::<_>::new(transport))
        .await?;
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            match event {
                ButtplugClientEvent::PingTimeout => say::event("ping_timeout"),
                ButtplugClientEvent::Error(ButtplugError::ButtplugPingError(_)) => say::event("ping_timeout"),
                ButtplugClientEvent::ServerDisconnect => say::event("disconnected"),
                _ => {}
            }
        }
    });
    say::event("connected");
    sleep(call_after).await;
    match timeout(HANGS_AFTER, client.start_scanning()).await {
        Err(_) => say::call("hangs", ""),
        Ok(Ok(())) => say::call("ok", ""),
        Ok(Err(ButtplugClientError::ButtplugError(ButtplugError::ButtplugPingError(_)))) => {
            say::call("fails", "ERROR_PING");
        }
        Ok(Err(ButtplugClientError::ButtplugConnectorError(_))) => say::call("fails", "ButtplugConnectorError"),
        Ok(Err(ButtplugClientError::ButtplugError(error))) => say::call("fails", &format!("{error:?}")),
        Ok(Err(error)) => say::call("fails", &error.to_string()),
    }
    Ok(())
}
