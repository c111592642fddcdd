use vigil_core::message::OutputKind;
use vigil_devices::{DeviceState, OutputPreferences, Permission, ToyIdentity, ToyPreferences, Transport};

use super::{Controller, request::not_found, view_builder::shown_name};
use crate::{
    alerts::words,
    toys::{self, RememberedToy},
    view::{RequestError, RequestErrorCode, ToyLink, ToyPermission, ToyView},
};

/// As long as a name on a card can be.
const NAME_CHARS: usize = 64;

impl Controller {
    /// Hands the devices what is remembered, before the first toy arrives.
    pub(super) fn recall_toys(&self) {
        self.devices.set_indices(self.stores.toys().indices());
        self.devices.set_advertised(self.stores.toys().advertised());
        for toy in self.stores.toys().toys() {
            self.devices.set_preferences(&toy.identity, toy.preferences.clone());
        }
    }

    /// A toy that is here for the first time, or under another index, is remembered.
    pub(super) async fn remember_toys(&mut self) {
        let mut book = self.stores.toys().clone();
        let mut new = false;
        for state in self.devices.states() {
            if state.connected && state.identity.transport != Transport::Simulated {
                new |= book.note(&state.identity, state.index, &state.name);
            }
        }
        new |= book.note_advertised(&self.devices.snapshot().borrow().advertised);
        // Of toys that name their own address only so many are remembered.
        let indices = self.devices.snapshot().borrow().indices.clone();
        let forgotten: Vec<_> = book
            .toys()
            .iter()
            .filter(|toy| toy.identity.transport == Transport::WebSocket && !indices.contains_key(&toy.identity))
            .map(|toy| toy.index)
            .collect();
        for index in forgotten {
            book.forget(index);
            new = true;
        }
        if new && let Err(error) = self.stores.save_toys(book).await {
            log::error!("the list of toys could not be saved: {error}");
        }
    }

    pub(super) async fn rename_toy(&mut self, index: u32, name: Option<String>) -> Result<(), RequestError> {
        let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        if let Some(name) = &name
            && (name.chars().count() > NAME_CHARS || name.chars().any(char::is_control))
        {
            return Err(RequestError {
                code: RequestErrorCode::InvalidSetting,
                sentence: format!("A toy's name has at most {NAME_CHARS} characters, without line breaks."),
                field: None,
            });
        }
        self.prefer(index, |preferences| preferences.display_name = name).await
    }

    pub(super) async fn set_toy_output(
        &mut self,
        index: u32,
        feature: u32,
        kind: &str,
        wished: OutputPreferences,
    ) -> Result<(), RequestError> {
        let kind = output_kind(kind)?;
        if wished.limit_percent > 100 {
            return Err(RequestError {
                code: RequestErrorCode::InvalidSetting,
                sentence: "A limit is between 0 and 100 %.".to_owned(),
                field: None,
            });
        }
        self.prefer(index, |preferences| {
            let kinds = preferences.outputs.entry(feature).or_default();
            if wished == OutputPreferences::default() {
                kinds.remove(&kind);
            } else {
                kinds.insert(kind, wished);
            }
            preferences.outputs.retain(|_, kinds| !kinds.is_empty());
        })
        .await
    }

    pub(super) async fn set_toy_permission(
        &mut self,
        index: u32,
        permission: ToyPermission,
    ) -> Result<(), RequestError> {
        let permission = match permission {
            ToyPermission::Default => Permission::Default,
            ToyPermission::Allowed => Permission::Allowed,
            ToyPermission::Denied => Permission::Denied,
        };
        self.prefer(index, |preferences| preferences.permission = permission)
            .await
    }

    /// Stops it, ends its link, and knows nothing of it any more.
    pub(super) async fn forget_toy(&mut self, index: u32) -> Result<(), RequestError> {
        let Some(toy) = self.stores.toys().toy(index).cloned() else {
            return Err(not_found("Vigil does not remember this toy."));
        };
        let mut book = self.stores.toys().clone();
        book.forget(index);
        self.save_toys(book).await?;
        drop(self.devices.forget(&toy.identity));
        Ok(())
    }

    /// Toys that are remembered but not here.
    pub(super) fn away(&self, here: &[DeviceState]) -> Vec<ToyView> {
        let toys = self.stores.toys().toys().iter();
        // Those of the screen are always here; one that is not was taken out of the settings by hand.
        toys.filter(|toy| toy.identity.transport != Transport::Simulated)
            .filter(|toy| here.iter().all(|state| state.identity != toy.identity))
            .map(|toy| self.remembered(toy))
            .collect()
    }

    fn remembered(&self, toy: &RememberedToy) -> ToyView {
        let preferences = &toy.preferences;
        let address = &toy.identity.address;
        ToyView {
            index: toy.index,
            name: preferences.display_name.clone().unwrap_or_else(|| toy.model.clone()),
            model: toy.model.clone(),
            simulated: None,
            link: if self.is_connecting(address) {
                ToyLink::Connecting
            } else {
                ToyLink::Away
            },
            address: Some(address.clone()),
            permission: super::view_builder::permission(preferences.permission),
            battery_percent: None,
            signal_dbm: None,
            outputs: Vec::new(),
            moved_by: Vec::new(),
            tried: false,
            stop_unconfirmed: false,
        }
    }

    /// The link of a toy that somebody moved is gone.
    pub(super) fn toy_lost(&mut self, index: u32) {
        let states = self.devices.states();
        let Some(state) = states.iter().find(|state| state.index == index && !state.connected) else {
            return;
        };
        // Where a stop was not confirmed we cut the link ourselves, and have said so.
        let is_news = state.lost_moving && !state.stop_unconfirmed;
        if state.identity.transport != Transport::Simulated && is_news {
            let alert = words::toy_lost(shown_name(state));
            self.alert(alert);
        }
    }

    /// What only restricts is in force at once, also for outputs that are under way; the rest once it is written.
    async fn prefer(&mut self, index: u32, change: impl FnOnce(&mut ToyPreferences)) -> Result<(), RequestError> {
        if self.is_passing(index) {
            let identity = ToyIdentity::simulated(index);
            let mut preferences = self.devices.preferences(&identity);
            change(&mut preferences);
            self.devices.set_preferences(&identity, preferences);
            return Ok(());
        }
        self.remember_toys().await;
        let mut book = self.stores.toys().clone();
        if self.kind_on_screen(index).is_some()
            && let Some(state) = self.devices.states().iter().find(|state| state.index == index)
        {
            // The toy is in the settings; what is wanted of it is written down with that of all other toys.
            book.note(&state.identity, index, &state.name);
        }
        let Some(toy) = book.toy(index).cloned() else {
            return Err(not_found("This toy is gone."));
        };
        let before = toy.preferences;
        let mut preferences = before.clone();
        change(&mut preferences);
        let restricted = toys::restricted(&before, &preferences);
        let restricts = restricted != before;
        if restricts {
            self.devices.set_preferences(&toy.identity, restricted.clone());
            let mut held = book.clone();
            held.prefer(index, restricted);
            self.stores.hold_toys(held);
        }
        book.prefer(index, preferences.clone());
        if let Err(error) = self.stores.save_toys(book).await {
            return Err(self.not_saved("list of toys", restricts, &error));
        }
        self.devices.set_preferences(&toy.identity, preferences);
        Ok(())
    }

    async fn save_toys(&mut self, book: toys::ToyBook) -> Result<(), RequestError> {
        let saved = self.stores.save_toys(book).await;
        saved.map_err(|error| self.not_saved("list of toys", false, &error))
    }
}

/// By the specification's name.
pub(super) fn output_kind(name: &str) -> Result<OutputKind, RequestError> {
    OutputKind::from_name(name).ok_or_else(|| not_found("This toy cannot do that."))
}
