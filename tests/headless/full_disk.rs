//! A file system on which nothing more fits (S8).

use std::{fs, io};

use libtest_mimic::Trial;
use vigil_tests::{
    raw_client::RawClient,
    trials,
    vigil::{FullDisk, Launch},
};

/// Ignored where the system lets nobody mount a file system of their own.
pub(crate) fn tests() -> Vec<Trial> {
    let is_ignored = !FullDisk::can_be_had();
    trials![s8_on_a_full_disk_the_last_good_settings_hold]
        .into_iter()
        .map(|trial| trial.with_ignored_flag(is_ignored))
        .collect()
}

/// The settings are damaged, as by a program that wrote while the disk became full; the copy cannot be put in their place.
async fn s8_on_a_full_disk_the_last_good_settings_hold() {
    let disk = FullDisk {
        settings: r#"{"version":2,"ping":{"limit"#.to_owned(),
        good_settings: r#"{"version":2,"ping":{"limit_ms":2500}}"#.to_owned(),
    };
    let vigil = Launch::new(&[]).full_disk(disk.clone()).start().await;
    let full = fs::write(vigil.seen_by_it("more"), [0; 4096]).unwrap_err();
    assert_eq!(full.kind(), io::ErrorKind::StorageFull, "the disk is full: {full}");

    let mut client = RawClient::connect(&vigil).await;
    let info = client.handshake("My Game").await;
    assert_eq!(info["MaxPingTime"], 2500, "{info}");
    let alert = vigil
        .wait_for("word of the damage", |event| event.alert("file_damaged").cloned())
        .await;
    assert!(alert.sentence.contains("the last good copy"), "{alert:?}");
    // Nothing is lost: with more room, the next start finds both.
    let kept = fs::read_to_string(vigil.seen_by_it("settings.json.good")).unwrap();
    assert_eq!(kept, disk.good_settings);
    let folder = fs::read_dir(vigil.seen_by_it("")).unwrap();
    let set_aside = folder
        .map(|entry| entry.unwrap())
        .find(|entry| {
            entry
                .file_name()
                .to_string_lossy()
                .starts_with("settings.json.damaged-")
        })
        .expect("the damaged file is kept");
    assert_eq!(fs::read_to_string(set_aside.path()).unwrap(), disk.settings);
    vigil.stop().await;
}
