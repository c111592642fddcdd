//! What is known of a toy beside what it has to do: for whoever shows it, and for the hub.

use std::{collections::BTreeSet, sync::Arc};

use vigil_core::{
    lease::SessionId,
    message::{DeviceDescription, Output, OutputKind},
};

use super::slot::{Closing, Gone, Shared};
use crate::model::{LinkState, ToyPreferences};

impl Shared {
    pub(crate) fn preferences(&self) -> Arc<ToyPreferences> {
        self.lock().preferences.clone()
    }

    /// The toy as programs see it.
    pub(crate) fn shown(&self) -> Arc<DeviceDescription> {
        self.lock().shown.clone()
    }

    pub(crate) fn link(&self) -> LinkState {
        let slot = self.lock();
        if slot.gone.is_some() {
            slot.after_loss
        } else {
            LinkState::Connected
        }
    }

    pub(crate) fn set_after_loss(&self, link: LinkState) {
        self.lock().after_loss = link;
    }

    pub(crate) fn rssi_dbm(&self) -> Option<i16> {
        self.lock().rssi_dbm
    }

    /// Whether it was another.
    pub(crate) fn set_rssi_dbm(&self, dbm: i16) -> bool {
        self.lock().rssi_dbm.replace(dbm) != Some(dbm)
    }

    pub(crate) fn movers(&self) -> BTreeSet<SessionId> {
        self.lock().movers.values().copied().collect()
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.lock().gone.is_some()
    }

    /// Whether it moved when its link was lost.
    pub(crate) fn was_lost_moving(&self) -> bool {
        self.lock().gone == Some(Gone::Moving)
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.lock().closing != Closing::No
    }

    /// Whether the person sent it away: nobody asks about it any more.
    pub(crate) fn is_sent_away(&self) -> bool {
        self.lock().closing == Closing::SentAway
    }

    pub(crate) fn is_unconfirmed(&self) -> bool {
        self.lock().unconfirmed
    }

    pub(crate) fn battery_percent(&self) -> Option<u8> {
        self.lock().battery_percent
    }

    pub(crate) fn set_battery_percent(&self, percent: u8) {
        self.lock().battery_percent = Some(percent);
    }

    /// The last confirmed output of a feature.
    pub(crate) fn current(&self, feature: u32, kind: OutputKind) -> Option<Output> {
        self.lock().confirmed.current(feature, kind)
    }
}
