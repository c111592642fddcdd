//! The session in virtual time.

// Of constants.
#![allow(clippy::unchecked_time_subtraction)]

mod where_supported;

use std::{sync::Arc, time::Duration};

use super::{Action, EndCause, Session, SessionConfig};
use crate::{
    codec::Malformed,
    legacy::{Incoming, Outgoing, Request},
    limits,
    message::{
        ClientMessage, Command, CommandError, ErrorCode, FeatureOutput, Output, OutputKind, Outputs, ServerMessage,
        StopScope,
    },
    policy::{Exemption, PingPolicy, PingRequirement},
    time::Moment,
    watch::{Deadlines, Inbox, Judge, Judgement},
};

const START: Moment = Moment::from_nanos(1_000_000_000);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// A session, its clock, and the judge of its deadlines, as in the product.
struct Rig {
    session: Session,
    deadlines: Arc<Deadlines>,
    judge: Judge,
    now: Moment,
    actions: Vec<Action>,
}

impl Rig {
    fn new(limit_ms: u32, requirement: PingRequirement) -> Self {
        let config = SessionConfig {
            server_name: "Vigil".into(),
            policy: Arc::new(PingPolicy {
                limit_ms,
                requirement,
                exempt: [Exemption::native("Exempt")].into(),
                ..PingPolicy::default()
            }),
            origin: None,
        };
        let deadlines = Arc::new(Deadlines::new());
        Self {
            session: Session::new(config, Arc::default(), deadlines.clone(), START),
            deadlines,
            judge: Judge::default(),
            now: START,
            actions: Vec::new(),
        }
    }

    fn active(limit_ms: u32) -> Self {
        let mut rig = Self::new(limit_ms, PingRequirement::Required);
        rig.handshake("Game");
        rig
    }

    fn handshake(&mut self, name: &str) -> Vec<Action> {
        self.say(1, hello(name, 4))
    }

    fn say(&mut self, id: u32, message: ClientMessage) -> Vec<Action> {
        let request = Request {
            id,
            name: "a message of v4",
            message: Incoming::V4(message),
        };
        self.session.handle(Ok(request), self.now, &mut self.actions);
        std::mem::take(&mut self.actions)
    }

    fn pass(&mut self, duration: Duration) -> Vec<Action> {
        self.now = self.now + duration;
        self.session.handle_timeout(self.now, &mut self.actions);
        if let Some(cause) = self.verdict() {
            self.session.end(cause, &mut self.actions);
        }
        std::mem::take(&mut self.actions)
    }

    /// What the watchdog says now, when nothing of the program lies unread.
    fn verdict(&mut self) -> Option<EndCause> {
        let inbox = Inbox {
            messages: 0,
            pending: false,
            drained_at: START,
        };
        match self.judge.judge(self.now, &self.deadlines, || inbox) {
            Judgement::Over(verdict) => Some(verdict.cause),
            Judgement::InTime(_) => None,
            other => panic!("nothing lies unread: {other:?}"),
        }
    }
}

fn hello(name: &str, version_major: u32) -> ClientMessage {
    ClientMessage::RequestServerInfo {
        client_name: name.to_owned(),
        version_major,
        version_minor: 0,
    }
}

const STOP: ClientMessage = ClientMessage::Device(Command::Stop(StopScope::EVERYTHING));

fn vibrate(value: i32) -> ClientMessage {
    ClientMessage::Device(Command::Output {
        device: 0,
        outputs: Outputs::from_buf([FeatureOutput {
            feature: 0,
            output: Output {
                kind: OutputKind::Vibrate,
                value,
                duration_ms: None,
            },
        }]),
    })
}

fn sent(actions: &[Action]) -> Vec<&ServerMessage> {
    actions
        .iter()
        .filter_map(|action| match action {
            Action::Send(Outgoing::V4(message)) => Some(message),
            _ => None,
        })
        .collect()
}

fn is_error(message: &ServerMessage, wanted_id: u32, wanted_code: ErrorCode) -> bool {
    matches!(message, ServerMessage::Error { id, code, .. } if *id == wanted_id && *code == wanted_code)
}

#[test]
fn the_handshake_tells_the_limit_and_starts_the_ping_clock() {
    let mut rig = Rig::new(1000, PingRequirement::Required);
    rig.pass(ms(700));
    let actions = rig.handshake("  My\u{7}Game ");
    assert!(matches!(&actions[0], Action::Established { name, .. } if name == "My Game"));
    assert!(matches!(
        sent(&actions)[0],
        ServerMessage::ServerInfo {
            id: 1,
            max_ping_time_ms: 1000,
            ..
        }
    ));
    assert_eq!(rig.session.poll_timeout(), None);
    assert_eq!(rig.deadlines.due(), Some(rig.now + ms(1000)));
}

#[test]
fn s2_s6_the_deadline_is_exact_to_the_nanosecond() {
    for limit in [50, 100, 250, 1000, 60_000, 600_000] {
        let mut rig = Rig::active(limit);
        let limit = ms(u64::from(limit));
        rig.pass(limit / 3);
        rig.say(2, ClientMessage::Ping);
        assert!(rig.pass(limit - Duration::from_nanos(1)).is_empty(), "never early");
        let actions = rig.pass(Duration::from_nanos(1));
        assert!(matches!(
            &actions[0],
            Action::End(EndCause::PingTimeout { silent, ever_pinged: true, .. }) if *silent == limit
        ));
    }
}

#[test]
fn s3_at_the_end_toys_stop_first_then_every_open_request_then_the_reason_then_close() {
    let mut rig = Rig::active(1000);
    rig.say(7, STOP);
    rig.say(8, vibrate(3));
    let actions = rig.pass(ms(1000));
    assert!(matches!(actions[0], Action::End(EndCause::PingTimeout { .. })));
    let messages = sent(&actions);
    assert_eq!(messages.len(), 3);
    assert!(is_error(messages[0], 7, ErrorCode::Ping));
    assert!(is_error(messages[1], 8, ErrorCode::Ping));
    assert!(is_error(messages[2], 0, ErrorCode::Ping));
    assert_eq!(actions.last(), Some(&Action::Close));
}

#[test]
fn only_a_ping_counts() {
    let mut rig = Rig::active(1000);
    for id in 2..11 {
        rig.pass(ms(100));
        rig.say(id, vibrate(1));
    }
    assert!(matches!(
        rig.pass(ms(100))[0],
        Action::End(EndCause::PingTimeout { ever_pinged: false, .. })
    ));
}

#[test]
fn s6_years_of_pings_in_time() {
    let mut rig = Rig::active(600_000);
    let gap = ms(540_000);
    for _ in 0..(3 * 365 * 24 * 60 * 60 * 1000_u64 / 540_000) {
        assert!(rig.pass(gap).is_empty());
        let actions = rig.say(2, ClientMessage::Ping);
        assert_eq!(sent(&actions), [&ServerMessage::Ok { id: 2 }]);
    }
    assert!(rig.session.is_active());
}

#[test]
fn s6_a_ping_that_loses_against_the_verdict_gets_no_ok() {
    let mut rig = Rig::active(1000);
    rig.now = rig.now + ms(1000);
    let cause = rig.verdict().unwrap();
    assert!(rig.say(7, ClientMessage::Ping).is_empty(), "the verdict is on its way");
    rig.session.end(cause, &mut rig.actions);
    let messages = sent(&rig.actions);
    assert!(is_error(messages[0], 7, ErrorCode::Ping));
    assert!(is_error(messages[1], 0, ErrorCode::Ping));
    assert_eq!(messages.len(), 2);
}

#[test]
fn pings_that_lost_are_bounded_too() {
    let mut rig = Rig::active(1000);
    rig.now = rig.now + ms(1000);
    rig.verdict().unwrap();
    let most = u32::try_from(limits::MAX_OPEN_REQUESTS).unwrap();
    for id in 1..=most {
        assert!(rig.say(id, ClientMessage::Ping).is_empty());
    }
    let actions = rig.say(most + 1, ClientMessage::Ping);
    assert!(is_error(sent(&actions)[0], most + 1, ErrorCode::Message));
}

#[test]
fn a_timeout_that_comes_too_early_is_a_no_op() {
    let mut rig = Rig::active(1000);
    for _ in 0..100 {
        assert!(rig.pass(Duration::ZERO).is_empty());
    }
    assert!(rig.session.is_active());
}

#[test]
fn without_a_limit_a_ping_is_still_answered_ok() {
    for (limit_ms, name) in [(0, "Game"), (1000, "exempt")] {
        let mut rig = Rig::new(limit_ms, PingRequirement::Required);
        let actions = rig.handshake(name);
        assert!(matches!(
            sent(&actions)[0],
            ServerMessage::ServerInfo {
                max_ping_time_ms: 0,
                ..
            }
        ));
        assert!(rig.pass(ms(10_000_000)).is_empty());
        let actions = rig.say(2, ClientMessage::Ping);
        assert_eq!(actions[0], Action::Pinged { deadline: None });
        assert_eq!(sent(&actions), [&ServerMessage::Ok { id: 2 }]);
        assert!(rig.pass(ms(10_000_000)).is_empty());
    }
}

#[test]
fn s5_a_handshake_that_never_comes() {
    let mut rig = Rig::new(0, PingRequirement::Required);
    assert!(rig.pass(limits::HANDSHAKE_LIMIT - ms(1)).is_empty());
    let actions = rig.pass(ms(1));
    assert_eq!(actions[0], Action::End(EndCause::HandshakeTimeout));
    assert!(is_error(sent(&actions)[0], 0, ErrorCode::Init));
}

#[test]
fn newer_versions_are_refused_with_their_own_id_and_closed() {
    for version in [5, 6, u32::MAX] {
        let mut rig = Rig::new(1000, PingRequirement::Required);
        let actions = rig.say(9, hello("Old", version));
        assert!(is_error(sent(&actions)[0], 9, ErrorCode::Init), "v{version}");
        assert_eq!(actions.last(), Some(&Action::Close));
        assert!(rig.session.has_ended());
    }
}

#[test]
fn what_comes_at_the_wrong_time_is_answered_and_the_session_lives() {
    let mut rig = Rig::new(1000, PingRequirement::Required);
    assert!(is_error(sent(&rig.say(3, vibrate(1)))[0], 3, ErrorCode::Init));
    assert!(is_error(sent(&rig.say(4, ClientMessage::Ping))[0], 4, ErrorCode::Init));
    rig.handshake("Game");
    assert!(is_error(sent(&rig.say(5, hello("Game", 4)))[0], 5, ErrorCode::Init));
    rig.session.handle(
        Err(Malformed {
            id: 6,
            reason: "no".into(),
            is_stop: false,
        }),
        rig.now,
        &mut rig.actions,
    );
    assert!(is_error(sent(&rig.actions)[0], 6, ErrorCode::Message));
    assert!(rig.session.is_active());
}

#[test]
fn goodbye_is_ok_stop_close() {
    let mut rig = Rig::active(1000);
    let actions = rig.say(2, ClientMessage::Disconnect);
    assert_eq!(
        actions,
        [
            Action::End(EndCause::Goodbye),
            Action::Send(Outgoing::V4(ServerMessage::Ok { id: 2 })),
            Action::Close
        ]
    );
    assert!(rig.say(3, vibrate(1)).is_empty(), "nothing is heard after the end");
    assert!(rig.pass(ms(10_000)).is_empty());
}

#[test]
fn goodbye_answers_what_is_still_open() {
    let mut rig = Rig::active(1000);
    rig.say(2, STOP);
    let actions = rig.say(3, ClientMessage::Disconnect);
    assert_eq!(actions[0], Action::End(EndCause::Goodbye));
    let messages = sent(&actions);
    assert!(is_error(messages[0], 2, ErrorCode::Device));
    assert_eq!(messages[1], &ServerMessage::Ok { id: 3 });
    assert_eq!(actions.last(), Some(&Action::Close));
}

#[test]
fn an_answer_that_comes_after_the_end_is_not_sent() {
    let mut rig = Rig::active(1000);
    rig.say(2, STOP);
    rig.pass(ms(1000));
    rig.session.answer(2, Ok(None), &mut rig.actions);
    assert!(rig.actions.is_empty());
}

#[test]
fn failures_of_devices_carry_their_class() {
    let mut rig = Rig::active(0);
    let cases = [
        (CommandError::UnknownDevice(3), ErrorCode::Device),
        (
            CommandError::ValueOutOfRange {
                value: 21,
                min: 0,
                max: 20,
            },
            ErrorCode::Message,
        ),
        (CommandError::Held, ErrorCode::Device),
        (CommandError::ToyHeld, ErrorCode::Device),
        (CommandError::SwitchedOff, ErrorCode::Device),
    ];
    for (error, code) in cases {
        rig.say(5, vibrate(1));
        rig.session.answer(5, Err(error), &mut rig.actions);
        assert!(is_error(sent(&rig.actions)[0], 5, code));
        rig.actions.clear();
    }
}

#[test]
fn open_requests_are_bounded() {
    let mut rig = Rig::active(0);
    let most = u32::try_from(limits::MAX_OPEN_REQUESTS).unwrap();
    for id in 1..=most {
        let actions = rig.say(id, vibrate(1));
        assert!(matches!(actions[..], [Action::Execute { .. }]));
    }
    assert!(is_error(
        sent(&rig.say(most + 1, vibrate(1)))[0],
        most + 1,
        ErrorCode::Message
    ));
    assert!(is_error(
        sent(&rig.say(most + 2, ClientMessage::Device(Command::StartScanning)))[0],
        most + 2,
        ErrorCode::Message
    ));
}

#[test]
fn a_search_that_is_over_is_told() {
    let mut rig = Rig::active(0);
    let actions = rig.say(2, ClientMessage::Device(Command::StartScanning));
    assert_eq!(
        actions,
        [Action::Execute {
            id: 2,
            command: Command::StartScanning
        }]
    );
    rig.session.scanning_finished(&mut rig.actions);
    assert_eq!(
        rig.actions,
        [Action::Send(Outgoing::V4(ServerMessage::ScanningFinished))]
    );
}
