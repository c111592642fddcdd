//! Repeats of one alert, told in one row.
//!
//! A pure function of the list. It is here and not in the window: the window has a page of rows, and only the whole list
//! says where a row begins and how often something happened.

use std::{collections::HashMap, sync::Arc};

use super::{
    super::{
        alert::{Alert, Caller},
        words,
    },
    kept::Kept,
};
use crate::language::Language;
use crate::view::AlertCause;

/// What happens again within this time, counted from the last time, is told in the same row.
pub(super) const SAME_WITHIN_MS: u64 = 60 * 60 * 1000;

/// An alert and its repeats.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    newest: Arc<Kept>,
    /// Newest first.
    earlier: Vec<Arc<Kept>>,
}

/// What two alerts have in common if one repeats the other: the cause, and whom it is about, or else the words.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Kind<'a> {
    cause: AlertCause,
    is_quiet: bool,
    offers_exemption: bool,
    about: About<'a>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum About<'a> {
    Program {
        name: &'a str,
        origin: Option<&'a str>,
    },
    Toy(&'a str),
    Page(&'a str),
    Caller(&'a Caller),
    /// Nobody in particular.
    Words(String),
}

/// The rows of these alerts. Both: newest first; a row is where its newest alert is.
pub(crate) fn rows<'a>(newest_first: impl IntoIterator<Item = &'a Arc<Kept>>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut open: HashMap<Kind<'_>, usize> = HashMap::new();
    for kept in newest_first {
        let next = rows.len();
        let at = open.entry(Kind::of(&kept.alert)).or_insert(next);
        if let Some(row) = rows.get_mut(*at).filter(|row| row.is_soon_after(kept)) {
            row.earlier.push(kept.clone());
        } else {
            *at = next;
            rows.push(Row::of(kept.clone()));
        }
    }
    rows
}

/// The row of the newest of these alerts, without a look at what happened long ago.
pub(super) fn newest_row<'a>(newest_first: impl IntoIterator<Item = &'a Arc<Kept>>) -> Option<Row> {
    let mut alerts = newest_first.into_iter();
    let newest = alerts.next()?;
    let (program, cause) = (newest.alert.program(), newest.alert.cause());
    let kind = Kind::of(&newest.alert);
    let mut row = Row::of(newest.clone());
    for kept in alerts {
        if !row.is_soon_after(kept) {
            break;
        }
        // What most others differ in comes first: there may be thousands.
        if kept.alert.program() == program && kept.alert.cause() == cause && Kind::of(&kept.alert) == kind {
            row.earlier.push(kept.clone());
        }
    }
    Some(row)
}

impl Row {
    const fn of(newest: Arc<Kept>) -> Self {
        Self {
            newest,
            earlier: Vec::new(),
        }
    }

    pub(crate) fn newest(&self) -> &Kept {
        &self.newest
    }

    fn oldest(&self) -> &Arc<Kept> {
        self.earlier.last().unwrap_or(&self.newest)
    }

    /// All of it, newest first.
    pub(crate) fn alerts(&self) -> impl DoubleEndedIterator<Item = &Arc<Kept>> {
        std::iter::once(&self.newest).chain(&self.earlier)
    }

    /// Stays the same while it is repeated.
    pub(crate) fn id(&self) -> u64 {
        self.oldest().id
    }

    pub(crate) fn first_at_ms(&self) -> u64 {
        self.oldest().first_at_ms
    }

    /// How often it happened; some of these times may not be kept singly any more.
    pub(crate) fn count(&self) -> u32 {
        self.alerts().fold(0, |count, kept| count.saturating_add(kept.count))
    }

    pub(crate) fn is_read(&self) -> bool {
        self.alerts().all(|kept| kept.dismissed)
    }

    /// Another number means that the person has to be told: at each time if it is important, else at the first time since
    /// they have read it.
    pub(crate) fn news(&self) -> u64 {
        let told = if self.newest.alert.is_important() {
            None
        } else {
            self.alerts().rev().find(|kept| !kept.dismissed)
        };
        told.unwrap_or(&self.newest).id
    }

    fn is_soon_after(&self, earlier: &Kept) -> bool {
        self.first_at_ms().saturating_sub(earlier.at_ms) <= SAME_WITHIN_MS
    }
}

impl<'a> Kind<'a> {
    fn of(alert: &'a Alert) -> Self {
        Self {
            cause: alert.cause(),
            is_quiet: alert.is_quiet(),
            offers_exemption: alert.offers_exemption(),
            about: About::of(alert),
        }
    }
}

impl<'a> About<'a> {
    fn of(alert: &'a Alert) -> Self {
        if let Some(name) = alert.program() {
            let origin = alert.program_origin();
            return Self::Program { name, origin };
        }
        match alert {
            Alert::StopUnconfirmed { toy } | Alert::ToyLost { toy, .. } => Self::Toy(toy),
            Alert::PageAsks { page } => Self::Page(page),
            Alert::CallerRefused(caller) => Self::Caller(caller),
            // Whatever language they are shown in.
            _ => Self::Words(words::words(Language::English, alert).sentence),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::alerts::alert::{Program, SessionEnded, SessionFault};

    /// Alerts as they may come: of few programs and toys, some soon after each other and some not.
    fn alert() -> impl Strategy<Value = Alert> {
        let ended = |fault: SessionFault| {
            move |name: u8| {
                Alert::SessionEnded(SessionEnded {
                    program: Program {
                        name: format!("Program {name}"),
                        origin: (name == 0).then(|| "https://a.example".to_owned()),
                    },
                    fault: fault.clone(),
                    late_ms: 0.1,
                    toys: Vec::new(),
                    others: Vec::new(),
                    gaps: Vec::new(),
                })
            }
        };
        prop_oneof![
            (0..3_u8).prop_map(ended(SessionFault::ConnectionLost)),
            (0..3_u8).prop_map(ended(SessionFault::NotReading)),
            (0..2_u8).prop_map(|toy| Alert::ToyLost {
                toy: format!("Toy {toy}"),
                back_after_ms: None,
            }),
            (0..2_u8).prop_map(|page| Alert::PageAsks {
                page: format!("https://{page}.example")
            }),
        ]
    }

    fn history() -> impl Strategy<Value = Vec<Arc<Kept>>> {
        let one = (
            alert(),
            prop_oneof![0..60_000_u64, 0..3 * SAME_WITHIN_MS],
            any::<bool>(),
        );
        proptest::collection::vec(one, 0..120).prop_map(|alerts| {
            let mut at_ms = 1_000_000;
            let mut newest_first: Vec<_> = alerts
                .into_iter()
                .zip(1..)
                .map(|((alert, later, dismissed), id)| {
                    at_ms += later;
                    Arc::new(Kept {
                        id,
                        at_ms,
                        first_at_ms: at_ms,
                        count: 1,
                        dismissed,
                        decision: None,
                        alert,
                    })
                })
                .collect();
            newest_first.reverse();
            newest_first
        })
    }

    fn ids<'a>(alerts: impl IntoIterator<Item = &'a Arc<Kept>>) -> Vec<u64> {
        alerts.into_iter().map(|kept| kept.id).collect()
    }

    proptest! {
        #[test]
        fn each_alert_is_in_one_row_in_order_among_its_like_and_close_to_the_next(history in history()) {
            let rows = rows(&history);

            // Nothing is lost, and nothing is there twice.
            let mut all: Vec<u64> = rows.iter().flat_map(|row| ids(row.alerts())).collect();
            all.sort_unstable_by(|one, other| other.cmp(one));
            prop_assert_eq!(all, ids(&history));
            let counted: u32 = rows.iter().map(Row::count).sum();
            prop_assert_eq!(counted as usize, history.len());

            // The order is kept, of rows and in each row.
            prop_assert!(rows.windows(2).all(|two| two[0].newest().id > two[1].newest().id));
            for row in &rows {
                let members: Vec<_> = row.alerts().collect();
                for two in members.windows(2) {
                    let (later, earlier) = (two[0], two[1]);
                    prop_assert!(later.id > earlier.id);
                    prop_assert_eq!(Kind::of(&later.alert), Kind::of(&earlier.alert));
                    prop_assert!(later.at_ms - earlier.at_ms <= SAME_WITHIN_MS);
                }
                prop_assert_eq!(row.is_read(), members.iter().all(|kept| kept.dismissed));
            }

            // What could be in one row is in one row.
            for (place, row) in rows.iter().enumerate() {
                for older in &rows[place + 1..] {
                    let is_alike = Kind::of(&row.newest().alert) == Kind::of(&older.newest().alert);
                    prop_assert!(!is_alike || row.first_at_ms() > older.newest().at_ms + SAME_WITHIN_MS);
                }
            }

            prop_assert_eq!(newest_row(&history), rows.first().cloned());
        }

        /// A row that is repeated stays the same row.
        #[test]
        fn one_more_alert_begins_a_row_or_lengthens_one(history in history()) {
            if let [_, before @ ..] = history.as_slice() {
                let (now, before) = (rows(&history), rows(before));
                let newest = &now[0];
                let others: Vec<_> = before.iter().filter(|row| row.id() != newest.id()).collect();
                prop_assert_eq!(now[1..].iter().collect::<Vec<_>>(), others);
            }
        }
    }
}
