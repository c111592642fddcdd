//! The alerts that were told.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `mod` | the history in memory |
//! | `kept` | an alert with its number and time, and what can happen to the history |
//! | `rows` | repeats of one alert, told in one row |
//! | `stored` | the two files: the history at one moment, and what has changed since |
//! | `before` | what the first version stored |

mod before;
mod kept;
mod rows;
mod stored;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, sync::Arc};

use self::rows::newest_row;
pub(crate) use self::{
    kept::{Change, Kept},
    rows::{Row, rows},
    stored::{HistoryFiles, Saved},
};
use super::alert::{Alert, PageDecision};
use crate::limits::{MAX_ALERTS, MAX_REPEATS};

/// The largest number that a window counts with exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// All alerts. Every change of it goes through [`Change`].
#[derive(Debug)]
pub(crate) struct History {
    /// Oldest first.
    alerts: Vec<Arc<Kept>>,
    next_id: u64,
    /// Counts the changes.
    revision: u64,
    /// What was not handed to the disk yet.
    changes: Vec<Change>,
}

impl History {
    /// `alerts`: oldest first. The second value: whether they had to be mended, since somebody may have edited the file
    /// by hand.
    pub(crate) fn new(alerts: Vec<Kept>, since: Vec<Change>) -> (Self, bool) {
        let mut history = Self {
            alerts: alerts.into_iter().map(Arc::new).collect(),
            next_id: 1,
            revision: 0,
            changes: Vec::new(),
        };
        for change in since {
            history.apply(change);
        }
        let is_mended = history.mend();
        (history, is_mended)
    }

    fn mend(&mut self) -> bool {
        let mut ids = BTreeSet::new();
        let ids_hold = self.alerts.iter().all(|kept| kept.id < LARGEST && ids.insert(kept.id));
        let mut is_mended = !ids_hold;
        for (kept, id) in self.alerts.iter_mut().zip(1..) {
            let first_holds = (1..=kept.at_ms).contains(&kept.first_at_ms);
            if ids_hold && first_holds && kept.at_ms <= LARGEST && kept.count > 0 {
                continue;
            }
            is_mended = true;
            let kept = Arc::make_mut(kept);
            if !ids_hold {
                kept.id = id;
            }
            kept.at_ms = kept.at_ms.min(LARGEST);
            if kept.first_at_ms == 0 || kept.first_at_ms > kept.at_ms {
                kept.first_at_ms = kept.at_ms;
            }
            kept.count = kept.count.max(1);
        }
        self.next_id = self.alerts.iter().map(|kept| kept.id + 1).max().unwrap_or(1);
        self.make_room();
        is_mended
    }

    /// The oldest unimportant ones go first.
    fn make_room(&mut self) {
        while self.alerts.len() > MAX_ALERTS {
            let goes = self.alerts.iter().position(|kept| !kept.alert.is_important());
            self.alerts.remove(goes.unwrap_or(0));
        }
    }

    /// Newest first.
    pub(crate) fn alerts(&self) -> impl DoubleEndedIterator<Item = &Arc<Kept>> {
        self.alerts.iter().rev()
    }

    /// All of them, repeats in one row; newest first.
    pub(crate) fn rows(&self) -> Vec<Row> {
        rows(self.alerts())
    }

    /// The row of the alert that was added last.
    pub(crate) fn newest_row(&self) -> Option<Row> {
        newest_row(self.alerts())
    }

    /// Counts up with every change.
    pub(crate) const fn revision(&self) -> u64 {
        self.revision
    }

    /// Of a row with too many alerts, the two oldest become one.
    pub(crate) fn add(&mut self, alert: Alert, at_ms: u64, is_read: bool) {
        self.change(Change::Added {
            kept: Kept {
                id: self.next_id,
                at_ms,
                first_at_ms: at_ms,
                count: 1,
                dismissed: is_read,
                decision: None,
                alert,
            },
            replaces: None,
        });
        let Some(row) = self.newest_row() else { return };
        let mut oldest_first = row.alerts().rev();
        if let (true, Some(older), Some(newer)) = (
            row.alerts().count() > MAX_REPEATS,
            oldest_first.next(),
            oldest_first.next(),
        ) {
            self.change(Change::Merged {
                older: older.id,
                newer: newer.id,
            });
        }
    }

    /// The whole row that it is in. False if there is none with this number.
    pub(crate) fn dismiss(&mut self, id: u64) -> bool {
        let mut rows = self.rows().into_iter();
        let Some(row) = rows.find(|row| row.alerts().any(|kept| kept.id == id)) else {
            return false;
        };
        for kept in row.alerts().filter(|kept| !kept.dismissed) {
            self.change(Change::Dismissed(kept.id));
        }
        true
    }

    pub(crate) fn dismiss_all(&mut self) {
        self.change(Change::AllDismissed);
    }

    /// The person has decided about this web page: its open alerts and its newest one say how, and are dismissed.
    pub(crate) fn settle(&mut self, page: String, decision: PageDecision) {
        self.change(Change::Settled { page, decision });
    }

    /// The newest alert that says that this toy was lost says from now on that it is back, and after how long.
    pub(crate) fn toy_back(&mut self, name: &str, after_ms: u32) {
        let lost = self.alerts.iter().rev().find_map(|kept| match &kept.alert {
            Alert::ToyLost { toy, back_after_ms } if toy == name => Some((kept.clone(), back_after_ms.is_some())),
            _ => None,
        });
        let Some((kept, false)) = lost else { return };
        let alert = Alert::ToyLost {
            toy: name.to_owned(),
            back_after_ms: Some(after_ms),
        };
        let kept = Kept {
            alert,
            ..Kept::clone(&kept)
        };
        self.change(Change::Added { kept, replaces: None });
    }

    pub(crate) fn clear(&mut self) {
        self.change(Change::Cleared);
    }

    /// What has changed since this was last asked, in order.
    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// All of it, oldest first.
    pub(crate) fn snapshot(&self) -> Vec<Arc<Kept>> {
        self.alerts.clone()
    }

    fn change(&mut self, change: Change) {
        self.changes.push(change.clone());
        self.apply(change);
    }

    /// The alert with the same number that happened at the same time.
    fn same_as(&mut self, kept: &Kept) -> Option<&mut Arc<Kept>> {
        let mut alerts = self.alerts.iter_mut().rev();
        alerts.find(|other| other.id == kept.id && other.at_ms == kept.at_ms)
    }

    fn apply(&mut self, change: Change) {
        self.revision += 1;
        match change {
            Change::Added { kept, replaces } => {
                if replaces.is_none()
                    && let Some(same) = self.same_as(&kept)
                {
                    // It has more to tell, and stays where it is.
                    *same = Arc::new(kept);
                    return;
                }
                let is_replaced = |other: &Kept| other.id == kept.id || Some(other.id) == replaces;
                // What is counted happened a short while ago.
                if let Some(place) = self.alerts.iter().rposition(|other| is_replaced(other)) {
                    self.alerts.remove(place);
                }
                self.next_id = self.next_id.max(kept.id.saturating_add(1));
                self.alerts.push(Arc::new(kept));
                self.make_room();
            }
            Change::Dismissed(id) => self.dismiss_if(|kept| kept.id == id),
            Change::Merged { older, newer } => self.merge(older, newer),
            Change::AllDismissed => self.dismiss_if(|_| true),
            Change::Settled { page, decision } => {
                let about_it = self.alerts.iter_mut().rev();
                let about_it = about_it.filter(|kept| kept.alert.page() == Some(&*page));
                for (nth, kept) in about_it.enumerate() {
                    if nth == 0 || !kept.dismissed {
                        let kept = Arc::make_mut(kept);
                        kept.decision = Some(decision);
                        kept.dismissed = true;
                    }
                }
            }
            Change::Cleared => self.alerts.clear(),
        }
    }

    fn merge(&mut self, older: u64, newer: u64) {
        let place = |id| self.alerts.iter().position(|kept| kept.id == id);
        let (Some(at), Some(into)) = (place(older), place(newer)) else {
            return;
        };
        let older = self.alerts[at].clone();
        let newer = Arc::make_mut(&mut self.alerts[into]);
        newer.id = older.id;
        newer.first_at_ms = older.first_at_ms;
        newer.count = newer.count.saturating_add(older.count);
        newer.dismissed &= older.dismissed;
        self.alerts.remove(at);
    }

    fn dismiss_if(&mut self, which: impl Fn(&Kept) -> bool) {
        for kept in self.alerts.iter_mut().filter(|kept| !kept.dismissed && which(kept)) {
            Arc::make_mut(kept).dismissed = true;
        }
    }
}
