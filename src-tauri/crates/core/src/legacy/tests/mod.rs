//! Sessions of spec v0 to v3, from JSON to JSON.

mod launch;
mod log;
mod sensors;

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::Outgoing;
use crate::{
    codec, fraction,
    message::{
        Command, DeviceDescription, DeviceTable, Feature, FeatureOutput, InputAction, InputKind, InputRange,
        OutputKind, OutputRange, ServerMessage,
    },
    policy::PingPolicy,
    session::{Action, Session, SessionConfig},
    time::Moment,
};

const NOW: Moment = Moment::from_nanos(1_000_000_000);

/// A toy with two motors of different resolution, a rotor that turns both ways, a carriage and a battery.
fn toy() -> DeviceDescription {
    let output = |description: &str, kind, value, duration_ms| Feature {
        description: description.into(),
        outputs: BTreeMap::from([(kind, OutputRange { value, duration_ms })]),
        inputs: BTreeMap::new(),
    };
    let battery = Feature {
        description: "Battery".into(),
        outputs: BTreeMap::new(),
        inputs: BTreeMap::from([(
            InputKind::Battery,
            InputRange {
                values: vec![0..=100],
                actions: [InputAction::Read].into(),
            },
        )]),
    };
    DeviceDescription {
        name: "Toy".into(),
        numbered_name: None,
        display_name: Some("Mine".into()),
        message_gap_ms: 100,
        features: BTreeMap::from([
            (0, output("Head", OutputKind::Rotate, -20..=20, None)),
            (1, output("Shaft", OutputKind::Vibrate, 0..=20, None)),
            (3, output("Tip", OutputKind::Vibrate, 0..=7, None)),
            (
                4,
                output(
                    "Carriage",
                    OutputKind::HwPositionWithDuration,
                    0..=99,
                    Some(0..=100_000),
                ),
            ),
            (5, battery),
        ]),
    }
}

fn devices() -> Arc<DeviceTable> {
    Arc::new(BTreeMap::from([(2, Arc::new(toy()))]))
}

struct Rig {
    session: Session,
}

impl Rig {
    /// Before the handshake.
    fn unborn() -> Self {
        let config = SessionConfig {
            server_name: "Vigil".into(),
            policy: Arc::new(PingPolicy::default()),
            origin: None,
        };
        Self {
            session: Session::new(config, devices(), Arc::default(), NOW),
        }
    }

    fn new(version: u32) -> Self {
        let mut rig = Self::unborn();
        let hello = match version {
            0 => json!({"Id": 1, "ClientName": "Old"}),
            4 => json!({"Id": 1, "ClientName": "New", "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 0}),
            _ => json!({"Id": 1, "ClientName": "Old", "MessageVersion": version}),
        };
        let told = rig.say("RequestServerInfo", hello);
        assert!(told[0]["ServerInfo"]["Id"] == 1, "{told:?}");
        rig
    }

    fn actions(&mut self, name: &str, body: Value) -> Vec<Action> {
        let mut message = serde_json::Map::new();
        message.insert(name.into(), body);
        self.frame(&Value::Array(vec![Value::Object(message)]).to_string())
    }

    fn frame(&mut self, text: &str) -> Vec<Action> {
        let mut actions = Vec::new();
        for message in codec::decode(text) {
            self.session.handle(message, NOW, &mut actions);
        }
        actions
    }

    /// What the program is told, as JSON.
    fn say(&mut self, name: &str, body: Value) -> Vec<Value> {
        let actions = self.actions(name, body);
        told(&actions)
    }

    /// The outputs that a command asks for: feature, value, duration.
    fn outputs(&mut self, name: &str, mut body: Value) -> Result<Vec<(u32, i32, Option<u32>)>, u64> {
        body["Id"] = json!(7);
        body["DeviceIndex"] = json!(2);
        let actions = self.actions(name, body);
        match actions.as_slice() {
            [
                Action::Execute {
                    id: 7,
                    command: Command::Output { device: 2, outputs },
                },
            ] => {
                let outputs = outputs
                    .iter()
                    .map(|FeatureOutput { feature, output }| (*feature, output.value, output.duration_ms));
                Ok(outputs.collect())
            }
            [Action::Send(Outgoing::V4(ServerMessage::Error { id: 7, code, .. }))] => Err(u64::from(u8::from(*code))),
            other => panic!("{other:?}"),
        }
    }
}

fn told(actions: &[Action]) -> Vec<Value> {
    let messages = actions.iter().filter_map(|action| match action {
        Action::Send(message) => Some(codec::encode(message)),
        _ => None,
    });
    messages
        .map(|text| serde_json::from_str::<Value>(&text).unwrap()[0].clone())
        .collect()
}

#[test]
fn the_handshake_names_no_version_above_the_programs() {
    let server_info = |version| {
        let config = SessionConfig {
            server_name: "Vigil".into(),
            policy: Arc::new(PingPolicy {
                limit_ms: 1000,
                ..PingPolicy::default()
            }),
            origin: None,
        };
        let mut rig = Rig {
            session: Session::new(config, Arc::default(), Arc::default(), NOW),
        };
        rig.say(
            "RequestServerInfo",
            json!({"Id": 1, "ClientName": "Old", "MessageVersion": version}),
        )
    };
    for version in [0, 1] {
        assert_eq!(
            server_info(version),
            [
                json!({"ServerInfo": {"Id": 1, "ServerName": "Vigil", "MaxPingTime": 1000, "MessageVersion": version,
                "MajorVersion": 0, "MinorVersion": 1, "BuildVersion": 0}})
            ]
        );
    }
    for version in [2, 3] {
        assert_eq!(
            server_info(version),
            [json!({"ServerInfo": {"Id": 1, "ServerName": "Vigil", "MaxPingTime": 1000, "MessageVersion": version}})]
        );
    }
}

#[test]
fn a_device_as_each_version_sees_it() {
    let list =
        |version| Rig::new(version).say("RequestDeviceList", json!({"Id": 2}))[0]["DeviceList"]["Devices"].take();
    assert_eq!(
        list(0),
        json!([{"DeviceIndex": 2, "DeviceName": "Mine", "DeviceMessages":
            ["StopDeviceCmd", "SingleMotorVibrateCmd", "FleshlightLaunchFW12Cmd", "VorzeA10CycloneCmd"]}])
    );
    assert_eq!(
        list(1),
        json!([{"DeviceIndex": 2, "DeviceName": "Mine", "DeviceMessages": {
            "VibrateCmd": {"FeatureCount": 2}, "RotateCmd": {"FeatureCount": 1}, "LinearCmd": {"FeatureCount": 1},
            "StopDeviceCmd": {}, "SingleMotorVibrateCmd": {}, "FleshlightLaunchFW12Cmd": {},
            "VorzeA10CycloneCmd": {}}}])
    );
    assert_eq!(
        list(2),
        json!([{"DeviceIndex": 2, "DeviceName": "Mine", "DeviceMessages": {
            "VibrateCmd": {"FeatureCount": 2, "StepCount": [20, 7]},
            "RotateCmd": {"FeatureCount": 1, "StepCount": [20]},
            "LinearCmd": {"FeatureCount": 1, "StepCount": [99]},
            "BatteryLevelCmd": {}, "StopDeviceCmd": {}}}])
    );
    assert_eq!(
        list(3),
        json!([{"DeviceIndex": 2, "DeviceName": "Toy", "DeviceDisplayName": "Mine", "DeviceMessageTimingGap": 100,
            "DeviceMessages": {
            "ScalarCmd": [
                {"FeatureDescriptor": "Head", "ActuatorType": "Rotate", "StepCount": 20},
                {"FeatureDescriptor": "Shaft", "ActuatorType": "Vibrate", "StepCount": 20},
                {"FeatureDescriptor": "Tip", "ActuatorType": "Vibrate", "StepCount": 7}],
            "RotateCmd": [{"FeatureDescriptor": "Head", "ActuatorType": "Rotate", "StepCount": 20}],
            "LinearCmd": [{"FeatureDescriptor": "Carriage", "ActuatorType": "Position", "StepCount": 99}],
            "SensorReadCmd": [{"FeatureDescriptor": "Battery", "SensorType": "Battery", "SensorRange": [[0, 100]]}],
            "StopDeviceCmd": {}}}])
    );
}

#[test]
fn two_toys_of_one_model_are_told_apart_in_every_version() {
    let told = |version, given: Option<&str>| {
        let mut rig = Rig::new(version);
        let second = DeviceDescription {
            numbered_name: Some("Toy (2)".into()),
            display_name: given.map(Into::into),
            ..toy()
        };
        rig.session
            .devices_changed(Arc::new(BTreeMap::from([(2, Arc::new(second))])), &mut Vec::new());
        let list = rig.say("RequestDeviceList", json!({"Id": 2}))[0]["DeviceList"]["Devices"].take();
        let device = list.get("2").unwrap_or(&list[0]);
        let name = |field| device[field].as_str().map(str::to_owned);
        (name("DeviceName").unwrap(), name("DeviceDisplayName"))
    };
    let names = |name: &str, display: Option<&str>| (name.to_owned(), display.map(str::to_owned));
    for version in 0..=2 {
        assert_eq!(told(version, None), names("Toy (2)", None), "v{version}");
        assert_eq!(told(version, Some("Left")), names("Left", None), "v{version}");
    }
    assert_eq!(told(3, None), names("Toy (2)", None));
    assert_eq!(told(3, Some("Left")), names("Toy (2)", Some("Left")));
    assert_eq!(told(4, None), names("Toy", Some("Toy (2)")));
    assert_eq!(told(4, Some("Left")), names("Toy", Some("Left")));
}

#[test]
fn strengths_and_places_in_steps() {
    let mut v2 = Rig::new(2);
    let speeds = json!({"Speeds": [{"Index": 0, "Speed": 0.5}, {"Index": 1, "Speed": 0.01}]});
    assert_eq!(v2.outputs("VibrateCmd", speeds), Ok(vec![(1, 10, None), (3, 1, None)]));
    let rotation = |clockwise| json!({"Rotations": [{"Index": 0, "Speed": 0.51, "Clockwise": clockwise}]});
    assert_eq!(v2.outputs("RotateCmd", rotation(true)), Ok(vec![(0, 11, None)]));
    assert_eq!(v2.outputs("RotateCmd", rotation(false)), Ok(vec![(0, -11, None)]));
    let vector = json!({"Vectors": [{"Index": 0, "Duration": 500, "Position": 0.5}]});
    assert_eq!(v2.outputs("LinearCmd", vector), Ok(vec![(4, 49, Some(500))]));

    let mut v3 = Rig::new(3);
    let scalars = json!({"Scalars": [
        {"Index": 2, "Scalar": 1.0, "ActuatorType": "Vibrate"}, {"Index": 0, "Scalar": 0.0, "ActuatorType": "Rotate"}]});
    assert_eq!(v3.outputs("ScalarCmd", scalars), Ok(vec![(3, 7, None), (0, 0, None)]));

    let mut v0 = Rig::new(0);
    assert_eq!(
        v0.outputs("SingleMotorVibrateCmd", json!({"Speed": 0.25})),
        Ok(vec![(1, 5, None), (3, 2, None)])
    );
    assert_eq!(
        v0.outputs("VorzeA10CycloneCmd", json!({"Speed": 99, "Clockwise": false})),
        Ok(vec![(0, -20, None)])
    );
}

#[test]
fn what_a_device_does_not_have_or_a_value_cannot_be_is_an_error() {
    let message = Err(3);
    let device = Err(4);
    let mut v2 = Rig::new(2);
    let speed = |index: u32, speed: f64| json!({"Speeds": [{"Index": index, "Speed": speed}]});
    assert_eq!(v2.outputs("VibrateCmd", speed(2, 0.5)), device);
    assert_eq!(v2.outputs("VibrateCmd", speed(0, 1.001)), message);
    assert_eq!(v2.outputs("VibrateCmd", speed(0, -0.1)), message);
    assert_eq!(v2.outputs("VibrateCmd", json!({"Speeds": []})), message);
    assert_eq!(v2.outputs("RawWriteCmd", json!({})), device);
    assert_eq!(
        v2.outputs("ScalarCmd", json!({"Scalars": []})),
        message,
        "a message of v3"
    );
    assert_eq!(
        v2.outputs(
            "OutputCmd",
            json!({"FeatureIndex": 0, "Command": {"Vibrate": {"Value": 1}}})
        ),
        message
    );
    let mut v3 = Rig::new(3);
    let scalar = |kind: &str| json!({"Scalars": [{"Index": 1, "Scalar": 0.5, "ActuatorType": kind}]});
    assert_eq!(v3.outputs("ScalarCmd", scalar("Constrict")), device);
    assert_eq!(v3.outputs("ScalarCmd", scalar("Nonsense")), message);
    let mut v0 = Rig::new(0);
    assert_eq!(
        v0.outputs("FleshlightLaunchFW12Cmd", json!({"Position": 100, "Speed": 1})),
        message
    );
    assert_eq!(v0.outputs("LovenseCmd", json!({"Command": "x"})), device);
}

#[test]
fn a_scalar_moves_nothing_that_needs_a_time() {
    let mut carriage = toy();
    let place = OutputRange {
        value: 0..=99,
        duration_ms: None,
    };
    let feature = carriage.features.get_mut(&4).unwrap();
    feature.outputs.insert(OutputKind::Position, place);
    let mut v3 = Rig::new(3);
    let table = BTreeMap::from([(2, Arc::new(carriage))]);
    v3.session.devices_changed(Arc::new(table), &mut Vec::new());
    let scalar = |kind: &str| json!({"Scalars": [{"Index": 3, "Scalar": 0.5, "ActuatorType": kind}]});
    assert_eq!(v3.outputs("ScalarCmd", scalar("Position")), Ok(vec![(4, 50, None)]));
    assert_eq!(v3.outputs("ScalarCmd", scalar("HwPositionWithDuration")), Err(4));
}

#[test]
fn a_message_of_another_version_is_refused_in_the_frame_of_the_handshake_too() {
    let mut rig = Rig::unborn();
    let frame = r#"[{"RequestServerInfo":{"Id":1,"ClientName":"Old","MessageVersion":3}},
        {"OutputCmd":{"Id":2,"DeviceIndex":2,"FeatureIndex":1,"Command":{"Vibrate":{"Value":1}}}},
        {"Disconnect":{"Id":3}},{"Test":{"Id":4,"TestString":"x"}},{"Ping":{"Id":5}}]"#;
    let actions = rig.frame(frame);
    let told = told(&actions);
    assert_eq!(told[0]["ServerInfo"]["Id"], 1);
    for id in 2..=4 {
        let error = &told[id - 1]["Error"];
        assert_eq!((&error["Id"], &error["ErrorCode"]), (&json!(id), &json!(3)), "{told:?}");
    }
    assert_eq!(told[4], json!({"Ok": {"Id": 5}}));
    assert!(rig.session.is_active());
}

#[test]
fn small_talk_of_old_versions() {
    let mut v0 = Rig::new(0);
    assert_eq!(
        v0.say("Test", json!({"Id": 3, "TestString": "hello"})),
        [json!({"Test": {"Id": 3, "TestString": "hello"}})]
    );
    assert_eq!(
        v0.say("RequestLog", json!({"Id": 4, "LogLevel": "Debug"})),
        [json!({"Ok": {"Id": 4}})]
    );
    let refused = Rig::new(4).say("RequestLog", json!({"Id": 4, "LogLevel": "Debug"}));
    assert_eq!(refused[0]["Error"]["ErrorCode"], 3);
}

#[test]
fn devices_that_come_and_go_are_told_one_by_one() {
    let mut v1 = Rig::new(1);
    let mut other = toy();
    other.name = "Other".into();
    other.display_name = None;
    let mut actions = Vec::new();
    let table = BTreeMap::from([(4, Arc::new(other))]);
    v1.session.devices_changed(Arc::new(table), &mut actions);
    let news = told(&actions);
    assert_eq!(news[0], json!({"DeviceRemoved": {"Id": 0, "DeviceIndex": 2}}));
    assert_eq!(news[1]["DeviceAdded"]["Id"], 0);
    assert_eq!(news[1]["DeviceAdded"]["DeviceIndex"], 4);
    assert_eq!(news[1]["DeviceAdded"]["DeviceName"], "Other");
    assert_eq!(
        news[1]["DeviceAdded"]["DeviceMessages"]["VibrateCmd"]["FeatureCount"],
        2
    );

    let mut v4 = Rig::new(4);
    let mut actions = Vec::new();
    v4.session.devices_changed(Arc::default(), &mut actions);
    assert_eq!(told(&actions), [json!({"DeviceList": {"Id": 0, "Devices": {}}})]);
}

proptest! {
    #[test]
    fn a_fraction_is_always_within_the_steps(fraction in 0.0..=1.0_f64, steps in 0_u32..=1000) {
        let most = i32::try_from(steps).unwrap();
        prop_assert!((0..=most).contains(&fraction::strength(fraction, steps).unwrap()));
        prop_assert!((0..=most).contains(&fraction::place(fraction, steps).unwrap()));
    }

    #[test]
    fn any_other_float_is_refused(fraction in prop_oneof![
        Just(f64::NAN), Just(f64::INFINITY), Just(-0.1), Just(1.1), -1e300..-1e-9, 1.0001..1e300]) {
        prop_assert!(fraction::strength(fraction, 20).is_err());
        prop_assert!(fraction::place(fraction, 20).is_err());
    }
}
