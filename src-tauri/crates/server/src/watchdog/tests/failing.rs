//! The watchdog itself panics, hangs or is ended.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::runtime::Handle;
use vigil_clock::Clock;
use vigil_core::{session::EndCause, time::Moment};

use super::{
    super::{Fatal, Watchdog},
    Notes, PATIENCE, Rig, Told, ms, program, strength, vibrate, wait_until, watch_of, with_a_toy,
};
use crate::timeouts;

/// How often the clock of the next test still panics, on the watchdog's thread.
static CLOCK_FAILS: AtomicU64 = AtomicU64::new(0);

/// How often it is read by that thread before it does.
static CLOCK_HOLDS: AtomicU64 = AtomicU64::new(0);

fn failing_clock() -> Moment {
    let holds = || CLOCK_HOLDS.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
    if std::thread::current().name() == Some("vigil-watchdog") && holds().is_err() {
        let fails = CLOCK_FAILS.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        assert!(fails.is_err(), "a defect in the watchdog");
    }
    Clock::system().now()
}

/// At least: the next look reads it, too.
const READS_OF_A_LOOK: u64 = 4;

#[tokio::test(flavor = "multi_thread")]
async fn s5_a_watchdog_that_panics_stops_everything_and_goes_on() {
    let devices = with_a_toy(Handle::current());
    let (alarm, told) = Notes::new();
    let clock = Clock::from_fn(failing_clock);
    let watchdog = Watchdog::start(clock, devices.clone(), &Handle::current(), alarm).unwrap();
    let (watched, _program, _late) = program(&devices, 1);
    watched.deadlines.begin(watch_of(ms(60_000)), Clock::system().now());
    watchdog.watch(watched.clone());
    // Wherever in a look it is.
    for reads in 0..READS_OF_A_LOOK {
        CLOCK_HOLDS.store(reads, Ordering::SeqCst);
        CLOCK_FAILS.store(1, Ordering::SeqCst);
        let told = told.recv_timeout(PATIENCE).unwrap();
        assert!(matches!(told, Told::Panicked(_)), "after {reads} reads: {told:?}");
    }
    vibrate(&devices, &watched, 5).unwrap();
    wait_until("the output", || strength(&devices) == 5);
    CLOCK_FAILS.store(2, Ordering::SeqCst);
    let Told::Panicked(stops) = told.recv_timeout(PATIENCE).unwrap() else {
        panic!("the app was not told");
    };
    assert!(stops.iter().any(|stop| stop.was_moving));
    wait_until("the stop", || strength(&devices) == 0);
    // The watch goes on.
    watched.deadlines.begin(watch_of(ms(500)), Clock::system().now());
    watchdog.rearm();
    let verdict = watched.verdict().await;
    assert!(matches!(verdict.cause, EndCause::PingTimeout { .. }));
    CLOCK_FAILS.store(u64::MAX, Ordering::SeqCst);
    let gone = std::iter::from_fn(|| told.recv_timeout(PATIENCE).ok()).find_map(|told| match told {
        Told::Fatal(cause) => Some(cause),
        _ => None,
    });
    assert_eq!(
        gone,
        Some(Fatal::WatchdogGone),
        "one that fails at every look watches nothing"
    );
    CLOCK_FAILS.store(0, Ordering::SeqCst);
}

#[test]
fn s5_a_watchdog_that_hangs_is_noticed_by_the_runtimes() {
    let rig = Rig::new();
    let _watched = rig.moving();
    let hung = rig.watchdog.hang();
    assert!(matches!(rig.told(), Told::Fatal(Fatal::WatchdogGone)));
    drop(hung);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watchdog_that_is_ended_is_not_gone() {
    let devices = with_a_toy(Handle::current());
    let (alarm, told) = Notes::new();
    let watchdog = Watchdog::start(Clock::system(), devices.clone(), &Handle::current(), alarm).unwrap();
    let (watched, _program, _late) = program(&devices, 1);
    watchdog.watch(watched);
    watchdog.stop();
    assert!(told.recv_timeout(timeouts::WATCHDOG_GONE + ms(500)).is_err());
}
