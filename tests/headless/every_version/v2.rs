//! v2: motors have steps, toys have batteries.

use serde_json::{Value, json};

use super::{
    BATTERY_PERCENT, CONSTRICTOR, ROTATOR, STROKER, VIBRATOR,
    step::{Step, of_every_version, stops, to},
    v1,
};

pub(super) fn toys() -> Value {
    let toy = |index: u32, name, command: Option<(&str, Value)>| {
        let mut messages = json!({ "BatteryLevelCmd": {}, "StopDeviceCmd": {} });
        if let Some((command, steps)) = command {
            messages[command] = json!({ "FeatureCount": steps.as_array().map(Vec::len), "StepCount": steps });
        }
        json!({ "DeviceIndex": index, "DeviceName": name, "DeviceMessages": messages })
    };
    json!([
        toy(VIBRATOR, "Simulated Vibrator", Some(("VibrateCmd", json!([20, 20])))),
        toy(ROTATOR, "Simulated Rotator", Some(("RotateCmd", json!([20])))),
        toy(STROKER, "Simulated Stroker", Some(("LinearCmd", json!([100])))),
        toy(CONSTRICTOR, "Simulated Constrictor", None),
    ])
}

pub(super) fn steps() -> Vec<Step> {
    let mut steps = vec![
        // What went with v1, and what came with v3.
        Step::faulty("SingleMotorVibrateCmd", json!({ "DeviceIndex": 0, "Speed": 0.5 })),
        Step::faulty("RequestLog", json!({ "LogLevel": "Debug" })),
        Step::faulty(
            "ScalarCmd",
            json!({ "DeviceIndex": 0, "Scalars": [{ "Index": 0, "Scalar": 1.0, "ActuatorType": "Vibrate" }] }),
        ),
        Step::refused_by_the_toy("BatteryLevelCmd", to(9, json!({}))),
        Step::refused_by_the_toy("RSSILevelCmd", to(VIBRATOR, json!({}))),
    ];
    for toy in [VIBRATOR, ROTATOR, STROKER, CONSTRICTOR] {
        let level = f64::from(BATTERY_PERCENT) / 100.0;
        let reading = json!({ "DeviceIndex": toy, "BatteryLevel": level });
        steps.push(Step::answered(
            "BatteryLevelCmd",
            to(toy, json!({})),
            "BatteryLevelReading",
            reading,
        ));
    }
    steps.extend(of_every_version());
    steps.extend(v1::vibrations());
    steps.extend(v1::rotations_and_slides());
    steps.extend(stops());
    steps
}
