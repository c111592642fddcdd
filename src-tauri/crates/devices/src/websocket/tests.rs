use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use tokio::{net::TcpStream, runtime::Handle, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, http::StatusCode},
};
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    message::{Output, OutputKind},
};

use super::WebSocketToys;
use crate::{DeviceEvent, Devices, StopResult, ToyRefused, Transport, limits, toy::FeatureOutput};

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
    assert_eq!(state.name.model, "Lovense Hush");
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

/// A handshake with this Origin.
async fn connect_from(url: &str, origin: &str) -> Result<Socket, tungstenite::Error> {
    let mut request = url.into_client_request().unwrap();
    request.headers_mut().insert("Origin", origin.parse().unwrap());
    connect_async(request).await.map(|(socket, _)| socket)
}

/// The next refusal that the person is told of.
async fn refusal(events: &mut tokio::sync::broadcast::Receiver<DeviceEvent>) -> ToyRefused {
    let wait = async {
        loop {
            if let DeviceEvent::ToyRefused { peer, why } = events.recv().await.unwrap() {
                assert_eq!(peer, IpAddr::V4(Ipv4Addr::LOCALHOST));
                return why;
            }
        }
    };
    timeout(PATIENCE, wait).await.expect("the person is told")
}

/// How the connection is closed: code and reason.
async fn goodbye(socket: &mut Socket) -> (u16, String) {
    let wait = async {
        loop {
            match socket.next().await.expect("a Close frame comes first") {
                Ok(Message::Close(Some(frame))) => return (frame.code.into(), frame.reason.to_string()),
                Ok(Message::Close(None)) | Err(_) => panic!("no reason was given"),
                Ok(_) => {}
            }
        }
    };
    timeout(PATIENCE, wait).await.expect("the connection is closed")
}

#[tokio::test]
async fn a_web_page_is_no_toy_and_hears_so() {
    let (devices, _toys, url) = listening().await;
    let mut events = devices.events();
    for page in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let Err(tungstenite::Error::Http(answer)) = connect_from(&url, page).await else {
            panic!("{page} came in");
        };
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let words = String::from_utf8(answer.into_body().unwrap_or_default()).unwrap();
        assert!(words.contains(page), "{words}");
        assert_eq!(refusal(&mut events).await, ToyRefused::WebPage(page.to_owned()));
    }
}

#[tokio::test]
async fn an_origin_that_is_no_web_pages_is_no_reason_to_refuse() {
    let (devices, toys, url) = listening().await;
    let own = format!("http://{}", toys.address());
    for (nth, origin) in ["file://", "", &own].into_iter().enumerate() {
        let mut events = devices.events();
        let mut toy = connect_from(&url, origin).await.unwrap();
        let introduction = format!(r#"{{"identifier":"tcode-v03","address":"osr {nth}"}}"#);
        toy.send(Message::text(introduction)).await.unwrap();
        event(&mut events, |event| matches!(event, DeviceEvent::Added { .. })).await;
    }
}

#[tokio::test]
async fn an_introduction_in_a_binary_frame_and_answers_in_text_are_understood() {
    let (devices, _toys, url) = listening().await;
    let mut events = devices.events();
    let (mut toy, _) = connect_async(&url).await.unwrap();
    let introduction = br#"{"identifier":"LVS-DIY","address":"AABBCCDDEEFF","name":"mine"}"#;
    toy.send(Message::binary(&introduction[..])).await.unwrap();
    assert_eq!(packet(&mut toy).await.unwrap(), "DeviceType;");
    toy.send(Message::text("Z:10:AABBCCDDEEFF;")).await.unwrap();
    event(&mut events, |event| matches!(event, DeviceEvent::Added { .. })).await;
    assert_eq!(devices.states()[0].name.model, "Lovense Hush");
}

#[tokio::test]
async fn a_toy_that_is_turned_away_hears_why_and_so_does_the_person() {
    let (devices, _toys, url) = listening().await;
    let mut events = devices.events();
    for (introduction, reason) in [
        (r#"{"identifier":"Toaster","address":"1","version":0}"#, "\"Toaster\""),
        (r#"{"identifier":"LVS-DIY","address":"1","version":7}"#, "version 7"),
        ("hello", "cannot be read"),
    ] {
        let mut toy = introduce(&url, introduction).await;
        let (code, said) = goodbye(&mut toy).await;
        assert_eq!(code, 1008);
        assert!(said.contains(reason), "{said}");
        assert!(refusal(&mut events).await.to_string().contains(reason));
    }
    assert!(devices.states().is_empty());
}

#[tokio::test]
async fn a_toy_that_tries_again_and_again_is_told_each_time_and_the_person_once() {
    let (devices, _toys, url) = listening().await;
    let mut events = devices.events();
    for identifier in std::iter::repeat_n("Toaster", 5).chain(["Kettle"]) {
        let mut toy = introduce(&url, &format!(r#"{{"identifier":"{identifier}","address":"1"}}"#)).await;
        assert!(goodbye(&mut toy).await.1.contains(identifier));
    }
    assert_eq!(refusal(&mut events).await, ToyRefused::Unknown("Toaster".to_owned()));
    assert_eq!(refusal(&mut events).await, ToyRefused::Unknown("Kettle".to_owned()));
}

#[tokio::test]
async fn the_same_address_twice_is_refused_with_a_reason_and_the_first_one_stays() {
    let (devices, _toys, url) = listening().await;
    let mut first = a_hush(&devices, &url).await;
    let mut second = introduce(&url, r#"{"identifier":"LVS-DIY","address":"0123456789ab","version":0}"#).await;
    assert_eq!(packet(&mut second).await.unwrap(), "DeviceType;");
    second.send(Message::binary("Z:1:0123456789ab;")).await.unwrap();
    let (code, said) = goodbye(&mut second).await;
    assert_eq!(code, 1013);
    assert!(said.contains("connected already"), "{said}");
    devices.output(&Lease::new(SessionId(1)), 0, &vibrate(7)).unwrap();
    while packet(&mut first).await.unwrap() != "Vibrate:7;" {}
}

#[tokio::test]
async fn a_toy_too_many_hears_so() {
    let (_devices, _toys, url) = listening().await;
    let mut silent = Vec::new();
    for _ in 0..limits::WEBSOCKET_TOYS {
        silent.push(connect_async(&url).await.unwrap().0);
    }
    let (mut toy, _) = connect_async(&url).await.unwrap();
    let (code, said) = goodbye(&mut toy).await;
    assert_eq!(code, 1013);
    assert!(said.contains("too many"), "{said}");
    // Those that say nothing make room in the end.
    let (code, said) = goodbye(&mut silent[0]).await;
    assert_eq!(code, 1008);
    assert!(said.contains("did not say what it is"), "{said}");
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
