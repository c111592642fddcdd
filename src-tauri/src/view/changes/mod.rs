//! What has changed between two states: the window is told that, not everything it knows already.
//!
//! The page names the state that it has. If that is the one that it was told last, it gets the changes since; if not (it
//! was loaded again, an answer was lost), it gets everything.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Serialize, Serializer};
#[cfg(test)]
use ts_rs::TS;

use super::{
    AlertView, AppView, AskingPageView, BluetoothView, DrillView, HistoryView, PageView, PingView, ProgramView,
    RefusedView, ServerView, StopKeyView, ToyView,
};
use crate::{hold::HoldRecord, language::Language, settings::Settings};

/// What the page is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Update {
    Whole {
        #[serde(serialize_with = "shared")]
        view: Arc<AppView>,
    },
    Changed {
        changes: Box<Changes>,
    },
}

/// serde itself writes what is shared only if all that depends on it is built so.
fn shared<S: Serializer>(view: &Arc<AppView>, serializer: S) -> Result<S::Ok, S::Error> {
    view.as_ref().serialize(serializer)
}

/// What is not here is as it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[cfg_attr(test, ts(optional_fields))]
pub(crate) struct Changes {
    /// They turn the view of this revision…
    pub base: u64,
    /// …into the view of this one.
    pub revision: u64,
    pub at_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<ServerView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldChange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programs: Option<ListChange<ProgramView>>,
    /// Pings of programs that are otherwise as they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pings: Option<Vec<PingChange>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asking_pages: Option<Vec<AskingPageView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<Vec<PageView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bluetooth: Option<BluetoothView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toys: Option<ListChange<ToyView>>,
    /// Values of toys that are otherwise as they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<ValueChange>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drill: Option<DrillView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_key: Option<StopKeyView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alerts: Option<ListChange<AlertView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<HistoryView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// Whether everything is held, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct HoldChange {
    pub held: Option<u64>,
    pub record: Option<HoldRecord>,
    pub because: Option<String>,
}

/// What was taken over from another program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct Imported {
    pub sentence: Option<String>,
}

/// A list of things that have a number each.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[cfg_attr(test, ts(optional_fields))]
pub(crate) struct ListChange<T> {
    /// The numbers of all, in order; missing where they are as they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<u64>>,
    /// Those that are new or have changed.
    pub items: Vec<T>,
}

/// Pings of one program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[cfg_attr(test, ts(optional_fields))]
pub(crate) struct PingChange {
    pub id: u64,
    pub pings_received: u64,
    pub silent_since_ms: u64,
    /// So many of the oldest are gone.
    pub dropped: usize,
    /// So many of what is left stay.
    pub kept: usize,
    /// These follow.
    pub added: Vec<PingView>,
    /// What was refused by now; missing if it is as it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<RefusedView>,
}

/// What one output is at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct ValueChange {
    /// The toy's index.
    pub toy: u32,
    /// The output's place in the toy's list.
    pub output: usize,
    pub value: i32,
    pub duration_ms: Option<u32>,
}

impl Update {
    /// This view, for a page that has that one, or none.
    pub(crate) fn since(has: Option<&AppView>, view: &Arc<AppView>) -> Self {
        match has {
            Some(has) => Self::Changed {
                changes: Box::new(Changes::between(has, view)),
            },
            None => Self::Whole { view: view.clone() },
        }
    }

    /// Whether it says nothing that the page does not know.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Changed { changes } if changes.is_empty())
    }
}

impl Changes {
    pub(crate) fn between(old: &AppView, new: &AppView) -> Self {
        // All of it is named, so that what is added to a view is thought of here.
        let AppView {
            revision,
            at_ms,
            version: _,
            data_dir: _,
            log_dir: _,
            server,
            held,
            hold_record,
            held_because,
            programs,
            asking_pages,
            pages,
            bluetooth,
            toys,
            drill,
            imported,
            stop_key,
            alerts,
            history,
            settings,
            language,
        } = new;
        let (programs, pings) = program_changes(&old.programs, programs);
        let (toys, values) = toy_changes(&old.toys, toys);
        Self {
            base: old.revision,
            revision: *revision,
            at_ms: *at_ms,
            server: changed(&old.server, server),
            hold: (old.held != *held || old.hold_record != *hold_record || old.held_because != *held_because).then(
                || HoldChange {
                    held: *held,
                    record: hold_record.clone(),
                    because: held_because.clone(),
                },
            ),
            programs,
            pings,
            asking_pages: changed(&old.asking_pages, asking_pages),
            pages: changed(&old.pages, pages),
            bluetooth: changed(&old.bluetooth, bluetooth),
            toys,
            values,
            drill: changed(&old.drill, drill),
            imported: (old.imported != *imported).then(|| Imported {
                sentence: imported.clone(),
            }),
            stop_key: changed(&old.stop_key, stop_key),
            alerts: list_change(&old.alerts, alerts, |alert| alert.id, |_, _| false),
            history: changed(&old.history, history),
            settings: changed(&old.settings, settings),
            language: changed(&old.language, language),
        }
    }
}

impl Changes {
    fn is_empty(&self) -> bool {
        let Self {
            base: _,
            revision: _,
            at_ms: _,
            server,
            hold,
            programs,
            pings,
            asking_pages,
            pages: listed,
            bluetooth,
            toys,
            values,
            drill,
            imported,
            stop_key,
            alerts,
            history,
            settings,
            language,
        } = self;
        server.is_none()
            && hold.is_none()
            && programs.is_none()
            && pings.is_none()
            && asking_pages.is_none()
            && listed.is_none()
            && bluetooth.is_none()
            && toys.is_none()
            && values.is_none()
            && drill.is_none()
            && imported.is_none()
            && stop_key.is_none()
            && alerts.is_none()
            && history.is_none()
            && settings.is_none()
            && language.is_none()
    }
}

fn changed<T: Clone + PartialEq>(old: &T, new: &T) -> Option<T> {
    (old != new).then(|| new.clone())
}

/// `is_told_otherwise`: what is different about the two is told apart from the list.
fn list_change<T: Clone + PartialEq>(
    old: &[T],
    new: &[T],
    number: impl Fn(&T) -> u64,
    mut is_told_otherwise: impl FnMut(&T, &T) -> bool,
) -> Option<ListChange<T>> {
    let same_order = old.len() == new.len() && old.iter().zip(new).all(|(old, new)| number(old) == number(new));
    let items: Vec<T> = if same_order {
        let pairs = old.iter().zip(new);
        pairs
            .filter(|(old, new)| old != new && !is_told_otherwise(old, new))
            .map(|(_, new)| new.clone())
            .collect()
    } else {
        let known: BTreeMap<u64, &T> = old.iter().map(|item| (number(item), item)).collect();
        new.iter()
            .filter(|new| {
                known
                    .get(&number(new))
                    .is_none_or(|old| old != new && !is_told_otherwise(old, new))
            })
            .cloned()
            .collect()
    };
    let order = (!same_order).then(|| new.iter().map(number).collect());
    (order.is_some() || !items.is_empty()).then_some(ListChange { order, items })
}

fn program_changes(
    old: &[ProgramView],
    new: &[ProgramView],
) -> (Option<ListChange<ProgramView>>, Option<Vec<PingChange>>) {
    let mut pings = Vec::new();
    let list = list_change(
        old,
        new,
        |program| program.id,
        |old, new| {
            let with_new_pings = ProgramView {
                pings_received: new.pings_received,
                silent_since_ms: new.silent_since_ms,
                pings: Vec::new(),
                refused: new.refused.clone().or_else(|| old.refused.clone()),
                ..without_pings(old)
            };
            let only_pings = with_new_pings == without_pings(new);
            if only_pings {
                pings.push(ping_change(old, new));
            }
            only_pings
        },
    );
    (list, (!pings.is_empty()).then_some(pings))
}

fn without_pings(program: &ProgramView) -> ProgramView {
    let ProgramView {
        id,
        name,
        address,
        origin,
        protocol,
        connected_at_ms,
        watch,
        pings_received,
        silent_since_ms,
        pings: _,
        moves,
        outdated_limit,
        refused,
    } = program;
    ProgramView {
        id: *id,
        name: name.clone(),
        address: address.clone(),
        origin: origin.clone(),
        protocol: protocol.clone(),
        connected_at_ms: *connected_at_ms,
        watch: watch.clone(),
        pings_received: *pings_received,
        silent_since_ms: *silent_since_ms,
        pings: Vec::new(),
        moves: moves.clone(),
        outdated_limit: *outdated_limit,
        refused: refused.clone(),
    }
}

fn ping_change(old: &ProgramView, new: &ProgramView) -> PingChange {
    let dropped = new.pings.first().map_or(old.pings.len(), |first| {
        let places = old.pings.iter();
        places.take_while(|ping| ping.at_ms < first.at_ms).count()
    });
    let left = old.pings.get(dropped..).unwrap_or_default();
    let kept = left.iter().zip(&new.pings).take_while(|(old, new)| old == new).count();
    PingChange {
        id: new.id,
        pings_received: new.pings_received,
        silent_since_ms: new.silent_since_ms,
        dropped,
        kept,
        added: new.pings.get(kept..).unwrap_or_default().to_vec(),
        refused: changed(&old.refused, &new.refused).flatten(),
    }
}

fn toy_changes(old: &[ToyView], new: &[ToyView]) -> (Option<ListChange<ToyView>>, Option<Vec<ValueChange>>) {
    let mut values = Vec::new();
    let list = list_change(
        old,
        new,
        |toy| u64::from(toy.index),
        |old, new| {
            let only_values = with_values_of(old, new) == *new;
            if only_values {
                values.extend(value_changes(old, new));
            }
            only_values
        },
    );
    (list, (!values.is_empty()).then_some(values))
}

fn with_values_of(old: &ToyView, new: &ToyView) -> ToyView {
    let mut toy = old.clone();
    for (output, now) in toy.outputs.iter_mut().zip(&new.outputs) {
        output.value = now.value;
        output.duration_ms = now.duration_ms;
    }
    toy
}

fn value_changes(old: &ToyView, new: &ToyView) -> impl Iterator<Item = ValueChange> {
    let pairs = old.outputs.iter().zip(&new.outputs).enumerate();
    let toy = new.index;
    pairs
        .filter(|(_, (old, new))| old != new)
        .map(move |(output, (_, new))| ValueChange {
            toy,
            output,
            value: new.value,
            duration_ms: new.duration_ms,
        })
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests;
