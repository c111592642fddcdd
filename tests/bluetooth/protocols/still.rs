//! What standing still is for one toy, as the reference says it.

use std::collections::BTreeSet;

use vigil_bluez::{
    reference::{Met, Unable, Wish},
    toys::Model,
};

use super::{
    course::Step,
    known::{Bytes, Numbers, bytes_for, last_of_each, own_writes},
};

/// It presses the machine's buttons; how often depends on how far it had come. What matters is the one that switches it
/// off, which is the first.
const PRESSES_BUTTONS: &str = "fmachine";

#[derive(Debug)]
pub(super) struct Still {
    /// What the handler gives.
    given: Vec<Bytes>,
    /// What a task of its own writes then, to the end.
    own: Vec<Bytes>,
    has_own_task: bool,
    numbers: Numbers,
    presses_buttons: bool,
}

impl Still {
    /// Tells the reference to stand still. Bytes that set the toy in motion are none of it, whatever it says.
    pub(super) async fn of(
        met: &Met,
        model: &Model,
        wishes: &[Wish<'_>],
        motion: &BTreeSet<Bytes>,
        has_own_task: bool,
        mut numbers: Numbers,
    ) -> Result<Self, Unable> {
        let since = met.writes().len();
        let mut given = bytes_for(met, wishes).await?;
        let own = if has_own_task {
            own_writes(met, since, &given).await
        } else {
            Vec::new()
        };
        numbers.learn(&given, &bytes_for(met, wishes).await?);
        given.retain(|bytes| !motion.contains(bytes));
        Ok(Self {
            given,
            own,
            has_own_task,
            numbers,
            presses_buttons: model.protocol == PRESSES_BUTTONS,
        })
    }

    /// All that the handler gives is among these.
    pub(super) fn has_come(&self, told: &[Bytes]) -> Step {
        let told = self.plain(told);
        match self.plain(&self.given).iter().find(|bytes| !told.contains(bytes)) {
            Some(missing) => Err(format!(
                "at Ok, {missing:?} of {self:?} had not come; there came {told:?}"
            )),
            None => Ok(()),
        }
    }

    /// Of what came since the stop was asked for, this is how it ends: at the latest with what came after so many, when
    /// it was Ok. `before` is what the toy was told last before it.
    pub(super) fn ends(&self, told: &[Bytes], at_ok: usize, before: &[Bytes]) -> Step {
        let (given, own, told) = (self.plain(&self.given), self.plain(&self.own), self.plain(told));
        let ends_so = if given.is_empty() && own.is_empty() {
            let before = self.plain(before);
            told.iter().all(|bytes| before.contains(bytes))
        } else if self.presses_buttons {
            let is_said = |bytes: &Bytes| own.contains(bytes);
            let from = told
                .iter()
                .rposition(|bytes| !is_said(bytes))
                .map_or(0, |last| last + 1);
            own.first().is_some_and(|switch| told[from..].contains(switch))
        } else if !self.has_own_task {
            // A movement may have been under way.
            let moved = told.iter().rposition(|bytes| !given.contains(bytes));
            let from = moved.map_or(0, |last| last + 1);
            from <= at_ok && given.iter().all(|bytes| told[from..].contains(bytes))
        } else {
            let end = last_of_each(&own);
            let is_end = |bytes: &Bytes| given.contains(bytes) || end.contains(bytes);
            given.iter().chain(&end).all(|bytes| told.contains(bytes)) && last_of_each(&told).iter().all(is_end)
        };
        if ends_so {
            Ok(())
        } else {
            Err(format!("standing still is {self:?}; there came {told:?}"))
        }
    }

    fn plain(&self, told: &[Bytes]) -> Vec<Bytes> {
        self.numbers.without(told)
    }
}
