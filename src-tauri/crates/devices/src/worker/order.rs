//! A stop that has to be confirmed, and those who wait for it.

use std::collections::BTreeSet;

use tokio::sync::oneshot;
use vigil_core::{lease::SessionId, time::Moment};

use crate::model::{StopOutcome, StopResult};

/// Stops that are carried out together.
#[derive(Debug)]
pub(crate) struct StopOrder {
    pub(super) features: Features,
    /// When the first of the stops merged in here was asked for.
    pub(super) since: Moment,
    waiting: Vec<oneshot::Sender<StopOutcome>>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Features {
    All,
    Some(BTreeSet<u32>),
}

/// A stop that was latched.
#[derive(Debug)]
pub(crate) struct Latched {
    /// Whether the toy moved, or was about to.
    pub(crate) was_moving: bool,
    /// The sessions that moved it, or were about to.
    pub(crate) movers: BTreeSet<SessionId>,
    pub(crate) outcome: oneshot::Receiver<StopOutcome>,
}

impl Latched {
    /// There was nothing to stop.
    pub(super) fn at_rest(at: Moment) -> Self {
        let (sender, outcome) = oneshot::channel();
        // The receiver is at hand.
        let _ = sender.send(StopOutcome {
            result: StopResult::Confirmed,
            at,
            attempts: 0,
        });
        Self {
            was_moving: false,
            movers: BTreeSet::new(),
            outcome,
        }
    }
}

impl StopOrder {
    pub(super) fn new(features: Features, since: Moment) -> Self {
        Self {
            features,
            since,
            waiting: Vec::new(),
        }
    }

    /// Carries out one more stop with this one.
    pub(super) fn join(&mut self, features: Features) -> oneshot::Receiver<StopOutcome> {
        let (sender, receiver) = oneshot::channel();
        self.features.merge(features);
        self.waiting.push(sender);
        receiver
    }

    pub(super) fn resolve(self, outcome: &StopOutcome) {
        for waiting in self.waiting {
            // Nobody has to listen.
            let _ = waiting.send(outcome.clone());
        }
    }
}

impl Features {
    pub(super) fn contains(&self, feature: u32) -> bool {
        match self {
            Self::All => true,
            Self::Some(features) => features.contains(&feature),
        }
    }

    fn merge(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::All, _) => {}
            (_, Self::All) => *self = Self::All,
            (Self::Some(mine), Self::Some(other)) => mine.extend(other),
        }
    }
}
