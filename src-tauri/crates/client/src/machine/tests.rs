//! What only the machine by itself can show: time that jumps, and whatever may happen in whatever order.

use std::time::Duration;

use proptest::prelude::*;
use vigil_core::{
    codec,
    legacy::Incoming,
    message::{ClientMessage, Command, FeatureOutput, Output, OutputKind, StopScope},
    time::Moment,
};

use super::{Answer, Frame, Machine, Over, Settings};
use crate::{
    error::{CallError, DisconnectReason},
    news::News,
    timeouts,
};

const MS: Duration = Duration::from_millis(1);
const DEVICE: &str = r#"{"0":{"DeviceName":"Toy","DeviceIndex":0,"DeviceMessageTimingGap":0,"DeviceFeatures":{"0":{"FeatureIndex":0,"FeatureDescription":"","Output":{"Vibrate":{"Value":[0,20]}}}}}}"#;

fn settings(loop_limit: Option<Duration>) -> Settings {
    Settings {
        client_name: "Test".to_owned(),
        connection_limit: timeouts::CONNECTION,
        answer_limit: timeouts::ANSWER,
        loop_limit,
    }
}

/// One that is up at the moment that comes with it.
fn active(max_ping_time: u32, loop_limit: Option<Duration>) -> (Machine<u32>, Moment) {
    let now = Moment::default() + 1000 * MS;
    let mut machine = Machine::new(settings(loop_limit), false, now);
    let info = format!(
        r#"[{{"ServerInfo":{{"Id":1,"ServerName":"Test","MaxPingTime":{max_ping_time},"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}}}]"#
    );
    machine.receive(&info, now);
    machine.receive(&format!(r#"[{{"DeviceList":{{"Id":2,"Devices":{DEVICE}}}}}]"#), now);
    assert!(machine.is_active());
    while machine.transmit(now).is_some() {}
    machine.take_news();
    (machine, now)
}

/// Answers with Ok everything that goes out now; gives back what it was.
fn serve(machine: &mut Machine<u32>, now: Moment) -> Vec<ClientMessage> {
    let mut said = Vec::new();
    while let Some(frame) = machine.transmit(now) {
        machine.heard(now);
        if let Frame::Text(text) = frame {
            for request in codec::decode(&text) {
                let request = request.unwrap();
                machine.receive(&format!(r#"[{{"Ok":{{"Id":{}}}}}]"#, request.id), now);
                if let Incoming::V4(message) = request.message {
                    said.push(message);
                }
            }
        }
    }
    said
}

fn output() -> ClientMessage {
    ClientMessage::Device(Command::Output {
        device: 0,
        outputs: [FeatureOutput {
            feature: 0,
            output: Output {
                kind: OutputKind::Vibrate,
                value: 1,
                duration_ms: None,
            },
        }]
        .into_iter()
        .collect(),
    })
}

/// The process stood still for longer than any limit, and the server, which waits as long, has answered meanwhile.
#[test]
fn a_process_that_stood_still_does_not_blame_the_server() {
    let (mut machine, now) = active(60_000, None);
    // A heartbeat is on its way.
    let now = now + timeouts::CONNECTION / 4;
    machine.handle_timeout(now);
    assert_eq!(machine.transmit(now), Some(Frame::Heartbeat));
    let now = now + 40_000 * MS;
    // Time is looked at before the socket is, as it may happen.
    machine.handle_timeout(now);
    assert_eq!(machine.over(), None);
    let now = now + MS;
    machine.heard(now);
    machine.receive(r#"[{"Ok":{"Id":3}}]"#, now);
    let now = now + timeouts::BENEFIT_OF_DOUBT * 2;
    machine.handle_timeout(now);
    assert_eq!(machine.over(), None);
    let said = serve(&mut machine, now);
    assert_eq!(said, [ClientMessage::Ping], "it is overdue");
}

/// The doubt ends.
#[test]
fn a_server_that_stays_silent_after_that_is_gone() {
    let (mut machine, mut now) = active(0, None);
    for _ in 0..3 {
        let next = machine.next_timeout(now).unwrap();
        now = now.max(next);
        machine.handle_timeout(now);
        while machine.transmit(now).is_some() {}
    }
    assert!(
        matches!(
            machine.over(),
            Some(Over::Ended(CallError::Disconnected(DisconnectReason::Silent(_))))
        ),
        "{:?}",
        machine.over()
    );
}

#[test]
fn pings_count_from_when_they_were_sent() {
    let (mut machine, start) = active(1000, None);
    // The timer was late by 30 ms: the next one is due half a limit after this one, and not 30 ms earlier.
    let late = start + 530 * MS;
    assert_eq!(serve(&mut machine, late), [ClientMessage::Ping]);
    assert_eq!(serve(&mut machine, late + 499 * MS), []);
    assert_eq!(serve(&mut machine, late + 500 * MS), [ClientMessage::Ping]);
}

/// A socket that takes nothing is not a reason to turn round and round.
#[test]
fn a_ping_that_cannot_leave_sets_no_timer() {
    let (machine, start) = active(1000, None);
    let now = start + 600 * MS;
    assert!(machine.next_timeout(now).unwrap() > now);
}

#[test]
fn a_ping_goes_before_calls_and_a_stop_before_other_calls() {
    let (mut machine, start) = active(1000, None);
    let now = start + 500 * MS;
    machine
        .call(vec![(ClientMessage::Device(Command::StartScanning), 1)], 0, now)
        .unwrap();
    let stop = ClientMessage::Device(Command::Stop(StopScope::EVERYTHING));
    machine.call(vec![(output(), 2)], 0, now).unwrap();
    machine.call(vec![(stop.clone(), 3)], 0, now).unwrap();
    let said = serve(&mut machine, now);
    assert_eq!(
        said,
        [ClientMessage::Ping, stop, ClientMessage::Device(Command::StartScanning)]
    );
    // One that began before the stop and comes after it; and one that began after it.
    machine.call(vec![(output(), 4)], 0, now).unwrap();
    machine.call(vec![(output(), 5)], machine.stops(), now).unwrap();
    assert_eq!(serve(&mut machine, now), [output()]);
    let superseded: Vec<_> = machine
        .take_answers()
        .into_iter()
        .filter_map(|(waiting, answer)| (answer == Err(CallError::Superseded)).then_some(waiting))
        .collect();
    assert_eq!(superseded, [2, 4]);
}

/// A stop of one feature leaves the others alone.
#[test]
fn a_stop_takes_back_only_what_it_covers() {
    let (mut machine, now) = active(0, None);
    machine.call(vec![(output(), 1)], 0, now).unwrap();
    let elsewhere = |feature| {
        ClientMessage::Device(Command::Stop(StopScope {
            device: Some(0),
            feature,
            inputs: true,
            outputs: true,
        }))
    };
    machine.call(vec![(elsewhere(Some(1)), 2)], 0, now).unwrap();
    assert_eq!(serve(&mut machine, now), [elsewhere(Some(1)), output()]);
    machine.call(vec![(output(), 3)], machine.stops(), now).unwrap();
    machine.call(vec![(elsewhere(Some(0)), 4)], 0, now).unwrap();
    assert_eq!(serve(&mut machine, now), [elsewhere(Some(0))]);
}

/// Whatever may happen to a session.
#[derive(Debug, Clone)]
enum Step {
    Wait(u64),
    Say(String),
    Transmit,
    Call,
    Stop,
    CheckIn,
    Heard,
    Lost,
    Leave,
}

fn step() -> impl Strategy<Value = Step> {
    let message = prop_oneof![
        (0_u32..20).prop_map(|id| format!(r#"[{{"Ok":{{"Id":{id}}}}}]"#)),
        (0_u32..20, 0_u32..6)
            .prop_map(|(id, code)| format!(r#"[{{"Error":{{"Id":{id},"ErrorCode":{code},"ErrorMessage":"no"}}}}]"#)),
        (0_u32..20, any::<u32>()).prop_map(|(id, limit)| format!(
            r#"[{{"ServerInfo":{{"Id":{id},"MaxPingTime":{limit},"ProtocolVersionMajor":4}}}}]"#
        )),
        prop_oneof![Just("{}"), Just(DEVICE)]
            .prop_map(|devices| format!(r#"[{{"DeviceList":{{"Id":0,"Devices":{devices}}}}}]"#)),
        Just(r#"[{"ScanningFinished":{"Id":0}}]"#.to_owned()),
        Just(
            r#"[{"InputReading":{"Id":3,"DeviceIndex":0,"FeatureIndex":0,"Reading":{"Battery":{"Value":3}}}}]"#
                .to_owned()
        ),
        any::<String>(),
    ];
    prop_oneof![
        6 => (0_u64..3000).prop_map(Step::Wait),
        1 => (0_u64..100_000).prop_map(Step::Wait),
        6 => message.prop_map(Step::Say),
        6 => Just(Step::Transmit),
        4 => Just(Step::Call),
        2 => Just(Step::Stop),
        2 => Just(Step::CheckIn),
        4 => Just(Step::Heard),
        1 => Just(Step::Lost),
        1 => Just(Step::Leave),
    ]
}

proptest! {
    /// Every call is answered exactly once, nothing is sent after the end but the goodbye, and time always goes on.
    #[test]
    fn every_call_is_answered_once(
        steps in prop::collection::vec(step(), 0..80),
        limit in prop_oneof![Just(0_u32), 1_u32..3000],
        tied in any::<bool>(),
    ) {
        let (mut machine, mut now) = active(limit, tied.then_some(700 * MS));
        let (mut asked, mut answered) = (0_u32, Vec::new());
        let mut ends = 0;
        for step in steps {
            match step {
                Step::Wait(ms) => {
                    now = now + Duration::from_millis(ms);
                    machine.handle_timeout(now);
                }
                Step::Say(text) => machine.receive(&text, now),
                Step::Transmit => while machine.transmit(now).is_some() {},
                Step::Call | Step::Stop => {
                    let message = if matches!(step, Step::Stop) {
                        ClientMessage::Device(Command::Stop(StopScope::EVERYTHING))
                    } else {
                        output()
                    };
                    let was_up = machine.is_active();
                    let taken = machine.call(vec![(message, asked)], machine.stops(), now).is_ok();
                    prop_assert_eq!(taken, was_up);
                    asked += u32::from(taken);
                }
                Step::CheckIn => machine.check_in(now),
                Step::Heard => machine.heard(now),
                Step::Lost => machine.disconnected(DisconnectReason::Lost("gone".to_owned()), now),
                Step::Leave => machine.leave(now),
            }
            if let Some(next) = machine.next_timeout(now) {
                // What is due is dealt with at once.
                machine.handle_timeout(next.max(now));
            }
            answered.extend(machine.take_answers().into_iter().map(|(waiting, _)| waiting));
            ends += machine.take_news().iter().filter(|news| matches!(news, News::PingTimeout(_) | News::ServerDisconnect(_))).count();
        }
        machine.disconnected(DisconnectReason::Lost("gone".to_owned()), now);
        answered.extend(machine.take_answers().into_iter().map(|(waiting, _)| waiting));
        ends += machine.take_news().iter().filter(|news| matches!(news, News::PingTimeout(_) | News::ServerDisconnect(_))).count();
        answered.sort_unstable();
        prop_assert_eq!(answered, (0..asked).collect::<Vec<_>>());
        prop_assert!(ends <= 1, "{} ends", ends);
        prop_assert!(machine.over().is_some() && machine.next_timeout(now).is_none());
        prop_assert!(machine.refusal().is_some());
        // A stop and a goodbye at most.
        let last = std::iter::from_fn(|| machine.transmit(now)).count();
        prop_assert!(last <= 2, "{} frames", last);
        prop_assert_eq!(machine.devices().len(), 0);
    }
}

#[test]
fn a_read_is_answered_by_a_reading_alone() {
    use vigil_core::message::{InputAction, InputKind};
    let (mut machine, now) = active(0, None);
    let read = ClientMessage::Device(Command::Input {
        device: 0,
        feature: 0,
        kind: InputKind::Battery,
        action: InputAction::Read,
    });
    machine.call(vec![(read.clone(), 1)], 0, now).unwrap();
    machine.call(vec![(read, 2)], 0, now).unwrap();
    machine.receive(
        r#"[{"InputReading":{"Id":3,"DeviceIndex":0,"FeatureIndex":0,"Reading":{"Battery":{"Value":7}}}},{"Ok":{"Id":4}}]"#,
        now,
    );
    let answers = machine.take_answers();
    assert_eq!(
        answers,
        [(1, Ok(Answer::Reading(7))), (2, Err(CallError::UnexpectedAnswer))]
    );
}
