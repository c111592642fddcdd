//! What the owner of the adapter tells everybody.

use btleplug::platform::PeripheralId;

use super::Work;
use crate::{
    bluetooth::{
        status::{AdapterState, NearbyState},
        survey::Survey,
    },
    model::Transport,
};

impl Work {
    pub(super) fn publish_state(&mut self, state: AdapterState, detail: Option<String>) {
        self.nearby.clear();
        self.publish_survey(&Survey {
            state,
            detail,
            adapters: Vec::new(),
            chosen: None,
        });
    }

    pub(super) fn publish_survey(&self, survey: &Survey) {
        self.task.status.send_if_modified(|status| {
            let before = status.clone();
            status.state = survey.state;
            status.detail.clone_from(&survey.detail);
            status.adapters.clone_from(&survey.adapters);
            status.chosen = survey.chosen.as_ref().map(|(chosen, _)| chosen.id.clone());
            if survey.state != AdapterState::Ready {
                status.scanning = false;
                status.spares_toys = false;
                status.scan_refused = None;
                // Nothing is heard without a radio.
                status.nearby.clear();
            }
            if before.state != status.state {
                match &status.detail {
                    Some(detail) => log::info!("Bluetooth {} ({detail})", status.state.words()),
                    None => log::info!("Bluetooth {}", status.state.words()),
                }
            }
            before != *status
        });
    }

    /// At once: what failed is heard again in a moment, and has to wait then.
    pub(super) fn note_failures(&mut self) {
        for (id, reason) in self.connections.take_failures() {
            self.nearby.note_failure(&id, reason);
            if let Some(heard) = self.nearby.ends_trial(&id)
                && !self.task.devices.knows(Transport::Bluetooth, &heard.address)
            {
                // It is not like that one, and may be tried like another.
                self.task.devices.forget_advertised(&heard.address);
            }
        }
    }

    pub(super) fn publish_nearby(&mut self) {
        let is_connected = |id: &PeripheralId| self.connections.state(id) == Some(NearbyState::Connected);
        self.nearby.forget_failures(is_connected);
        self.nearby.tidy(|id| self.connections.has(id));
        for (id, dbm) in self.nearby.strengths() {
            self.connections.note_rssi(id, dbm);
        }
        let nearby = self.nearby.list(|id, heard| {
            if let Some(state) = self.connections.state(id) {
                state
            } else if !heard.is_toy {
                NearbyState::Unknown
            } else if !self.task.devices.admits(Transport::Bluetooth, &heard.address) {
                NearbyState::NotWanted
            } else if let Some(reason) = heard.failure() {
                NearbyState::Failed(reason.to_owned())
            } else {
                NearbyState::Toy
            }
        });
        self.task.status.send_if_modified(|status| {
            let changed = status.nearby != nearby;
            status.nearby = nearby;
            changed
        });
    }
}
