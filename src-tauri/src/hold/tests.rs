use std::{fs, sync::mpsc::sync_channel};

use tokio::runtime::Handle;
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    message::{FeatureOutput, Output, OutputKind},
};
use vigil_devices::simulated::{SimulatedKind, SimulatedToy, describe};

use super::*;

const MOVE: FeatureOutput = FeatureOutput {
    feature: 0,
    output: Output {
        kind: OutputKind::Vibrate,
        value: 20,
        duration_ms: None,
    },
};

/// One run of Vigil on a data directory.
struct Run {
    hold: StandingHold,
    data_dir: DataDir,
    disk: Disk,
    faults: mpsc::Receiver<Fault>,
}

impl Run {
    fn start(dir: &tempfile::TempDir) -> Self {
        let data_dir = DataDir::open(Some(dir.path())).unwrap();
        let devices = Devices::new(Clock::system(), Handle::current());
        devices
            .add(0, describe(SimulatedKind::Vibrator), Arc::new(SimulatedToy::default()))
            .unwrap();
        let disk = Disk::start().unwrap();
        let (tell, faults) = mpsc::channel(8);
        let hold = StandingHold::open(devices, disk.clone(), &data_dir, tell);
        Self {
            hold,
            data_dir,
            disk,
            faults,
        }
    }

    fn can_be_moved(&self) -> bool {
        let lease = Lease::new(SessionId(1));
        self.hold.devices().output(&lease, 0, &[MOVE]).is_ok()
    }

    async fn stop(&self, from: StoppedFrom) {
        self.hold.stop_everything(from).kept.await.unwrap().unwrap();
    }

    fn release(&self) -> bool {
        self.hold.release(self.hold.devices().held().unwrap())
    }

    /// Until all is written that was asked for.
    async fn written(&self) {
        self.disk.submit(|| ()).await.unwrap();
    }

    fn is_on_disk(&self) -> bool {
        self.data_dir.hold().exists()
    }
}

#[tokio::test]
async fn what_was_stopped_is_held_after_a_restart_until_the_person_lets_it_move() {
    let dir = tempfile::tempdir().unwrap();
    let first = Run::start(&dir);
    assert!(first.can_be_moved());
    first.stop(StoppedFrom::Command).await;
    assert!(!first.can_be_moved());
    drop(first);

    let second = Run::start(&dir);
    assert!(!second.can_be_moved(), "held before anything else is done");
    let record = second.hold.record().unwrap();
    assert_eq!(record.from, StoppedFrom::Command);
    assert!(record.at_ms.is_some());
    assert!(second.release());
    assert!(second.can_be_moved());
    second.written().await;
    drop(second);

    let third = Run::start(&dir);
    assert!(third.can_be_moved());
    assert_eq!(third.hold.record(), None);
}

#[tokio::test]
async fn whatever_lies_in_the_files_place_is_a_hold() {
    for content in ["", "{", "[]", "{}", r#"{"version":99,"from":"window","at_ms":1}"#] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("hold.json"), content).unwrap();
        let run = Run::start(&dir);
        assert!(!run.can_be_moved(), "{content:?}");
        assert!(run.release());
        run.written().await;
        assert!(!run.is_on_disk(), "{content:?}");
    }
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("hold.json")).unwrap();
    assert!(!Run::start(&dir).can_be_moved());
}

#[tokio::test]
async fn a_release_of_an_older_hold_leaves_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let run = Run::start(&dir);
    run.stop(StoppedFrom::Window).await;
    let older = run.hold.devices().held().unwrap();
    run.stop(StoppedFrom::Notification).await;
    assert!(!run.hold.release(older));
    run.written().await;
    assert!(run.is_on_disk());
    assert_eq!(run.hold.record().unwrap().from, StoppedFrom::Notification);
}

#[tokio::test]
async fn a_disk_that_hangs_delays_no_stop_and_the_last_wish_is_what_it_is_told() {
    for ends_held in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let run = Run::start(&dir);
        let (wake, asleep) = sync_channel::<()>(0);
        drop(run.disk.submit(move || asleep.recv().is_ok()));
        for _ in 0..3 {
            drop(run.hold.stop_everything(StoppedFrom::Window));
            assert!(!run.can_be_moved());
            assert!(run.release());
            assert!(run.can_be_moved());
        }
        if ends_held {
            drop(run.hold.stop_everything(StoppedFrom::Window));
        }
        drop(wake);
        run.written().await;
        assert_eq!(run.is_on_disk(), ends_held);
    }
}

#[tokio::test]
async fn a_hold_that_cannot_be_kept_holds_and_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut run = Run::start(&dir);
    fs::create_dir(run.data_dir.hold()).unwrap();
    let kept = run.hold.stop_everything(StoppedFrom::Command).kept.await.unwrap();
    assert!(kept.is_err());
    assert!(!run.can_be_moved());
    assert!(matches!(run.faults.recv().await, Some(Fault::HoldNotKept(_))));
    // At the end it is tried once more.
    fs::remove_dir(run.data_dir.hold()).unwrap();
    run.hold.finish();
    run.written().await;
    assert!(run.is_on_disk());
}

#[tokio::test]
async fn without_a_vigil_that_runs_the_hold_of_the_next_one_can_be_lifted() {
    let dir = tempfile::tempdir().unwrap();
    let run = Run::start(&dir);
    run.stop(StoppedFrom::Command).await;
    drop(run);
    let data_dir = DataDir::open(Some(dir.path())).unwrap();
    assert_eq!(lift(&data_dir).unwrap().unwrap().from, StoppedFrom::Command);
    assert_eq!(lift(&data_dir).unwrap(), None);
    drop(data_dir);
    assert!(Run::start(&dir).can_be_moved());
}
