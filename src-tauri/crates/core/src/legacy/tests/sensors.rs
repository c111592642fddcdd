use std::sync::Arc;

use serde_json::json;

use super::{Rig, told};
use crate::{
    message::{
        Command, DeviceDescription, DeviceReading, Feature, InputAction, InputKind, InputRange, Reading, StopScope,
    },
    session::Action,
};

#[test]
fn stops_and_sensors() {
    let mut v3 = Rig::new(3);
    let stop = v3.actions("StopDeviceCmd", json!({"Id": 5, "DeviceIndex": 2}));
    let scope = StopScope {
        device: Some(2),
        ..StopScope::EVERYTHING
    };
    assert_eq!(
        stop,
        [Action::Execute {
            id: 5,
            command: Command::Stop(scope)
        }]
    );
    let stop = v3.actions("StopAllDevices", json!({"Id": 6}));
    assert!(matches!(
        &stop[..],
        [Action::Execute {
            id: 6,
            command: Command::Stop(StopScope::EVERYTHING)
        }]
    ));

    let reading = DeviceReading {
        device: 2,
        feature: 5,
        reading: Reading {
            kind: InputKind::Battery,
            value: 87,
        },
    };
    let asked = v3.actions(
        "SensorReadCmd",
        json!({"Id": 8, "DeviceIndex": 2, "SensorIndex": 0, "SensorType": "Battery"}),
    );
    assert!(matches!(
        &asked[..],
        [Action::Execute {
            id: 8,
            command: Command::Input { feature: 5, .. }
        }]
    ));
    let mut actions = Vec::new();
    v3.session.answer(8, Ok(Some(reading)), &mut actions);
    assert_eq!(
        told(&actions),
        [
            json!({"SensorReading": {"Id": 8, "DeviceIndex": 2, "SensorIndex": 0, "SensorType": "Battery", "Data": [87]}})
        ]
    );

    let mut v2 = Rig::new(2);
    v2.actions("BatteryLevelCmd", json!({"Id": 9, "DeviceIndex": 2}));
    let mut actions = Vec::new();
    v2.session.answer(9, Ok(Some(reading)), &mut actions);
    assert_eq!(
        told(&actions),
        [json!({"BatteryLevelReading": {"Id": 9, "DeviceIndex": 2, "BatteryLevel": 0.87}})]
    );
    assert_eq!(v2.outputs("RSSILevelCmd", json!({})), Err(4), "no such sensor");
}

#[test]
fn an_id_used_twice_does_not_change_the_form_of_a_reading() {
    let reading = DeviceReading {
        device: 2,
        feature: 5,
        reading: Reading {
            kind: InputKind::Battery,
            value: 87,
        },
    };
    let ask = json!({"Id": 8, "DeviceIndex": 2, "SensorIndex": 0, "SensorType": "Battery"});
    for (version, question, form) in [
        (3, "SensorReadCmd", "SensorReading"),
        (2, "BatteryLevelCmd", "BatteryLevelReading"),
    ] {
        let mut rig = Rig::new(version);
        rig.actions("StopAllDevices", json!({"Id": 8}));
        rig.actions(question, ask.clone());
        let mut actions = Vec::new();
        rig.session.answer(8, Ok(Some(reading)), &mut actions);
        assert!(told(&actions)[0].get(form).is_some(), "{actions:?}");
    }
}

#[test]
fn a_sensor_that_went_while_it_was_read_is_an_error() {
    let mut v3 = Rig::new(3);
    let ask = json!({"Id": 8, "DeviceIndex": 2, "SensorIndex": 0, "SensorType": "Battery"});
    v3.actions("SensorReadCmd", ask);
    v3.session.devices_changed(Arc::default(), &mut Vec::new());
    let reading = DeviceReading {
        device: 2,
        feature: 5,
        reading: Reading {
            kind: InputKind::Battery,
            value: 87,
        },
    };
    let mut actions = Vec::new();
    v3.session.answer(8, Ok(Some(reading)), &mut actions);
    assert_eq!(told(&actions)[0]["Error"]["ErrorCode"], 4);
}

#[test]
fn v3_subscribes_to_what_says_something_by_itself_by_indices_of_its_own() {
    let input = |kind, action| Feature {
        description: format!("{kind:?}"),
        inputs: [(
            kind,
            InputRange {
                values: vec![0..=2000],
                actions: [action].into(),
            },
        )]
        .into(),
        ..Feature::default()
    };
    let toy = DeviceDescription {
        name: "Squeezed".into(),
        numbered_name: None,
        display_name: None,
        message_gap_ms: 75,
        features: [
            (0, input(InputKind::Battery, InputAction::Read)),
            // No client of v3 knows it.
            (1, input(InputKind::Depth, InputAction::Subscribe)),
            (2, input(InputKind::Button, InputAction::Subscribe)),
            (4, input(InputKind::Pressure, InputAction::Subscribe)),
        ]
        .into(),
    };
    let mut v3 = Rig::new(3);
    v3.session
        .devices_changed(Arc::new([(2, Arc::new(toy))].into()), &mut Vec::new());
    let listed = v3.say("RequestDeviceList", json!({"Id": 5}));
    let messages = &listed[0]["DeviceList"]["Devices"][0]["DeviceMessages"];
    let part = |kind: &str| json!({"FeatureDescriptor": kind, "SensorType": kind, "SensorRange": [[0, 2000]]});
    assert_eq!(messages["SensorReadCmd"], json!([part("Battery")]));
    assert_eq!(
        messages["SensorSubscribeCmd"],
        json!([part("Button"), part("Pressure")])
    );

    let which = |index: u32, kind: &str| json!({"Id": 6, "DeviceIndex": 2, "SensorIndex": index, "SensorType": kind});
    for (command, action) in [
        ("SensorSubscribeCmd", InputAction::Subscribe),
        ("SensorUnsubscribeCmd", InputAction::Unsubscribe),
    ] {
        let expected = Command::Input {
            device: 2,
            feature: 4,
            kind: InputKind::Pressure,
            action,
        };
        let asked = v3.actions(command, which(1, "Pressure"));
        assert_eq!(
            asked,
            [Action::Execute {
                id: 6,
                command: expected
            }]
        );
        for (index, kind) in [(0, "Pressure"), (2, "Pressure"), (0, "Battery")] {
            let refused = v3.say(command, which(index, kind));
            assert_eq!(
                refused[0]["Error"]["ErrorCode"], 4,
                "{command} {index} {kind}: {refused:?}"
            );
        }
    }
    let mut actions = Vec::new();
    for (feature, kind) in [(4, InputKind::Pressure), (1, InputKind::Depth)] {
        let reading = Reading { kind, value: 731 };
        let reading = DeviceReading {
            device: 2,
            feature,
            reading,
        };
        v3.session.reading(reading, &mut actions);
    }
    assert_eq!(
        told(&actions),
        [
            json!({"SensorReading": {"Id": 0, "DeviceIndex": 2, "SensorIndex": 1, "SensorType": "Pressure", "Data": [731]}})
        ]
    );
}
