//! Frames and messages that are not what they should be, whatever is in them.

use super::{Case, Speaker, Told, case, v4};

pub(super) fn frames() -> Vec<Case> {
    let none = |what, frame: &str| v4(what, frame, Told::Message(0));
    vec![
        none("nothing", ""),
        none("blanks", " \n\t"),
        none("no JSON", "nonsense"),
        none("half a frame", r#"[{"Ping":{"Id":7}}"#),
        none("a comma too many", r#"[{"Ping":{"Id":7}},]"#),
        none("more after the frame", r#"[{"Ping":{"Id":7}}]x"#),
        none("a byte order mark and no message", "\u{feff}[]"),
        v4("a byte order mark", "\u{feff}[{\"Ping\":{\"Id\":7}}]", Told::Ok(7)),
        v4("the NUL of a C string", "[{\"Ping\":{\"Id\":7}}]\0", Told::Ok(7)),
        none("a NUL in the middle", "[{\"Ping\":{\"Id\":7}}\0]"),
        none("single quotes", "[{'Ping':{'Id':7}}]"),
        none(
            "a raw control character in a text",
            "[{\"Ping\":{\"Id\":7,\"X\":\"\0\"}}]",
        ),
        v4("a message without its array", r#"{"Ping":{"Id":7}}"#, Told::Ok(7)),
        v4(
            "two messages without their array",
            r#"{"Ping":{"Id":7}},{"Ping":{"Id":8}}"#,
            Told::Message(7),
        ),
        none("an empty message without its array", "{}"),
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

pub(super) fn messages() -> Vec<Case> {
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

pub(super) fn ids() -> Vec<Case> {
    let id = |what, id: &str, told| v4(what, &format!(r#"[{{"Ping":{{"Id":{id}}}}}]"#), told);
    vec![
        v4("no Id", r#"[{"Ping":{}}]"#, Told::Message(0)),
        id("Id 0", "0", Told::Message(0)),
        id("a negative Id", "-7", Told::Message(0)),
        id("the largest Id", "4294967295", Told::Ok(u32::MAX)),
        id("an Id above 32 bits", "4294967296", Told::Message(0)),
        id("a broken Id", "7.5", Told::Message(0)),
        id("a whole Id, as a float", "7.0", Told::Ok(7)),
        id("a whole Id, with an exponent", "70e-1", Told::Ok(7)),
        id("a whole Id above 32 bits, as a float", "4294967296.0", Told::Message(0)),
        id("an Id in a list", "[7]", Told::Message(0)),
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

pub(super) fn versions() -> Vec<Case> {
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
