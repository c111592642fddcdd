//! The history on the disk: kills, damage, other versions, and what it costs.

use std::fs;

use tokio::time::Instant;

use super::*;
use crate::{
    alerts::{
        alert::{Confirmation, Stop},
        words::words,
    },
    language::Language,
    limits::MAX_JOURNAL_BYTES,
};

#[test]
fn s8_whenever_it_is_killed_what_was_written_is_there() {
    let dir = dir();
    let journal = dir.path().join("alerts.jsonl");
    let mut disk = OnDisk::open(dir.path());
    disk.history.add(of_program("One"), 1, false);
    disk.save();
    let lines_before = fs::read(&journal).unwrap();
    disk.history.add(of_program("Two"), 2, false);
    disk.history.dismiss_all();
    disk.files.must_rewrite();
    disk.save();
    let kept = disk.kept();
    assert!(!journal.exists(), "all of it is in the first file");

    // Killed between the two files.
    fs::write(&journal, &lines_before).unwrap();
    let again = OnDisk::open(dir.path());
    assert_eq!(again.kept(), kept, "lines of an earlier number are obsolete");
    assert!(again.damage.is_empty());
}

#[test]
fn s8_a_line_that_a_kill_cut_off_is_left_out() {
    let one = "{\"added\":".len();
    for cut in [1, one, 40] {
        let dir = dir();
        let journal = dir.path().join("alerts.jsonl");
        let mut disk = OnDisk::open(dir.path());
        disk.history.add(of_program("One"), 1, false);
        disk.save();
        let kept = disk.kept();
        let whole = fs::metadata(&journal).unwrap().len();
        disk.history.add(of_program("Two"), 2, false);
        disk.save();
        let lines = fs::read(&journal).unwrap();
        fs::write(&journal, &lines[..usize::try_from(whole).unwrap() + cut]).unwrap();

        let mut again = OnDisk::open(dir.path());
        assert_eq!(again.kept(), kept, "cut at {cut}");
        assert!(again.damage.is_empty());
        // Nothing is appended to what is torn.
        again.history.add(of_program("Three"), 3, false);
        again.save();
        let last = OnDisk::open(dir.path());
        assert_eq!((last.kept(), last.damage), (again.kept(), Vec::new()));
    }
}

#[test]
fn s8_a_line_that_cannot_be_read_costs_no_other() {
    for (damage, kept) in [
        ("nonsense\n", 2),
        ("\u{0}\u{0}\u{0}\n", 2),
        (r#"{"added":{"kept":{"id":1}}}"#, 2),
        (r#"{"added":{"kept":{"id":7,"at_ms":1,"alert":"of_another_vigil"}}}"#, 2),
    ] {
        let dir = dir();
        let journal = dir.path().join("alerts.jsonl");
        let mut disk = OnDisk::open(dir.path());
        disk.history.add(of_program("One"), 1, false);
        disk.save();
        let before = fs::read_to_string(&journal).unwrap();
        disk.history.add(of_program("Two"), 2, false);
        disk.save();
        let after = fs::read_to_string(&journal).unwrap();
        let damaged = format!("{before}{}\n{}", damage.trim_end(), &after[before.len()..]);
        fs::write(&journal, &damaged).unwrap();

        let mut again = OnDisk::open(dir.path());
        assert_eq!(again.kept().len(), kept, "{damage}");
        let [Alert::FileDamaged { .. }] = again.damage.as_slice() else {
            panic!("{:?}", again.damage)
        };
        assert!(
            words(Language::English, &again.damage[0])
                .sentence
                .contains("kept the rest")
        );
        let aside = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.to_string_lossy().contains("alerts.jsonl.damaged-"));
        assert_eq!(fs::read_to_string(aside.unwrap()).unwrap(), damaged);
        // What was read is written as a whole with the next change.
        again.history.add(of_program("Three"), 3, false);
        again.save();
        let last = OnDisk::open(dir.path());
        assert_eq!((last.kept().len(), last.damage.len()), (3, 0));
    }
}

#[test]
fn s8_lines_of_a_newer_vigil_are_set_aside() {
    let dir = dir();
    fs::write(
        dir.path().join("alerts.jsonl"),
        "{\"version\":3,\"generation\":0}\n{}\n",
    )
    .unwrap();
    let disk = OnDisk::open(dir.path());
    assert_eq!((disk.kept().len(), disk.damage.len()), (0, 1));
    assert!(!dir.path().join("alerts.jsonl").exists());
}

#[test]
fn s8_what_cannot_be_read_is_neither_moved_nor_written() {
    for name in ["alerts.json", "alerts.jsonl"] {
        let dir = dir();
        // Root is not stopped by permissions, but by this.
        fs::create_dir(dir.path().join(name)).unwrap();
        let mut disk = OnDisk::open(dir.path());
        assert_eq!(disk.damage.len(), 1, "{name}");
        disk.history.add(of_program("One"), 1, false);
        assert!(disk.try_save().is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}

#[test]
fn s8_a_write_that_failed_is_made_good_by_the_next() {
    let dir = dir();
    let journal = dir.path().join("alerts.jsonl");
    let mut disk = OnDisk::open(dir.path());
    disk.history.add(of_program("One"), 1, false);
    fs::create_dir(&journal).unwrap();
    assert!(disk.try_save().is_err());
    disk.files.must_rewrite();
    fs::remove_dir(&journal).unwrap();
    disk.history.add(of_program("Two"), 2, false);
    disk.save();
    assert_eq!(OnDisk::open(dir.path()).kept(), disk.kept());
    assert_eq!(disk.kept().len(), 2);
}

/// As version 1 stored an alert, before pages and counts were kept.
fn shown_before(id: u64, at_ms: u64) -> String {
    format!(
        r#"{{"id":{id},"at_ms":{at_ms},"cause":"refused","sentence":"x {id}","hint":null,"program":null,"silent_ms":null,
        "limit_ms":null,"late_ms":null,"toys":[],"gaps":[],"offer_exemption":false,"dismissed":true}}"#
    )
}

#[test]
fn s8_a_history_of_version_1_stays_as_it_was_told() {
    let dir = dir();
    let whole = dir.path().join("alerts.json");
    let ended = r#"{"id":4,"at_ms":900,"first_at_ms":500,"count":3,"cause":"ping_timeout","sentence":"My Game stopped.",
        "hint":"Raise the limit.","program":"My Game","program_origin":"https://a.example","silent_ms":1003,"limit_ms":1000,
        "late_ms":0.4,"toys":[{"index":1,"name":"Edge","still_after_ms":3.1,"result":"confirmed"},
        {"index":2,"name":"Max","still_after_ms":null,"confirmed":false}],"gaps":[{"ago_ms":1003,"gap_ms":500}],
        "offer_exemption":true,"page":"https://a.example","dismissed":false}"#;
    let before = format!(r#"{{"version":1,"alerts":[{ended},{}]}}"#, shown_before(2, 10));
    fs::write(&whole, &before).unwrap();
    let mut disk = OnDisk::open(dir.path());
    assert!(disk.damage.is_empty());
    let check = |disk: &OnDisk| {
        let [ended, refused] = disk.kept().try_into().unwrap();
        assert_eq!(
            (ended.id, ended.at_ms, ended.first_at_ms, ended.count),
            (4, 900, 500, 3)
        );
        assert_eq!((refused.id, refused.first_at_ms, refused.count), (2, 10, 1));
        assert_eq!((ended.dismissed, refused.dismissed), (false, true));
        let told = words(Language::English, &ended.alert);
        assert_eq!(
            (&*told.sentence, told.hint.as_deref()),
            ("My Game stopped.", Some("Raise the limit."))
        );
        assert_eq!(ended.alert.cause(), AlertCause::PingTimeout);
        assert_eq!(ended.alert.program(), Some("My Game"));
        assert_eq!(ended.alert.program_origin(), Some("https://a.example"));
        assert_eq!(ended.alert.page(), Some("https://a.example"));
        assert!(ended.alert.offers_exemption());
        let Alert::Told(told) = &ended.alert else {
            panic!("{ended:?}")
        };
        assert_eq!(told.measured.silent, Some(1003));
        assert_eq!(told.gaps, [(1003, 500)]);
        let stops: Vec<&Stop> = told.toys.iter().collect();
        assert_eq!((stops.len(), stops[0].after_ms), (2, Some(3.1)));
    };
    check(&disk);
    // It is left alone until there is something to write.
    assert_eq!(fs::read_to_string(&whole).unwrap(), before);
    disk.history.add(of_program("New"), 2000, false);
    disk.files.must_rewrite();
    disk.save();
    let again = OnDisk::open(dir.path());
    assert_eq!(again.kept(), disk.kept());
    assert_eq!(again.kept()[0].id, 5);
}

#[test]
fn s8_numbers_that_cannot_hold_are_mended() {
    for ids in [[u64::MAX, 1], [3, 3]] {
        let dir = dir();
        let alerts = ids.map(|id| shown_before(id, u64::MAX)).join(",");
        fs::write(
            dir.path().join("alerts.json"),
            format!(r#"{{"version":1,"alerts":[{alerts}]}}"#),
        )
        .unwrap();
        let mut disk = OnDisk::open(dir.path());
        assert!(disk.damage.is_empty());
        let ids: Vec<_> = disk.kept().iter().map(|kept| kept.id).collect();
        assert_eq!(ids, [2, 1]);
        assert_eq!(disk.kept()[0].at_ms, LARGEST);
        assert_eq!(add(&mut disk.history, of_program("y"), 1), 3);
        // Lines would be about the old numbers.
        disk.save();
        assert_eq!(OnDisk::open(dir.path()).kept(), disk.kept());
    }
}

#[test]
fn s8_a_damaged_history_is_told_of() {
    for damaged in [
        r#"{"version":1,"alerts":[{}]}"#,
        r#"{"version":2,"generation":1,"alerts":[{}]}"#,
        r#"{"version":3}"#,
        "nonsense",
    ] {
        let dir = dir();
        fs::write(dir.path().join("alerts.json"), damaged).unwrap();
        let disk = OnDisk::open(dir.path());
        assert!(disk.kept().is_empty());
        let [Alert::FileDamaged { .. }] = disk.damage.as_slice() else {
            panic!("{damaged}: {:?}", disk.damage)
        };
    }
}

#[test]
fn s8_an_older_copy_takes_the_newer_lines() {
    let dir = dir();
    let mut disk = OnDisk::open(dir.path());
    disk.history.add(of_program("One"), 1, false);
    disk.files.must_rewrite();
    disk.save();
    let copy = dir.path().join("alerts.json.good");
    let older = fs::read(&copy).unwrap();
    disk.history.add(of_program("Two"), 2, false);
    disk.files.must_rewrite();
    disk.save();
    disk.history.add(of_program("Three"), 3, false);
    disk.save();
    // Killed before the copy was renewed, and then damaged.
    fs::write(&copy, older).unwrap();
    fs::write(dir.path().join("alerts.json"), "nonsense").unwrap();

    let times = |disk: &OnDisk| disk.kept().iter().map(|kept| kept.at_ms).collect::<Vec<_>>();
    let mut again = OnDisk::open(dir.path());
    assert_eq!((times(&again), again.damage.len()), (vec![3, 1], 1));
    again.history.add(of_program("Four"), 4, false);
    again.save();
    let last = OnDisk::open(dir.path());
    assert_eq!((times(&last), last.damage.len()), (vec![4, 3, 1], 0));
}

#[test]
fn a_full_history_costs_little() {
    let dir = dir();
    let mut disk = OnDisk::open(dir.path());
    let mut alert = of_program("");
    if let Alert::SessionEnded(ended) = &mut alert {
        ended.gaps = (0..24).map(|n| (12_000 - 500 * n, 500 + n)).collect();
        ended.toys = (0..2)
            .map(|index| Stop {
                index,
                name: "Lovense Edge".to_owned(),
                moved: true,
                result: Confirmation::Confirmed,
                after_ms: Some(3.25),
            })
            .collect();
    }
    for n in 0..MAX_ALERTS as u64 {
        if let Alert::SessionEnded(ended) = &mut alert {
            ended.program.name = format!("Program {n}");
        }
        disk.history.add(alert.clone(), 1_800_000_000_000 + n, false);
    }
    disk.files.must_rewrite();
    let begun = Instant::now();
    disk.save();
    let whole = fs::metadata(dir.path().join("alerts.json")).unwrap().len();
    println!("{MAX_ALERTS} alerts: {whole} bytes, written in {:?}", begun.elapsed());
    let begun = Instant::now();
    let mut again = OnDisk::open(dir.path());
    println!("read in {:?}", begun.elapsed());
    assert_eq!(again.history.alerts().count(), MAX_ALERTS);
    let begun = Instant::now();
    again.history.add(of_program("One More"), 1_900_000_000_000, false);
    println!("one more: {:?} in memory", begun.elapsed());
    let begun = Instant::now();
    again.save();
    let line = fs::metadata(dir.path().join("alerts.jsonl")).unwrap().len();
    println!("one more: {line} bytes, written in {:?}", begun.elapsed());
    // An alert does not write what was there before, and the file of lines has an end.
    assert!(line < 1024, "{line}");
    assert!(whole < 8 * 1024 * 1024, "{whole}");
    again.history.add(alert, 1_900_000_000_000, false);
    let mut most = 0;
    for n in 0..u64::from(u16::MAX) {
        again.history.add(
            of_program(&format!("{n} {}", "x".repeat(100_000))),
            2_000_000_000_000 + n,
            false,
        );
        again.save();
        most = most.max(fs::metadata(dir.path().join("alerts.jsonl")).map_or(0, |about| about.len()));
        if !dir.path().join("alerts.jsonl").exists() {
            break;
        }
    }
    assert!(!dir.path().join("alerts.jsonl").exists(), "all was written as a whole");
    assert!(
        (MAX_JOURNAL_BYTES..MAX_JOURNAL_BYTES + 200_000).contains(&most),
        "{most}"
    );
}
