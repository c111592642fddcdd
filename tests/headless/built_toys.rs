//! Toys that people build: what their WebSocket libraries send, and what they hear when they are turned away.

use futures_util::{SinkExt, StreamExt};
use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, http::StatusCode, protocol::CloseFrame},
};
use vigil_tests::{
    event::Event,
    raw_client::RawClient,
    trials,
    vigil::{Launch, Vigil},
    waits,
};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        what_the_usual_libraries_send_comes_in,
        a_toy_that_is_turned_away_and_the_person_hear_why,
        two_toys_of_one_model_are_told_apart,
        what_intiface_central_was_told_holds,
        a_name_that_the_person_added_comes_in,
        s7_a_web_page_is_no_toy,
        s7_the_port_for_toys_is_this_machines_own_until_it_is_opened,
    ]
}

/// An ESP32's library sends `file://`, Python's websocket-client the address that it connects to.
async fn what_the_usual_libraries_send_comes_in() {
    let (vigil, url) = listening(&[]).await;
    let own = url.replace("ws:", "http:");
    let text = |nth: u8| format!(r#"{{"identifier":"LVS-DIY","address":"AABBCCDDEE0{nth}","version":0}}"#);
    let bare = |nth: u8| format!(r#"{{"identifier":"LVS-DIY","address":"AABBCCDDEE0{nth}","battery":80}}"#);
    let cases = [
        (Some("file://"), Message::text(text(1))),
        (Some(own.as_str()), Message::text(text(2))),
        (Some(""), Message::text(text(3))),
        (None, Message::text(bare(4))),
        (None, Message::binary(text(5))),
    ];
    let mut client = RawClient::join(&vigil, "Drives Built Toys").await;
    for (origin, introduction) in cases {
        let what = format!("{origin:?} {introduction:?}");
        let mark = vigil.mark();
        let mut toy = connect(&url, origin)
            .await
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        toy.send(introduction).await.unwrap();
        while said(&mut toy).await != "DeviceType;" {}
        toy.send(Message::text("Z:10:AABBCCDDEEFF;")).await.unwrap();
        let index = vigil
            .wait_since(mark, &what, |event| match event {
                Event::ToyAdded { toy, .. } => Some(*toy),
                _ => None,
            })
            .await;
        client.vibrate(index, 0, 5).await;
        while said(&mut toy).await != "Vibrate:5;" {}
    }
    vigil.stop().await;
}

async fn a_toy_that_is_turned_away_and_the_person_hear_why() {
    let (vigil, url) = listening(&[]).await;
    for _ in 0..5 {
        let mut toy = connect(&url, None).await.unwrap();
        let introduction = r#"{"identifier":"Toaster","address":"1","version":0}"#;
        toy.send(Message::text(introduction)).await.unwrap();
        let close = goodbye(&mut toy).await.expect("it is told why");
        assert_eq!(u16::from(close.code), 1008);
        assert!(close.reason.contains("Toaster"), "{close:?}");
    }
    let mut toy = connect(&url, None).await.unwrap();
    toy.send(Message::text("hello")).await.unwrap();
    assert!(
        goodbye(&mut toy)
            .await
            .is_some_and(|close| close.reason.contains("cannot be read"))
    );
    let alert = vigil
        .wait_for("the second reason", |event| {
            let alert = event.alert("toy_refused")?;
            alert.sentence.contains("cannot be read").then(|| alert.clone())
        })
        .await;
    assert!(alert.hint.is_some_and(|hint| hint.contains("identifier")));
    let mut refused = Vec::new();
    for event in vigil.stop().await {
        if let Event::ToyRefused { address, reason } = event {
            refused.push((address, reason.contains("Toaster")));
        }
    }
    let here = || "127.0.0.1".to_owned();
    assert_eq!(refused, [(here(), true), (here(), false)], "each reason is told once");
}

/// Whatever order they come in, and in every version of the protocol.
async fn two_toys_of_one_model_are_told_apart() {
    let (vigil, url) = listening(&[]).await;
    let first = hush(&vigil, &url, 1).await;
    let second = hush(&vigil, &url, 2).await;
    tell_apart(&vigil, [1, 2]).await;
    drop((first, second));
    let again = Launch::new(&["--device-port", "0"]).sharing_data_of(&vigil);
    vigil.stop().await;

    let vigil = again.start().await;
    let url = port(&vigil).await;
    let _second = hush(&vigil, &url, 2).await;
    let _first = hush(&vigil, &url, 1).await;
    tell_apart(&vigil, [1, 2]).await;
    let _third = hush(&vigil, &url, 3).await;
    tell_apart(&vigil, [1, 2, 3]).await;
    vigil.stop().await;
}

/// Toys of this model, in the order of their indices, have these numbers.
async fn tell_apart<const N: usize>(vigil: &Vigil, numbers: [usize; N]) {
    for version in 0..=4 {
        let mut client = RawClient::connect(vigil).await;
        client.handshake_as(version, "Lists Toys").await;
        let told = client.request("RequestDeviceList", json!({})).await;
        let devices = &told.body["Devices"];
        let mut list: Vec<_> = match devices.as_array() {
            Some(devices) => devices.iter().collect(),
            None => devices.as_object().unwrap().values().collect(),
        };
        list.sort_by_key(|device| device["DeviceIndex"].as_u64());
        let model = "Lovense Hush";
        let numbered = |number: usize| match number {
            1 => model.to_owned(),
            number => format!("{model} ({number})"),
        };
        let names: Vec<_> = list
            .iter()
            .map(|device| (device["DeviceName"].as_str(), device["DeviceDisplayName"].as_str()))
            .collect();
        let expected = numbers.map(numbered);
        let expected: Vec<_> = expected
            .iter()
            .map(|name| match version {
                4 => (Some(model), Some(name.as_str()).filter(|name| *name != model)),
                _ => (Some(name.as_str()), None),
            })
            .collect();
        assert_eq!(names, expected, "v{version}");
    }
}

/// A Lovense Hush that is connected.
async fn hush(vigil: &Vigil, url: &str, nth: u8) -> Socket {
    let mark = vigil.mark();
    let mut toy = connect(url, None).await.unwrap();
    let introduction = format!(r#"{{"identifier":"LVS-Hush","address":"AABBCCDDEE0{nth}","version":0}}"#);
    toy.send(Message::text(introduction)).await.unwrap();
    while said(&mut toy).await != "DeviceType;" {}
    toy.send(Message::text("Z:10:AABBCCDDEEFF;")).await.unwrap();
    vigil
        .wait_since(mark, "the toy", |event| {
            matches!(event, Event::ToyAdded { .. }).then_some(())
        })
        .await;
    toy
}

/// A name, a limit and a denial, from a file as Intiface Central writes it.
async fn what_intiface_central_was_told_holds() {
    let toy = |nth: u8, most: u8, user_config: Value| {
        json!({
            "identifier": { "address": format!("AABBCCDDEE0{nth}"), "protocol": "lovense", "identifier": "Z" },
            "config": {
                "name": "Lovense Hush",
                "features": [{ "feature-type": "Vibrate", "description": "", "actuator":
                    { "step-range": [0, 20], "step-limit": [0, most], "messages": ["ScalarCmd"] } }],
                "user-config": user_config,
            },
        })
    };
    let file = tempfile::NamedTempFile::new().unwrap();
    let text = json!({
        "version": { "major": 3, "minor": 0 },
        "user-configs": { "devices": [
            toy(1, 10, json!({ "display-name": "Left", "allow": false, "deny": false, "index": 0 })),
            toy(2, 20, json!({ "allow": false, "deny": true, "index": 1 })),
        ] },
    });
    std::fs::write(file.path(), text.to_string()).unwrap();
    let (vigil, url) = listening(&["--user-device-config", file.path().to_str().unwrap()]).await;
    let mut toy = hush(&vigil, &url, 1).await;
    let mut client = RawClient::join(&vigil, "Drives A Toy").await;
    let list = client.request("RequestDeviceList", json!({})).await;
    let device = &list.body["Devices"]["0"];
    assert_eq!(device["DeviceDisplayName"], "Left", "{list:?}");
    client.vibrate(0, 0, 20).await;
    while said(&mut toy).await != "Vibrate:10;" {}

    let mut denied = connect(&url, None).await.unwrap();
    let introduction = r#"{"identifier":"LVS-Hush","address":"AABBCCDDEE02","version":0}"#;
    denied.send(Message::text(introduction)).await.unwrap();
    let close = goodbye(&mut denied).await.expect("it is told why");
    assert!(close.reason.contains("does not let it connect"), "{close:?}");
    vigil.stop().await;
}

/// As people set up toys of their own for Intiface Central.
async fn a_name_that_the_person_added_comes_in() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let text = json!({
        "version": { "major": 4, "minor": 0 },
        "user-configs": { "protocols": { "lovense": {
            "communication": [{ "websocket": { "name": "OwnToy" } }], "configurations": [],
        } }, "devices": [] },
    });
    std::fs::write(file.path(), text.to_string()).unwrap();
    let (vigil, url) = listening(&["--user-device-config", file.path().to_str().unwrap()]).await;
    let mut toy = connect(&url, None).await.unwrap();
    let introduction = r#"{"identifier":"OwnToy","address":"AABBCCDDEE01","version":0}"#;
    toy.send(Message::text(introduction)).await.unwrap();
    while said(&mut toy).await != "DeviceType;" {}
    toy.send(Message::text("Z:10:AABBCCDDEEFF;")).await.unwrap();
    vigil
        .wait_for("the toy", |event| matches!(event, Event::ToyAdded { .. }).then_some(()))
        .await;
    vigil.stop().await;
}

async fn s7_a_web_page_is_no_toy() {
    let (vigil, url) = listening(&[]).await;
    for page in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let Err(tungstenite::Error::Http(answer)) = connect(&url, Some(page)).await else {
            panic!("{page} came in");
        };
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        vigil
            .wait_for("an alert", |event| {
                event
                    .alert("toy_refused")
                    .filter(|alert| alert.sentence.contains(page))
                    .map(drop)
            })
            .await;
    }
    vigil.stop().await;
}

/// 127.0.0.2 is an address of this machine that only somebody who listens on all of them has.
async fn s7_the_port_for_toys_is_this_machines_own_until_it_is_opened() {
    for opened in [false, true] {
        let options: &[&str] = if opened { &["--device-port-lan"] } else { &[] };
        let (vigil, url) = listening(options).await;
        let lan = vigil
            .wait_for("whether it is open", |event| match event {
                Event::ToysListening { lan, .. } => Some(*lan),
                _ => None,
            })
            .await;
        assert_eq!(lan, opened);
        let elsewhere = url.replace("127.0.0.1", "127.0.0.2");
        assert_eq!(connect(&elsewhere, None).await.is_ok(), opened, "{elsewhere}");
        // Whoever comes from there is no page either.
        assert!(connect(&elsewhere, Some("https://evil.example")).await.is_err());
        let programs = vigil.url().replace("127.0.0.1", "127.0.0.2");
        assert!(
            connect(&programs, None).await.is_err(),
            "no program comes in: {programs}"
        );
        vigil.stop().await;
    }
}

async fn listening(arguments: &[&str]) -> (Vigil, String) {
    let vigil = Vigil::start(&[&["--device-port", "0"], arguments].concat()).await;
    let url = port(&vigil).await;
    (vigil, url)
}

/// The port for toys.
async fn port(vigil: &Vigil) -> String {
    vigil
        .wait_for("the port for toys", |event| match event {
            Event::ToysListening { url, .. } => Some(url.clone()),
            _ => None,
        })
        .await
}

async fn connect(url: &str, origin: Option<&str>) -> Result<Socket, tungstenite::Error> {
    let mut request = url.into_client_request().unwrap();
    if let Some(origin) = origin {
        request.headers_mut().insert("Origin", origin.parse().unwrap());
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

/// The next packet, as text.
async fn said(toy: &mut Socket) -> String {
    loop {
        match timeout(waits::EVENT, toy.next()).await.expect("something comes") {
            Some(Ok(Message::Binary(data))) => return String::from_utf8_lossy(&data).into_owned(),
            Some(Ok(Message::Ping(_))) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The Close frame.
async fn goodbye(toy: &mut Socket) -> Option<CloseFrame> {
    loop {
        match timeout(waits::EVENT, toy.next()).await.expect("the connection ends") {
            Some(Ok(Message::Close(close))) => return close,
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return None,
        }
    }
}
