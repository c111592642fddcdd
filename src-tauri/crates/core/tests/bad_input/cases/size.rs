//! As much as fits into a frame.

use vigil_core::limits;

use super::{Case, Speaker, Told, case, v4};

pub(super) fn cases() -> Vec<Case> {
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
