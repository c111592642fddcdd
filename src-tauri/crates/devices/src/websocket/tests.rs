use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::{net::TcpStream, runtime::Handle, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    message::{Output, OutputKind},
};

use super::WebSocketToys;
use crate::{DeviceEvent, Devices, StopResult, Transport, toy::FeatureOutput};

/// For what has to come.
const PATIENCE: Duration = Duration::from_secs(20);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn listening() -> (Devices, WebSocketToys, String) {
    let devices = Devices::new(Clock::system(), Handle::current());
    let toys = WebSocketToys::start(&devices, "127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();
    let url = format!("ws://{}", toys.address());
    (devices, toys, url)
}

async fn introduce(url: &str, introduction: &str) -> Socket {
    let (mut socket, _) = connect_async(url).await.unwrap();
    socket.send(Message::text(introduction)).await.unwrap();
    socket
}

/// A toy that says it is a Lovense Hush, and is taken for one.
async fn a_hush(devices: &Devices, url: &str) -> Socket {
    let mut events = devices.events();
    let mut toy = introduce(url, r#"{"identifier":"LVS-DIY","address":"0123456789ab","version":0}"#).await;
    assert_eq!(packet(&mut toy).await.unwrap(), "DeviceType;");
    toy.send(Message::binary("Z:1:0123456789ab;")).await.unwrap();
    event(&mut events, |event| {
        matches!(event, DeviceEvent::Added { device: 0, .. })
    })
    .await;
    toy
}

/// The next packet, as text; `None` where the connection ends.
async fn packet(socket: &mut Socket) -> Option<String> {
    let next = timeout(PATIENCE, socket.next()).await.expect("something comes");
    match next? {
        Ok(Message::Binary(data)) => Some(String::from_utf8(data.to_vec()).unwrap()),
        Ok(Message::Close(_)) | Err(_) => None,
        Ok(other) => panic!("{other:?}"),
    }
}

async fn event(events: &mut tokio::sync::broadcast::Receiver<DeviceEvent>, is: impl Fn(&DeviceEvent) -> bool) {
    let wait = async {
        loop {
            if is(&events.recv().await.unwrap()) {
                return;
            }
        }
    };
    timeout(PATIENCE, wait).await.expect("the event comes");
}

fn vibrate(value: i32) -> [FeatureOutput; 1] {
    [FeatureOutput {
        feature: 0,
        output: Output {
            kind: OutputKind::Vibrate,
            value,
            duration_ms: None,
        },
    }]
}

#[tokio::test]
async fn a_toy_that_connects_is_driven_stopped_and_gone_when_it_leaves() {
    let (devices, toys, url) = listening().await;
    let mut toy = a_hush(&devices, &url).await;
    let state = &devices.states()[0];
    assert_eq!(state.name, "Lovense Hush");
    assert_eq!(state.identity.transport, Transport::WebSocket);
    assert_eq!(state.identity.address, "0123456789ab");
    let mut said = Vec::new();
    while !said.contains(&"Vibrate:0;".to_owned()) {
        said.push(packet(&mut toy).await.unwrap());
    }
    devices.output(&Lease::new(SessionId(1)), 0, &vibrate(7)).unwrap();
    while said.last().unwrap() != "Vibrate:7;" {
        said.push(packet(&mut toy).await.unwrap());
    }
    let stop = devices.stop_everything();
    while said.last().unwrap() != "Vibrate:0;" {
        said.push(packet(&mut toy).await.unwrap());
    }
    assert_eq!(stop[0].outcome().await.result, StopResult::Confirmed);
    let mut events = devices.events();
    toy.close(None).await.unwrap();
    event(&mut events, |event| {
        matches!(event, DeviceEvent::Removed { device: 0, .. })
    })
    .await;
    toys.shut_down().await;
    assert!(connect_async(&url).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn s5_a_toy_that_is_let_go_is_stopped_first() {
    let (devices, toys, url) = listening().await;
    let mut toy = a_hush(&devices, &url).await;
    devices.output(&Lease::new(SessionId(1)), 0, &vibrate(7)).unwrap();
    while packet(&mut toy).await.unwrap() != "Vibrate:7;" {}
    devices.let_go(Transport::Bluetooth).await;
    assert_eq!(devices.states().len(), 1, "what is reached in another way stays");
    assert!(devices.let_go(Transport::WebSocket).await, "its stop was confirmed");
    while packet(&mut toy).await.unwrap() != "Vibrate:0;" {}
    while packet(&mut toy).await.is_some() {}
    assert!(devices.states().is_empty());
    toys.shut_down().await;
}

#[tokio::test]
async fn a_web_page_is_no_toy() {
    let (_devices, _toys, url) = listening().await;
    let mut request = url.into_client_request().unwrap();
    request
        .headers_mut()
        .insert("Origin", "https://evil.example".parse().unwrap());
    assert!(connect_async(request).await.is_err());
}

#[tokio::test]
async fn a_toy_that_nothing_is_known_of_is_sent_away() {
    let (devices, _toys, url) = listening().await;
    for introduction in [
        r#"{"identifier":"Toaster","address":"1","version":0}"#,
        r#"{"identifier":"LVS-DIY","address":"1","version":7}"#,
        "hello",
    ] {
        let mut toy = introduce(&url, introduction).await;
        assert_eq!(packet(&mut toy).await, None, "{introduction}");
    }
    assert!(devices.states().is_empty());
}

#[tokio::test]
async fn a_protocols_own_name_is_an_identifier() {
    let (devices, _toys, url) = listening().await;
    let mut events = devices.events();
    let mut toy = introduce(&url, r#"{"identifier":"tcode-v03","address":"osr","version":0}"#).await;
    event(&mut events, |event| matches!(event, DeviceEvent::Added { .. })).await;
    let mut place = vibrate(500);
    place[0].output.kind = OutputKind::HwPositionWithDuration;
    place[0].output.duration_ms = Some(300);
    devices.output(&Lease::new(SessionId(1)), 0, &place).unwrap();
    assert_eq!(packet(&mut toy).await.unwrap(), "L0500I300\n");
}
