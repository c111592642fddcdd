//! Who is let into the protocol, and for how long an outsider may stay.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::{
    io::AsyncReadExt,
    net::TcpStream,
    time::{Instant, timeout},
};
use vigil_tests::{
    raw_client::{ERROR_INIT, ERROR_MESSAGE, RawClient, output},
    trials,
    vigil::Vigil,
    waits,
};

/// So long may a connection last without RequestServerInfo.
const LIMIT: Duration = Duration::from_secs(5);

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_a_silent_tcp_connection_is_dropped,
        s5_a_silent_websocket_is_told_and_closed,
        old_versions_are_spoken_and_newer_ones_refused,
        nothing_is_done_before_the_handshake,
        a_second_handshake_is_refused_and_the_session_lives,
        server_info_says_what_holds,
    ]
}

async fn s5_a_silent_tcp_connection_is_dropped() {
    let vigil = Vigil::start(&[]).await;
    let before = Instant::now();
    let mut stream = TcpStream::connect(vigil.address()).await.unwrap();
    // It keeps nobody else out.
    RawClient::join(&vigil, "Meanwhile").await.vanish().await;
    let read = timeout(LIMIT + waits::EVENT, stream.read(&mut [0; 16]))
        .await
        .expect("still connected");
    assert_eq!(read.unwrap_or(0), 0, "nothing is said to who has not said anything");
    on_time(before.elapsed());
    vigil.stop().await;
}

async fn s5_a_silent_websocket_is_told_and_closed() {
    let vigil = Vigil::start(&[]).await;
    let before = Instant::now();
    let mut client = RawClient::connect(&vigil).await;
    let farewell = client.until_end(LIMIT + waits::EVENT).await;
    let (at, _) = farewell.error(ERROR_INIT);
    assert_eq!(farewell.messages.len(), 1, "{farewell:?}");
    on_time(at - before);
    let ended = vigil
        .wait_for("the end of the session", |event| event.any_ended().cloned())
        .await;
    assert_eq!((ended.cause.as_str(), ended.name), ("handshake_timeout", None));
    vigil.stop().await;
}

async fn old_versions_are_spoken_and_newer_ones_refused() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    // Each moves the toy to another level, so that no level is taken for an earlier one.
    for (version, strength, level) in [(0, 0.2, 4), (1, 0.4, 8), (2, 0.6, 12), (3, 0.8, 16)] {
        let mut client = RawClient::connect(&vigil).await;
        let mut body = json!({ "ClientName": "Of another time" });
        if version > 0 {
            body["MessageVersion"] = version.into();
        }
        let info = client.request("RequestServerInfo", body).await;
        assert_eq!(
            (info.kind.as_str(), &info.body["MessageVersion"]),
            ("ServerInfo", &json!(version))
        );
        assert_eq!(
            client.refused("OutputCmd", output(0, 0, "Vibrate", 10)).await,
            ERROR_MESSAGE,
            "of v4"
        );
        let (kind, command) = match version {
            0 => ("SingleMotorVibrateCmd", json!({ "DeviceIndex": 0, "Speed": strength })),
            1 | 2 => (
                "VibrateCmd",
                json!({ "DeviceIndex": 0, "Speeds": [{ "Index": 0, "Speed": strength }] }),
            ),
            _ => (
                "ScalarCmd",
                json!({ "DeviceIndex": 0, "Scalars": [{ "Index": 0, "Scalar": strength, "ActuatorType": "Vibrate" }] }),
            ),
        };
        assert_eq!(client.request(kind, command).await.kind, "Ok", "version {version}");
        vigil.wait_for_wish(0, 0, level).await;
        // The end of a lost program stops every toy: not while the next one moves it.
        let mark = vigil.mark();
        client.vanish().await;
        vigil.wait_for_stop(mark, 0).await;
    }
    let mut client = RawClient::connect(&vigil).await;
    let body = json!({ "ClientName": "Of the future", "ProtocolVersionMajor": 5, "ProtocolVersionMinor": 0 });
    let id = client.send("RequestServerInfo", body).await;
    let farewell = client.until_end(waits::EVENT).await;
    farewell.error(ERROR_INIT);
    let first = &farewell.messages[0].1;
    assert_eq!((first.id(), first.error_code()), (id, Some(ERROR_INIT)), "{farewell:?}");
    vigil.stop().await;
}

async fn nothing_is_done_before_the_handshake() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    let mut client = RawClient::connect(&vigil).await;
    let messages = [
        ("Ping", json!({})),
        ("RequestDeviceList", json!({})),
        ("StartScanning", json!({})),
        ("OutputCmd", output(0, 0, "Vibrate", 10)),
        ("StopCmd", json!({})),
        ("Disconnect", json!({})),
    ];
    for (kind, body) in messages {
        assert_eq!(client.refused(kind, body).await, ERROR_INIT, "{kind}");
    }
    client.handshake("Late but welcome").await;
    client.vibrate(0, 0, 3).await;
    vigil.wait_for_wish(0, 0, 3).await;
    let events = vigil.stop().await;
    let outputs = events.iter().filter_map(|event| event.wish_of(0)).count();
    assert_eq!(outputs, 1, "only what came after the handshake");
}

async fn a_second_handshake_is_refused_and_the_session_lives() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    let mut client = RawClient::join(&vigil, "First").await;
    let again = json!({ "ClientName": "Second", "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 0 });
    assert_eq!(client.refused("RequestServerInfo", again).await, ERROR_INIT);
    client.vibrate(0, 0, 3).await;
    vigil.wait_for_program("First").await;
    assert!(vigil.events().iter().all(|event| event.connected("Second").is_none()));
    vigil.stop().await;
}

async fn server_info_says_what_holds() {
    let vigil = Vigil::start(&["--max-ping-time", "1000"]).await;
    let mut client = RawClient::connect(&vigil).await;
    let info = client.handshake("My Game").await;
    assert_eq!(info["MaxPingTime"], 1000);
    assert_eq!(
        (&info["ProtocolVersionMajor"], &info["ProtocolVersionMinor"]),
        (&json!(4), &json!(0))
    );
    assert!(
        info["ServerName"].as_str().is_some_and(|name| !name.is_empty()),
        "{info}"
    );
    let mut fields: Vec<_> = info.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "Id",
            "MaxPingTime",
            "ProtocolVersionMajor",
            "ProtocolVersionMinor",
            "ServerName"
        ]
    );
    let connected = vigil.wait_for_program("My Game").await;
    assert_eq!(
        (connected.max_ping_time_ms, connected.watch.as_str()),
        (1000, "required")
    );
    assert_eq!(Value::from(connected.origin), Value::Null);
    vigil.stop().await;
}

/// Not before the limit, and not long after.
fn on_time(after: Duration) {
    assert!(after >= LIMIT, "dropped after {after:?} already");
    assert!(after <= LIMIT + waits::LATENESS, "dropped only after {after:?}");
}
