//! One message, and what has to come of it.

use serde_json::{Value, json};
use vigil_tests::{
    event::Output,
    message::{ERROR_DEVICE, ERROR_MESSAGE},
};

#[derive(Debug)]
pub(super) struct Step {
    pub(super) kind: &'static str,
    /// Without the Id.
    pub(super) body: Value,
    pub(super) outcome: Outcome,
}

#[derive(Debug)]
pub(super) enum Outcome {
    /// Ok.
    Taken,
    /// Ok, then ScanningFinished.
    EndsScan,
    /// This message, with these fields and its Id, and no more.
    Answered(&'static str, Value),
    /// An Error with this code.
    Refused(u64),
    /// Ok, and the toy takes this.
    Moves(u32, Vec<Output>),
    /// Ok, and these toys are stopped.
    Stops(Vec<u32>),
}

impl Step {
    pub(super) fn taken(kind: &'static str, body: Value) -> Self {
        let outcome = Outcome::Taken;
        Self { kind, body, outcome }
    }

    pub(super) fn answered(kind: &'static str, body: Value, with: &'static str, fields: Value) -> Self {
        let outcome = Outcome::Answered(with, fields);
        Self { kind, body, outcome }
    }

    pub(super) fn refused_by_the_toy(kind: &'static str, body: Value) -> Self {
        let outcome = Outcome::Refused(ERROR_DEVICE);
        Self { kind, body, outcome }
    }

    pub(super) fn faulty(kind: &'static str, body: Value) -> Self {
        let outcome = Outcome::Refused(ERROR_MESSAGE);
        Self { kind, body, outcome }
    }

    /// A command to a toy; the body is without its DeviceIndex.
    pub(super) fn moves(kind: &'static str, toy: u32, body: Value, outputs: Vec<Output>) -> Self {
        let body = to(toy, body);
        let outcome = Outcome::Moves(toy, outputs);
        Self { kind, body, outcome }
    }

    pub(super) fn stops(kind: &'static str, body: Value, toys: &[u32]) -> Self {
        let outcome = Outcome::Stops(toys.to_vec());
        Self { kind, body, outcome }
    }
}

/// The messages that are the same in v0 to v3 and move nothing.
pub(super) fn of_every_version() -> Vec<Step> {
    vec![
        Step::taken("Ping", json!({})),
        Step::taken("StartScanning", json!({})),
        Step {
            kind: "StopScanning",
            body: json!({}),
            outcome: Outcome::EndsScan,
        },
        // They carry bytes that the server does not understand.
        Step::refused_by_the_toy("LovenseCmd", json!({ "DeviceIndex": 0, "Command": "Vibrate:20;" })),
        Step::refused_by_the_toy("KiirooCmd", json!({ "DeviceIndex": 0, "Command": "4" })),
        Step::refused_by_the_toy(
            "RawWriteCmd",
            json!({ "DeviceIndex": 0, "Endpoint": "tx", "Data": [0], "WriteWithResponse": false }),
        ),
        Step::refused_by_the_toy(
            "RawReadCmd",
            json!({ "DeviceIndex": 0, "Endpoint": "tx", "ExpectedLength": 0, "Timeout": 0 }),
        ),
        Step::refused_by_the_toy("RawSubscribeCmd", json!({ "DeviceIndex": 0, "Endpoint": "tx" })),
        Step::refused_by_the_toy("RawUnsubscribeCmd", json!({ "DeviceIndex": 0, "Endpoint": "tx" })),
        // What is of v4 alone.
        Step::faulty(
            "OutputCmd",
            json!({ "DeviceIndex": 0, "FeatureIndex": 0, "Command": { "Vibrate": { "Value": 20 } } }),
        ),
        Step::faulty(
            "InputCmd",
            json!({ "DeviceIndex": 0, "FeatureIndex": 2, "Type": "Battery", "Command": "Read" }),
        ),
        Step::faulty("StopCmd", json!({})),
        Step::faulty("Disconnect", json!({})),
    ]
}

/// A toy that is there, and one that is not; then all.
pub(super) fn stops() -> Vec<Step> {
    use super::{CONSTRICTOR, ROTATOR, STROKER, VIBRATOR};
    vec![
        Step::stops("StopDeviceCmd", to(VIBRATOR, json!({})), &[VIBRATOR]),
        Step::refused_by_the_toy("StopDeviceCmd", to(9, json!({}))),
        Step::stops("StopAllDevices", json!({}), &[VIBRATOR, ROTATOR, STROKER, CONSTRICTOR]),
    ]
}

/// The fields of a command to a toy.
pub(super) fn to(toy: u32, mut body: Value) -> Value {
    body["DeviceIndex"] = toy.into();
    body
}

/// What a toy takes, without a duration.
pub(super) fn output(feature: u32, kind: &str, value: i32) -> Output {
    Output {
        feature,
        output: kind.to_owned(),
        value,
        duration_ms: None,
    }
}

/// Where the carriage goes, and in which time.
pub(super) fn slide(value: i32, duration_ms: u32) -> Output {
    Output {
        duration_ms: Some(duration_ms),
        ..output(0, "HwPositionWithDuration", value)
    }
}
