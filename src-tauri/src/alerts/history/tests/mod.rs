//! The history, and what of it is there after a restart.

mod on_disk;

use std::path::Path;

use super::{rows::SAME_WITHIN_MS, *};
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

fn add(history: &mut History, alert: Alert, at_ms: u64) -> u64 {
    history.add(alert, at_ms, false);
    history.alerts().next().unwrap().id
}

/// The name of the program, how often, and whether it was read.
fn told(history: &History) -> Vec<(String, u32, bool)> {
    let rows = history.rows().into_iter();
    rows.map(|row| {
        let program = row.newest().alert.program().unwrap().to_owned();
        (program, row.count(), row.is_read())
    })
    .collect()
}

#[test]
fn newest_first_numbered_on_and_kept() {
    let dir = dir();
    let mut disk = OnDisk::open(dir.path());
    assert!(disk.damage.is_empty());
    disk.history.add(of_program("First"), 1, false);
    let second = add(&mut disk.history, of_program("Second"), 2);
    disk.save();
    assert!(disk.history.dismiss(second));
    assert!(!disk.history.dismiss(99));
    disk.save();

    let mut again = OnDisk::open(dir.path());
    assert_eq!(again.kept(), disk.kept());
    assert_eq!(again.kept()[0].alert.program(), Some("Second"));
    assert!(again.kept()[0].dismissed);
    assert!(add(&mut again.history, of_program("Third"), 3) > second);
}

#[test]
fn it_has_a_limit() {
    let mut history = empty();
    for n in 0..MAX_ALERTS as u64 + 10 {
        history.add(of_program(&format!("x {n}")), n, false);
    }
    assert_eq!(history.alerts().count(), MAX_ALERTS);
    assert_eq!(history.alerts().next().unwrap().at_ms, MAX_ALERTS as u64 + 9);
}

#[test]
fn a_program_that_comes_and_goes_is_one_row_with_a_count() {
    let dir = dir();
    let mut disk = OnDisk::open(dir.path());
    let history = &mut disk.history;
    let first = add(history, of_program("My Game"), 1000);
    history.add(of_program("Other"), 1500, false);
    for n in 0..11 {
        history.add(of_program("My Game"), 2000 + n, false);
        assert_eq!(history.newest_row().unwrap().id(), first);
    }
    assert_eq!(
        told(history),
        [("My Game".to_owned(), 12, false), ("Other".to_owned(), 1, false)]
    );
    let row = history.newest_row().unwrap();
    assert_eq!((row.first_at_ms(), row.newest().at_ms), (1000, 2010));
    assert_eq!(row.news(), first, "it is told once");

    // Whichever of them is read, the row is. What comes after that is told once more, in the same row.
    assert!(history.dismiss(row.newest().id));
    assert_eq!(
        told(history),
        [("My Game".to_owned(), 12, true), ("Other".to_owned(), 1, false)]
    );
    let again = add(history, of_program("My Game"), 3000);
    history.add(of_program("My Game"), 3001, false);
    let row = history.newest_row().unwrap();
    assert_eq!((row.id(), row.news(), row.is_read()), (first, again, false));

    // What was long ago is another row.
    history.add(of_program("My Game"), 3002 + SAME_WITHIN_MS, false);
    assert_eq!(history.newest_row().unwrap().count(), 1);

    disk.save();
    assert_eq!(OnDisk::open(dir.path()).kept(), disk.kept());
}

/// A program that crashes in a loop all day must not push out the freeze of yesterday.
#[test]
fn only_the_newest_repeats_are_kept_singly_and_all_are_counted() {
    let dir = dir();
    let mut disk = OnDisk::open(dir.path());
    let history = &mut disk.history;
    let first = add(history, of_program("My Game"), 1000);
    history.dismiss(first);
    let many = u32::try_from(MAX_REPEATS).unwrap() * 3;
    for n in 1..many {
        history.add(of_program("My Game"), 1000 + u64::from(n), false);
    }
    assert_eq!(history.alerts().count(), MAX_REPEATS);
    let row = history.newest_row().unwrap();
    assert_eq!((row.id(), row.count(), row.first_at_ms()), (first, many, 1000));
    assert!(
        !row.is_read(),
        "what stands for the first one also stands for unread ones"
    );
    let order: Vec<_> = row.alerts().map(|kept| kept.at_ms).collect();
    assert!(order.is_sorted_by(|newer, older| newer > older));
    disk.save();
    assert_eq!(OnDisk::open(dir.path()).kept(), disk.kept());
}

#[test]
fn s4_programs_that_reconnect_do_not_push_out_a_stop_that_was_not_confirmed() {
    let mut history = empty();
    let first = add(&mut history, unconfirmed("Solace"), 1);
    for n in 0..MAX_ALERTS as u64 + 100 {
        history.add(of_program(&format!("Program {n}")), 2 + n, false);
    }
    assert_eq!(history.alerts().count(), MAX_ALERTS);
    assert!(history.alerts().any(|kept| kept.id == first));
    // It is told each time.
    history.add(unconfirmed("Solace"), 1000, false);
    let row = history.newest_row().unwrap();
    assert_eq!((row.id(), row.count()), (first, 2));
    assert_eq!(row.news(), row.newest().id);
    // Even if there is nothing else, there is an end.
    for n in 0..MAX_ALERTS as u64 + 10 {
        history.add(unconfirmed(&format!("Toy {n}")), 2000 + n * SAME_WITHIN_MS * 2, false);
    }
    assert_eq!(history.alerts().count(), MAX_ALERTS);
}

#[test]
fn what_was_decided_about_a_page_is_in_its_alerts() {
    let dir = dir();
    let mut disk = OnDisk::open(dir.path());
    let old = add(&mut disk.history, page("https://a.example"), 1);
    disk.history.dismiss(old);
    disk.history.add(page("https://a.example"), 2, false);
    disk.history.add(page("https://b.example"), 3, false);
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

#[test]
fn a_toy_that_is_back_is_told_in_the_alert_that_said_it_was_lost() {
    let lost = |back_after_ms| Alert::ToyLost {
        toy: "Edge".to_owned(),
        back_after_ms,
    };
    let dir = dir();
    let mut disk = OnDisk::open(dir.path());
    disk.history.add(lost(None), 1, false);
    disk.history.add(lost(None), SAME_WITHIN_MS * 3, false);
    disk.history
        .add(page("https://a.example"), SAME_WITHIN_MS * 3 + 1, false);
    let ids: Vec<_> = disk.kept().iter().map(|kept| kept.id).collect();
    disk.history.toy_back("Solace", 5);
    disk.history.toy_back("Edge", 900);
    // One that told so already tells nothing else.
    disk.history.toy_back("Edge", 7000);
    let alerts: Vec<_> = disk.kept().into_iter().map(|kept| kept.alert).collect();
    assert!(
        alerts.contains(&lost(Some(900))) && alerts.contains(&lost(None)),
        "{alerts:?}"
    );
    assert!(!alerts.contains(&lost(Some(7000))));
    let now: Vec<_> = disk.kept().iter().map(|kept| kept.id).collect();
    assert_eq!(now, ids, "each stays where it is");
    disk.save();
    assert_eq!(OnDisk::open(dir.path()).kept(), disk.kept());
}
