//! Outputs and stops.

use vigil_core::{
    lease::{Lease, SessionId},
    message::{CommandError, FeatureOutput, StopScope},
};

use super::{Devices, StopTicket, Together};
use crate::{
    model::{HoldId, LimitedOutput, ToyIdentity},
    worker::ToyState,
};

impl Devices {
    /// Gives a toy new outputs, all together. Fails if the toy cannot do it, the lease is over, or the person holds this
    /// toy or every toy.
    pub fn output(&self, lease: &Lease, device: u32, outputs: &[FeatureOutput]) -> Result<(), CommandError> {
        self.parts.registry.state(device)?.output(lease, outputs)
    }

    /// As [`output`](Self::output), but the toy is told only when all of what arrived together is released.
    pub fn gather(
        &self,
        together: &mut Together,
        lease: &Lease,
        device: u32,
        outputs: &[FeatureOutput],
    ) -> Result<(), CommandError> {
        let toy = self.parts.registry.state(device)?;
        toy.gather(lease, outputs)?;
        together.note(toy);
        Ok(())
    }

    /// What the person's limits make of these outputs, of those that they change; nothing for a toy that is not here.
    pub fn limited(&self, device: u32, outputs: &[FeatureOutput]) -> Vec<LimitedOutput> {
        let toy = self.parts.registry.state(device);
        toy.map(|toy| toy.limited(outputs)).unwrap_or_default()
    }

    /// Latches a stop on all that the scope names. A scope without outputs stops nothing.
    pub fn stop(&self, scope: StopScope) -> Result<Vec<StopTicket>, CommandError> {
        let toys = match scope.device {
            Some(device) => {
                let toy = self.parts.registry.state(device)?;
                if let Some(feature) = scope.feature {
                    toy.description.feature(device, feature)?;
                }
                vec![toy]
            }
            None => self.parts.registry.all(),
        };
        if !scope.outputs {
            return Ok(Vec::new());
        }
        Ok(self.parts.latch(&toys, |toy| toy.stop(scope.feature)))
    }

    /// Latches a stop on every toy.
    pub fn stop_everything(&self) -> Vec<StopTicket> {
        self.parts.latch(&self.parts.registry.all(), |toy| toy.stop(None))
    }

    /// The same, but for toys that confirmed a moment ago that all of them stands still, and that nothing was to move
    /// since: those are not written to again.
    pub fn stop_everything_that_may_move(&self) -> Vec<StopTicket> {
        self.parts
            .latch(&self.parts.registry.all(), ToyState::stop_unless_at_rest)
    }

    /// Latches a stop of all that this session moves.
    pub fn stop_moved_by(&self, session: SessionId) -> Vec<StopTicket> {
        self.parts
            .latch(&self.parts.registry.all(), |toy| toy.stop_moved_by(session))
    }

    /// Stops every toy and refuses every output until [`release`](Self::release).
    pub fn hold(&self) -> Vec<StopTicket> {
        self.parts.hold.begin();
        self.stop_everything()
    }

    /// Stops every toy and refuses every output, for a cause that may end by itself. The id is `None` if toys are held
    /// already: a release that belongs to this cause must not end that other hold.
    pub fn hold_unless_held(&self) -> (Option<HoldId>, Vec<StopTicket>) {
        let hold = self.parts.hold.begin_unless_held();
        (hold, self.stop_everything())
    }

    /// Ends this hold. False if it does not hold any more: a newer one has taken its place, or it was released.
    pub fn release(&self, hold: HoldId) -> bool {
        self.parts.hold.end(hold)
    }

    /// The hold that holds now, if any.
    pub fn held(&self) -> Option<HoldId> {
        self.parts.hold.current()
    }

    /// Stops this toy and refuses every output for it until [`release_toy`](Self::release_toy), also if its link is lost
    /// and it comes back. The other toys go on.
    pub fn hold_toy(&self, device: u32) -> Result<Option<StopTicket>, CommandError> {
        let toy = self.parts.registry.state(device)?;
        // First: what comes after the stop is refused.
        toy.own_hold().begin();
        let ticket = self.parts.latch(std::slice::from_ref(&toy), |toy| toy.stop(None)).pop();
        log::info!("toy {device}, {}, is held still by the person", toy.description.name);
        self.parts.registry.publish();
        Ok(ticket)
    }

    /// The same for every toy that this session moves, or moved last.
    pub fn hold_toys_moved_by(&self, session: SessionId) -> Vec<u32> {
        let mut moved: Vec<_> = self.parts.registry.all();
        moved.retain(|toy| toy.movers().contains(&session));
        let indices: Vec<_> = moved.iter().map(|toy| toy.index).collect();
        // A toy that went meanwhile needs no hold.
        for index in &indices {
            drop(self.hold_toy(*index));
        }
        indices
    }

    /// Ends this hold of one toy, connected or not. False if it does not hold any more: a newer one has taken its place,
    /// or it was released. Whoever holds every toy still holds this one, too.
    pub fn release_toy(&self, identity: &ToyIdentity, hold: HoldId) -> bool {
        let was_held = self.parts.toy_holds.of(identity).end(hold);
        if was_held {
            log::info!("the toy {} is not held still any more", identity.address);
            self.parts.registry.publish();
        }
        was_held
    }

    /// The hold of this toy alone, if any.
    pub fn toy_held(&self, identity: &ToyIdentity) -> Option<HoldId> {
        self.parts.toy_holds.current(identity)
    }

    /// A session's lease was suspended and holds again: outputs that waited are written.
    pub fn resumed(&self, session: SessionId) {
        for toy in self.parts.registry.all() {
            toy.resumed(session);
        }
    }
}
