//! Spellings of messages.

use serde_json::json;
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message as Frame;
use vigil_tests::raw_client::output;

use crate::{
    Case, case,
    server::{Program, WRITTEN, answers, heard, introduce},
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(
            "buttplugio/buttplug#832",
            "v3: `StopDeviceCmd` with `\"DeviceIndex\":0.0` while the toy moves",
            "a_stop_is_not_lost_over_a_spelling",
            stop_with_a_fraction
        ),
        case!(
            "a-e-m/BalatroBuzz#1",
            "v4: `Ping` with `\"Id\":5.0`",
            "a_whole_number_is_that_number_however_it_is_spelled",
            id_with_a_fraction
        ),
        case!(
            "buttplugio/buttplug#832",
            "v3: `StopDeviceCmd` without a `DeviceIndex` while the toy moves",
            "a_stop_that_cannot_be_understood_stops_what_its_program_moves",
            stop_without_an_index
        ),
        case!(
            "buttplugio/buttplug-js#301",
            "v4: `\"Value\":[10]`",
            "a_stop_is_not_lost_over_a_spelling",
            value_in_a_list
        ),
        case!(
            "game engines",
            "v4: `StopCmd` in a binary frame while the toy moves",
            "what_is_allowed_and_rare_is_taken",
            binary_frame
        ),
        case!(
            "game engines",
            "v4: `Ping` behind a byte order mark",
            "what_stands_around_a_frame_does_not_matter",
            byte_order_mark
        ),
        case!(
            "game engines",
            "v4: `Ping` with a NUL behind it",
            "what_stands_around_a_frame_does_not_matter",
            trailing_nul
        ),
        case!(
            "game engines",
            "v4: `Ping` as an object, not in a list",
            "what_stands_around_a_frame_does_not_matter",
            bare_object
        ),
        case!(
            "buttplugio/buttplug-csharp#694",
            "v3: `ScalarCmd` with 0.05 as a 32-bit float; step 1 of 20 is meant",
            "the_step_that_was_meant_is_told",
            a_float_of_32_bits
        ),
        case!(
            "buttplugio/buttplug#419",
            "v4: `StartScanning` without a radio",
            "without_bluetooth_a_scan_waits_like_any_other",
            search_without_a_radio
        ),
    ]
}

/// Moves a Hush at 10 as this version, sends the text, and tells what came of it.
async fn while_it_moves(program: Program, version: u32, frame: impl Fn(u64) -> Frame) -> String {
    let server = program.start().await;
    let toy = server.hush().await;
    let (mut client, index) = server.with_toy(version).await;
    if version >= 4 {
        let index = u32::try_from(index).unwrap();
        client.send("OutputCmd", output(index, 0, "Vibrate", 10)).await;
    } else {
        let scalars = json!([{ "Index": 0, "Scalar": 0.5, "ActuatorType": "Vibrate" }]);
        let body = json!({ "DeviceIndex": index, "Scalars": scalars });
        client.send("ScalarCmd", body).await;
    }
    toy.wait_for_packet("Vibrate:10;").await;
    let _ = heard(&mut client).await;
    toy.clear();
    // It may be closed already by what was read before.
    let _ = client.try_send_frame(frame(index)).await;
    let heard = heard(&mut client).await;
    let stopped = toy.packets().iter().any(|packet| packet == "Vibrate:0;");
    let toy = if stopped { "toy stopped" } else { "toy goes on" };
    format!("{toy}; {}", answers(&heard))
}

async fn stop_with_a_fraction(program: Program) -> String {
    let text = |index| format!(r#"[{{"StopDeviceCmd":{{"Id":77,"DeviceIndex":{index}.0}}}}]"#);
    while_it_moves(program, 3, |index| Frame::text(text(index))).await
}

async fn stop_without_an_index(program: Program) -> String {
    while_it_moves(program, 3, |_| Frame::text(r#"[{"StopDeviceCmd":{"Id":77}}]"#)).await
}

async fn binary_frame(program: Program) -> String {
    while_it_moves(program, 4, |_| Frame::binary(r#"[{"StopCmd":{"Id":77}}]"#)).await
}

async fn after_the_handshake(program: Program, text: &str) -> String {
    let server = program.start_with(Some(std::time::Duration::from_secs(10))).await;
    let mut client = server.connect().await;
    introduce(&mut client, 4).await;
    client.send_text(text).await;
    answers(&heard(&mut client).await)
}

async fn id_with_a_fraction(program: Program) -> String {
    after_the_handshake(program, r#"[{"Ping":{"Id":5.0}}]"#).await
}

async fn byte_order_mark(program: Program) -> String {
    after_the_handshake(program, "\u{feff}[{\"Ping\":{\"Id\":77}}]").await
}

async fn trailing_nul(program: Program) -> String {
    after_the_handshake(program, "[{\"Ping\":{\"Id\":77}}]\0").await
}

async fn bare_object(program: Program) -> String {
    after_the_handshake(program, r#"{"Ping":{"Id":77}}"#).await
}

/// What a Hush is told that stands still.
async fn told(program: Program, version: u32, text: impl Fn(u64) -> String) -> String {
    let server = program.start().await;
    let toy = server.hush().await;
    let (mut client, index) = server.with_toy(version).await;
    let _ = heard(&mut client).await;
    toy.clear();
    client.send_text(&text(index)).await;
    sleep(WRITTEN).await;
    let heard = heard(&mut client).await;
    let packets: Vec<_> = toy
        .packets()
        .into_iter()
        .filter(|packet| packet.starts_with("Vibrate"))
        .map(|packet| format!("`{packet}`"))
        .collect();
    let told = if packets.is_empty() {
        "nothing".to_owned()
    } else {
        packets.join(" ")
    };
    format!("toy told {told}; {}", answers(&heard))
}

async fn value_in_a_list(program: Program) -> String {
    let body = r#""FeatureIndex":0,"Command":{"Vibrate":{"Value":[10]}}"#;
    told(program, 4, |index| {
        format!(r#"[{{"OutputCmd":{{"Id":77,"DeviceIndex":{index},{body}}}}}]"#)
    })
    .await
}

async fn a_float_of_32_bits(program: Program) -> String {
    let scalars = format!(
        r#"[{{"Index":0,"Scalar":{},"ActuatorType":"Vibrate"}}]"#,
        f64::from(0.05_f32)
    );
    told(program, 3, |index| {
        format!(r#"[{{"ScalarCmd":{{"Id":77,"DeviceIndex":{index},"Scalars":{scalars}}}}}]"#)
    })
    .await
}

async fn search_without_a_radio(program: Program) -> String {
    let server = program.start().await;
    let mut client = server.connect().await;
    introduce(&mut client, 4).await;
    client.send("StartScanning", json!({})).await;
    let heard = heard(&mut client).await;
    let finished = heard.iter().flatten().any(|message| message.kind == "ScanningFinished");
    let finished = if finished {
        "ScanningFinished at once"
    } else {
        "the search goes on"
    };
    format!("{}; {finished}", answers(&heard))
}
