use serde::{Deserialize, Serialize};

use crate::{
    files::{JsonFile, Loaded, NewerVersion},
    view::{AlertCause, AlertView, GapView, StoppedToyView},
};

/// The version written by this build.
const VERSION: u32 = 1;

/// The oldest go first.
const KEPT: usize = 200;

/// An alert before it has a number and a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    pub cause: AlertCause,
    pub sentence: String,
    pub hint: Option<String>,
    pub program: Option<String>,
    /// The web page that the program is.
    pub program_origin: Option<String>,
    pub silent_ms: Option<u32>,
    pub limit_ms: Option<u32>,
    pub late_ms: Option<f64>,
    pub toys: Vec<StoppedToyView>,
    pub gaps: Vec<GapView>,
    pub offer_exemption: bool,
    /// The web page that it is about, where that can be allowed.
    pub page: Option<String>,
    /// Worth keeping, but not worth interrupting anybody.
    pub quiet: bool,
}

/// All alerts, newest first.
#[derive(Debug)]
pub struct History {
    file: JsonFile,
    alerts: Vec<AlertView>,
    next_id: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    version: u32,
    alerts: Vec<AlertView>,
}

/// What is written to the disk; taken at one moment, written at another.
#[derive(Debug)]
pub struct Snapshot {
    file: JsonFile,
    stored: Stored,
}

impl Alert {
    /// Only words, and a cause.
    pub fn plain(cause: AlertCause, sentence: impl Into<String>, hint: Option<&str>) -> Self {
        Self {
            cause,
            sentence: sentence.into(),
            hint: hint.map(ToOwned::to_owned),
            program: None,
            program_origin: None,
            silent_ms: None,
            limit_ms: None,
            late_ms: None,
            toys: Vec::new(),
            gaps: Vec::new(),
            offer_exemption: false,
            page: None,
            quiet: false,
        }
    }
}

impl History {
    /// Reads the history; gives the damage back as an alert.
    pub fn load(file: JsonFile) -> (Self, Option<Alert>) {
        let loaded = file.load(|stored: &Stored| {
            if stored.version > VERSION {
                Err(NewerVersion(stored.version))
            } else {
                Ok(())
            }
        });
        let (alerts, damage) = match loaded {
            Loaded::Found(stored) => (stored.alerts, None),
            Loaded::Missing => (Vec::new(), None),
            Loaded::Damaged { set_aside, reason } => (
                Vec::new(),
                Some(super::words::damaged("alert history", set_aside.as_deref(), &reason)),
            ),
        };
        let next_id = alerts.iter().map(|alert| alert.id + 1).max().unwrap_or(1);
        (Self { file, alerts, next_id }, damage)
    }

    pub fn alerts(&self) -> &[AlertView] {
        &self.alerts
    }

    pub fn add(&mut self, alert: Alert, at_ms: u64) -> AlertView {
        let alert = AlertView {
            id: self.next_id,
            at_ms,
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
        self.next_id += 1;
        self.alerts.insert(0, alert.clone());
        self.alerts.truncate(KEPT);
        alert
    }

    /// False where there is none with this number.
    pub fn dismiss(&mut self, id: u64) -> bool {
        let alert = self.alerts.iter_mut().find(|alert| alert.id == id);
        alert.map(|alert| alert.dismissed = true).is_some()
    }

    pub fn dismiss_all(&mut self) {
        self.alerts.iter_mut().for_each(|alert| alert.dismissed = true);
    }

    /// The person has decided about this web page: its open alerts and its newest one say how, and are dismissed.
    pub fn settle(&mut self, page: &str, hint: &str) {
        let about_it = |alert: &&mut AlertView| alert.page.as_deref() == Some(page);
        for (nth, alert) in self.alerts.iter_mut().filter(about_it).enumerate() {
            if nth == 0 || !alert.dismissed {
                alert.hint = Some(hint.to_owned());
                alert.dismissed = true;
            }
        }
    }

    pub fn clear(&mut self) {
        self.alerts.clear();
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            file: self.file.clone(),
            stored: Stored {
                version: VERSION,
                alerts: self.alerts.clone(),
            },
        }
    }
}

impl Snapshot {
    /// Writes it; takes as long as the disk does.
    pub fn save(&self) -> Result<(), crate::files::SaveError> {
        self.file.save(&self.stored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for n in 0..KEPT as u64 + 10 {
            history.add(alert("x"), n);
        }
        assert_eq!(history.alerts().len(), KEPT);
        assert_eq!(history.alerts()[0].at_ms, KEPT as u64 + 9);
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
