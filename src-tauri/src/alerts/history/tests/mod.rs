//! The history, and what of it is there after a restart.

mod on_disk;

use std::path::Path;

use super::*;
use crate::{
    alerts::alert::{Program, SessionEnded, SessionFault},
    files::{Journal, JsonFile, SaveError},
    view::AlertCause,
};

/// A history with its files.
struct OnDisk {
    history: History,
    files: HistoryFiles,
    damage: Vec<Alert>,
}

impl OnDisk {
    fn open(dir: &Path) -> Self {
        let whole = JsonFile::new(dir.join("alerts.json")).compact();
        let (files, history, damage) = HistoryFiles::load(whole, Journal::new(dir.join("alerts.jsonl")));
        Self { history, files, damage }
    }

    fn save(&mut self) {
        self.try_save().unwrap();
    }

    fn try_save(&mut self) -> Result<(), SaveError> {
        let changes = self.history.take_changes();
        let saved = self.files.save(&self.history, changes).run()?;
        self.files.saved(&saved);
        Ok(())
    }

    fn kept(&self) -> Vec<Kept> {
        self.history.alerts().map(|kept| Kept::clone(kept)).collect()
    }
}

fn dir() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn empty() -> History {
    History::new(Vec::new(), Vec::new()).0
}

fn of_program(program: &str) -> Alert {
    Alert::SessionEnded(SessionEnded {
        program: Program {
            name: program.to_owned(),
            origin: None,
        },
        fault: SessionFault::NotReading,
        late_ms: 0.3,
        toys: Vec::new(),
        others: Vec::new(),
        gaps: Vec::new(),
    })
}

fn unconfirmed(toy: &str) -> Alert {
    Alert::StopUnconfirmed { toy: toy.to_owned() }
}

fn page(origin: &str) -> Alert {
    Alert::PageAsks {
        page: origin.to_owned(),
    }
}

#[test]
fn newest_first_numbered_on_and_kept() {
    let dir = dir();
    let mut disk = OnDisk::open(dir.path());
    assert!(disk.damage.is_empty());
    disk.history.add(of_program("First"), 1);
    let second = disk.history.add(of_program("Second"), 2);
    disk.save();
    assert!(disk.history.dismiss(second.id));
    assert!(!disk.history.dismiss(99));
    disk.save();

    let mut again = OnDisk::open(dir.path());
    assert_eq!(again.kept(), disk.kept());
    assert_eq!(again.kept()[0].alert.program(), Some("Second"));
    assert!(again.kept()[0].dismissed);
    assert!(again.history.add(of_program("Third"), 3).id > second.id);
}

#[test]
fn it_has_a_limit_and_what_is_shown_has_another() {
    let mut history = empty();
    for n in 0..MAX_ALERTS as u64 + 10 {
        history.add(of_program(&format!("x {n}")), n);
    }
    assert_eq!(history.alerts().count(), MAX_ALERTS);
    assert_eq!(history.alerts().next().unwrap().at_ms, MAX_ALERTS as u64 + 9);
    let shown: Vec<_> = history.shown().map(|kept| kept.at_ms).collect();
    let newest: Vec<_> = (0..)
        .map(|n| MAX_ALERTS as u64 + 9 - n)
        .take(MAX_SHOWN_ALERTS)
        .collect();
    assert_eq!(shown, newest);
}

#[test]
fn a_program_that_comes_and_goes_is_one_alert_with_a_count() {
    let dir = dir();
    let mut disk = OnDisk::open(dir.path());
    let history = &mut disk.history;
    let first = history.add(of_program("My Game"), 1000);
    history.add(of_program("Other"), 1500);
    for n in 0..11 {
        let again = history.add(of_program("My Game"), 2000 + n);
        assert_eq!(again.id, first.id);
    }
    let told: Vec<_> = history
        .alerts()
        .map(|kept| {
            let program = kept.alert.program().unwrap();
            (program, kept.count, kept.first_at_ms, kept.at_ms)
        })
        .collect();
    assert_eq!(told, [("My Game", 12, 1000, 2010), ("Other", 1, 1500, 1500)]);

    // What was dismissed, or is long ago, is told once more.
    assert!(history.dismiss(first.id));
    assert_ne!(history.add(of_program("My Game"), 3000).id, first.id);
    history.add(of_program("My Game"), 3001 + SAME_WITHIN_MS);
    assert_eq!(history.alerts().filter(|kept| kept.count == 1).count(), 3);

    disk.save();
    assert_eq!(OnDisk::open(dir.path()).kept(), disk.kept());
}

#[test]
fn s4_programs_that_reconnect_do_not_push_out_a_stop_that_was_not_confirmed() {
    let mut history = empty();
    let first = history.add(unconfirmed("Solace"), 1);
    for n in 0..MAX_ALERTS as u64 + 100 {
        history.add(of_program(&format!("Program {n}")), 2 + n);
    }
    assert_eq!(history.alerts().count(), MAX_ALERTS);
    assert!(history.alerts().any(|kept| kept.id == first.id));
    assert_eq!(history.shown().last().unwrap().id, first.id, "it is shown, too");
    assert_eq!(history.shown().count(), MAX_SHOWN_ALERTS);
    // It is told each time.
    let again = history.add(unconfirmed("Solace"), 1000);
    assert_ne!(again.id, first.id);
    assert_eq!(again.count, 2);
    assert!(history.alerts().all(|kept| kept.id != first.id));
    // Even if there is nothing else, there is an end.
    for n in 0..MAX_ALERTS as u64 + 10 {
        history.add(unconfirmed(&format!("Toy {n}")), 2000 + n * SAME_WITHIN_MS * 2);
    }
    assert_eq!(history.alerts().count(), MAX_ALERTS);
    assert_eq!(history.shown().count(), MAX_SHOWN_ALERTS);
}

#[test]
fn what_was_decided_about_a_page_is_in_its_alerts() {
    let dir = dir();
    let mut disk = OnDisk::open(dir.path());
    let old = disk.history.add(page("https://a.example"), 1);
    disk.history.dismiss(old.id);
    disk.history.add(page("https://a.example"), 2);
    disk.history.add(page("https://b.example"), 3);
    for decision in [PageDecision::TurnedAway, PageDecision::Allowed] {
        disk.history.settle("https://a.example".to_owned(), decision);
        let decided: Vec<_> = disk
            .kept()
            .into_iter()
            .map(|kept| (kept.decision, kept.dismissed))
            .collect();
        assert_eq!(decided, [(None, false), (Some(decision), true), (None, true)]);
    }
    disk.save();
    assert_eq!(OnDisk::open(dir.path()).kept(), disk.kept());
}
