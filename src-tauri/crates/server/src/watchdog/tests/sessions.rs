//! What a verdict does to a session and its toys.

// Of constants.
#![allow(clippy::unchecked_time_subtraction)]

use std::time::Duration;

use tokio::runtime::Handle;
use vigil_clock::Clock;
use vigil_core::{
    lease::{SessionId, Standing},
    limits,
    session::EndCause,
    time::Moment,
    watch::Pinged,
};

use super::{
    super::look::{Entry, Sessions, judge_all},
    ms, program, strength, vibrate, wait_until, watch_of, watchdog, with_a_toy,
};
use crate::timeouts;

const START: Moment = Moment::from_nanos(5_000_000_000_000);
const LIMIT: Duration = Duration::from_secs(1);

#[tokio::test]
async fn between_the_deadline_and_the_verdict_the_lease_is_suspended() {
    let devices = with_a_toy(Handle::current());
    let (watched, _program, mut late) = program(&devices, 1);
    watched.deadlines.begin(watch_of(LIMIT), START);
    let inbox = watched.inbox().unwrap();
    let mut sessions = Sessions::from([(SessionId(1), Entry::new(watched.clone()))]);
    let mut look = |after: Duration| {
        let (findings, due) = judge_all(&mut sessions, START + after);
        findings.carry_out(&devices, Clock::system());
        due
    };
    assert_eq!(look(LIMIT - ms(1)), Some(START + LIMIT));
    assert_eq!(watched.lease.standing(), Standing::Holds);
    inbox.begin();
    assert_eq!(look(LIMIT), Some(START + LIMIT + timeouts::UNREAD_RECHECK));
    assert_eq!(watched.lease.standing(), Standing::Suspended);
    assert!(late.try_recv().is_err(), "within the grace nothing is stopped");

    // A ping that was accepted resumes it.
    assert!(matches!(
        watched.deadlines.ping(START + LIMIT + ms(2)),
        Pinged::Accepted { .. }
    ));
    assert_eq!(look(LIMIT + ms(3)), Some(START + LIMIT + ms(2) + LIMIT));
    assert_eq!(watched.lease.standing(), Standing::Holds);

    // The next one does not come: stopped, told once, and revoked in the end.
    let due = LIMIT + LIMIT + ms(2);
    look(due);
    look(due + limits::UNREAD_GRACE);
    assert!(late.try_recv().is_ok());
    look(due + ms(100));
    assert!(late.try_recv().is_err(), "told once");
    assert_eq!(watched.lease.standing(), Standing::Suspended);
    look(due + limits::STALLED_LIMIT);
    assert_eq!(
        watched.lease.standing(),
        Standing::Revoked,
        "the lease ends with the verdict, not with the connection"
    );
    let verdict = watched.verdict().await;
    assert_eq!(verdict.due, START + due);
    assert!(matches!(verdict.cause, EndCause::VigilLate { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn outputs_of_a_suspended_lease_are_written_once_it_is_resumed() {
    let devices = with_a_toy(Handle::current());
    let (watched, _program, _late) = program(&devices, 1);
    watched.deadlines.begin(watch_of(LIMIT), START);
    watched.inbox().unwrap().begin();
    let mut sessions = Sessions::from([(SessionId(1), Entry::new(watched.clone()))]);
    judge_all(&mut sessions, START + LIMIT)
        .0
        .carry_out(&devices, Clock::system());
    vibrate(&devices, &watched, 7).unwrap();
    watched.deadlines.ping(START + LIMIT + ms(1));
    judge_all(&mut sessions, START + LIMIT + ms(2))
        .0
        .carry_out(&devices, Clock::system());
    wait_until("the output", || strength(&devices) == 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn s2_the_thread_wakes_by_itself_and_for_deadlines_that_are_switched_on_later() {
    let clock = Clock::system();
    let devices = with_a_toy(Handle::current());
    let watchdog = watchdog(&devices);
    let (watched, _program, _late) = program(&devices, 1);
    watchdog.watch(watched.clone());
    let begun = clock.now();
    watched.deadlines.begin(watch_of(ms(60)), begun);
    watchdog.rearm();
    let verdict = watched.verdict().await;
    assert_eq!(verdict.due, begun + ms(60));
    assert!(verdict.stopped_at >= verdict.due, "never early");
    assert!(verdict.stopped_at - verdict.due < ms(500), "{:?}", verdict.stopped_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_watchdog_watches_sessions_that_come_and_go() {
    let devices = with_a_toy(Handle::current());
    let watchdog = watchdog(&devices);
    for session in 1..4 {
        let (watched, _program, _late) = program(&devices, session);
        watched.deadlines.begin(watch_of(ms(30)), Clock::system().now());
        watchdog.watch(watched.clone());
        watched.verdict().await;
    }
    assert!(watchdog.is_watching_nothing());
}
