use serde::{Deserialize, Serialize};
use vigil_devices::StopResult;
use vigil_server::StoppedToy;

use crate::{
    units::milliseconds,
    view::{StopResultView, StoppedToyView},
};

/// What became of one toy that was told to stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stop {
    pub index: u32,
    pub name: String,
    /// Whether it moved, or was about to.
    #[serde(default = "yes", skip_serializing_if = "is_so")]
    pub moved: bool,
    #[serde(default, skip_serializing_if = "Confirmation::is_confirmed")]
    pub result: Confirmation,
    /// From the moment that called for the stop until it was over; `None` if an earlier version did not say.
    pub after_ms: Option<f64>,
}

/// What a stop came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Confirmation {
    #[default]
    Confirmed,
    /// It has a position, and nobody knows which movement it was sent last.
    NothingToTell,
    Unconfirmed,
}

impl Confirmation {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
    const fn is_confirmed(&self) -> bool {
        matches!(self, Self::Confirmed)
    }
}

impl From<StopResult> for Confirmation {
    fn from(result: StopResult) -> Self {
        match result {
            StopResult::Confirmed => Self::Confirmed,
            StopResult::NothingToTell => Self::NothingToTell,
            StopResult::Unconfirmed => Self::Unconfirmed,
        }
    }
}

impl From<&StoppedToy> for Stop {
    fn from(toy: &StoppedToy) -> Self {
        Self {
            index: toy.device,
            name: toy.name.clone(),
            moved: toy.was_moving,
            result: toy.result.into(),
            after_ms: Some(milliseconds(toy.after)),
        }
    }
}

impl Stop {
    /// From the moment that called for the stop until the toy confirmed it.
    fn still_after_ms(&self) -> Option<f64> {
        self.after_ms.filter(|_| self.result == Confirmation::Confirmed)
    }
}

impl From<&Stop> for StoppedToyView {
    fn from(stop: &Stop) -> Self {
        Self {
            index: stop.index,
            name: stop.name.clone(),
            still_after_ms: stop.still_after_ms(),
            result: match stop.result {
                Confirmation::Confirmed => StopResultView::Confirmed,
                Confirmation::NothingToTell => StopResultView::NothingToTell,
                Confirmation::Unconfirmed => StopResultView::Unconfirmed,
            },
        }
    }
}

pub(crate) fn stops(toys: &[StoppedToy]) -> Vec<Stop> {
    toys.iter().map(Stop::from).collect()
}

pub(crate) fn any_moved(toys: &[Stop]) -> bool {
    toys.iter().any(|toy| toy.moved)
}

/// Whether one of them may still move.
pub(super) fn any_in_doubt(toys: &[Stop]) -> bool {
    toys.iter()
        .any(|toy| toy.moved && toy.result != Confirmation::Confirmed)
}

const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
const fn is_so(value: &bool) -> bool {
    *value
}
