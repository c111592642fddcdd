//! v3: every part of a toy is listed, with what it is.

use serde_json::{Value, json};

use super::{
    BATTERY_PERCENT, CONSTRICTOR, ROTATOR, STROKER, VIBRATOR,
    step::{Step, of_every_version, output, stops, to},
    v1,
};

pub(super) fn toys() -> Value {
    let part = |name, steps: u32, kind| json!({ "FeatureDescriptor": name, "StepCount": steps, "ActuatorType": kind });
    let toy = |index: u32, name, mut messages: Value| {
        messages["SensorReadCmd"] =
            json!([{ "FeatureDescriptor": "Battery", "SensorType": "Battery", "SensorRange": [[0, 100]] }]);
        messages["StopDeviceCmd"] = json!({});
        json!({
            "DeviceIndex": index,
            "DeviceName": name,
            "DeviceMessageTimingGap": 10,
            "DeviceMessages": messages,
        })
    };
    let head = part("Head", 20, "Rotate");
    let carriage = part("Carriage", 100, "Position");
    json!([
        toy(
            VIBRATOR,
            "Simulated Vibrator",
            json!({ "ScalarCmd": [part("Shaft", 20, "Vibrate"), part("Tip", 20, "Vibrate")] })
        ),
        toy(
            ROTATOR,
            "Simulated Rotator",
            json!({ "ScalarCmd": [head], "RotateCmd": [head] })
        ),
        toy(
            STROKER,
            "Simulated Stroker",
            json!({ "ScalarCmd": [carriage], "LinearCmd": [carriage] })
        ),
        toy(
            CONSTRICTOR,
            "Simulated Constrictor",
            json!({ "ScalarCmd": [part("Cuff", 12, "Constrict")] })
        ),
    ])
}

pub(super) fn steps() -> Vec<Step> {
    let mut steps = vec![
        // What went with v2 and before.
        Step::faulty("BatteryLevelCmd", json!({ "DeviceIndex": 0 })),
        Step::faulty("Test", json!({ "TestString": "Echo" })),
    ];
    steps.extend(of_every_version());
    steps.extend(scalars());
    steps.extend(v1::rotations_and_slides());
    steps.extend(sensors());
    steps.extend(stops());
    steps
}

fn scalars() -> Vec<Step> {
    let scalars = |scalars: &[(u32, f64, &str)]| {
        let scalars: Vec<_> = scalars
            .iter()
            .map(|(index, scalar, kind)| json!({ "Index": index, "Scalar": scalar, "ActuatorType": kind }))
            .collect();
        json!({ "Scalars": scalars })
    };
    let moves = |toy, parts: &[(u32, f64, &str)], outputs| Step::moves("ScalarCmd", toy, scalars(parts), outputs);
    let refused = |toy, parts: &[(u32, f64, &str)]| Step::refused_by_the_toy("ScalarCmd", to(toy, scalars(parts)));
    vec![
        moves(
            VIBRATOR,
            &[(0, 0.25, "Vibrate"), (1, 1.0, "Vibrate")],
            vec![output(0, "Vibrate", 5), output(1, "Vibrate", 20)],
        ),
        moves(VIBRATOR, &[(1, 0.75, "Vibrate")], vec![output(1, "Vibrate", 15)]),
        moves(ROTATOR, &[(0, 0.25, "Rotate")], vec![output(0, "Rotate", 5)]),
        moves(STROKER, &[(0, 0.5, "Position")], vec![output(0, "Position", 50)]),
        moves(CONSTRICTOR, &[(0, 0.5, "Constrict")], vec![output(0, "Constrict", 6)]),
        Step::faulty("ScalarCmd", to(VIBRATOR, scalars(&[(0, 1.5, "Vibrate")]))),
        Step::faulty("ScalarCmd", to(VIBRATOR, scalars(&[(0, 0.5, "Nonsense")]))),
        Step::faulty("ScalarCmd", to(VIBRATOR, scalars(&[]))),
        refused(VIBRATOR, &[(0, 0.5, "Rotate")]),
        refused(VIBRATOR, &[(0, 1.0, "Vibrate"), (2, 1.0, "Vibrate")]),
        refused(9, &[(0, 0.5, "Vibrate")]),
    ]
}

fn sensors() -> Vec<Step> {
    let sensor = |toy, index: u32, kind: &str| to(toy, json!({ "SensorIndex": index, "SensorType": kind }));
    let mut steps = Vec::new();
    for toy in [VIBRATOR, ROTATOR, STROKER, CONSTRICTOR] {
        let mut reading = sensor(toy, 0, "Battery");
        reading["Data"] = json!([BATTERY_PERCENT]);
        steps.push(Step::answered(
            "SensorReadCmd",
            sensor(toy, 0, "Battery"),
            "SensorReading",
            reading,
        ));
    }
    // A battery can be read and no more.
    steps.extend([
        Step::refused_by_the_toy("SensorSubscribeCmd", sensor(VIBRATOR, 0, "Battery")),
        Step::refused_by_the_toy("SensorUnsubscribeCmd", sensor(VIBRATOR, 0, "Battery")),
        Step::refused_by_the_toy("SensorReadCmd", sensor(VIBRATOR, 1, "Battery")),
        Step::refused_by_the_toy("SensorReadCmd", sensor(VIBRATOR, 0, "RSSI")),
        Step::refused_by_the_toy("SensorReadCmd", sensor(9, 0, "Battery")),
    ]);
    steps
}
