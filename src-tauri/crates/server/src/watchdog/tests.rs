//! The thread and what follows from its looks. The judgement itself is tested in `vigil-core`, without a thread.

// Of constants.
#![allow(clippy::unchecked_time_subtraction)]

use std::{
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc as blocking,
    },
    time::Duration,
};

use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::mpsc,
};
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId, Standing},
    limits,
    message::{CommandError, FeatureOutput, Output, OutputKind},
    policy::{Watch, WatchMode},
    session::EndCause,
    time::Moment,
    watch::Pinged,
};
use vigil_devices::{
    Devices, StopTicket,
    simulated::{SimulatedKind, SimulatedToy, describe},
};

use super::{
    Alarm, Fatal, Guarded, Late, SocketInbox, Stall, Standstill, Watchdog,
    look::{Entry, Sessions, judge_all},
};
use crate::timeouts;

const START: Moment = Moment::from_nanos(5_000_000_000_000);
const LIMIT: Duration = Duration::from_secs(1);
/// A loaded machine.
const PATIENCE: Duration = Duration::from_secs(20);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// What the app was told.
#[derive(Debug)]
enum Told {
    Stalled(Stall),
    Recovered(Standstill),
    Panicked(Vec<StopTicket>),
    Fatal(Fatal),
}

/// An app that takes note.
#[derive(Debug)]
struct Notes(Mutex<blocking::SyncSender<Told>>);

impl Notes {
    fn new() -> (Arc<Self>, blocking::Receiver<Told>) {
        let (sender, told) = blocking::sync_channel(64);
        (Arc::new(Self(Mutex::new(sender))), told)
    }

    fn note(&self, told: Told) {
        drop(self.0.lock().unwrap().try_send(told));
    }
}

impl Alarm for Notes {
    fn runtime_stalled(&self, stall: Stall) {
        self.note(Told::Stalled(stall));
    }

    fn runtime_recovered(&self, what: Standstill, _lasted: Duration) {
        self.note(Told::Recovered(what));
    }

    fn watchdog_panicked(&self, stops: Vec<StopTicket>) {
        self.note(Told::Panicked(stops));
    }

    fn fatal(&self, cause: Fatal) {
        self.note(Told::Fatal(cause));
    }
}

/// For tests that only lend it.
pub(crate) fn watchdog(devices: &Devices) -> Arc<Watchdog> {
    let (alarm, _) = Notes::new();
    Arc::new(Watchdog::start(Clock::system(), devices.clone(), &Handle::current(), alarm).unwrap())
}

fn watch_of(limit: Duration) -> Watch {
    Watch {
        mode: WatchMode::Required { limit },
        connection_limit: ms(60_000),
    }
}

/// A session and its socket's other end.
fn program(devices: &Devices, session: u64) -> (Arc<Guarded>, TcpStream, mpsc::Receiver<Late>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let program = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (socket, _) = listener.accept().unwrap();
    socket.set_nonblocking(true).unwrap();
    let (sender, late) = mpsc::channel(4);
    let lease = Lease::new(SessionId(session));
    let inbox = SocketInbox::new(socket);
    let guarded = Guarded::program(lease, inbox, sender, Clock::system(), devices.clone(), true);
    (Arc::new(guarded), program, late)
}

fn vibrate(devices: &Devices, guarded: &Guarded, value: i32) -> Result<(), CommandError> {
    let output = Output {
        kind: OutputKind::Vibrate,
        value,
        duration_ms: None,
    };
    devices.output(&guarded.lease, 0, &[FeatureOutput { feature: 0, output }])
}

fn with_a_toy(runtime: Handle) -> Devices {
    let devices = Devices::new(Clock::system(), runtime);
    let toy = Arc::new(SimulatedToy::default());
    devices.add(0, describe(SimulatedKind::Vibrator), toy).unwrap();
    devices
}

fn strength(devices: &Devices) -> i32 {
    devices.states()[0].outputs[0].value
}

#[track_caller]
fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let end = Clock::system().now() + PATIENCE;
    while !done() {
        assert!(Clock::system().now() < end, "{what} did not come");
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn between_the_deadline_and_the_verdict_the_lease_is_suspended() {
    let devices = with_a_toy(Handle::current());
    let (guarded, _program, mut late) = program(&devices, 1);
    guarded.deadlines.begin(watch_of(LIMIT), START);
    let inbox = guarded.inbox().unwrap();
    let mut sessions = Sessions::from([(SessionId(1), Entry::new(guarded.clone()))]);
    let mut look = |after: Duration| {
        let (findings, due) = judge_all(&mut sessions, START + after);
        findings.carry_out(&devices, Clock::system());
        due
    };
    assert_eq!(look(LIMIT - ms(1)), Some(START + LIMIT));
    assert_eq!(guarded.lease.standing(), Standing::Holds);
    inbox.begin();
    assert_eq!(look(LIMIT), Some(START + LIMIT + timeouts::UNREAD_RECHECK));
    assert_eq!(guarded.lease.standing(), Standing::Suspended);
    assert!(late.try_recv().is_err(), "within the grace nothing is stopped");

    // A ping that was accepted resumes it.
    assert!(matches!(
        guarded.deadlines.ping(START + LIMIT + ms(2)),
        Pinged::Accepted { .. }
    ));
    assert_eq!(look(LIMIT + ms(3)), Some(START + LIMIT + ms(2) + LIMIT));
    assert_eq!(guarded.lease.standing(), Standing::Holds);

    // The next one does not come: stopped, told once, and revoked in the end.
    let due = LIMIT + LIMIT + ms(2);
    look(due);
    look(due + limits::UNREAD_GRACE);
    assert!(late.try_recv().is_ok());
    look(due + ms(100));
    assert!(late.try_recv().is_err(), "told once");
    assert_eq!(guarded.lease.standing(), Standing::Suspended);
    look(due + limits::STALLED_LIMIT);
    assert_eq!(
        guarded.lease.standing(),
        Standing::Revoked,
        "the lease ends with the verdict, not with the connection"
    );
    let verdict = guarded.verdict().await;
    assert_eq!(verdict.due, START + due);
    assert!(matches!(verdict.cause, EndCause::VigilLate { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn outputs_of_a_suspended_lease_are_written_once_it_is_resumed() {
    let devices = with_a_toy(Handle::current());
    let (guarded, _program, _late) = program(&devices, 1);
    guarded.deadlines.begin(watch_of(LIMIT), START);
    guarded.inbox().unwrap().begin();
    let mut sessions = Sessions::from([(SessionId(1), Entry::new(guarded.clone()))]);
    judge_all(&mut sessions, START + LIMIT)
        .0
        .carry_out(&devices, Clock::system());
    vibrate(&devices, &guarded, 7).unwrap();
    guarded.deadlines.ping(START + LIMIT + ms(1));
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
    let (guarded, _program, _late) = program(&devices, 1);
    watchdog.watch(guarded.clone());
    let begun = clock.now();
    guarded.deadlines.begin(watch_of(ms(60)), begun);
    watchdog.rearm();
    let verdict = guarded.verdict().await;
    assert_eq!(verdict.due, begun + ms(60));
    assert!(verdict.stopped_at >= verdict.due, "never early");
    assert!(verdict.stopped_at - verdict.due < ms(500), "{:?}", verdict.stopped_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_watchdog_watches_sessions_that_come_and_go() {
    let devices = with_a_toy(Handle::current());
    let watchdog = watchdog(&devices);
    for session in 1..4 {
        let (guarded, _program, _late) = program(&devices, session);
        guarded.deadlines.begin(watch_of(ms(30)), Clock::system().now());
        watchdog.watch(guarded.clone());
        guarded.verdict().await;
    }
    assert!(watchdog.is_watching_nothing());
}

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
    let (guarded, _program, _late) = program(&devices, 1);
    guarded.deadlines.begin(watch_of(ms(600_000)), clock.now());
    watchdog.watch(guarded.clone());
    // Not before it is asleep.
    wait_until("a look", || watchdog.looks() > 1);
    let begun = Clock::system().now();
    ASLEEP.store(3_600_000_000_000, Ordering::SeqCst);
    let verdict = guarded.verdict().await;
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

/// Sessions and toys, each on a runtime that can be made to stand still.
struct Rig {
    sessions: Runtime,
    toys: Runtime,
    devices: Devices,
    told: blocking::Receiver<Told>,
    watchdog: Watchdog,
}

impl Rig {
    fn new() -> Self {
        let runtime = || {
            Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .unwrap()
        };
        let (sessions, toys) = (runtime(), runtime());
        let devices = with_a_toy(toys.handle().clone());
        let (alarm, told) = Notes::new();
        let watchdog = Watchdog::start(Clock::system(), devices.clone(), sessions.handle(), alarm).unwrap();
        Self {
            sessions,
            toys,
            devices,
            told,
            watchdog,
        }
    }

    /// A program without a limit that moves the toy.
    fn moving(&self) -> Arc<Guarded> {
        let (guarded, _program, _late) = program(&self.devices, 1);
        let mode = WatchMode::Off;
        let connection_limit = ms(60_000);
        guarded
            .deadlines
            .begin(Watch { mode, connection_limit }, Clock::system().now());
        self.watchdog.watch(guarded.clone());
        vibrate(&self.devices, &guarded, 9).unwrap();
        wait_until("the output", || strength(&self.devices) == 9);
        guarded
    }

    fn told(&self) -> Told {
        self.told.recv_timeout(PATIENCE).unwrap()
    }
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
    let guarded = rig.moving();
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
    assert!(guarded.lease.holds(), "nothing is held; the program may go on");
    vibrate(&rig.devices, &guarded, 3).unwrap();
    wait_until("the next output", || strength(&rig.devices) == 3);
}

#[test]
fn s5_the_toys_runtime_stands_still_while_a_toy_moves_and_the_process_has_to_end() {
    let rig = Rig::new();
    let _guarded = rig.moving();
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
    let guarded = rig.moving();
    let _release = block(&rig.toys);
    // The program leaves; its stop is never written.
    drop(guarded.stop_toys(false));
    rig.watchdog.forget(SessionId(1));
    assert!(matches!(rig.told(), Told::Stalled(_)));
    assert!(matches!(rig.told(), Told::Fatal(Fatal::ToysStalled { .. })));
}

#[test]
fn a_toys_runtime_that_stands_still_while_nothing_moves_is_not_fatal() {
    let rig = Rig::new();
    let (guarded, _program, _late) = program(&rig.devices, 1);
    rig.watchdog.watch(guarded);
    let release = block(&rig.toys);
    assert!(matches!(rig.told(), Told::Stalled(_)));
    drop(release);
    assert!(matches!(rig.told(), Told::Recovered(Standstill::Toys)));
}

#[test]
fn s6_runtimes_on_a_busy_machine_do_not_stand_still() {
    let rig = Rig::new();
    let guarded = rig.moving();
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
    assert!(guarded.lease.holds());
}

/// Whether the clock of the next test panics.
static CLOCK_FAILS: AtomicU64 = AtomicU64::new(0);

fn failing_clock() -> Moment {
    let fails = CLOCK_FAILS.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
    assert!(
        fails.is_err() || std::thread::current().name() != Some("vigil-watchdog"),
        "a defect in the watchdog"
    );
    Clock::system().now()
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_a_watchdog_that_panics_stops_everything_and_goes_on() {
    let devices = with_a_toy(Handle::current());
    let (alarm, told) = Notes::new();
    let clock = Clock::from_fn(failing_clock);
    let watchdog = Watchdog::start(clock, devices.clone(), &Handle::current(), alarm).unwrap();
    let (guarded, _program, _late) = program(&devices, 1);
    guarded.deadlines.begin(watch_of(ms(1500)), Clock::system().now());
    watchdog.watch(guarded.clone());
    vibrate(&devices, &guarded, 5).unwrap();
    wait_until("the output", || strength(&devices) == 5);
    CLOCK_FAILS.store(2, Ordering::SeqCst);
    let Told::Panicked(stops) = told.recv_timeout(PATIENCE).unwrap() else {
        panic!("the app was not told");
    };
    assert!(stops.iter().any(|stop| stop.was_moving));
    wait_until("the stop", || strength(&devices) == 0);
    // The watch goes on.
    let verdict = guarded.verdict().await;
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
    let _guarded = rig.moving();
    let hung = rig.watchdog.hang();
    assert!(matches!(rig.told(), Told::Fatal(Fatal::WatchdogGone)));
    drop(hung);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watchdog_that_is_ended_is_not_gone() {
    let devices = with_a_toy(Handle::current());
    let (alarm, told) = Notes::new();
    let watchdog = Watchdog::start(Clock::system(), devices.clone(), &Handle::current(), alarm).unwrap();
    let (guarded, _program, _late) = program(&devices, 1);
    watchdog.watch(guarded);
    watchdog.stop();
    assert!(told.recv_timeout(timeouts::WATCHDOG_GONE + ms(500)).is_err());
}
