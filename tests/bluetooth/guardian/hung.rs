//! Something that the guardian needs does not answer, or the guardian itself does not.

use libtest_mimic::Trial;
use rustix::process::Signal;
use serde_json::json;
use tokio::time::{Instant, timeout};
use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{
    raw_client::RawClient,
    shim::{NoThreads, SlowDisk},
    trial::note,
    trials,
    vigil::{FullDisk, Launch, Vigil},
    waits,
};

use super::{STILL_WITHIN, both_stopped, successor, told_of_the_kill};
use crate::rig::{EDGE, Rig, added, level, still_at};

pub(super) fn tests() -> Vec<Trial> {
    trials![
        s5_a_guardian_that_hangs_is_replaced_and_the_next_one_knows_what_moves,
        s5_a_guardian_that_hangs_while_nothing_moves_is_replaced_when_something_does,
        s5_a_disk_that_hangs_holds_no_stop_up,
        s5_a_system_without_threads_holds_no_stop_up,
    ]
    .into_iter()
    .chain(
        trials![s5_a_disk_that_is_full_holds_no_stop_up]
            .into_iter()
            .map(|trial| {
                // The system may let nobody mount a file system of their own.
                trial.with_ignored_flag(!FullDisk::can_be_had())
            }),
    )
    .collect()
}

/// All calls that the shim knows.
const CALLS: &str = "open,flock,fsync,rename,write";

async fn s5_a_guardian_that_hangs_is_replaced_and_the_next_one_knows_what_moves() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, .. } = rig;
    let first = vigil.guardian().await;
    let hangs_since = Instant::now();
    first.signal(Signal::STOP);
    first.has_left().await;
    note(format!(
        "a guardian that hangs was ended after {:?}",
        hangs_since.elapsed()
    ));
    let second = vigil.guardian().await;
    assert_ne!(first, second);
    toy.clear_log();
    let _killed = vigil.kill().await;
    both_stopped(&toy).await;
    second.has_left().await;
}

async fn s5_a_guardian_that_hangs_while_nothing_moves_is_replaced_when_something_does() {
    let mut rig = Rig::edge(&[]).await;
    let first = rig.vigil.guardian().await;
    first.signal(Signal::STOP);
    rig.vibrate(10).await;
    first.has_left().await;
    let Rig { toy, vigil, .. } = rig;
    let second = vigil.guardian().await;
    toy.clear_log();
    let _killed = vigil.kill().await;
    both_stopped(&toy).await;
    second.has_left().await;
}

/// Hung while the toys stop, the disk says afterwards what was done.
async fn s5_a_disk_that_hangs_holds_no_stop_up() {
    let data_dir = tempfile::tempdir().unwrap();
    let disk = SlowDisk::new(CALLS, data_dir.path()).only("--guardian");
    let launch = Launch::new(&[]).variables(disk.environment()).data_dir(data_dir);
    let (bluez, toy, vigil, _client) = moving(launch).await;
    let guardian = vigil.guardian().await;
    disk.begin();
    toy.clear_log();
    let killed_at = Instant::now();
    let killed = vigil.kill().await;
    both_stopped(&toy).await;
    let after = still_at(&toy.writes()).expect("both motors") - killed_at;
    assert!(after <= STILL_WITHIN, "{after:?}");
    toy.wait_until_disconnected().await;
    note(format!(
        "SIGKILL with a disk that hangs: both motors still after {after:?}"
    ));
    disk.wait_until_disturbed("radio.lock").await;
    disk.wait_until_disturbed("logs").await;
    disk.end();
    guardian.has_left().await;
    let vigil = successor(&killed, &bluez).await;
    let alert = told_of_the_kill(&vigil).await;
    assert!(alert.sentence.contains("Lovense Edge was stopped"), "{alert:?}");
    vigil.stop().await;
}

/// Neither Vigil nor its guardian can write anything down, from the start on: the toy is found, moved and stopped.
async fn s5_a_disk_that_is_full_holds_no_stop_up() {
    let disk = FullDisk {
        settings: "{}".to_owned(),
        good_settings: "{}".to_owned(),
    };
    let (_bluez, toy, vigil, _client) = moving(Launch::new(&[]).full_disk(disk)).await;
    let full = std::fs::write(vigil.seen_by_it("more"), [0; 4096]).unwrap_err();
    assert_eq!(full.kind(), std::io::ErrorKind::StorageFull, "{full}");
    let guardian = vigil.guardian().await;
    toy.clear_log();
    let killed_at = Instant::now();
    let _killed = vigil.kill().await;
    both_stopped(&toy).await;
    let after = still_at(&toy.writes()).expect("both motors") - killed_at;
    note(format!("SIGKILL with a full disk: both motors still after {after:?}"));
    assert!(after <= STILL_WITHIN, "{after:?}");
    toy.wait_until_disconnected().await;
    guardian.has_left().await;
}

/// Vigil may have died of it.
async fn s5_a_system_without_threads_holds_no_stop_up() {
    let threads = NoThreads::default();
    let (bluez, toy, vigil, _client) = moving(Launch::new(&[]).variables(threads.environment())).await;
    let guardian = vigil.guardian().await;
    threads.begin();
    toy.clear_log();
    let killed = vigil.kill().await;
    both_stopped(&toy).await;
    toy.wait_until_disconnected().await;
    guardian.has_left().await;
    // It could write down what it did, too.
    let vigil = successor(&killed, &bluez).await;
    let alert = told_of_the_kill(&vigil).await;
    assert!(alert.sentence.contains("Lovense Edge was stopped"), "{alert:?}");
    vigil.stop().await;
}

/// Both motors of a Lovense Edge turn.
async fn moving(launch: Launch) -> (Bluez, vigil_bluez::Toy, Vigil, RawClient) {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(EDGE));
    let vigil = launch.bluetooth(bluez.environment()).start().await;
    let mut client = RawClient::join(&vigil, "Moves A Toy").await;
    client.ok("StartScanning", json!({})).await;
    let index = added(&vigil).await;
    client.ok("StopScanning", json!({})).await;
    for motor in [0, 1] {
        client.vibrate(index, motor, 10).await;
        let told = toy.wait_for_write(|write| write.text() == level(motor, 10));
        timeout(waits::EVENT, told).await.unwrap();
    }
    (bluez, toy, vigil, client)
}
