//! The thread and what follows from its looks. The judgement itself is tested in `vigil-core`, without a thread.
//!
//! | file | what it is about |
//! | --- | --- |
//! | `sessions` | what a verdict does to a session and its toys |
//! | `runtimes` | the sessions' or the toys' runtime stands still, or the computer slept |
//! | `failing` | the watchdog itself panics, hangs or is ended |

mod failing;
mod runtimes;
mod sessions;

use std::{
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, mpsc as blocking},
    time::Duration,
};

use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::mpsc,
};
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    message::{CommandError, FeatureOutput, Output, OutputKind},
    policy::{Watch, WatchMode},
};
use vigil_devices::{
    Devices, StopTicket,
    simulated::{SimulatedKind, SimulatedToy, describe},
};

use super::{Alarm, Fatal, Late, SocketInbox, Stall, Standstill, Watchdog, WatchedSession};

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
fn program(devices: &Devices, session: u64) -> (Arc<WatchedSession>, TcpStream, mpsc::Receiver<Late>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let program = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (socket, _) = listener.accept().unwrap();
    socket.set_nonblocking(true).unwrap();
    let (sender, late) = mpsc::channel(4);
    let lease = Lease::new(SessionId(session));
    let inbox = SocketInbox::new(socket);
    let watched = WatchedSession::manual(lease, Clock::system(), devices.clone()).of_program(inbox, sender, true);
    (Arc::new(watched), program, late)
}

fn vibrate(devices: &Devices, watched: &WatchedSession, value: i32) -> Result<(), CommandError> {
    let output = Output {
        kind: OutputKind::Vibrate,
        value,
        duration_ms: None,
    };
    devices.output(&watched.lease, 0, &[FeatureOutput { feature: 0, output }])
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
    fn moving(&self) -> Arc<WatchedSession> {
        let (watched, _program, _late) = program(&self.devices, 1);
        let mode = WatchMode::Off;
        let connection_limit = ms(60_000);
        watched
            .deadlines
            .begin(Watch { mode, connection_limit }, Clock::system().now());
        self.watchdog.watch(watched.clone());
        vibrate(&self.devices, &watched, 9).unwrap();
        wait_until("the output", || strength(&self.devices) == 9);
        watched
    }

    fn told(&self) -> Told {
        self.told.recv_timeout(PATIENCE).unwrap()
    }
}
