//! v1: a toy has so many motors.

use serde_json::{Value, json};

use super::{
    CONSTRICTOR, ROTATOR, STROKER, VIBRATOR,
    step::{Step, of_every_version, output, slide, stops, to},
    v0,
};

pub(super) fn toys() -> Value {
    let toy = |index: u32, name, messages: Value| json!({ "DeviceIndex": index, "DeviceName": name, "DeviceMessages": messages });
    json!([
        toy(
            VIBRATOR,
            "Simulated Vibrator",
            json!({ "VibrateCmd": { "FeatureCount": 2 }, "SingleMotorVibrateCmd": {}, "StopDeviceCmd": {} })
        ),
        toy(
            ROTATOR,
            "Simulated Rotator",
            json!({ "RotateCmd": { "FeatureCount": 1 }, "VorzeA10CycloneCmd": {}, "StopDeviceCmd": {} })
        ),
        toy(
            STROKER,
            "Simulated Stroker",
            json!({ "LinearCmd": { "FeatureCount": 1 }, "FleshlightLaunchFW12Cmd": {}, "StopDeviceCmd": {} })
        ),
        toy(CONSTRICTOR, "Simulated Constrictor", json!({ "StopDeviceCmd": {} })),
    ])
}

pub(super) fn steps() -> Vec<Step> {
    // What v2 has.
    let mut steps = vec![Step::faulty("BatteryLevelCmd", json!({ "DeviceIndex": 0 }))];
    steps.extend(of_every_version());
    steps.extend(v0::of_v0_and_v1());
    steps.extend(vibrations());
    steps.extend(rotations_and_slides());
    steps.extend(stops());
    steps
}

/// v1 and v2.
pub(super) fn vibrations() -> Vec<Step> {
    let speeds = |speeds: &[(u32, f64)]| {
        let speeds: Vec<_> = speeds
            .iter()
            .map(|(index, speed)| json!({ "Index": index, "Speed": speed }))
            .collect();
        json!({ "Speeds": speeds })
    };
    vec![
        Step::moves(
            "VibrateCmd",
            VIBRATOR,
            speeds(&[(0, 0.25), (1, 1.0)]),
            vec![output(0, "Vibrate", 5), output(1, "Vibrate", 20)],
        ),
        Step::moves(
            "VibrateCmd",
            VIBRATOR,
            speeds(&[(1, 0.75)]),
            vec![output(1, "Vibrate", 15)],
        ),
        Step::faulty("VibrateCmd", to(VIBRATOR, speeds(&[(0, 1.0), (1, -0.1)]))),
        Step::faulty("VibrateCmd", to(VIBRATOR, speeds(&[]))),
        Step::refused_by_the_toy("VibrateCmd", to(VIBRATOR, speeds(&[(0, 1.0), (2, 1.0)]))),
        Step::refused_by_the_toy("VibrateCmd", to(STROKER, speeds(&[(0, 1.0)]))),
    ]
}

/// v1 to v3.
pub(super) fn rotations_and_slides() -> Vec<Step> {
    let rotation = |index: u32, speed: f64, clockwise: bool| json!({ "Rotations": [{ "Index": index, "Speed": speed, "Clockwise": clockwise }] });
    let vector = |index: u32, duration: u32, position: f64| json!({ "Vectors": [{ "Index": index, "Duration": duration, "Position": position }] });
    vec![
        Step::moves(
            "RotateCmd",
            ROTATOR,
            rotation(0, 0.5, true),
            vec![output(0, "Rotate", 10)],
        ),
        Step::moves(
            "RotateCmd",
            ROTATOR,
            rotation(0, 0.75, false),
            vec![output(0, "Rotate", -15)],
        ),
        Step::faulty("RotateCmd", to(ROTATOR, rotation(0, 1.1, true))),
        Step::refused_by_the_toy("RotateCmd", to(ROTATOR, rotation(1, 0.5, true))),
        Step::refused_by_the_toy("RotateCmd", to(VIBRATOR, rotation(0, 0.5, true))),
        Step::moves("LinearCmd", STROKER, vector(0, 300, 0.8), vec![slide(80, 300)]),
        Step::faulty("LinearCmd", to(STROKER, vector(0, 300, 1.1))),
        Step::refused_by_the_toy("LinearCmd", to(STROKER, vector(1, 300, 0.5))),
        Step::refused_by_the_toy("LinearCmd", to(ROTATOR, vector(0, 300, 0.5))),
    ]
}
