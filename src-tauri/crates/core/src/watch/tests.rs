//! The judgement in virtual time, without a socket or a thread.

// Of constants.
#![allow(clippy::unchecked_time_subtraction)]

use std::time::Duration;

use proptest::prelude::*;

use super::{Deadlines, Inbox, Judge, Judgement, Pinged};
use crate::{
    limits,
    policy::{Watch, WatchMode},
    session::EndCause,
    time::Moment,
};

const START: Moment = Moment::from_nanos(5_000_000_000_000);
const LIMIT: Duration = Duration::from_secs(1);
const CONNECTION: Duration = Duration::from_secs(10);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// One watched session and its clock.
struct Rig {
    judge: Judge,
    deadlines: Deadlines,
    inbox: Inbox,
}

impl Rig {
    /// The handshake is at [`START`].
    fn new() -> Self {
        Self::with(WatchMode::Required { limit: LIMIT })
    }

    fn with(mode: WatchMode) -> Self {
        let deadlines = Deadlines::new();
        let connection_limit = CONNECTION;
        deadlines.begin(Watch { mode, connection_limit }, START);
        Self {
            judge: Judge::default(),
            deadlines,
            inbox: Inbox {
                messages: 0,
                pending: false,
                drained_at: START,
            },
        }
    }

    fn judge(&mut self, after: Duration) -> Judgement {
        let inbox = self.inbox;
        self.judge.judge(START + after, &self.deadlines, || inbox)
    }

    fn ping(&self, after: Duration) -> bool {
        matches!(self.deadlines.ping(START + after), Pinged::Accepted { .. })
    }

    fn in_time(&mut self, after: Duration) -> bool {
        matches!(self.judge(after), Judgement::InTime(_))
    }

    fn in_doubt(&mut self, after: Duration) -> bool {
        matches!(self.judge(after), Judgement::Doubt(_))
    }

    #[track_caller]
    fn over(&mut self, after: Duration) -> EndCause {
        match self.judge(after) {
            Judgement::Over(verdict) => verdict.cause,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn s2_s6_at_the_deadline_and_not_before() {
    let mut rig = Rig::new();
    assert_eq!(
        rig.judge(LIMIT - Duration::from_nanos(1)),
        Judgement::InTime(Some(START + LIMIT))
    );
    assert_eq!(
        rig.over(LIMIT),
        EndCause::PingTimeout {
            silent: LIMIT,
            limit: LIMIT,
            ever_pinged: false
        }
    );
    assert_eq!(rig.deadlines.ping(START + LIMIT), Pinged::TooLate);
    assert_eq!(rig.judge(LIMIT + ms(1)), Judgement::InTime(None), "once");
}

#[test]
fn a_ping_moves_the_deadline() {
    let mut rig = Rig::new();
    assert!(rig.ping(ms(900)));
    assert!(rig.in_time(ms(1899)));
    assert!(matches!(
        rig.over(ms(1900)),
        EndCause::PingTimeout { ever_pinged: true, .. }
    ));
}

#[test]
fn s6_what_lies_unread_at_the_deadline_may_be_the_ping() {
    let mut rig = Rig::new();
    rig.inbox.pending = true;
    assert_eq!(rig.judge(LIMIT), Judgement::Doubt(START + LIMIT + limits::UNREAD_GRACE));
    assert!(rig.in_doubt(LIMIT + ms(5)), "within the grace nothing is stopped");
    assert!(rig.ping(LIMIT + ms(5)));
    assert!(rig.in_time(LIMIT + ms(6)));
    assert!(rig.in_time(LIMIT + ms(500)));
}

#[test]
fn s2_s6_where_vigil_cannot_read_the_toys_stop_but_the_session_waits() {
    let mut rig = Rig::new();
    rig.inbox.pending = true;
    assert!(rig.in_doubt(LIMIT));
    let due = START + LIMIT;
    let again = due + limits::STALLED_LIMIT;
    assert_eq!(
        rig.judge(LIMIT + limits::UNREAD_GRACE),
        Judgement::StopToys { due, again }
    );
    assert_eq!(rig.judge(LIMIT + ms(1000)), Judgement::Doubt(again), "stopped once");
    assert!(rig.in_doubt(LIMIT + limits::STALLED_LIMIT - ms(1)));
    assert_eq!(
        rig.over(LIMIT + limits::STALLED_LIMIT),
        EndCause::VigilLate {
            late: limits::STALLED_LIMIT
        }
    );
}

#[test]
fn what_was_read_after_the_deadline_without_a_ping_in_it_ends_the_session_at_once() {
    let mut rig = Rig::new();
    rig.inbox.pending = true;
    assert!(rig.in_doubt(LIMIT));
    rig.inbox.drained_at = START + LIMIT + ms(1);
    assert!(matches!(rig.over(LIMIT + ms(2)), EndCause::PingTimeout { .. }));
}

#[test]
fn a_program_that_sends_everything_but_pings_is_out() {
    let mut rig = Rig::new();
    rig.inbox.pending = true;
    let mut after = LIMIT;
    while !matches!(rig.judge(after), Judgement::Over(_)) {
        rig.inbox.messages += 1;
        after += ms(10);
        assert!(after < LIMIT + ms(300));
    }
    assert!(after >= LIMIT + limits::FLOOD_LIMIT);
}

#[test]
fn s6_a_vigil_that_stood_still_as_a_whole_reads_on_before_it_judges() {
    // It comes back long after the deadline; a Ping lies behind other messages.
    let mut rig = Rig::new();
    rig.inbox.pending = true;
    let back = LIMIT + ms(20_000);
    assert!(matches!(rig.judge(back), Judgement::StopToys { .. }), "toys first");
    rig.inbox.messages += 1;
    assert!(rig.in_doubt(back + ms(1)), "one message was read, and not yet all");
    assert!(rig.ping(back + ms(2)));
    assert!(rig.in_time(back + ms(3)));
}

#[test]
fn after_a_computer_slept_a_program_of_which_nothing_lies_there_is_out_at_once() {
    let mut rig = Rig::new();
    assert!(matches!(rig.over(ms(8 * 3_600_000)), EndCause::PingTimeout { .. }));
}

#[test]
fn s5_a_connection_that_answers_no_heartbeat() {
    let mut rig = Rig::with(WatchMode::Off);
    assert!(rig.in_time(ms(500_000)), "nobody asked for a sign of life");
    rig.deadlines.heartbeat_sent(START, START);
    rig.deadlines.heartbeat_sent(START, START + ms(2500));
    assert!(rig.in_time(CONNECTION - ms(1)));
    assert_eq!(
        rig.over(CONNECTION),
        EndCause::ConnectionSilent {
            silent: CONNECTION,
            limit: CONNECTION
        }
    );
    assert!(!rig.ping(CONNECTION), "a ping after the verdict gets no Ok");
}

#[test]
fn s6_a_heartbeat_that_was_answered_is_not_due() {
    let mut rig = Rig::with(WatchMode::Off);
    rig.deadlines.heartbeat_sent(START, START);
    rig.deadlines.heard();
    assert!(rig.in_time(ms(500_000)));
    // The next one has most of the limit, however long ago anything was heard.
    rig.deadlines.heartbeat_sent(START, START + ms(500_000));
    assert!(rig.in_time(ms(500_000) + CONNECTION * 3 / 4 - ms(1)));
    assert!(matches!(
        rig.over(ms(500_000) + CONNECTION * 3 / 4),
        EndCause::ConnectionSilent { .. }
    ));
}

#[test]
fn toys_that_were_stopped_for_the_heartbeat_are_not_stopped_again_for_the_ping() {
    let mut rig = Rig::with(WatchMode::Required { limit: CONNECTION });
    rig.deadlines.heartbeat_sent(START, START);
    rig.deadlines.ping(START + ms(1));
    rig.inbox.pending = true;
    assert!(matches!(rig.judge(CONNECTION + ms(10)), Judgement::StopToys { .. }));
    rig.deadlines.heard();
    assert!(rig.in_doubt(CONNECTION + ms(11)));
}

#[test]
fn without_a_deadline_nothing_is_due() {
    let mut rig = Rig::with(WatchMode::Exempt);
    assert_eq!(rig.judge(ms(u64::from(u32::MAX))), Judgement::InTime(None));
    assert!(rig.ping(ms(5)));
    assert_eq!(rig.judge(ms(u64::from(u32::MAX))), Judgement::InTime(None));
}

/// What happens next to a session that is watched.
#[derive(Debug, Clone)]
enum Step {
    Pass(Duration),
    /// The watchdog looks.
    Look,
    /// The program sends its Ping, which then lies unread.
    SendPing,
    /// The program sends something else.
    SendOther,
    /// Vigil reads the next message.
    Read,
    Heartbeat,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => prop_oneof![0..2_000_000u64, 0..1_200_000_000u64].prop_map(|nanos| Step::Pass(Duration::from_nanos(nanos))),
        6 => Just(Step::Look),
        2 => Just(Step::SendPing),
        1 => Just(Step::SendOther),
        4 => Just(Step::Read),
        1 => Just(Step::Heartbeat),
    ]
}

/// The socket and the clock, beside the judge.
struct World {
    rig: Rig,
    now: Moment,
    /// What lies unread: pings are true.
    unread: std::collections::VecDeque<bool>,
    /// When the deadline was moved the last time.
    moved: Moment,
    heard: Moment,
    over: Option<(Moment, EndCause)>,
}

impl World {
    fn new(mode: WatchMode) -> Self {
        Self {
            rig: Rig::with(mode),
            now: START,
            unread: std::collections::VecDeque::new(),
            moved: START,
            heard: START,
            over: None,
        }
    }

    fn look(&mut self) -> Judgement {
        self.rig.inbox.pending = !self.unread.is_empty();
        let inbox = self.rig.inbox;
        let judgement = self.rig.judge.judge(self.now, &self.rig.deadlines, || inbox);
        if let Judgement::Over(verdict) = &judgement {
            self.over = Some((self.now, verdict.cause.clone()));
        }
        judgement
    }

    /// Reads one message, if any. True if it was a Ping that was accepted.
    fn read(&mut self) -> bool {
        let Some(ping) = self.unread.pop_front() else {
            self.rig.inbox.drained_at = self.now;
            return false;
        };
        self.rig.inbox.messages += 1;
        self.heard = self.now;
        self.rig.deadlines.heard();
        let accepted = ping && matches!(self.rig.deadlines.ping(self.now), Pinged::Accepted { .. });
        if accepted {
            self.moved = self.now;
        }
        if self.unread.is_empty() {
            self.rig.inbox.drained_at = self.now;
        }
        accepted
    }

    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::Pass(time) => self.now = self.now + *time,
            Step::SendPing => self.unread.push_back(true),
            Step::SendOther => self.unread.push_back(false),
            Step::Heartbeat => self.rig.deadlines.heartbeat_sent(self.heard, self.now),
            Step::Read => {
                let over = self.over.is_some();
                let accepted = self.read();
                prop_assert!(!(over && accepted), "after the verdict no Ping is accepted");
            }
            Step::Look => {
                let before = self.over.is_some();
                let judgement = self.look();
                if before {
                    prop_assert_eq!(judgement, Judgement::InTime(None), "a session ends once");
                    return Ok(());
                }
                if let Judgement::Over(verdict) = judgement {
                    match verdict.cause {
                        EndCause::PingTimeout { silent, .. } => {
                            prop_assert!(self.now - self.moved >= LIMIT, "never early");
                            prop_assert!(silent >= LIMIT);
                        }
                        EndCause::ConnectionSilent { .. } => {
                            prop_assert!(self.now - self.heard >= CONNECTION, "never early");
                        }
                        EndCause::VigilLate { late } => {
                            prop_assert!(late >= limits::STALLED_LIMIT);
                            prop_assert!(!self.unread.is_empty());
                        }
                        other => prop_assert!(false, "{other:?}"),
                    }
                }
            }
        }
        Ok(())
    }
}

fn mode() -> impl Strategy<Value = WatchMode> {
    prop_oneof![
        Just(WatchMode::Off),
        Just(WatchMode::Exempt),
        Just(WatchMode::Required { limit: LIMIT }),
        Just(WatchMode::WhereSupported { limit: LIMIT }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn s6_never_early_and_a_ping_that_won_is_never_followed_by_its_timeout(
        mode in mode(),
        steps in prop::collection::vec(step(), 1..200),
    ) {
        let mut world = World::new(mode);
        for step in &steps {
            world.step(step)?;
        }
    }

    /// Whatever the program sends but pings, and however Vigil reads it: it is over within bounds, and toys were
    /// stopped within the grace.
    #[test]
    fn s2_always_over_within_bounds(
        looks in prop::collection::vec((1..20u64, 0..4usize, 0..4usize), 2_000),
    ) {
        let mut world = World::new(WatchMode::Required { limit: LIMIT });
        let mut stopped = None;
        for (gap, sent, read) in looks {
            world.now = world.now + ms(gap);
            (0..sent).for_each(|_| world.unread.push_back(false));
            for _ in 0..read {
                world.read();
            }
            match world.look() {
                Judgement::StopToys { .. } => stopped = Some(world.now),
                Judgement::Over(_) => break,
                Judgement::InTime(_) => prop_assert!(world.now < START + LIMIT),
                Judgement::Doubt(again) => prop_assert!(again > world.now, "it does not ask to be called in vain"),
            }
        }
        let Some((at, _)) = world.over else {
            return Err(TestCaseError::fail("never over"));
        };
        // One look more, of 20 ms at most each.
        prop_assert!(at <= START + LIMIT + limits::STALLED_LIMIT + ms(40));
        prop_assert!(stopped.unwrap_or(at) <= START + LIMIT + limits::UNREAD_GRACE + ms(20));
    }

    /// A Ping that was sent before the deadline and is read before Vigil counts as stalled keeps the session.
    #[test]
    fn s6_a_ping_that_lay_there_in_time_always_wins(
        // Before it, other messages; all are read within the patience, one look after the other.
        others in 0..200u64,
        first_look in 0..60_000u64,
        step_nanos in 1..1_200_000u64,
    ) {
        let mut world = World::new(WatchMode::Required { limit: LIMIT });
        (0..others).for_each(|_| world.unread.push_back(false));
        world.unread.push_back(true);
        world.now = START + LIMIT + ms(first_look);
        while !world.unread.is_empty() {
            prop_assert!(!matches!(world.look(), Judgement::Over(_)), "cut, though it pinged in time");
            world.read();
            world.now = world.now + Duration::from_nanos(step_nanos);
        }
        prop_assert!(world.over.is_none());
        prop_assert!(matches!(world.look(), Judgement::InTime(_)));
    }
}
