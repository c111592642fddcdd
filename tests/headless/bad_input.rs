//! What no honest program sends is answered, and the session lives on.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_tests::{
    raw_client::{ERROR_DEVICE, ERROR_MESSAGE, RawClient},
    trials,
    vigil::Vigil,
};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        every_bad_frame_is_answered_and_the_session_lives,
        ten_thousand_messages_in_one_frame_are_all_answered,
        a_frame_in_many_pieces_is_one_frame,
    ]
}

/// The frame; the Id and the code of its answer.
const BAD: [(&str, u32, u64); 26] = [
    ("", 0, ERROR_MESSAGE),
    ("nonsense", 0, ERROR_MESSAGE),
    ("[{", 0, ERROR_MESSAGE),
    ("[]", 0, ERROR_MESSAGE),
    ("null", 0, ERROR_MESSAGE),
    ("[null]", 0, ERROR_MESSAGE),
    (r#"{"Ping":{"Id":7}}"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":0}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":-7}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":4294967296}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":1e300}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":NaN}}]"#, 0, ERROR_MESSAGE),
    (r#"[{"Ping":{"Id":7,"Id":8}}]"#, 8, ERROR_MESSAGE),
    (r#"[{"Nonsense":{"Id":7}}]"#, 7, ERROR_MESSAGE),
    (
        r#"[{"VibrateCmd":{"Id":7,"DeviceIndex":0,"Speeds":[]}}]"#,
        7,
        ERROR_MESSAGE,
    ),
    (
        r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0}}]"#,
        7,
        ERROR_MESSAGE,
    ),
    (
        r#"[{"OutputCmd":{"Id":7,"DeviceIndex":"0","FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]"#,
        7,
        ERROR_MESSAGE,
    ),
    (
        r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":0.5}}}}]"#,
        7,
        ERROR_MESSAGE,
    ),
    (
        r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":21}}}}]"#,
        7,
        ERROR_MESSAGE,
    ),
    (
        r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":-1}}}}]"#,
        7,
        ERROR_MESSAGE,
    ),
    (
        r#"[{"OutputCmd":{"Id":7,"DeviceIndex":9,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]"#,
        7,
        ERROR_DEVICE,
    ),
    (
        r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":9,"Command":{"Vibrate":{"Value":1}}}}]"#,
        7,
        ERROR_DEVICE,
    ),
    (
        r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Rotate":{"Value":1}}}}]"#,
        7,
        ERROR_DEVICE,
    ),
    (
        r#"[{"InputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":2,"Type":"Battery","Command":"Subscribe"}}]"#,
        7,
        ERROR_DEVICE,
    ),
    (r#"[{"StopCmd":{"Id":7,"FeatureIndex":0}}]"#, 7, ERROR_MESSAGE),
];

async fn every_bad_frame_is_answered_and_the_session_lives() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    let mut client = RawClient::join(&vigil, "Chaos").await;
    let deep = "[".repeat(100_000);
    let bad = BAD.into_iter().chain([(deep.as_str(), 0, ERROR_MESSAGE)]);
    for (frame, id, code) in bad {
        client.send_text(frame).await;
        let answer = client.next().await;
        let shown: String = frame.chars().take(100).collect();
        assert_eq!(
            (answer.id(), answer.error_code()),
            (id, Some(code)),
            "{shown}: {answer:?}"
        );
    }
    // A good message after all of it, with a field that nobody knows.
    client.ok("Ping", json!({ "Unknown": [1, 2, 3] })).await;
    client.vibrate(0, 0, 3).await;
    // Ok says that it is on its way: the stop of all toys below would overtake it.
    vigil.wait_for_wish(0, 0, 3).await;
    let events = vigil.stop().await;
    let outputs: Vec<_> = events.iter().filter_map(|event| event.wish_of(0)).collect();
    assert_eq!(outputs.len(), 1, "nothing bad has moved the toy");
}

async fn ten_thousand_messages_in_one_frame_are_all_answered() {
    let vigil = Vigil::start(&[]).await;
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

    let vigil = Vigil::start(&[]).await;
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
