use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Alert, Opened, words::OwnFile};
use crate::{
    files::{JsonFile, SaveError, Standing, Versioned},
    limits::MAX_ALERTS,
    view::AlertView,
};

/// The version written by this build.
const VERSION: u32 = 1;

/// What happens again within this time, counted from the last time, is counted and not told anew.
const SAME_WITHIN_MS: u64 = 60 * 60 * 1000;

/// The largest number that a window counts with exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// All alerts, newest first.
#[derive(Debug)]
pub(crate) struct History {
    file: JsonFile,
    standing: Standing,
    alerts: Vec<AlertView>,
    next_id: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    version: u32,
    alerts: Vec<AlertView>,
}

impl Versioned for Stored {
    const NEWEST: u32 = VERSION;

    fn version(&self) -> u32 {
        self.version
    }
}

/// What is written to the disk; taken at one moment, written at another.
#[derive(Debug)]
pub(crate) struct Snapshot {
    file: JsonFile,
    standing: Standing,
    stored: Stored,
}

impl History {
    /// Reads the history; gives the damage back as an alert.
    pub(crate) fn load(file: JsonFile) -> (Self, Option<Alert>) {
        let opened = Opened::<Stored>::of(OwnFile::Alerts, &file);
        let mut history = Self {
            file,
            standing: opened.standing,
            alerts: opened.value.map_or_else(Vec::new, |stored| stored.alerts),
            next_id: 1,
        };
        history.mend();
        (history, opened.damage)
    }

    /// Somebody may have edited the file by hand, and an older Vigil kept less.
    fn mend(&mut self) {
        let mut ids = BTreeSet::new();
        let hold = self
            .alerts
            .iter()
            .all(|alert| alert.id < LARGEST && ids.insert(alert.id));
        if !hold {
            for (alert, id) in self.alerts.iter_mut().rev().zip(1..) {
                alert.id = id;
            }
        }
        for alert in &mut self.alerts {
            alert.at_ms = alert.at_ms.min(LARGEST);
            if alert.first_at_ms == 0 || alert.first_at_ms > alert.at_ms {
                alert.first_at_ms = alert.at_ms;
            }
            alert.count = alert.count.max(1);
        }
        self.next_id = self.alerts.iter().map(|alert| alert.id + 1).max().unwrap_or(1);
        self.make_room();
    }

    /// The oldest unimportant ones go first.
    fn make_room(&mut self) {
        while self.alerts.len() > MAX_ALERTS {
            let goes = self.alerts.iter().rposition(|alert| !alert.cause.is_important());
            self.alerts.remove(goes.unwrap_or(self.alerts.len() - 1));
        }
    }

    pub(crate) fn alerts(&self) -> &[AlertView] {
        &self.alerts
    }

    /// Adds it, or counts it where the same happened a while ago and was neither read nor left unread differently.
    pub(crate) fn add(&mut self, alert: Alert, at_ms: u64) -> AlertView {
        let before = self.alerts.iter().position(|told| is_same(told, &alert, at_ms));
        let before = before.map(|place| self.alerts.remove(place));
        let is_important = alert.cause.is_important();
        let (id, first_at_ms, count) = match &before {
            // What is important is told each time, and has a number of its own for that.
            Some(told) if !is_important => (told.id, told.first_at_ms, told.count.saturating_add(1)),
            Some(told) => (self.next_id, told.first_at_ms, told.count.saturating_add(1)),
            None => (self.next_id, at_ms, 1),
        };
        self.next_id = self.next_id.max(id + 1);
        let alert = AlertView {
            id,
            at_ms,
            first_at_ms,
            count,
            cause: alert.cause,
            sentence: alert.sentence,
            hint: alert.hint,
            program: alert.program,
            program_origin: alert.program_origin,
            silent_ms: alert.silent_ms,
            limit_ms: alert.limit_ms,
            late_ms: alert.late_ms,
            toys: alert.toys,
            gaps: alert.gaps,
            offer_exemption: alert.offer_exemption,
            page: alert.page,
            dismissed: alert.quiet,
        };
        self.alerts.insert(0, alert.clone());
        self.make_room();
        alert
    }

    /// False where there is none with this number.
    pub(crate) fn dismiss(&mut self, id: u64) -> bool {
        let alert = self.alerts.iter_mut().find(|alert| alert.id == id);
        alert.map(|alert| alert.dismissed = true).is_some()
    }

    pub(crate) fn dismiss_all(&mut self) {
        self.alerts.iter_mut().for_each(|alert| alert.dismissed = true);
    }

    /// The person has decided about this web page: its open alerts and its newest one say how, and are dismissed.
    pub(crate) fn settle(&mut self, page: &str, hint: &str) {
        let about_it = |alert: &&mut AlertView| alert.page.as_deref() == Some(page);
        for (nth, alert) in self.alerts.iter_mut().filter(about_it).enumerate() {
            if nth == 0 || !alert.dismissed {
                alert.hint = Some(hint.to_owned());
                alert.dismissed = true;
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.alerts.clear();
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            file: self.file.clone(),
            standing: self.standing,
            stored: Stored {
                version: VERSION,
                alerts: self.alerts.clone(),
            },
        }
    }
}

impl Snapshot {
    /// Writes it; takes as long as the disk does.
    pub(crate) fn save(&self) -> Result<(), SaveError> {
        self.file.refuse(self.standing)?;
        self.file.save(&self.stored)
    }
}

/// Whether this is what was told already: by the same program or page, or in the same words. What the person has dismissed
/// meanwhile is told anew.
fn is_same(told: &AlertView, alert: &Alert, at_ms: u64) -> bool {
    let about_the_same = if alert.program.is_some() {
        told.program == alert.program && told.program_origin == alert.program_origin
    } else {
        told.program.is_none() && told.page == alert.page && told.sentence == alert.sentence
    };
    told.cause == alert.cause
        && about_the_same
        && told.dismissed == alert.quiet
        && told.offer_exemption == alert.offer_exemption
        && at_ms.saturating_sub(told.at_ms) <= SAME_WITHIN_MS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::AlertCause;

    fn alert(sentence: &str) -> Alert {
        Alert::plain(AlertCause::PingTimeout, sentence, None)
    }

    #[test]
    fn newest_first_numbered_on_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let file = JsonFile::new(dir.path().join("alerts.json"));
        let (mut history, damage) = History::load(file.clone());
        assert!(damage.is_none());
        history.add(alert("first"), 1);
        let second = history.add(alert("second"), 2);
        assert!(history.dismiss(second.id));
        assert!(!history.dismiss(99));
        history.snapshot().save().unwrap();

        let (mut again, _) = History::load(file);
        assert_eq!(again.alerts(), history.alerts());
        assert_eq!(again.alerts()[0].sentence, "second");
        assert!(again.alerts()[0].dismissed);
        assert!(again.add(alert("third"), 3).id > second.id);
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let dir = tempfile::tempdir().unwrap();
        let (mut history, _) = History::load(JsonFile::new(dir.path().join("alerts.json")));
        for n in 0..MAX_ALERTS as u64 + 10 {
            history.add(alert(&format!("x {n}")), n);
        }
        assert_eq!(history.alerts().len(), MAX_ALERTS);
        assert_eq!(history.alerts()[0].at_ms, MAX_ALERTS as u64 + 9);
    }

    fn of_program(program: &str) -> Alert {
        Alert {
            program: Some(program.to_owned()),
            ..Alert::plain(AlertCause::ConnectionLost, format!("{program} went away."), None)
        }
    }

    #[test]
    fn a_program_that_comes_and_goes_is_one_alert_with_a_count() {
        let dir = tempfile::tempdir().unwrap();
        let file = JsonFile::new(dir.path().join("alerts.json"));
        let (mut history, _) = History::load(file.clone());
        let first = history.add(of_program("My Game"), 1000);
        history.add(of_program("Other"), 1500);
        for n in 0..11 {
            let again = history.add(of_program("My Game"), 2000 + n);
            assert_eq!(again.id, first.id);
        }
        let told: Vec<_> = history
            .alerts()
            .iter()
            .map(|alert| {
                (
                    alert.program.as_deref().unwrap(),
                    alert.count,
                    alert.first_at_ms,
                    alert.at_ms,
                )
            })
            .collect();
        assert_eq!(told, [("My Game", 12, 1000, 2010), ("Other", 1, 1500, 1500)]);

        // What was dismissed, or is long ago, is told anew.
        assert!(history.dismiss(first.id));
        assert_ne!(history.add(of_program("My Game"), 3000).id, first.id);
        history.add(of_program("My Game"), 3001 + SAME_WITHIN_MS);
        assert_eq!(history.alerts().iter().filter(|alert| alert.count == 1).count(), 3);

        history.snapshot().save().unwrap();
        let (again, _) = History::load(file);
        assert_eq!(again.alerts(), history.alerts());
    }

    #[test]
    fn s4_programs_that_reconnect_do_not_push_out_a_stop_that_was_not_confirmed() {
        let dir = tempfile::tempdir().unwrap();
        let (mut history, _) = History::load(JsonFile::new(dir.path().join("alerts.json")));
        let unconfirmed = || Alert::plain(AlertCause::StopUnconfirmed, "Solace did not confirm.", None);
        let first = history.add(unconfirmed(), 1);
        for n in 0..MAX_ALERTS as u64 * 3 {
            history.add(of_program(&format!("Program {n}")), 2 + n);
        }
        assert_eq!(history.alerts().len(), MAX_ALERTS);
        assert!(history.alerts().iter().any(|alert| alert.id == first.id));
        // It is told each time.
        let again = history.add(unconfirmed(), 1000);
        assert_ne!(again.id, first.id);
        assert_eq!(again.count, 2);
        // Even where there is nothing else, there is an end.
        for n in 0..MAX_ALERTS as u64 + 10 {
            let sentence = format!("Toy {n} did not confirm.");
            history.add(Alert::plain(AlertCause::StopUnconfirmed, sentence, None), 2000 + n);
        }
        assert_eq!(history.alerts().len(), MAX_ALERTS);
    }

    #[test]
    fn s8_numbers_that_cannot_hold_are_mended() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("alerts.json");
        for ids in [[u64::MAX, 1], [3, 3]] {
            let alert = |id: u64| {
                format!(
                    r#"{{"id":{id},"at_ms":{},"cause":"refused","sentence":"x","hint":null,"program":null,"silent_ms":null,
                    "limit_ms":null,"late_ms":null,"toys":[],"gaps":[],"offer_exemption":false,"dismissed":true}}"#,
                    u64::MAX
                )
            };
            let alerts = ids.map(alert).join(",");
            std::fs::write(&path, format!(r#"{{"version":1,"alerts":[{alerts}]}}"#)).unwrap();
            let (mut history, damage) = History::load(JsonFile::new(path.clone()));
            assert!(damage.is_none());
            let ids: Vec<_> = history.alerts().iter().map(|alert| alert.id).collect();
            assert_eq!(ids, [2, 1]);
            assert_eq!(history.alerts()[0].at_ms, LARGEST);
            assert_eq!(history.add(alert_("y"), 1).id, 3);
        }
    }

    fn alert_(sentence: &str) -> Alert {
        alert(sentence)
    }

    #[test]
    fn what_was_decided_about_a_page_is_in_its_alerts() {
        let dir = tempfile::tempdir().unwrap();
        let (mut history, _) = History::load(JsonFile::new(dir.path().join("alerts.json")));
        let about = |page: &str| Alert {
            page: Some(page.to_owned()),
            ..Alert::plain(AlertCause::PageAsks, "It asks.", Some("It waits."))
        };
        let old = history.add(about("https://a.example"), 1);
        history.dismiss(old.id);
        history.add(about("https://a.example"), 2);
        history.add(about("https://b.example"), 3);
        let told = |history: &History| -> Vec<_> {
            let alerts = history.alerts().iter();
            alerts
                .map(|alert| (alert.hint.clone().unwrap(), alert.dismissed))
                .collect()
        };
        for decision in ["You turned it away.", "You allowed it."] {
            history.settle("https://a.example", decision);
            assert_eq!(
                told(&history),
                [("It waits.", false), (decision, true), ("It waits.", true)]
                    .map(|(hint, done)| (hint.to_owned(), done))
            );
        }
    }

    #[test]
    fn a_history_from_before_pages_were_kept_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("alerts.json");
        let alert = r#"{"id":1,"at_ms":1,"cause":"refused","sentence":"x","hint":null,"program":null,"silent_ms":null,
            "limit_ms":null,"late_ms":null,"toys":[],"gaps":[],"offer_exemption":false,"dismissed":true}"#;
        std::fs::write(&path, format!(r#"{{"version":1,"alerts":[{alert}]}}"#)).unwrap();
        let (history, damage) = History::load(JsonFile::new(path));
        assert!(damage.is_none());
        assert_eq!(history.alerts()[0].page, None);
    }

    #[test]
    fn s8_a_damaged_history_is_told_of() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("alerts.json");
        std::fs::write(&path, "{\"version\":1,\"alerts\":[{}]}").unwrap();
        let (history, damage) = History::load(JsonFile::new(path));
        assert!(history.alerts().is_empty());
        assert_eq!(damage.unwrap().cause, AlertCause::FileDamaged);
    }
}
