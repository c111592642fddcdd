//! What no honest program sends is answered, and the session lives on.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_tests::{
    raw_client::{ERROR_DEVICE, ERROR_INIT, ERROR_MESSAGE, RawClient},
    trial::table,
    trials,
    vigil::{NO_LIMIT, NO_LIMIT_VIBRATOR, Vigil},
};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        every_bad_frame_is_answered_and_the_session_lives,
        bad_frames_before_the_handshake_are_answered_too,
        unusual_messages_hold,
        ten_thousand_messages_in_one_frame_are_all_answered,
        a_frame_in_many_pieces_is_one_frame,
    ]
}

/// Characters of a text that are shown.
const SHOWN: usize = 110;

/// The frame; the Id and the code of its answer.
#[rustfmt::skip]
const BAD: [(&str, u32, u64); 92] = [
    // frames
    ("", 0, ERROR_MESSAGE),
    (" ", 0, ERROR_MESSAGE),
    ("nonsense", 0, ERROR_MESSAGE),
    ("[{", 0, ERROR_MESSAGE),
    ("[]", 0, ERROR_MESSAGE),
    ("{}", 0, ERROR_MESSAGE),
    ("[{}]", 0, ERROR_MESSAGE),
    ("null", 0, ERROR_MESSAGE),
    ("[null]", 0, ERROR_MESSAGE),
    ("[7]", 0, ERROR_MESSAGE),
    (r#""Ping""#, 0, ERROR_MESSAGE),
    (r#"["Ping"]"#, 0, ERROR_MESSAGE),
    (r#"[[{"Ping":{"Id":7}}]]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":7}},]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":7}}] ["#, 0, ERROR_MESSAGE),
    ("[{'Ping':{'Id':7}}]", 0, ERROR_MESSAGE),
    ("[{\"Ping\":{\"Id\":7}}\0]", 0, ERROR_MESSAGE),
    (r#"{"Ping":{"Id":7}},{"Ping":{"Id":8}}"#, 7, ERROR_MESSAGE),
    // Ids
    (r#"[{"Ping":{}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":null}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":[]}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":7}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":0}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":-7}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":4294967296}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":7.5}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":1e300}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":1e999}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":NaN}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":"7"}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":true}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":null}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":[7]}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"id":7}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":7,"Id":8}}]"#, 8, ERROR_MESSAGE),
    // names
    (r#"[{"Nonsense":{"Id":7}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"ping":{"Id":7}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"":{"Id":7}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":7},"StopCmd":{"Id":8}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"Ok":{"Id":7}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"ServerInfo":{"Id":7,"ServerName":"I","MaxPingTime":0,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]"#, 7, ERROR_MESSAGE),
    // a second handshake
    (r#"[{"RequestServerInfo":{"Id":7}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"RequestServerInfo":{"Id":7,"ClientName":"Again","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]"#, 7, ERROR_INIT),
    (r#"[{"RequestServerInfo":{"Id":7,"ClientName":"Again","MessageVersion":3}}]"#, 7, ERROR_INIT),
    // what is of older versions
    (r#"[{"VibrateCmd":{"Id":7,"DeviceIndex":0,"Speeds":[]}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"StopAllDevices":{"Id":7}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"StopDeviceCmd":{"Id":7,"DeviceIndex":0}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"ScalarCmd":{"Id":7,"DeviceIndex":0,"Scalars":[{"Index":0,"Scalar":1,"ActuatorType":"Vibrate"}]}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"RawWriteCmd":{"Id":7,"DeviceIndex":0,"Endpoint":"tx","Data":[0],"WriteWithResponse":false}}]"#, 7, ERROR_MESSAGE),
    // OutputCmd
    (r#"[{"OutputCmd":{"Id":7}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":null}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":"Vibrate"}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":1}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Nonsense":{"Value":1}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1},"Rotate":{"Value":1}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":"0","FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":-1,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":4294967296,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0.5,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":-1,"Command":{"Vibrate":{"Value":1}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":null,"Command":{"Vibrate":{"Value":1}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":0.5}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":"1"}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":null}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":21}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":-1}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":2147483647}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":2147483648}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1e999}}}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":9,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]"#, 7, ERROR_DEVICE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":4294967295,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]"#, 7, ERROR_DEVICE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":9,"Command":{"Vibrate":{"Value":1}}}}]"#, 7, ERROR_DEVICE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":2,"Command":{"Vibrate":{"Value":1}}}}]"#, 7, ERROR_DEVICE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Rotate":{"Value":1}}}}]"#, 7, ERROR_DEVICE),
    (r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"HwPositionWithDuration":{"Value":1,"Duration":1}}}}]"#, 7, ERROR_DEVICE),
    // InputCmd
    (r#"[{"InputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":2,"Type":"Battery","Command":"Subscribe"}}]"#, 7, ERROR_DEVICE),
    (r#"[{"InputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":2,"Type":"Battery","Command":"Unsubscribe"}}]"#, 7, ERROR_DEVICE),
    (r#"[{"InputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":2,"Type":"Battery","Command":"Write"}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"InputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":2,"Type":"Nonsense","Command":"Read"}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"InputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":2,"Type":"RSSI","Command":"Read"}}]"#, 7, ERROR_DEVICE),
    (r#"[{"InputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Type":"Battery","Command":"Read"}}]"#, 7, ERROR_DEVICE),
    (r#"[{"InputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":9,"Type":"Battery","Command":"Read"}}]"#, 7, ERROR_DEVICE),
    (r#"[{"InputCmd":{"Id":7,"DeviceIndex":9,"FeatureIndex":2,"Type":"Battery","Command":"Read"}}]"#, 7, ERROR_DEVICE),
    // StopCmd
    (r#"[{"StopCmd":{"Id":7,"FeatureIndex":0}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"StopCmd":{"Id":7,"DeviceIndex":"0"}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"StopCmd":{"Id":7,"DeviceIndex":-1}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"StopCmd":{"Id":7,"Outputs":"yes"}}]"#, 7, ERROR_MESSAGE),
    (r#"[{"StopCmd":{"Id":7,"DeviceIndex":9}}]"#, 7, ERROR_DEVICE),
    (r#"[{"StopCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":9}}]"#, 7, ERROR_DEVICE),
];

async fn every_bad_frame_is_answered_and_the_session_lives() {
    let vigil = Vigil::start(&NO_LIMIT_VIBRATOR).await;
    let mut client = RawClient::join(&vigil, "Chaos").await;
    let long = very_long();
    let long = long.iter().map(|frame| (frame.as_str(), 0, ERROR_MESSAGE));
    let mut rows = Vec::new();
    for (frame, id, code) in BAD.into_iter().chain(long) {
        client.send_text(frame).await;
        let answer = client.next().await;
        let shown = shortened(frame);
        let told = shortened(&answer.body["ErrorMessage"].to_string());
        assert_eq!((answer.id(), answer.error_code()), (id, Some(code)), "{shown}: {told}");
        let lives = client.request("Ping", json!({})).await.kind == "Ok";
        assert!(lives, "{shown}");
        rows.push([
            format!("`{shown}`"),
            format!("Error {code}, Id {id}: {told}"),
            "yes".to_owned(),
        ]);
    }
    table(
        "messages that are not allowed",
        ["input", "answer", "session lives"],
        &rows,
    );
    // A good message after all of it, with a field that nobody knows.
    client.ok("Ping", json!({ "Unknown": [1, 2, 3] })).await;
    client.vibrate(0, 0, 3).await;
    // Ok says that it is on its way: the stop of all toys below would overtake it.
    vigil.wait_for_wish(0, 0, 3).await;
    let events = vigil.stop().await;
    let outputs: Vec<_> = events.iter().filter_map(|event| event.wish_of(0)).collect();
    assert_eq!(outputs.len(), 1, "nothing bad has moved the toy");
}

/// Before the handshake it is no different: the answer, and another chance.
async fn bad_frames_before_the_handshake_are_answered_too() {
    let vigil = Vigil::start(&NO_LIMIT).await;
    let mut client = RawClient::connect(&vigil).await;
    for (frame, id, code) in [
        ("nonsense", 0, ERROR_MESSAGE),
        (r#"[{"Nonsense":{"Id":7}}]"#, 7, ERROR_MESSAGE),
        (r#"[{"Ping":{"Id":0}}]"#, 0, ERROR_MESSAGE),
        (r#"[{"Ping":{"Id":7}}]"#, 7, ERROR_INIT),
        (r#"[{"RequestServerInfo":{"Id":7}}]"#, 7, ERROR_MESSAGE),
        (r#"[{"RequestServerInfo":{"Id":7,"ClientName":5}}]"#, 7, ERROR_MESSAGE),
        (
            r#"[{"RequestServerInfo":{"Id":7,"ClientName":"A","ProtocolVersionMajor":-1}}]"#,
            7,
            ERROR_MESSAGE,
        ),
        (
            r#"[{"RequestServerInfo":{"Id":0,"ClientName":"A","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]"#,
            0,
            ERROR_MESSAGE,
        ),
    ] {
        client.send_text(frame).await;
        let answer = client.next().await;
        assert_eq!(
            (answer.id(), answer.error_code()),
            (id, Some(code)),
            "{frame}: {answer:?}"
        );
    }
    client.handshake("Learns").await;
    vigil.stop().await;
}

/// What is unusual and holds: the answer is Ok.
async fn unusual_messages_hold() {
    let vigil = Vigil::start(&NO_LIMIT_VIBRATOR).await;
    let mut client = RawClient::join(&vigil, "Unusual").await;
    for (frame, id) in [
        (r#"[{"Ping":{"Id":4294967295}}]"#, u32::MAX),
        // An Id may come again.
        (r#"[{"Ping":{"Id":4294967295}}]"#, u32::MAX),
        (" [ { \"Ping\" : { \"Id\" : 7 } } ] \r\n", 7),
        ("\u{feff}[{\"Ping\":{\"Id\":7}}]", 7),
        ("[{\"Ping\":{\"Id\":7}}]\0", 7),
        (r#"{"Ping":{"Id":7}}"#, 7),
        (r#"[{"Ping":{"Id":7.0}}]"#, 7),
        (r#"[{"Ping":{"Id":0.7e1}}]"#, 7),
        (
            r#"[{"StopCmd":{"Id":7,"DeviceIndex":0.0,"Inputs":null,"Outputs":null}}]"#,
            7,
        ),
        (r#"[{"\u0050ing":{"Id":7}}]"#, 7),
        (r#"[{"StopCmd":{"Id":7,"DeviceIndex":null,"FeatureIndex":null}}]"#, 7),
    ] {
        client.send_text(frame).await;
        let answer = client.next().await;
        assert_eq!((answer.kind.as_str(), answer.id()), ("Ok", id), "{frame}: {answer:?}");
    }
    vigil.stop().await;
}

async fn ten_thousand_messages_in_one_frame_are_all_answered() {
    let vigil = Vigil::start(&NO_LIMIT).await;
    let mut client = RawClient::join(&vigil, "Bulk").await;
    let messages: Vec<_> = (1..=10_000).map(|id| format!(r#"{{"Ping":{{"Id":{id}}}}}"#)).collect();
    client.send_text(&format!("[{}]", messages.join(","))).await;
    for id in 1..=10_000 {
        let answer = client.next().await;
        assert_eq!((answer.kind.as_str(), answer.id()), ("Ok", id));
    }
    vigil.stop().await;
}

async fn a_frame_in_many_pieces_is_one_frame() {
    use tokio_tungstenite::tungstenite::{
        Message as Frame,
        protocol::frame::{
            Frame as Piece,
            coding::{Data, OpCode},
        },
    };

    let vigil = Vigil::start(&NO_LIMIT).await;
    let mut client = RawClient::join(&vigil, "Crumbs").await;
    let text = br#"[{"Ping":{"Id":7}}]"#;
    for (at, byte) in text.iter().enumerate() {
        let kind = if at == 0 { Data::Text } else { Data::Continue };
        let last = at + 1 == text.len();
        let piece = Piece::message(vec![*byte], OpCode::Data(kind), last);
        client.send_frame(Frame::Frame(piece)).await;
    }
    assert_eq!(client.answer(7).await.kind, "Ok");
    vigil.stop().await;
}

fn shortened(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

/// None of them has an Id that could be read.
fn very_long() -> Vec<String> {
    vec![
        "[".repeat(100_000),
        format!("{}0{}", r#"[{"Ping":"#.repeat(10_000), "}]".repeat(10_000)),
        format!(r#"[{{"Ping":{{"Id":{}}}}}]"#, "7".repeat(100_000)),
        format!(r#"[{{"Ping":{{"Id":7e{}}}}}]"#, "7".repeat(100_000)),
        format!(r#"[{{"{}":{{}}}}]"#, "x".repeat(100_000)),
    ]
}
