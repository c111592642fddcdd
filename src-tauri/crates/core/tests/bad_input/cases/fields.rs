//! Messages in the right shape with the wrong content.

use super::{Case, Told, case, v4};

fn output(what: &'static str, device: &str, feature: &str, command: &str, told: Told) -> Case {
    let frame =
        format!(r#"[{{"OutputCmd":{{"Id":7,"DeviceIndex":{device},"FeatureIndex":{feature},"Command":{command}}}}}]"#);
    v4(what, &frame, told)
}

fn vibrate(what: &'static str, value: &str, told: Told) -> Case {
    output(what, "0", "0", &format!(r#"{{"Vibrate":{{"Value":{value}}}}}"#), told)
}

pub(super) fn fields() -> Vec<Case> {
    let one = r#"{"Vibrate":{"Value":1}}"#;
    let (message, device) = (Told::Message(7), Told::Device(7));
    vec![
        vibrate("a good message", "20", Told::Ok(7)),
        v4(
            "a field missing",
            r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0}}]"#,
            message,
        ),
        v4(
            "unknown fields",
            r#"[{"Ping":{"Id":7,"X":[1e999,{"Y":null}]}}]"#,
            Told::Ok(7),
        ),
        v4(
            "a lone surrogate in an unknown field",
            r#"[{"Ping":{"Id":7,"X":"\ud800"}}]"#,
            Told::Ok(7),
        ),
        v4(
            "a field twice",
            r#"[{"StopCmd":{"Id":7,"Outputs":true,"Outputs":false}}]"#,
            message,
        ),
        output("a text for a number", r#""0""#, "0", one, message),
        output("a negative index", "-1", "0", one, message),
        output("an index of 1e400", "1e400", "0", one, message),
        output("a device that is not there", "9", "0", one, device),
        output("the largest index", "4294967295", "0", one, device),
        output("a feature that is not there", "0", "9", one, device),
        output(
            "an output that the feature has not",
            "0",
            "0",
            r#"{"Rotate":{"Value":1}}"#,
            device,
        ),
        output("an output of a sensor", "0", "1", one, device),
        output(
            "an output that nobody has",
            "0",
            "0",
            r#"{"Teleport":{"Value":1}}"#,
            message,
        ),
        output("no output", "0", "0", "{}", message),
        output(
            "two outputs",
            "0",
            "0",
            r#"{"Vibrate":{"Value":1},"Rotate":{"Value":1}}"#,
            message,
        ),
        output(
            "no duration",
            "0",
            "0",
            r#"{"HwPositionWithDuration":{"Value":1}}"#,
            message,
        ),
        vibrate("a value above the range", "21", message),
        vibrate("a value below the range", "-1", message),
        vibrate("the least value", "-2147483648", message),
        vibrate("a value above 32 bits", "2147483648", message),
        vibrate("a broken value", "0.5", message),
        vibrate("a value of 1e400", "1e400", message),
        vibrate("a value of 500 digits", &"9".repeat(500), message),
    ]
}

/// What means the same in another spelling, and what only looks so.
pub(super) fn spellings() -> Vec<Case> {
    let one = r#"{"Vibrate":{"Value":1}}"#;
    let (message, device) = (Told::Message(7), Told::Device(7));
    vec![
        vibrate("a whole value, as a float", "20.0", Told::Ok(7)),
        vibrate("a whole value, with an exponent", "2e1", Told::Ok(7)),
        vibrate("a zero with a sign", "-0.0", Told::Ok(7)),
        vibrate("a value above the range, as a float", "21.0", message),
        vibrate("a value in a list of one", "[20]", Told::Ok(7)),
        vibrate("a value above the range in a list", "[21]", message),
        vibrate("a broken value in a list", "[0.5]", message),
        vibrate("an empty list for a value", "[]", message),
        vibrate("two values", "[1,2]", message),
        vibrate("a list in a list", "[[1]]", message),
        output("a whole index, as a float", "0.0", "0e0", one, Told::Ok(7)),
        output("a broken index", "0.5", "0", one, message),
        output("an index in a list", "[0]", "0", one, message),
        output(
            "a place by its other word, for what has none",
            "0",
            "0",
            r#"{"Vibrate":{"Position":1}}"#,
            message,
        ),
        output(
            "a place twice",
            "0",
            "0",
            r#"{"Position":{"Position":1,"Value":1}}"#,
            message,
        ),
        output(
            "a place by its other word",
            "0",
            "0",
            r#"{"Position":{"Position":1}}"#,
            device,
        ),
        output(
            "a place and a time, by other words",
            "0",
            "0",
            r#"{"HwPositionWithDuration":{"Position":[1],"Duration":5e2}}"#,
            device,
        ),
    ]
}

pub(super) fn sensors_and_stops() -> Vec<Case> {
    let (message, device) = (Told::Message(7), Told::Device(7));
    vec![
        v4(
            "a sensor that the feature has not",
            r#"[{"InputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Type":"Battery","Command":"Read"}}]"#,
            device,
        ),
        v4(
            "a subscription to what can only be read",
            r#"[{"InputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":1,"Type":"Battery","Command":"Subscribe"}}]"#,
            device,
        ),
        v4(
            "a sensor that nobody has",
            r#"[{"InputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":1,"Type":"Mood","Command":"Read"}}]"#,
            message,
        ),
        v4(
            "a StopCmd for a feature without a device",
            r#"[{"StopCmd":{"Id":7,"FeatureIndex":0}}]"#,
            message,
        ),
        v4(
            "a StopCmd for a device that is not there",
            r#"[{"StopCmd":{"Id":7,"DeviceIndex":9}}]"#,
            device,
        ),
        v4(
            "fields that are there and say nothing",
            r#"[{"StopCmd":{"Id":7,"DeviceIndex":null,"FeatureIndex":null,"Inputs":null,"Outputs":null}}]"#,
            Told::Ok(7),
        ),
        v4(
            "a StopCmd with floats",
            r#"[{"StopCmd":{"Id":7e0,"DeviceIndex":0.0}}]"#,
            Told::Ok(7),
        ),
        v4(
            "a broken index in a StopCmd",
            r#"[{"StopCmd":{"Id":7,"DeviceIndex":0.5}}]"#,
            message,
        ),
        v4(
            "no text for a truth",
            r#"[{"StopCmd":{"Id":7,"Outputs":"no"}}]"#,
            message,
        ),
    ]
}

pub(super) fn old_fields() -> Vec<Case> {
    let scalar = |what, part: &str, told| {
        case(
            3,
            what,
            &format!(r#"[{{"ScalarCmd":{{"Id":7,"DeviceIndex":0,"Scalars":[{part}]}}}}]"#),
            told,
        )
    };
    let value = |what, value: &str, told| {
        scalar(
            what,
            &format!(r#"{{"Index":0,"Scalar":{value},"ActuatorType":"Vibrate"}}"#),
            told,
        )
    };
    let (message, device) = (Told::Message(7), Told::Device(7));
    vec![
        value("a good message", "1", Told::Ok(7)),
        value("a float above 1", "1.5", message),
        value("a float below 0", "-0.1", message),
        value("less than nothing, nearly 0", "-1e-300", message),
        value("a float of 1e400", "1e400", message),
        value("a float of 500 digits", &"9".repeat(500), message),
        value("not a number", "\"NaN\"", message),
        scalar("an empty vector", "", message),
        scalar(
            "an index that is not there",
            r#"{"Index":9,"Scalar":0.5,"ActuatorType":"Vibrate"}"#,
            device,
        ),
        scalar(
            "an actuator that the part has not",
            r#"{"Index":0,"Scalar":0.5,"ActuatorType":"Constrict"}"#,
            device,
        ),
        scalar(
            "an actuator that nobody has",
            r#"{"Index":0,"Scalar":0.5,"ActuatorType":"Teleport"}"#,
            message,
        ),
        case(
            3,
            "a vector that is no array",
            r#"[{"ScalarCmd":{"Id":7,"DeviceIndex":0,"Scalars":{}}}]"#,
            message,
        ),
        case(
            3,
            "a sensor that is not there",
            r#"[{"SensorReadCmd":{"Id":7,"DeviceIndex":0,"SensorIndex":9,"SensorType":"Battery"}}]"#,
            device,
        ),
        case(
            2,
            "a device that is not there",
            r#"[{"VibrateCmd":{"Id":7,"DeviceIndex":9,"Speeds":[{"Index":0,"Speed":0.5}]}}]"#,
            device,
        ),
        case(
            2,
            "bytes for the toy itself",
            r#"[{"RawWriteCmd":{"Id":7,"DeviceIndex":0,"Endpoint":"tx","Data":[1],"WriteWithResponse":false}}]"#,
            device,
        ),
        case(
            0,
            "a position above 99",
            r#"[{"FleshlightLaunchFW12Cmd":{"Id":7,"DeviceIndex":0,"Position":100,"Speed":1}}]"#,
            message,
        ),
        case(
            0,
            "a lone surrogate in a text",
            r#"[{"Test":{"Id":7,"TestString":"\ud800"}}]"#,
            message,
        ),
        case(
            0,
            "NUL in a text",
            r#"[{"Test":{"Id":7,"TestString":"\u0000"}}]"#,
            Told::Other(7),
        ),
    ]
}
