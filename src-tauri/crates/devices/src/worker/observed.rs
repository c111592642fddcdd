//! What is known of a toy beside what it has to do: for whoever shows it, and for the hub.

use std::{collections::BTreeSet, sync::Arc};

use vigil_core::{
    lease::SessionId,
    message::{DeviceDescription, Output, OutputKind},
};

use super::{
    status::{Closing, Gone},
    toy_state::ToyState,
    write_times::WriteTimesSummary,
};
use crate::model::{LinkState, ToyPreferences};

impl ToyState {
    pub(crate) fn preferences(&self) -> Arc<ToyPreferences> {
        self.lock().preferences.clone()
    }

    /// The toy as programs see it.
    pub(crate) fn shown(&self) -> Arc<DeviceDescription> {
        self.lock().shown.clone()
    }

    pub(crate) fn link(&self) -> LinkState {
        let status = &self.lock().status;
        if status.gone.is_some() {
            status.after_loss
        } else {
            LinkState::Connected
        }
    }

    pub(crate) fn set_after_loss(&self, link: LinkState) {
        self.lock().status.after_loss = link;
    }

    pub(crate) fn rssi_dbm(&self) -> Option<i16> {
        self.lock().status.rssi_dbm
    }

    /// Whether it was another.
    pub(crate) fn set_rssi_dbm(&self, dbm: i16) -> bool {
        self.lock().status.rssi_dbm.replace(dbm) != Some(dbm)
    }

    pub(crate) fn movers(&self) -> BTreeSet<SessionId> {
        self.lock().queue.movers()
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.lock().status.gone.is_some()
    }

    /// Whether it moved when its link was lost.
    pub(crate) fn was_lost_moving(&self) -> bool {
        self.lock().status.gone == Some(Gone::Moving)
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.lock().status.closing != Closing::No
    }

    /// Whether the person sent it away: nobody asks about it any more.
    pub(crate) fn is_sent_away(&self) -> bool {
        self.lock().status.closing == Closing::SentAway
    }

    pub(crate) fn is_unconfirmed(&self) -> bool {
        self.lock().status.unconfirmed
    }

    /// How long its last writes took. `None` before the first one.
    pub(crate) fn write_times(&self) -> Option<WriteTimesSummary> {
        self.lock().write_times.summary()
    }

    pub(crate) fn battery_percent(&self) -> Option<u8> {
        self.lock().status.battery_percent
    }

    pub(crate) fn set_battery_percent(&self, percent: u8) {
        self.lock().status.battery_percent = Some(percent);
    }

    /// The last confirmed output of a feature.
    pub(crate) fn current(&self, feature: u32, kind: OutputKind) -> Option<Output> {
        self.lock().told.confirmed.current(feature, kind)
    }
}
