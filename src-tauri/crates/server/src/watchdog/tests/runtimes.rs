//! The sessions' or the toys' runtime stands still, or the whole computer slept.

// Of constants.
#![allow(clippy::unchecked_time_subtraction)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc as blocking,
    },
    time::Duration,
};

use tokio::runtime::{Handle, Runtime};
use vigil_clock::Clock;
use vigil_core::{lease::SessionId, session::EndCause, time::Moment};

use super::{
    super::{Fatal, Standstill, Watchdog},
    Notes, PATIENCE, Rig, Told, ms, program, strength, vibrate, wait_until, watch_of, with_a_toy,
};
use crate::timeouts;

/// How far the clock of the next test is ahead of the system's, in nanoseconds.
static ASLEEP: AtomicU64 = AtomicU64::new(0);

fn clock_that_slept() -> Moment {
    Clock::system().now() + Duration::from_nanos(ASLEEP.load(Ordering::SeqCst))
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_time_that_the_computer_slept_counts_though_timers_stood_still() {
    let clock = Clock::from_fn(clock_that_slept);
    let devices = with_a_toy(Handle::current());
    let (alarm, told) = Notes::new();
    let watchdog = Watchdog::start(clock, devices.clone(), &Handle::current(), alarm).unwrap();
    let (watched, _program, _late) = program(&devices, 1);
    watched.deadlines.begin(watch_of(ms(600_000)), clock.now());
    watchdog.watch(watched.clone());
    // Not before it is asleep.
    let before = clock.now();
    wait_until("a look", || watchdog.looked() > before);
    let begun = Clock::system().now();
    ASLEEP.store(3_600_000_000_000, Ordering::SeqCst);
    let verdict = watched.verdict().await;
    assert!(matches!(verdict.cause, EndCause::PingTimeout { .. }));
    assert!(Clock::system().now() - begun < timeouts::WATCHDOG_TICK + ms(500));
    let Told::Stalled(stall) = told.recv_timeout(PATIENCE).unwrap() else {
        panic!("the app was not told that all of Vigil stood still");
    };
    assert_eq!(stall.what, Standstill::Vigil);
    assert!(
        told.recv_timeout(timeouts::RUNTIME_STALL + ms(500)).is_err(),
        "the runtimes are well, and nothing is fatal"
    );
}

/// The only worker of this runtime does nothing until the sender is dropped.
fn block(runtime: &Runtime) -> blocking::SyncSender<()> {
    let (release, released) = blocking::sync_channel::<()>(0);
    let (begun, has_begun) = blocking::sync_channel(0);
    runtime.spawn(async move {
        begun.send(()).unwrap();
        // An error is what is waited for.
        let _ = released.recv();
    });
    has_begun.recv().unwrap();
    release
}

#[test]
fn s5_the_sessions_runtime_stands_still_and_every_toy_stops() {
    let rig = Rig::new();
    let watched = rig.moving();
    let begun = Clock::system().now();
    let release = block(&rig.sessions);
    let Told::Stalled(stall) = rig.told() else {
        panic!("a stall comes first");
    };
    let noticed = Clock::system().now() - begun;
    assert_eq!(stall.what, Standstill::Sessions);
    assert!(stall.stops.iter().any(|stop| stop.was_moving));
    // The last tick was some time before.
    assert!(
        noticed >= timeouts::RUNTIME_STALL - 2 * timeouts::RUNTIME_TICK,
        "{noticed:?}"
    );
    println!("noticed {noticed:?} after the runtime was blocked");
    // The toys' runtime is well, and writes it.
    wait_until("the stop", || strength(&rig.devices) == 0);
    drop(release);
    assert!(matches!(rig.told(), Told::Recovered(Standstill::Sessions)));
    assert!(watched.lease.holds(), "nothing is held; the program may go on");
    vibrate(&rig.devices, &watched, 3).unwrap();
    wait_until("the next output", || strength(&rig.devices) == 3);
}

#[test]
fn s5_the_toys_runtime_stands_still_while_a_toy_moves_and_the_process_has_to_end() {
    let rig = Rig::new();
    let _watched = rig.moving();
    let _release = block(&rig.toys);
    let Told::Stalled(stall) = rig.told() else {
        panic!("a stall comes first");
    };
    assert_eq!(stall.what, Standstill::Toys);
    assert!(matches!(rig.told(), Told::Fatal(Fatal::ToysStalled { .. })));
}

#[test]
fn s5_the_toys_runtime_is_watched_beyond_the_end_of_the_last_session() {
    let rig = Rig::new();
    let watched = rig.moving();
    let _release = block(&rig.toys);
    // The program leaves; its stop is never written.
    drop(watched.stop_toys(false));
    rig.watchdog.forget(SessionId(1));
    assert!(matches!(rig.told(), Told::Stalled(_)));
    assert!(matches!(rig.told(), Told::Fatal(Fatal::ToysStalled { .. })));
}

#[test]
fn s5_the_toys_runtime_is_watched_after_a_session_that_the_watchdog_never_saw() {
    let rig = Rig::new();
    let (watched, _program, _late) = program(&rig.devices, 1);
    vibrate(&rig.devices, &watched, 9).unwrap();
    wait_until("the output", || strength(&rig.devices) == 9);
    let _release = block(&rig.toys);
    // The session comes and goes while the watchdog waits for its turn.
    rig.watchdog.watch_and_forget(watched.clone());
    drop(watched.stop_toys(false));
    assert!(matches!(rig.told(), Told::Stalled(_)));
    assert!(matches!(rig.told(), Told::Fatal(Fatal::ToysStalled { .. })));
}

#[test]
fn a_toys_runtime_that_stands_still_while_nothing_moves_is_not_fatal() {
    let rig = Rig::new();
    let (watched, _program, _late) = program(&rig.devices, 1);
    rig.watchdog.watch(watched);
    let release = block(&rig.toys);
    assert!(matches!(rig.told(), Told::Stalled(_)));
    drop(release);
    assert!(matches!(rig.told(), Told::Recovered(Standstill::Toys)));
}

#[test]
fn s6_runtimes_on_a_busy_machine_do_not_stand_still() {
    let rig = Rig::new();
    let watched = rig.moving();
    let done = Arc::new(AtomicBool::new(false));
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let busy: Vec<_> = (0..cores * 4)
        .map(|_| {
            let done = done.clone();
            std::thread::spawn(move || while !done.load(Ordering::Relaxed) {})
        })
        .collect();
    let quiet = rig.told.recv_timeout(timeouts::RUNTIME_STALL * 3);
    done.store(true, Ordering::Relaxed);
    for thread in busy {
        thread.join().unwrap();
    }
    assert!(quiet.is_err(), "{quiet:?}");
    assert!(watched.lease.holds());
}
