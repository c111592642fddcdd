//! What programs want of a toy: the newest output of each feature, with the right to write it.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use vigil_core::{
    lease::{Lease, SessionId, Standing},
    message::{Output, OutputKind},
};

use super::order::Features;
use crate::toy::FeatureOutput;

#[derive(Debug, Default)]
pub(super) struct Queue {
    /// Outputs not written yet.
    pending: BTreeMap<u32, Wanted>,
    /// The last output sent, before the person's limit; sent again when the limit changes.
    wanted: BTreeMap<u32, Wanted>,
    /// Whose output each feature follows.
    movers: BTreeMap<u32, SessionId>,
}

#[derive(Debug, Clone)]
struct Wanted {
    output: Output,
    lease: Lease,
    /// More may arrive together with it: it is not written before [`Queue::release`].
    is_gathering: bool,
}

impl Queue {
    pub(super) fn accept(&mut self, output: FeatureOutput, lease: &Lease, is_gathering: bool) {
        self.movers.insert(output.feature, lease.session());
        let wanted = Wanted {
            output: output.output,
            lease: lease.clone(),
            is_gathering,
        };
        self.pending.insert(output.feature, wanted);
    }

    /// All of what this session sent together is in.
    pub(super) fn release(&mut self, session: SessionId) {
        for wanted in self.pending.values_mut() {
            wanted.is_gathering &= wanted.lease.session() != session;
        }
    }

    /// Takes out what may be written. Outputs whose lease ended are dropped here, at the last moment (S1); those whose
    /// lease is suspended wait for the verdict, and those that are gathered for the rest.
    pub(super) fn take(&mut self) -> Vec<FeatureOutput> {
        let mut outputs = Vec::new();
        for (feature, wanted) in mem::take(&mut self.pending) {
            match wanted.lease.standing() {
                Standing::Holds if !wanted.is_gathering => {
                    let output = wanted.output;
                    self.wanted.insert(feature, wanted);
                    outputs.push(FeatureOutput { feature, output });
                }
                Standing::Holds | Standing::Suspended => {
                    self.pending.insert(feature, wanted);
                }
                Standing::Revoked => {}
            }
        }
        outputs
    }

    /// What was taken out for this feature last waits once more, unless something newer does.
    pub(super) fn put_back(&mut self, feature: u32) {
        if let Some(wanted) = self.wanted.get(&feature) {
            self.pending.entry(feature).or_insert_with(|| wanted.clone());
        }
    }

    /// The same, if it was of this kind.
    pub(super) fn put_back_kind(&mut self, feature: u32, kind: OutputKind) {
        if self
            .wanted
            .get(&feature)
            .is_some_and(|wanted| wanted.output.kind == kind)
        {
            self.put_back(feature);
        }
    }

    /// A stop of these features was latched.
    pub(super) fn drop_all_of(&mut self, features: &Features) {
        self.pending.retain(|feature, _| !features.contains(*feature));
        self.wanted.retain(|feature, _| !features.contains(*feature));
        self.movers.retain(|feature, _| !features.contains(*feature));
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Whether anything waits that may be written as soon as the toy can take it.
    pub(super) fn has_writable(&self) -> bool {
        self.pending
            .values()
            .any(|wanted| !wanted.is_gathering && wanted.lease.standing() != Standing::Suspended)
    }

    /// Whether an output of this session waits.
    pub(super) fn has_any_of(&self, session: SessionId) -> bool {
        self.pending.values().any(|wanted| wanted.lease.session() == session)
    }

    /// Whether every session whose outputs were sent last is still there.
    pub(super) fn all_leases_hold(&self) -> bool {
        self.wanted.values().all(|wanted| wanted.lease.holds())
    }

    /// The features that follow this session.
    pub(super) fn moved_by(&self, session: SessionId) -> BTreeSet<u32> {
        let movers = self.movers.iter();
        movers
            .filter(|(_, mover)| **mover == session)
            .map(|(feature, _)| *feature)
            .collect()
    }

    /// The sessions that move one of these features, or are about to. `moves`: whether the feature moves by now.
    pub(super) fn movers_among(&self, features: &Features, moves: impl Fn(u32) -> bool) -> BTreeSet<SessionId> {
        let is_about_to = |feature| {
            let pending = self.pending.get(feature);
            pending.is_some_and(|Wanted { output, .. }| output.kind.is_position() || output.value != 0)
        };
        self.movers
            .iter()
            .filter(|(feature, _)| features.contains(**feature))
            .filter(|(feature, _)| moves(**feature) || is_about_to(feature))
            .map(|(_, session)| *session)
            .collect()
    }

    /// The sessions whose outputs the toy follows.
    pub(super) fn movers(&self) -> BTreeSet<SessionId> {
        self.movers.values().copied().collect()
    }
}
