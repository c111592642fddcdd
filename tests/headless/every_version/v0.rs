//! v0: before toys had features. One speed for all motors, and the messages of two toys of the time.

use serde_json::{Value, json};

use super::{
    CONSTRICTOR, ROTATOR, STROKER, VIBRATOR,
    step::{Step, of_every_version, output, slide, stops, to},
};

pub(super) fn toys() -> Value {
    let toy = |index: u32, name, messages: &[&str]| json!({ "DeviceIndex": index, "DeviceName": name, "DeviceMessages": messages });
    json!([
        toy(
            VIBRATOR,
            "Simulated Vibrator",
            &["StopDeviceCmd", "SingleMotorVibrateCmd"]
        ),
        toy(ROTATOR, "Simulated Rotator", &["StopDeviceCmd", "VorzeA10CycloneCmd"]),
        toy(
            STROKER,
            "Simulated Stroker",
            &["StopDeviceCmd", "FleshlightLaunchFW12Cmd"]
        ),
        toy(CONSTRICTOR, "Simulated Constrictor", &["StopDeviceCmd"]),
    ])
}

pub(super) fn steps() -> Vec<Step> {
    let mut steps = vec![
        // What later versions have.
        Step::faulty(
            "VibrateCmd",
            json!({ "DeviceIndex": 0, "Speeds": [{ "Index": 0, "Speed": 1.0 }] }),
        ),
        Step::faulty("BatteryLevelCmd", json!({ "DeviceIndex": 0 })),
    ];
    steps.extend(of_every_version());
    steps.extend(of_v0_and_v1());
    steps.extend(stops());
    steps
}

pub(super) fn of_v0_and_v1() -> Vec<Step> {
    vec![
        Step::answered(
            "Test",
            json!({ "TestString": "Echo" }),
            "Test",
            json!({ "TestString": "Echo" }),
        ),
        Step::taken("RequestLog", json!({ "LogLevel": "Debug" })),
        Step::moves(
            "SingleMotorVibrateCmd",
            VIBRATOR,
            json!({ "Speed": 0.5 }),
            vec![output(0, "Vibrate", 10), output(1, "Vibrate", 10)],
        ),
        Step::faulty("SingleMotorVibrateCmd", to(VIBRATOR, json!({ "Speed": 1.5 }))),
        Step::refused_by_the_toy("SingleMotorVibrateCmd", to(ROTATOR, json!({ "Speed": 0.5 }))),
        Step::refused_by_the_toy("SingleMotorVibrateCmd", to(9, json!({ "Speed": 0.5 }))),
        Step::moves(
            "VorzeA10CycloneCmd",
            ROTATOR,
            json!({ "Speed": 99, "Clockwise": true }),
            vec![output(0, "Rotate", 20)],
        ),
        Step::moves(
            "VorzeA10CycloneCmd",
            ROTATOR,
            json!({ "Speed": 50, "Clockwise": false }),
            vec![output(0, "Rotate", -11)],
        ),
        Step::faulty(
            "VorzeA10CycloneCmd",
            to(ROTATOR, json!({ "Speed": 100, "Clockwise": true })),
        ),
        Step::refused_by_the_toy(
            "VorzeA10CycloneCmd",
            to(STROKER, json!({ "Speed": 50, "Clockwise": true })),
        ),
        // The time of the whole way, since nobody knows where the carriage is; then of the half of it.
        Step::moves(
            "FleshlightLaunchFW12Cmd",
            STROKER,
            json!({ "Position": 99, "Speed": 50 }),
            vec![slide(100, 403)],
        ),
        Step::moves(
            "FleshlightLaunchFW12Cmd",
            STROKER,
            json!({ "Position": 50, "Speed": 50 }),
            vec![slide(50, 200)],
        ),
        Step::faulty(
            "FleshlightLaunchFW12Cmd",
            to(STROKER, json!({ "Position": 100, "Speed": 50 })),
        ),
        Step::refused_by_the_toy(
            "FleshlightLaunchFW12Cmd",
            to(CONSTRICTOR, json!({ "Position": 0, "Speed": 50 })),
        ),
    ]
}
