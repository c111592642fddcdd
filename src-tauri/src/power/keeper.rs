//! Stops and holds the toys for whatever the computer is about to do.
//!
//! Toys that were connected when it began stay held until the person lets programs go on: whoever opens a lid is not
//! met by a toy that starts by itself. Where there is no window nobody could let them go on, so they are released when
//! the cause is over; what was told before is forgotten all the same, and only a new output moves a toy.

use std::collections::{BTreeMap, btree_map::Entry};

use tokio::{task::JoinSet, time::timeout};
use vigil_devices::{Devices, HoldId, StopTicket};

use super::report::{Cause, Report, Reports, outcomes};
use crate::timeouts;

#[derive(Debug)]
pub(super) struct Keeper {
    devices: Devices,
    /// There is a window, and somebody in front of it who can let programs go on.
    can_be_released: bool,
    reports: Reports,
    /// What goes on now, and the stops that it called for.
    causes: BTreeMap<Cause, Vec<StopTicket>>,
    /// Of these causes; `None` if toys were held before they began.
    hold: Option<HoldId>,
    /// A toy was connected.
    stopped_any: bool,
    screen_unseen_told: bool,
    telling: JoinSet<()>,
}

impl Cause {
    /// The person comes back to a computer that was away, and is told then.
    const fn is_told_afterwards(self) -> bool {
        matches!(self, Self::Sleep | Self::ShutDown)
    }
}

impl Keeper {
    pub(super) fn new(devices: Devices, can_be_released: bool, reports: Reports) -> Self {
        Self {
            devices,
            can_be_released,
            reports,
            causes: BTreeMap::new(),
            hold: None,
            stopped_any: false,
            screen_unseen_told: false,
            telling: JoinSet::new(),
        }
    }

    pub(super) fn is_going_on(&self, cause: Cause) -> bool {
        self.causes.contains_key(&cause)
    }

    /// Latches the stops, first of all, and holds the toys.
    pub(super) fn begins(&mut self, cause: Cause) {
        let (hold, tickets) = self.devices.hold_unless_held();
        self.hold = hold.or(self.hold);
        log::info!("toys are stopped: {cause:?}");
        self.reports.tell(Report::HoldChanged);
        self.stopped_any |= !tickets.is_empty();
        let is_first = self.causes.is_empty();
        if let Entry::Vacant(vacant) = self.causes.entry(cause) {
            vacant.insert(tickets.clone());
            // Whoever switches users locks the screen as well; that is told once.
            if !cause.is_told_afterwards() && is_first {
                self.tell(cause, tickets);
            }
        }
    }

    /// Waits until the stops of this cause came to their end, but not longer than the computer waits for us.
    pub(super) async fn settle(&self, cause: Cause) {
        let Some(tickets) = self.causes.get(&cause) else {
            return;
        };
        if timeout(timeouts::STOPS_BEFORE_SLEEP, outcomes(tickets)).await.is_err() {
            log::error!("not every toy confirmed its stop before: {cause:?}");
        }
    }

    /// It is over.
    pub(super) fn ends(&mut self, cause: Cause) {
        let Some(tickets) = self.causes.remove(&cause) else {
            return;
        };
        if self.causes.is_empty() {
            let stays = self.can_be_released && self.stopped_any;
            if let Some(hold) = self.hold.take()
                && !stays
                && self.devices.release(hold)
            {
                log::info!("programs may move toys again");
                self.reports.tell(Report::HoldChanged);
            }
            self.stopped_any = false;
        }
        if cause.is_told_afterwards() && !tickets.is_empty() {
            self.tell(cause, tickets);
        }
    }

    /// The system does not say whether the screen is locked. Told once, until it does.
    pub(super) fn screen_is_unseen(&mut self) {
        if !std::mem::replace(&mut self.screen_unseen_told, true) {
            self.reports.tell(Report::ScreenUnseen);
        }
    }

    pub(super) const fn screen_is_seen(&mut self) {
        self.screen_unseen_told = false;
    }

    /// Once the outcome is known; the ladder of a stop bounds how long that takes.
    fn tell(&mut self, cause: Cause, tickets: Vec<StopTicket>) {
        let reports = self.reports.clone();
        let held = self.can_be_released && self.devices.held().is_some();
        while self.telling.try_join_next().is_some() {}
        self.telling.spawn(async move {
            let toys = outcomes(&tickets).await;
            reports.tell(Report::Stopped { cause, toys, held });
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::{runtime::Handle, sync::mpsc};
    use vigil_clock::Clock;
    use vigil_devices::simulated::{SimulatedKind, SimulatedToy, describe};

    use super::*;

    fn keeper(has_toy: bool, can_be_released: bool) -> (Keeper, Devices, mpsc::Receiver<Report>) {
        let devices = Devices::new(Clock::system(), Handle::current());
        if has_toy {
            let toy = Arc::new(SimulatedToy::default());
            devices.add(0, describe(SimulatedKind::Vibrator), toy).unwrap();
        }
        let (sender, reports) = mpsc::channel(16);
        (
            Keeper::new(devices.clone(), can_be_released, Reports::new(sender)),
            devices,
            reports,
        )
    }

    async fn told(reports: &mut mpsc::Receiver<Report>) -> Report {
        loop {
            match reports.recv().await.unwrap() {
                Report::HoldChanged => {}
                report => return report,
            }
        }
    }

    #[tokio::test]
    async fn s5_toys_stay_held_after_a_sleep_if_a_person_can_let_them_go_on() {
        for (has_toy, can_be_released, stays) in [
            (true, true, true),
            (true, false, false),
            (false, true, false),
            (false, false, false),
        ] {
            let (mut keeper, devices, _reports) = keeper(has_toy, can_be_released);
            keeper.begins(Cause::Sleep);
            assert!(devices.held().is_some(), "held at once");
            keeper.settle(Cause::Sleep).await;
            keeper.ends(Cause::Sleep);
            assert_eq!(
                devices.held().is_some(),
                stays,
                "toy {has_toy}, window {can_be_released}"
            );
        }
    }

    #[tokio::test]
    async fn s5_a_sleep_ends_no_hold_of_a_person() {
        let (mut keeper, devices, _reports) = keeper(true, false);
        drop(devices.hold());
        keeper.begins(Cause::Sleep);
        keeper.ends(Cause::Sleep);
        assert!(devices.held().is_some(), "begun before");

        let hold = devices.held().unwrap();
        assert!(devices.release(hold));
        keeper.begins(Cause::Sleep);
        drop(devices.hold());
        keeper.ends(Cause::Sleep);
        assert!(devices.held().is_some(), "begun meanwhile");
    }

    #[tokio::test]
    async fn s5_of_two_causes_the_last_one_ends_the_hold() {
        let (mut keeper, devices, _reports) = keeper(true, false);
        keeper.begins(Cause::ScreenLocked);
        keeper.begins(Cause::Sleep);
        keeper.ends(Cause::Sleep);
        assert!(devices.held().is_some());
        keeper.ends(Cause::ScreenLocked);
        assert_eq!(devices.held(), None);
    }

    #[tokio::test]
    async fn a_sleep_is_told_when_it_is_over_and_a_locked_screen_at_once() {
        let (mut keeper, _devices, mut reports) = keeper(true, true);
        keeper.begins(Cause::Sleep);
        keeper.settle(Cause::Sleep).await;
        assert_eq!(reports.recv().await, Some(Report::HoldChanged));
        assert!(reports.try_recv().is_err());
        keeper.ends(Cause::Sleep);
        let report = told(&mut reports).await;
        assert!(
            matches!(&report, Report::Stopped { cause: Cause::Sleep, toys, held: true } if toys.len() == 1),
            "{report:?}"
        );
        keeper.begins(Cause::ScreenLocked);
        keeper.begins(Cause::UserSwitched);
        let report = told(&mut reports).await;
        assert!(
            matches!(
                report,
                Report::Stopped {
                    cause: Cause::ScreenLocked,
                    ..
                }
            ),
            "{report:?}"
        );
        keeper.ends(Cause::UserSwitched);
        keeper.ends(Cause::ScreenLocked);
        tokio::task::yield_now().await;
        assert!(!matches!(reports.try_recv(), Ok(Report::Stopped { .. })), "told once");
    }
}
