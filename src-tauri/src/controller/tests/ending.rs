//! The disk hangs, or the controller itself fails: toys are stopped all the same.

use std::{
    fs,
    path::Path,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{SyncSender, sync_channel},
    },
};

use tokio::{runtime::Handle, sync::broadcast, task::JoinHandle};
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    message::{FeatureOutput, Output, OutputKind},
    time::Moment,
};
use vigil_devices::{
    Devices,
    simulated::{SimulatedKind as Simulated, SimulatedToy, describe},
};
use vigil_server::Watchdog;

use super::*;
use crate::{
    alarm::AppAlarm,
    controller::{Context, Controller, Requester, Storage, requests},
    ending::Cause,
    events::Event,
    files::{DataDir, Disk},
    hold::StandingHold,
    language::Language,
    settings::Overrides,
    timeouts,
};

const FULL: FeatureOutput = FeatureOutput {
    feature: 0,
    output: Output {
        kind: OutputKind::Vibrate,
        value: 20,
        duration_ms: None,
    },
};

/// A controller with a toy that moves, without an engine around it.
struct Rig {
    _data_dir: Arc<DataDir>,
    devices: Devices,
    requester: Requester,
    ending: Ending,
    events: broadcast::Receiver<Event>,
    disk: Disk,
    run: JoinHandle<bool>,
}

impl Rig {
    fn start(dir: &Path, clock: Clock) -> Self {
        let data_dir = Arc::new(DataDir::open(Some(dir)).unwrap());
        let devices = Devices::new(Clock::system(), Handle::current());
        devices
            .add(0, describe(Simulated::Vibrator), Arc::new(SimulatedToy::default()))
            .unwrap();
        devices.output(&Lease::new(SessionId(1)), 0, &[FULL]).unwrap();
        let disk = Disk::start().unwrap();
        let outputs = Outputs::default();
        let events = outputs.events.subscribe();
        let ending = Ending::new(|_| panic!("it did not end in time")).unwrap();
        ending.arm(devices.clone(), outputs.events.clone());
        let (alarm, faults) = AppAlarm::new();
        let hold = StandingHold::open(devices.clone(), disk.clone(), &data_dir, alarm.faults());
        let (requester, requests) = requests(hold.clone());
        let arguments = ["vigil", "--no-bluetooth", "--port", "0"];
        let overrides: Overrides = Arguments::parse_from(arguments).overrides();
        let stores = Storage::load(&data_dir, disk.clone());
        let runtime = Handle::current();
        let watchdog = Watchdog::start(Clock::system(), devices.clone(), &runtime, Arc::new(alarm)).unwrap();
        let toys_and_watch = (hold, Arc::new(watchdog));
        let context = Context::new(
            clock,
            runtime,
            toys_and_watch,
            (FrontEnd::Headless, Language::English),
            &data_dir,
        );
        let controller = Controller::new(context, stores, overrides, outputs, faults);
        let run = tokio::spawn(controller.run(requests, ending.clone()));
        Self {
            _data_dir: data_dir,
            devices,
            requester,
            ending,
            events,
            disk,
            run,
        }
    }

    /// Until the sender is dropped.
    async fn hang_disk(&self) -> SyncSender<()> {
        let (wake, asleep) = sync_channel::<()>(0);
        let (tell, hangs) = tokio::sync::oneshot::channel();
        drop(self.disk.submit(move || {
            tell.send(()).unwrap();
            let _ = asleep.recv();
        }));
        hangs.await.unwrap();
        wake
    }

    fn value(&self) -> i32 {
        self.devices.states()[0].outputs[0].value
    }

    async fn stands_still(&self) {
        let still = async {
            while self.value() != 0 {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, still).await.expect("it is stopped");
    }

    /// Until the next one is told.
    async fn alert(&mut self) {
        let told = async { while !matches!(self.events.recv().await.unwrap(), Event::Alert { .. }) {} };
        timeout(PATIENCE, told).await.expect("it is told");
    }

    async fn ended(self) -> (bool, Vec<Event>) {
        let confirmed = timeout(PATIENCE, self.run).await.unwrap().unwrap();
        let mut events = self.events;
        let mut said = Vec::new();
        while let Ok(event) = events.try_recv() {
            said.push(event);
        }
        self.ending.cancel();
        (confirmed, said)
    }
}

fn change() -> Request {
    let mut settings = Settings::default();
    settings.ping.limit_ms = 700;
    Request::SaveSettings {
        settings: Box::new(settings),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_a_save_that_hangs_delays_neither_a_stop_nor_the_end() {
    let dir = dir();
    let rig = Rig::start(dir.path(), Clock::system());
    // It serves, and so it takes requests.
    rig.requester.ask(Request::StopScanning).await.unwrap();
    let wake = rig.hang_disk().await;
    let saving = tokio::spawn({
        let requester = rig.requester.clone();
        async move { requester.ask(change()).await }
    });
    let stopping = tokio::spawn({
        let requester = rig.requester.clone();
        async move { requester.ask(Request::StopToy { index: 0 }).await }
    });
    rig.stands_still().await;
    assert!(!saving.is_finished(), "it hangs");
    rig.ending.begin(Cause::Signal("SIGTERM"));
    let (confirmed, said) = rig.ended().await;
    assert!(confirmed);
    assert!(matches!(said.last(), Some(Event::Stopped { .. })), "{said:?}");
    // Nobody is left to answer.
    assert_eq!(saving.await.unwrap().unwrap_err().code, RequestErrorCode::ShuttingDown);
    drop(stopping);
    drop(wake);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_does_not_answer_is_told_of_and_changes_nothing_when_it_wakes_up() {
    let dir = dir();
    let rig = Rig::start(dir.path(), Clock::system());
    rig.requester.ask(Request::StopScanning).await.unwrap();
    let wake = rig.hang_disk().await;
    let failed = rig.requester.ask(change()).await.unwrap_err();
    assert_eq!(failed.code, RequestErrorCode::SaveFailed);
    assert!(
        failed.sentence.contains("the disk does not answer"),
        "{}",
        failed.sentence
    );
    drop(wake);
    rig.disk.submit(|| ()).await.unwrap();
    assert!(!dir.path().join("settings.json").exists());
    // It answers again.
    rig.requester.ask(change()).await.unwrap();
    assert!(dir.path().join("settings.json").exists());
    rig.ending.begin(Cause::Quit);
    assert!(rig.ended().await.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn s8_an_alert_that_was_told_is_on_the_disk() {
    let dir = dir();
    let mut rig = Rig::start(dir.path(), Clock::system());
    for nth in 1..=20 {
        rig.requester.page_ended(PageEnd::Once, true);
        rig.alert().await;
        let lines = fs::read_to_string(dir.path().join("alerts.jsonl")).unwrap_or_default();
        assert_eq!(lines.matches("window_crashed").count(), nth, "{lines}");
    }
    // A disk that hangs keeps nobody from being told.
    let wake = rig.hang_disk().await;
    rig.requester.page_ended(PageEnd::Once, true);
    rig.alert().await;
    drop(wake);
    rig.ending.begin(Cause::Quit);
    assert!(rig.ended().await.0);
}

static PANICS: AtomicBool = AtomicBool::new(false);

fn clock_that_panics() -> Moment {
    assert!(!PANICS.load(Ordering::SeqCst), "the controller fails");
    Clock::system().now()
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_a_controller_that_fails_stops_the_toys_and_ends_vigil() {
    let dir = dir();
    let rig = Rig::start(dir.path(), Clock::from_fn(clock_that_panics));
    rig.requester.ask(Request::StopScanning).await.unwrap();
    assert_ne!(rig.devices.held().map(drop), Some(()));
    PANICS.store(true, Ordering::SeqCst);
    let asked = rig.requester.ask(Request::TryToy {
        index: 0,
        feature: 0,
        kind: "Vibrate".to_owned(),
        value: 5,
    });
    assert_eq!(
        timeout(PATIENCE, asked).await.unwrap().unwrap_err().code,
        RequestErrorCode::ShuttingDown
    );
    PANICS.store(false, Ordering::SeqCst);
    assert_eq!(rig.ending.begun().await, Cause::ControllerFailed);
    assert!(rig.devices.held().is_some());
    let ending = rig.ending.clone();
    let (confirmed, said) = rig.ended().await;
    assert!(confirmed, "the toy was stopped");
    assert!(ending.has_failed(), "the exit code is 1");
    assert!(
        said.iter().any(|event| matches!(event, Event::Failed { .. })),
        "{said:?}"
    );
    assert_eq!(
        said.last(),
        Some(&Event::Stopped {
            all_toys_confirmed: true
        })
    );
}

const _: () = assert!(timeouts::LAST_SAVE.as_millis() < timeouts::EXIT.as_millis());
