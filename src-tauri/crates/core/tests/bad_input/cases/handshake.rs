use vigil_core::limits;

use super::{Case, Speaker, Told, v4};

pub(super) fn cases() -> Vec<Case> {
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
