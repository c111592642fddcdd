//! The log that a program of v0 or v1 asks for, of its own session.

use std::time::Duration;

use super::*;
use crate::{
    legacy::{LegacyServerMessage, LogLevel},
    limits,
    message::CommandError,
    policy::PingRequirement,
};

/// A session of this version, whose program asked for a log of this level.
fn logged(version: u32, level: &str) -> Rig {
    let mut rig = Rig::new(version);
    let told = rig.say("RequestLog", json!({"Id": 2, "LogLevel": level}));
    assert_eq!(told, [json!({"Ok": {"Id": 2}})]);
    rig
}

/// The lines of a log: level and text.
fn lines(actions: &[Action]) -> Vec<(LogLevel, String)> {
    let line = |action: &Action| match action {
        Action::Log(LegacyServerMessage::Log {
            id: 0,
            log_level,
            log_message,
        }) => Some((*log_level, log_message.clone())),
        _ => None,
    };
    actions.iter().filter_map(line).collect()
}

fn texts(actions: &[Action]) -> Vec<String> {
    lines(actions).into_iter().map(|(_, text)| text).collect()
}

fn vibrate(rig: &mut Rig, id: u32) -> Vec<Action> {
    rig.actions(
        "VibrateCmd",
        json!({"Id": id, "DeviceIndex": 2, "Speeds": [{"Index": 0, "Speed": 0.5}]}),
    )
}

#[test]
fn a_line_is_as_the_specification_has_it() {
    let line = LegacyServerMessage::Log {
        id: 0,
        log_level: LogLevel::Debug,
        log_message: "text".to_owned(),
    };
    assert_eq!(
        codec::encode(&line.into()),
        r#"[{"Log":{"Id":0,"LogLevel":"Debug","LogMessage":"text"}}]"#
    );
}

#[test]
fn the_author_reads_what_came_what_was_done_and_how_it_went() {
    for version in [0, 1] {
        let mut rig = logged(version, "Debug");
        let actions = rig.actions("StopAllDevices", json!({"Id": 3}));
        assert_eq!(
            texts(&actions),
            ["StopAllDevices, Id 3: received.", "Id 3: stops every device."]
        );
        let mut done = Vec::new();
        rig.session.answer(3, Ok(None), &mut done);
        assert_eq!(texts(&done), ["Id 3: done."]);
        assert_eq!(told(&done), [json!({"Ok": {"Id": 3}})]);
    }
    let mut v1 = logged(1, "Debug");
    assert_eq!(
        texts(&vibrate(&mut v1, 4)),
        ["VibrateCmd, Id 4: received.", "Id 4: device 2, feature 1 Vibrate 10."]
    );
    let mut failed = Vec::new();
    v1.session.answer(4, Err(CommandError::Disconnected), &mut failed);
    assert_eq!(
        lines(&failed),
        [(
            LogLevel::Warn,
            format!("Id 4: refused with Error 4: {}", CommandError::Disconnected)
        )]
    );
}

#[test]
fn the_author_reads_why_a_message_was_refused() {
    let mut rig = logged(1, "Warn");
    let refused = [
        (
            "VibrateCmd",
            json!({"Id": 3, "DeviceIndex": 2, "Speeds": [{"Index": 0, "Speed": 1.5}]}),
        ),
        ("VibrateCmd", json!({"Id": 3, "DeviceIndex": 9, "Speeds": []})),
        ("ScalarCmd", json!({"Id": 3, "DeviceIndex": 2, "Scalars": []})),
        ("RequestServerInfo", json!({"Id": 3, "ClientName": "Again"})),
        ("Nothing", json!({"Id": 3})),
        ("StopDeviceCmd", json!({"Id": 3, "DeviceIndex": "x"})),
    ];
    for (name, body) in refused {
        let actions = rig.actions(name, body);
        let error = &told(&actions)[0]["Error"];
        let [(level, text)] = &lines(&actions)[..] else {
            panic!("{actions:?}");
        };
        assert_eq!(*level, LogLevel::Warn);
        let (code, reason) = (&error["ErrorCode"], error["ErrorMessage"].as_str().unwrap());
        assert_eq!(*text, format!("Id 3: refused with Error {code}: {reason}"));
    }
}

#[test]
fn a_level_has_what_is_graver_too() {
    use LogLevel::{Debug, Info, Trace, Warn};

    let said = |level: &str| {
        let mut rig = logged(1, level);
        let mut actions = rig.actions("Ping", json!({"Id": 3}));
        actions.extend(vibrate(&mut rig, 4));
        rig.session.devices_changed(Arc::default(), &mut actions);
        actions.extend(rig.actions("ScalarCmd", json!({"Id": 5})));
        let mut levels: Vec<_> = lines(&actions).into_iter().map(|(level, _)| level).collect();
        levels.sort();
        levels.dedup();
        levels
    };
    assert_eq!(said("Trace"), [Warn, Info, Debug, Trace]);
    assert_eq!(said("Debug"), [Warn, Info, Debug]);
    assert_eq!(said("Info"), [Warn, Info]);
    assert_eq!(said("Warn"), [Warn]);
    for none in ["Error", "Fatal", "Off"] {
        assert_eq!(said(none), []);
    }
}

#[test]
fn another_request_changes_the_level_and_off_ends_the_log() {
    let mut rig = logged(1, "Off");
    assert_eq!(texts(&vibrate(&mut rig, 3)), Vec::<String>::new());
    let begun = rig.actions("RequestLog", json!({"Id": 4, "LogLevel": "Debug"}));
    assert_eq!(lines(&begun)[0].0, LogLevel::Info);
    assert_eq!(texts(&vibrate(&mut rig, 5)).len(), 2);
    rig.actions("RequestLog", json!({"Id": 6, "LogLevel": "Off"}));
    assert_eq!(texts(&vibrate(&mut rig, 7)), Vec::<String>::new());
}

#[test]
fn nobody_else_gets_a_log() {
    for version in 0..=4 {
        let mut rig = Rig::new(version);
        let mut actions = rig.actions("Ping", json!({"Id": 3}));
        rig.session.devices_changed(Arc::default(), &mut actions);
        actions.extend(rig.actions("Nothing", json!({"Id": 4})));
        assert_eq!(lines(&actions), []);
    }
    for version in 2..=4 {
        let mut rig = Rig::new(version);
        let refused = rig.actions("RequestLog", json!({"Id": 3, "LogLevel": "Debug"}));
        assert_eq!(told(&refused)[0]["Error"]["ErrorCode"], 3);
        assert_eq!(lines(&rig.actions("Ping", json!({"Id": 4}))), []);
    }
}

#[test]
fn a_level_that_does_not_exist_is_refused() {
    for body in [
        json!({"Id": 3}),
        json!({"Id": 3, "LogLevel": "Loud"}),
        json!({"Id": 3, "LogLevel": 5}),
    ] {
        let told = Rig::new(1).say("RequestLog", body);
        assert_eq!(
            (&told[0]["Error"]["Id"], &told[0]["Error"]["ErrorCode"]),
            (&json!(3), &json!(3))
        );
    }
}

#[test]
fn a_ping_that_nearly_came_too_late_is_a_warning() {
    let config = SessionConfig {
        server_name: "Vigil".into(),
        policy: Arc::new(PingPolicy {
            limit_ms: 1000,
            requirement: PingRequirement::Required,
            ..PingPolicy::default()
        }),
        origin: None,
    };
    let mut rig = Rig {
        session: Session::new(config, devices(), Arc::default(), NOW),
    };
    rig.say(
        "RequestServerInfo",
        json!({"Id": 1, "ClientName": "Old", "MessageVersion": 1}),
    );
    let begun = rig.actions("RequestLog", json!({"Id": 2, "LogLevel": "Trace"}));
    assert!(texts(&begun)[0].ends_with("A Ping is due every 1000 ms."), "{begun:?}");
    let mut now = NOW;
    let mut ping_after = |milliseconds| {
        now = now + Duration::from_millis(milliseconds);
        let mut actions = Vec::new();
        for message in codec::decode(r#"[{"Ping":{"Id":3}}]"#) {
            rig.session.handle(message, now, &mut actions);
        }
        lines(&actions).pop().unwrap()
    };
    let fine = (
        LogLevel::Trace,
        "Ping, Id 3: the next one is due in 1000 ms.".to_owned(),
    );
    assert_eq!(ping_after(500), fine);
    assert_eq!(ping_after(800), fine);
    let (level, text) = ping_after(950);
    assert_eq!(level, LogLevel::Warn);
    assert!(text.contains("50 ms before its deadline"), "{text}");
}

#[test]
fn a_flood_is_bounded_and_says_what_was_left_out() {
    let mut rig = logged(1, "Debug");
    let burst = usize::try_from(limits::MAX_LOG_LINES_AT_ONCE).unwrap();
    let flood = |rig: &mut Rig, now| {
        let mut actions = Vec::new();
        for _ in 0..burst {
            for message in codec::decode(r#"[{"Nothing":{"Id":3}}]"#) {
                rig.session.handle(message, now, &mut actions);
            }
            for message in codec::decode(r#"[{"RequestDeviceList":{"Id":4}}]"#) {
                rig.session.handle(message, now, &mut actions);
            }
        }
        lines(&actions)
    };
    // One line was said when it began.
    assert_eq!(flood(&mut rig, NOW).len(), burst - 1);
    // In the same moment, nothing more.
    assert_eq!(flood(&mut rig, NOW), []);
    // A second later, as many as in a second, and one about those in between.
    let second = usize::try_from(limits::LOG_LINES_PER_SECOND).unwrap();
    let later = flood(&mut rig, NOW + Duration::from_secs(1));
    assert_eq!(later.len(), second + 1);
    assert_eq!(
        later[0],
        (LogLevel::Warn, format!("{} lines were left out here.", 3 * burst + 1))
    );
    // However long it was quiet, no more than at first.
    let much_later = flood(&mut rig, NOW + Duration::from_secs(3600));
    assert_eq!(much_later.len(), burst + 1);
}

#[test]
fn lines_that_could_not_be_sent_are_counted() {
    let mut rig = logged(1, "Debug");
    rig.session.log_line_not_sent();
    rig.session.log_line_not_sent();
    let texts = texts(&vibrate(&mut rig, 3));
    assert_eq!(texts[0], "2 lines were left out here.");
    assert_eq!(texts.len(), 3);
}

#[test]
fn a_line_is_not_longer_than_others() {
    let mut rig = logged(1, "Debug");
    let speeds: Vec<_> = (0..2).map(|index| json!({"Index": index, "Speed": 1.0})).collect();
    let long: Vec<_> = speeds.iter().cycle().take(200).cloned().collect();
    let actions = rig.actions("VibrateCmd", json!({"Id": 3, "DeviceIndex": 2, "Speeds": long}));
    for text in texts(&actions) {
        assert!(text.chars().count() <= limits::MAX_LOG_LINE_CHARS + 1, "{}", text.len());
    }
}
