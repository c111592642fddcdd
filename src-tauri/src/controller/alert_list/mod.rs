//! The alerts for a person: sentences of facts, and what they look for among all of them.
//!
//! The window asks for pages of them. They are made of a copy of the list, away from the controller, which never waits for
//! a search.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | pages |
//! | `shown` | one alert as the window shows it, and what the window is told by itself |
//! | `search` | which alerts a person means |
//! | `export` | all of that as CSV and JSON |

mod export;
mod search;
mod shown;

use std::{collections::HashMap, sync::Arc};

pub(super) use self::export::ExportError;
use self::search::Search;
pub(super) use self::shown::{ShownAlerts, row_view};
use crate::{
    alerts::{Kept, Row, rows},
    language::Language,
    limits::{ALERTS_PAGE, MAX_PROGRAMS_LISTED},
    view::{AlertCause, AlertPageView, AlertProgramView, AlertQuery, CauseCountView, ProgramCountView, RepeatsView},
};

/// All alerts at one moment.
#[derive(Debug, Clone)]
pub(crate) struct AlertList {
    /// Newest first.
    alerts: Vec<Arc<Kept>>,
    revision: u64,
    /// What they are told in.
    language: Language,
}

impl AlertList {
    /// `alerts`: newest first.
    pub(super) const fn new(alerts: Vec<Arc<Kept>>, revision: u64, language: Language) -> Self {
        Self {
            alerts,
            revision,
            language,
        }
    }

    /// The rows that were found, from the first one after that number on. Numbers are those of [`AlertPageView::next`].
    pub(crate) fn page(&self, query: &AlertQuery, after: Option<u64>) -> AlertPageView {
        let found = self.found(query);
        let rows = rows(&found);
        let begin = after.map_or(0, |after| {
            let end = self.place_after(after);
            rows.partition_point(|row| self.place(row.newest().id) < end)
        });
        let page = &rows[begin..];
        let page = &page[..page.len().min(ALERTS_PAGE)];
        let is_last = begin + page.len() == rows.len();
        AlertPageView {
            revision: self.revision,
            alerts: page.iter().map(|row| row_view(self.language, row)).collect(),
            next: page.last().filter(|_| !is_last).map(|row| row.newest().id),
            found: count(&found),
            all: count(&self.alerts),
            causes: self.causes(),
            programs: self.programs(),
        }
    }

    /// The alerts of the row that this one is in, from the first one after that number on.
    pub(crate) fn repeats(&self, query: &AlertQuery, id: u64, after: Option<u64>) -> RepeatsView {
        let rows = rows(&self.found(query));
        let row = rows.iter().find(|row| row.alerts().any(|kept| kept.id == id));
        let alerts: Vec<_> = row.into_iter().flat_map(Row::alerts).collect();
        let begin = after.map_or(0, |after| {
            let end = self.place_after(after);
            alerts.partition_point(|kept| self.place(kept.id) < end)
        });
        let page = &alerts[begin..];
        let page = &page[..page.len().min(ALERTS_PAGE)];
        let is_last = begin + page.len() == alerts.len();
        RepeatsView {
            alerts: page.iter().map(|kept| shown::alert_view(self.language, kept)).collect(),
            next: page.last().filter(|_| !is_last).map(|kept| kept.id),
        }
    }

    fn found(&self, query: &AlertQuery) -> Vec<Arc<Kept>> {
        let search = Search::of(query, self.language);
        let found = self.alerts.iter().filter(|kept| search.finds(kept));
        found.cloned().collect()
    }

    fn place(&self, id: u64) -> usize {
        let place = self.alerts.iter().position(|kept| kept.id == id);
        place.unwrap_or(self.alerts.len())
    }

    /// Of one that is gone meanwhile: where it would be.
    fn place_after(&self, id: u64) -> usize {
        let place = self.alerts.iter().position(|kept| kept.id == id);
        place.map_or_else(
            || {
                let older = self.alerts.iter().position(|kept| kept.id < id);
                older.unwrap_or(self.alerts.len())
            },
            |place| place + 1,
        )
    }

    fn causes(&self) -> Vec<CauseCountView> {
        let mut counts: HashMap<AlertCause, u64> = HashMap::new();
        for kept in &self.alerts {
            *counts.entry(kept.alert.cause()).or_default() += u64::from(kept.count);
        }
        let mut causes: Vec<_> = counts
            .into_iter()
            .map(|(cause, count)| CauseCountView { cause, count })
            .collect();
        causes.sort_unstable_by_key(|one| one.cause);
        causes
    }

    fn programs(&self) -> Vec<ProgramCountView> {
        let mut counts: HashMap<(&str, Option<&str>), u64> = HashMap::new();
        for kept in &self.alerts {
            if let Some(name) = kept.alert.program() {
                *counts.entry((name, kept.alert.program_origin())).or_default() += u64::from(kept.count);
            }
        }
        let mut programs: Vec<_> = counts.into_iter().collect();
        programs.sort_unstable_by_key(|&((name, origin), count)| (std::cmp::Reverse(count), name, origin));
        programs.truncate(MAX_PROGRAMS_LISTED);
        programs
            .into_iter()
            .map(|((name, origin), count)| ProgramCountView {
                program: AlertProgramView {
                    name: name.to_owned(),
                    origin: origin.map(ToOwned::to_owned),
                },
                count,
            })
            .collect()
    }
}

fn count(alerts: &[Arc<Kept>]) -> u64 {
    alerts.iter().map(|kept| u64::from(kept.count)).sum()
}

#[cfg(test)]
mod tests;
