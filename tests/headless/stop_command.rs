//! `StopCmd`, with all its optional fields.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message as Frame;
use vigil_tests::{
    event::Event,
    raw_client::{ERROR_DEVICE, ERROR_MESSAGE, RawClient, output},
    trials,
    vigil::{Mark, Vigil},
    waits,
};

use crate::{device_list::EVERY_KIND, outputs::slide};

const STROKER: u32 = 2;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s3_without_fields_it_stops_everything,
        s3_with_a_device_it_stops_that_one,
        s3_with_a_feature_it_stops_that_one,
        it_stops_no_outputs_where_only_inputs_are_meant,
        a_stop_of_what_is_not_there_is_an_error,
        s3_a_stop_overtakes_what_waits,
        a_stop_is_not_lost_over_a_spelling,
        a_stop_that_cannot_be_understood_stops_what_its_program_moves,
        s4_a_stroker_freezes_where_it_is,
        s4_a_stroker_freezes_when_its_program_is_lost,
    ]
}

async fn s3_without_fields_it_stops_everything() {
    for body in [
        json!({}),
        json!({ "Inputs": true, "Outputs": true }),
        json!({ "Inputs": false }),
    ] {
        stops(body, &[(0, 0), (0, 1), (1, 0), (3, 0)]).await;
    }
}

async fn s3_with_a_device_it_stops_that_one() {
    stops(json!({ "DeviceIndex": 0 }), &[(0, 0), (0, 1)]).await;
    stops(json!({ "DeviceIndex": 3, "Outputs": true }), &[(3, 0)]).await;
}

async fn s3_with_a_feature_it_stops_that_one() {
    stops(json!({ "DeviceIndex": 0, "FeatureIndex": 1 }), &[(0, 1)]).await;
}

async fn it_stops_no_outputs_where_only_inputs_are_meant() {
    stops(json!({ "Inputs": true, "Outputs": false }), &[]).await;
    stops(json!({ "DeviceIndex": 0, "Outputs": false }), &[]).await;
    stops(json!({ "DeviceIndex": 0, "FeatureIndex": 0, "Outputs": false }), &[]).await;
}

async fn a_stop_of_what_is_not_there_is_an_error() {
    let vigil = Vigil::start(&EVERY_KIND).await;
    let mut client = RawClient::join(&vigil, "Stops Nothing").await;
    assert_eq!(
        client.refused("StopCmd", json!({ "DeviceIndex": 9 })).await,
        ERROR_DEVICE
    );
    assert_eq!(
        client
            .refused("StopCmd", json!({ "DeviceIndex": 0, "FeatureIndex": 9 }))
            .await,
        ERROR_DEVICE
    );
    vigil.stop().await;
}

async fn s3_a_stop_overtakes_what_waits() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    let mut client = RawClient::join(&vigil, "Changes Its Mind").await;
    let mark = vigil.mark();
    // Faster than the toy takes them, then a stop, all without a pause.
    for value in 1..=20 {
        client.send("OutputCmd", output(0, 0, "Vibrate", value)).await;
    }
    client.ok("StopCmd", json!({})).await;
    vigil.wait_for_stop(mark, 0).await;
    sleep(waits::AFTERMATH).await;
    let events = vigil.events_since(mark);
    let last = events.iter().filter_map(Event::output).next_back().unwrap();
    assert!(last.stop, "written after the stop, though asked for before: {last:?}");
    // A program may go on after a stop of its own.
    let mark = vigil.mark();
    client.vibrate(0, 0, 15).await;
    vigil.wait_for_wish_since(mark, 0, 0, 15).await;
    vigil.stop().await;
}

/// Answered with Ok, as if it were spelled like all others.
async fn a_stop_is_not_lost_over_a_spelling() {
    for (version, text) in [
        (0, r#"[{"StopDeviceCmd":{"Id":99,"DeviceIndex":0.0}}]"#),
        (1, r#"[{"StopAllDevices":{"Id":9.9e1}}]"#),
        (2, r#"[{"StopDeviceCmd":{"Id":99.0,"DeviceIndex":0e5}}]"#),
        (3, r#"{"StopDeviceCmd":{"Id":99,"DeviceIndex":-0.0}}"#),
        (3, "\u{feff}[{\"StopAllDevices\":{\"Id\":99}}]\0"),
        (
            4,
            r#"[{"StopCmd":{"Id":99,"DeviceIndex":0.0,"FeatureIndex":null,"Inputs":null,"Outputs":null}}]"#,
        ),
        (4, r#"{"StopCmd":{"Id":99.0}}"#),
        (
            4,
            r#"[{"OutputCmd":{"Id":99,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":[0]}}}}]"#,
        ),
    ] {
        for binary in [false, true] {
            let (vigil, mut client) = moving(version).await;
            let mark = vigil.mark();
            client.send_frame(frame(text, binary)).await;
            let answer = client.answer(99).await;
            assert_eq!(answer.kind, "Ok", "v{version} {text}: {answer:?}");
            if text.contains("Stop") {
                vigil.wait_for_stop(mark, 0).await;
            } else {
                vigil.wait_for_wish_since(mark, 0, 0, 0).await;
            }
            vigil.stop().await;
        }
    }
}

/// Answered with code 3, under its Id if that can be read; the toy of another program goes on.
async fn a_stop_that_cannot_be_understood_stops_what_its_program_moves() {
    for (version, id, text) in [
        (0, 99, r#"[{"StopDeviceCmd":{"Id":99,"DeviceIndex":"0"}}]"#),
        (1, 0, r#"[{"StopAllDevices":{}}]"#),
        (2, 99, r#"[{"StopDeviceCmd":{"Id":99,"DeviceIndex":0.5}}]"#),
        (3, 99, r#"[{"StopDeviceCmd":{"Id":99}}]"#),
        (3, 99, r#"[{"StopCmd":{"Id":99}}]"#),
        (4, 99, r#"[{"StopCmd":{"Id":99,"Outputs":"yes"}}]"#),
        (4, 99, r#"[{"StopCmd":{"Id":99,"FeatureIndex":0}}]"#),
        (4, 99, r#"[{"StopAllDevices":{"Id":99}}]"#),
        (4, 0, r#"[{"StopCmd":{"Id":99}"#),
    ] {
        let (vigil, mut client) = moving(version).await;
        let mut other = RawClient::join(&vigil, "Another").await;
        other.vibrate(1, 0, 7).await;
        vigil.wait_for_wish(1, 0, 7).await;
        let mark = vigil.mark();
        client.send_text(text).await;
        let answer = client.answer(id).await;
        assert_eq!(
            answer.error_code(),
            Some(ERROR_MESSAGE),
            "v{version} {text}: {answer:?}"
        );
        vigil.wait_for_stop(mark, 0).await;
        client.ok("Ping", json!({})).await;
        other.ok("Ping", json!({})).await;
        let touched = vigil
            .events_since(mark)
            .into_iter()
            .any(|event| event.stop_of(1).is_some());
        assert!(!touched, "v{version} {text}: the other program's toy was stopped");
        vigil.stop().await;
    }
}

/// A program of this version that moves the first of two toys.
async fn moving(version: u32) -> (Vigil, RawClient) {
    let vigil = Vigil::start(&["--simulate", "vibrator", "--simulate", "vibrator"]).await;
    let mut client = RawClient::connect(&vigil).await;
    let hello = match version {
        4 => json!({ "ClientName": "Spells", "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 0 }),
        version => json!({ "ClientName": "Spells", "MessageVersion": version }),
    };
    assert_eq!(client.request("RequestServerInfo", hello).await.kind, "ServerInfo");
    match version {
        0 => {
            let vibrate = json!({ "DeviceIndex": 0, "Speed": 0.5 });
            client.ok("SingleMotorVibrateCmd", vibrate).await;
        }
        1..=3 => {
            let vibrate = json!({ "DeviceIndex": 0, "Speeds": [{ "Index": 0, "Speed": 0.5 }] });
            client.ok("VibrateCmd", vibrate).await;
        }
        _ => client.vibrate(0, 0, 10).await,
    }
    vigil.wait_for_wish(0, 0, 10).await;
    (vigil, client)
}

/// Several game engines send what is text in a binary frame.
fn frame(text: &str, binary: bool) -> Frame {
    if binary {
        Frame::binary(text.as_bytes().to_vec())
    } else {
        Frame::text(text)
    }
}

async fn s4_a_stroker_freezes_where_it_is() {
    let vigil = Vigil::start(&EVERY_KIND).await;
    let mut client = RawClient::join(&vigil, "Slides").await;
    let mark = slide_half_a_second(&vigil, &mut client).await;
    client.ok("StopCmd", json!({})).await;
    frozen(vigil, mark).await;
}

async fn s4_a_stroker_freezes_when_its_program_is_lost() {
    let vigil = Vigil::start(&EVERY_KIND).await;
    let mut client = RawClient::join(&vigil, "Slides").await;
    let mark = slide_half_a_second(&vigil, &mut client).await;
    client.vanish().await;
    frozen(vigil, mark).await;
}

/// A quarter of a slide from 0 to 100 in 2 s.
async fn slide_half_a_second(vigil: &Vigil, client: &mut RawClient) -> Mark {
    client.ok("OutputCmd", slide(0, 0)).await;
    vigil
        .wait_for("the carriage to be at its start", |event| {
            event.wish_of(STROKER).cloned()
        })
        .await;
    let mark = vigil.mark();
    client.ok("OutputCmd", slide(100, 2_000)).await;
    vigil
        .wait_since(mark, "the slide to begin", |event| event.wish_of(STROKER).cloned())
        .await;
    sleep(Duration::from_millis(500)).await;
    mark
}

async fn frozen(vigil: Vigil, mark: Mark) {
    let stop = vigil.wait_for_stop(mark, STROKER).await;
    let begun = vigil
        .wait_since(mark, "the slide", |event| event.wish_of(STROKER).cloned())
        .await;
    let [place] = stop.outputs.as_slice() else {
        panic!("one carriage, one place: {stop:?}");
    };
    // A quarter of the way, or more where the machine let the program wait.
    assert!((10..100).contains(&place.value), "{stop:?}");
    assert_eq!(place.duration_ms, Some(0), "at once");
    // Where it was at that very time, taking it to move evenly.
    let expected = (stop.at_ms - begun.at_ms) / 2_000.0 * 100.0;
    assert!(
        (f64::from(place.value) - expected).abs() <= 1.0,
        "at {} instead of {expected:.1}",
        place.value
    );
    sleep(waits::AFTERMATH).await;
    let events = vigil.events_since(mark);
    let last = events
        .iter()
        .filter_map(Event::output)
        .rfind(|output| output.toy == STROKER)
        .unwrap();
    assert!(last.stop, "{last:?}");
    vigil.stop().await;
}

/// Moves all that has a strength and sends this `StopCmd`, which has to stop these toys and features, and no others.
async fn stops(body: Value, expected: &[(u32, u32)]) {
    let vigil = Vigil::start(&EVERY_KIND).await;
    let mut client = RawClient::join(&vigil, "Stops").await;
    let moves = [
        (0, 0, "Vibrate"),
        (0, 1, "Vibrate"),
        (1, 0, "Rotate"),
        (3, 0, "Constrict"),
    ];
    for (toy, feature, kind) in moves {
        client.ok("OutputCmd", output(toy, feature, kind, 10)).await;
        vigil.wait_for_wish(toy, feature, 10).await;
    }
    let mark = vigil.mark();
    client.ok("StopCmd", body.clone()).await;
    // Answered when all has confirmed; the events of it are on their way.
    for &(toy, feature) in expected {
        vigil
            .wait_since(mark, &format!("{body} to stop toy {toy}, feature {feature}"), |event| {
                let stop = event.stop_of(toy)?;
                stop.outputs
                    .iter()
                    .any(|output| output.feature == feature)
                    .then_some(())
            })
            .await;
    }
    sleep(waits::AFTERMATH).await;
    let events = vigil.events_since(mark);
    let mut stopped: Vec<_> = events
        .iter()
        .filter_map(Event::output)
        .inspect(|output| {
            assert!(
                output.stop && output.outputs.iter().all(|output| output.value == 0),
                "{output:?}"
            );
        })
        .flat_map(|output| output.outputs.iter().map(|feature| (output.toy, feature.feature)))
        .collect();
    stopped.sort_unstable();
    assert_eq!(stopped, expected, "{body}");
    vigil.stop().await;
}
