use std::fmt;

use vigil_core::limits;

/// Of several, the order in which they come.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) speaker: Speaker,
    pub(super) what: &'static str,
    pub(super) frame: String,
    pub(super) told: Vec<Told>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Speaker {
    /// It has said its version.
    Version(u32),
    /// It has not.
    Newcomer,
}

/// An answer, with its Id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Ok(u32),
    /// Error, code 1.
    Init(u32),
    /// Error, code 3.
    Message(u32),
    /// Error, code 4.
    Device(u32),
    ServerInfo(u32),
    /// Something that was asked for.
    Other(u32),
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok(id) => write!(f, "Ok, Id {id}"),
            Self::Init(id) => write!(f, "Error 1, Id {id}"),
            Self::Message(id) => write!(f, "Error 3, Id {id}"),
            Self::Device(id) => write!(f, "Error 4, Id {id}"),
            Self::ServerInfo(id) => write!(f, "ServerInfo, Id {id}"),
            Self::Other(id) => write!(f, "its answer, Id {id}"),
        }
    }
}

pub(super) fn all() -> Vec<Case> {
    [
        frames(),
        messages(),
        ids(),
        fields(),
        sensors_and_stops(),
        old_fields(),
        versions(),
        handshake(),
        sizes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn frames() -> Vec<Case> {
    let none = |what, frame: &str| v4(what, frame, Told::Message(0));
    vec![
        none("nothing", ""),
        none("blanks", " \n\t"),
        none("no JSON", "nonsense"),
        none("half a frame", r#"[{"Ping":{"Id":7}}"#),
        none("a comma too many", r#"[{"Ping":{"Id":7}},]"#),
        none("more after the frame", r#"[{"Ping":{"Id":7}}]x"#),
        none("a byte order mark", "\u{feff}[]"),
        none("single quotes", "[{'Ping':{'Id':7}}]"),
        none(
            "a raw control character in a text",
            "[{\"Ping\":{\"Id\":7,\"X\":\"\0\"}}]",
        ),
        none("a message without its array", r#"{"Ping":{"Id":7}}"#),
        none("null", "null"),
        none("a number", "7"),
        none("a text", r#""Ping""#),
        none("an empty array", "[]"),
        none("null in the array", "[null]"),
        none("a number in the array", "[7]"),
        none("a text in the array", r#"["Ping"]"#),
        none("an array in the array", "[[]]"),
        none("an empty message", "[{}]"),
    ]
}

fn messages() -> Vec<Case> {
    vec![
        v4("an unknown message", r#"[{"Pong":{"Id":7}}]"#, Told::Message(7)),
        v4("a name in the wrong case", r#"[{"ping":{"Id":7}}]"#, Told::Message(7)),
        v4("no name", r#"[{"":{"Id":7}}]"#, Told::Message(7)),
        v4(
            "a lone surrogate in the name",
            r#"[{"\ud800":{"Id":7}}]"#,
            Told::Message(7),
        ),
        v4(
            "two messages in one object",
            r#"[{"Ping":{"Id":7},"StopCmd":{"Id":8}}]"#,
            Told::Message(7),
        ),
        v4(
            "a message twice in one object",
            r#"[{"Ping":{"Id":7},"Ping":{"Id":8}}]"#,
            Told::Message(7),
        ),
        v4("an array for a body", r#"[{"Ping":["7"]}]"#, Told::Message(0)),
        Case {
            speaker: Speaker::Version(4),
            what: "good ones and bad ones",
            frame: r#"[{"Ping":{"Id":7}},{"Pong":{"Id":8}},5,{"Ping":{"Id":9}}]"#.to_owned(),
            told: vec![Told::Ok(7), Told::Message(8), Told::Message(0), Told::Ok(9)],
        },
    ]
}

fn ids() -> Vec<Case> {
    let id = |what, id: &str, told| v4(what, &format!(r#"[{{"Ping":{{"Id":{id}}}}}]"#), told);
    vec![
        v4("no Id", r#"[{"Ping":{}}]"#, Told::Message(0)),
        id("Id 0", "0", Told::Message(0)),
        id("a negative Id", "-7", Told::Message(0)),
        id("the largest Id", "4294967295", Told::Ok(u32::MAX)),
        id("an Id above 32 bits", "4294967296", Told::Message(0)),
        id("a broken Id", "7.5", Told::Message(0)),
        id("a whole Id, as a float", "7.0", Told::Message(0)),
        id("an Id in quotes", r#""7""#, Told::Message(0)),
        id("null for an Id", "null", Told::Message(0)),
        id("not a number", "NaN", Told::Message(0)),
        id("infinity", "Infinity", Told::Message(0)),
        id("1e400", "1e400", Told::Message(0)),
        id("an Id of 500 digits", &"9".repeat(500), Told::Message(0)),
        id("an Id twice", r#"7,"Id":8"#, Told::Message(8)),
        v4(
            "an Id with an escape in its name",
            r#"[{"Ping":{"\u0049d":7}}]"#,
            Told::Ok(7),
        ),
    ]
}

fn fields() -> Vec<Case> {
    let output = |what, device: &str, feature: &str, command: &str, told| {
        let frame = format!(
            r#"[{{"OutputCmd":{{"Id":7,"DeviceIndex":{device},"FeatureIndex":{feature},"Command":{command}}}}}]"#
        );
        v4(what, &frame, told)
    };
    let vibrate =
        |what, value: &str, told| output(what, "0", "0", &format!(r#"{{"Vibrate":{{"Value":{value}}}}}"#), told);
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
        vibrate("a float for a whole value", "0.5", message),
        vibrate("a value of 1e400", "1e400", message),
        vibrate("a value of 500 digits", &"9".repeat(500), message),
    ]
}

fn sensors_and_stops() -> Vec<Case> {
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
            "no text for a truth",
            r#"[{"StopCmd":{"Id":7,"Outputs":"no"}}]"#,
            message,
        ),
    ]
}

fn old_fields() -> Vec<Case> {
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

fn versions() -> Vec<Case> {
    let vibrate = r#"[{"VibrateCmd":{"Id":7,"DeviceIndex":0,"Speeds":[{"Index":0,"Speed":0.5}]}}]"#;
    let output = r#"[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]"#;
    let told = Told::Message(7);
    vec![
        case(0, "a message of v1", vibrate, told),
        case(0, "a message of v4", output, told),
        case(
            1,
            "a message of v3",
            r#"[{"ScalarCmd":{"Id":7,"DeviceIndex":0,"Scalars":[]}}]"#,
            told,
        ),
        case(
            2,
            "a message of v0 and v1",
            r#"[{"RequestLog":{"Id":7,"LogLevel":"Debug"}}]"#,
            told,
        ),
        case(
            3,
            "a message of v0 to v2",
            r#"[{"Test":{"Id":7,"TestString":"x"}}]"#,
            told,
        ),
        case(3, "a message of v4", r#"[{"Disconnect":{"Id":7}}]"#, told),
        case(4, "a message of v1 to v3", vibrate, told),
    ]
}

fn handshake() -> Vec<Case> {
    let name = |what, name: &str| {
        let frame = format!(
            r#"[{{"RequestServerInfo":{{"Id":7,"ClientName":"{name}","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}}}]"#
        );
        (what, frame)
    };
    let newcomer = |(what, frame): (&'static str, String), told: &[Told]| Case {
        speaker: Speaker::Newcomer,
        what,
        frame,
        told: told.to_vec(),
    };
    let text = |what, frame: &str| (what, frame.to_owned());
    let spare = limits::MAX_FRAME_BYTES - 200;
    vec![
        v4("a second handshake", &name("", "Chaos").1, Told::Init(7)),
        newcomer(text("a Ping", r#"[{"Ping":{"Id":7}}]"#), &[Told::Init(7)]),
        newcomer(text("a command", r#"[{"StopCmd":{"Id":7}}]"#), &[Told::Init(7)]),
        newcomer(text("a Disconnect", r#"[{"Disconnect":{"Id":7}}]"#), &[Told::Init(7)]),
        newcomer(text("no JSON", "nonsense"), &[Told::Message(0)]),
        newcomer(
            text("no name", r#"[{"RequestServerInfo":{"Id":7}}]"#),
            &[Told::Message(7)],
        ),
        newcomer(
            text("Id 0", r#"[{"RequestServerInfo":{"Id":0,"ClientName":"x"}}]"#),
            &[Told::Message(0)],
        ),
        newcomer(
            text(
                "a negative version",
                r#"[{"RequestServerInfo":{"Id":7,"ClientName":"x","MessageVersion":-1}}]"#,
            ),
            &[Told::Message(7)],
        ),
        newcomer(
            text(
                "the handshake of v3 and messages of others in one frame",
                r#"[{"RequestServerInfo":{"Id":7,"ClientName":"x","MessageVersion":3}},{"OutputCmd":{"Id":8,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}},{"Test":{"Id":9,"TestString":"x"}}]"#,
            ),
            &[Told::ServerInfo(7), Told::Message(8), Told::Message(9)],
        ),
        newcomer(name("an empty name", ""), &[Told::ServerInfo(7)]),
        newcomer(
            name("control characters in the name", r"\u0000\u0007\n\u001b[31m"),
            &[Told::ServerInfo(7)],
        ),
        newcomer(name("a lone surrogate in the name", r"\ud800"), &[Told::Message(7)]),
        newcomer(name("a name of 1 MiB", &"x".repeat(spare)), &[Told::ServerInfo(7)]),
        newcomer(
            name("a name of 1 MiB of NUL", &r"\u0000".repeat(spare / 6)),
            &[Told::ServerInfo(7)],
        ),
    ]
}

fn sizes() -> Vec<Case> {
    let million = limits::MAX_FRAME_BYTES;
    let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let pings: Vec<_> = (1..=10_000).map(|id| format!(r#"{{"Ping":{{"Id":{id}}}}}"#)).collect();
    let fields: Vec<_> = (0..60_000).map(|number| format!(r#""X{number}":{number}"#)).collect();
    let small: Vec<_> = (0..100_000).map(|number| format!(r#""{number}":0"#)).collect();
    let speeds = vec![r#"{"Index":0,"Speed":0.5}"#; 20_000];
    let told = Told::Message(7);
    vec![
        Case {
            speaker: Speaker::Version(4),
            what: "10,000 messages in a frame",
            frame: format!("[{}]", pings.join(",")),
            told: (1..=10_000).map(Told::Ok).collect(),
        },
        Case {
            speaker: Speaker::Version(4),
            what: "as many as a frame may hold, and none of them any good",
            frame: format!("[{}]", vec!["0"; limits::MAX_MESSAGES_PER_FRAME].join(",")),
            told: vec![Told::Message(0); limits::MAX_MESSAGES_PER_FRAME],
        },
        v4(
            "one more",
            &format!("[{}]", vec!["0"; limits::MAX_MESSAGES_PER_FRAME + 1].join(",")),
            Told::Message(0),
        ),
        v4(
            "half a million",
            &format!("[{}]", vec!["0"; million / 2 - 1].join(",")),
            Told::Message(0),
        ),
        v4("1 MiB of open brackets", &"[".repeat(million), Told::Message(0)),
        v4(
            "1 MiB of open objects",
            &r#"{"a":"#.repeat(million / 5),
            Told::Message(0),
        ),
        v4("500,000 levels of arrays", &deep(500_000), Told::Message(0)),
        v4(
            "500,000 levels in a field that nobody knows",
            &format!(r#"[{{"Ping":{{"Id":7,"X":{}}}}}]"#, deep(500_000)),
            Told::Ok(7),
        ),
        v4(
            "500,000 levels in a field that is known",
            &format!(r#"[{{"StopCmd":{{"Outputs":{},"Id":7}}}}]"#, deep(500_000)),
            told,
        ),
        v4(
            "60,000 fields that nobody knows",
            &format!(r#"[{{"Ping":{{{},"Id":7}}}}]"#, fields.join(",")),
            Told::Ok(7),
        ),
        v4(
            "100,000 of them",
            &format!(r#"[{{"Ping":{{{},"Id":7}}}}]"#, small.join(",")),
            Told::Ok(7),
        ),
        v4(
            "100,000 of them in a message that cannot be understood",
            &format!(r#"[{{"Pong":{{{},"Id":7}}}}]"#, small.join(",")),
            told,
        ),
        v4(
            "80,000 messages in one object",
            &format!(r"[{{{}}}]", vec![r#""Ping":{}"#; 80_000].join(",")),
            Told::Message(0),
        ),
        v4(
            "an Id 100,000 times",
            &format!(r#"[{{"Pong":{{{}}}}}]"#, vec![r#""Id":7"#; 100_000].join(",")),
            told,
        ),
        v4(
            "a name of 1 MiB",
            &format!(r#"[{{"{}":{{"Id":7}}}}]"#, "x".repeat(million - 20)),
            told,
        ),
        v4(
            "a number of 1 MiB",
            &format!(r#"[{{"Ping":{{"Id":{}}}}}]"#, "9".repeat(million - 20)),
            Told::Message(0),
        ),
        v4(
            "1 MiB of blanks, and a message",
            &format!(r#"{}[{{"Ping":{{"Id":7}}}}]"#, " ".repeat(million - 20)),
            Told::Ok(7),
        ),
        case(
            2,
            "20,000 speeds for one motor",
            &format!(
                r#"[{{"VibrateCmd":{{"Id":7,"DeviceIndex":0,"Speeds":[{}]}}}}]"#,
                speeds.join(",")
            ),
            Told::Ok(7),
        ),
    ]
}

fn v4(what: &'static str, frame: &str, told: Told) -> Case {
    case(4, what, frame, told)
}

fn case(version: u32, what: &'static str, frame: &str, told: Told) -> Case {
    Case {
        speaker: Speaker::Version(version),
        what,
        frame: frame.to_owned(),
        told: vec![told],
    }
}
