//! The list of toys, as version 4 has it.

use libtest_mimic::Trial;
use serde_json::{Value, json};
use vigil_tests::{
    raw_client::{ERROR_DEVICE, ERROR_MESSAGE, RawClient},
    trials,
    vigil::{NO_LIMIT, NO_LIMIT_VIBRATOR, Vigil},
};

/// One of each kind; their indexes are 0 to 3, in this order.
pub(crate) const EVERY_KIND: [&str; 10] = [
    "--max-ping-time",
    "0",
    "--simulate",
    "vibrator",
    "--simulate",
    "rotator",
    "--simulate",
    "stroker",
    "--simulate",
    "constrictor",
];

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        the_list_has_every_toy_with_all_it_can_do,
        a_scan_is_answered_and_ends,
        a_battery_can_be_read,
        messages_that_make_no_sense_are_answered,
    ]
}

async fn the_list_has_every_toy_with_all_it_can_do() {
    let vigil = Vigil::start(&EVERY_KIND).await;
    let mut client = RawClient::join(&vigil, "Lists").await;
    let list = client.request("RequestDeviceList", json!({})).await;
    assert_eq!(list.kind, "DeviceList");
    let battery = json!({ "Battery": { "Value": [[0, 100]], "Command": ["Read"] } });
    let expected = [
        (
            "Simulated Vibrator",
            vec![strength("Shaft", "Vibrate", 0, 20), strength("Tip", "Vibrate", 0, 20)],
        ),
        ("Simulated Rotator", vec![strength("Head", "Rotate", -20, 20)]),
        (
            "Simulated Stroker",
            vec![(
                "Carriage",
                json!({
                    "Position": { "Value": [0, 100] },
                    "HwPositionWithDuration": { "Value": [0, 100], "Duration": [0, 100_000] },
                }),
            )],
        ),
        ("Simulated Constrictor", vec![strength("Cuff", "Constrict", 0, 12)]),
    ];
    let devices = &list.body["Devices"];
    assert_eq!(
        devices.as_object().map(serde_json::Map::len),
        Some(expected.len()),
        "{devices}"
    );
    for (index, (name, outputs)) in expected.into_iter().enumerate() {
        // Maps, keyed by the index as text, which is told inside once more.
        let device = &devices[index.to_string()];
        assert_eq!(
            (&device["DeviceName"], &device["DeviceIndex"]),
            (&json!(name), &json!(index))
        );
        assert!(device["DeviceMessageTimingGap"].is_u64(), "{device}");
        let features = device["DeviceFeatures"].as_object().unwrap();
        assert_eq!(features.len(), outputs.len() + 1, "the outputs and a battery: {device}");
        for (feature, (description, output)) in outputs.into_iter().enumerate() {
            let told = &features[&feature.to_string()];
            let expected = json!({ "FeatureIndex": feature, "FeatureDescription": description, "Output": output });
            assert_eq!(*told, expected);
        }
        let behind_outputs = &features[&(features.len() - 1).to_string()];
        assert_eq!(
            (&behind_outputs["Input"], &behind_outputs["Output"]),
            (&battery, &Value::Null)
        );
    }
    vigil.stop().await;
}

async fn a_scan_is_answered_and_ends() {
    let vigil = Vigil::start(&NO_LIMIT).await;
    let mut client = RawClient::join(&vigil, "Scans").await;
    client.ok("StartScanning", json!({})).await;
    // There is no radio here. It is not over before it is ended, though: the official Python client of old dies of that.
    let id = client.send("Ping", json!({})).await;
    let next = client.next().await;
    assert_eq!((next.kind.as_str(), next.id()), ("Ok", id));
    client.ok("StopScanning", json!({})).await;
    let finished = client.next().await;
    assert_eq!((finished.kind.as_str(), finished.id()), ("ScanningFinished", 0));
    vigil.stop().await;
}

async fn a_battery_can_be_read() {
    let vigil = Vigil::start(&EVERY_KIND).await;
    let mut client = RawClient::join(&vigil, "Reads").await;
    for (device, feature) in [(0, 2), (1, 1), (2, 1), (3, 1)] {
        let reading = client.request("InputCmd", input(device, feature, "Read")).await;
        assert_eq!(reading.kind, "InputReading", "{reading:?}");
        assert_eq!(
            (&reading.body["DeviceIndex"], &reading.body["FeatureIndex"]),
            (&json!(device), &json!(feature))
        );
        let percent = &reading.body["Reading"]["Battery"]["Value"];
        assert!(
            percent.as_i64().is_some_and(|percent| (0..=100).contains(&percent)),
            "{reading:?}"
        );
    }
    assert_eq!(
        client.refused("InputCmd", input(0, 0, "Read")).await,
        ERROR_DEVICE,
        "a motor has no battery"
    );
    assert_eq!(
        client.refused("InputCmd", input(0, 9, "Read")).await,
        ERROR_DEVICE,
        "no such feature"
    );
    assert_eq!(
        client.refused("InputCmd", input(9, 0, "Read")).await,
        ERROR_DEVICE,
        "no such toy"
    );
    assert_eq!(
        client.refused("InputCmd", input(0, 2, "Subscribe")).await,
        ERROR_DEVICE,
        "it can only be read"
    );
    vigil.stop().await;
}

async fn messages_that_make_no_sense_are_answered() {
    let vigil = Vigil::start(&NO_LIMIT_VIBRATOR).await;
    let mut client = RawClient::join(&vigil, "Talks Nonsense").await;
    let frames = [
        ("no JSON", 0),
        ("[]", 0),
        (r#"[{"Ping":{"Id":0}}]"#, 0),
        (r#"[{"NoSuchMessage":{"Id":7}}]"#, 7),
        (r#"[{"OutputCmd":{"Id":8}}]"#, 8),
        (
            r#"[{"OutputCmd":{"Id":9,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1.5}}}}]"#,
            9,
        ),
        (r#"[{"StopCmd":{"Id":10,"FeatureIndex":0}}]"#, 10),
    ];
    for (frame, id) in frames {
        client.send_text(frame).await;
        let answer = client.next().await;
        assert_eq!(
            (answer.id(), answer.error_code()),
            (id, Some(ERROR_MESSAGE)),
            "{frame}: {answer:?}"
        );
    }
    // Several in one frame: each is answered, in order, and what can be done is done.
    client
        .send_text(r#"[{"Ping":{"Id":21}},{"NoSuchMessage":{"Id":22}},{"Ping":{"Id":23}}]"#)
        .await;
    let mut answers = Vec::new();
    for _ in 0..3 {
        let answer = client.next().await;
        answers.push((answer.id(), answer.error_code()));
    }
    assert_eq!(answers, [(21, None), (22, Some(ERROR_MESSAGE)), (23, None)]);
    vigil.stop().await;
}

fn strength(description: &'static str, kind: &str, min: i32, max: i32) -> (&'static str, Value) {
    (description, json!({ kind: { "Value": [min, max] } }))
}

fn input(device: u32, feature: u32, command: &str) -> Value {
    json!({ "DeviceIndex": device, "FeatureIndex": feature, "Type": "Battery", "Command": command })
}
