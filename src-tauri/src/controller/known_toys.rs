use std::path::PathBuf;

use tokio::task::spawn_blocking;
use vigil_core::message::OutputKind;
use vigil_devices::{
    Devices, LONGEST_MESSAGE_GAP_MS, OutputPreferences, Permission, ToyIdentity, ToyPreferences, Transport,
};

use super::{refused::Refused, screen::Screen, storage::Storage};
use crate::{
    language::Language,
    limits::MAX_TOY_NAME_CHARS,
    toys::{self, Imported, ToyBook, import},
    view::ToyPermission,
};

/// Toys that Vigil remembers, and what the person wants of them.
#[derive(Debug)]
pub(super) struct KnownToys<'a> {
    pub devices: &'a Devices,
    pub storage: &'a mut Storage,
    pub screen: &'a Screen,
}

impl KnownToys<'_> {
    /// Hands the devices what is remembered, before the first toy arrives.
    pub(super) fn recall(&self) {
        let book = self.storage.toys();
        self.devices.set_indices(book.indices());
        self.devices.set_models(book.models());
        self.devices.set_advertised(book.advertised());
        for toy in book.toys() {
            self.devices.set_preferences(&toy.identity, toy.preferences.clone());
        }
    }

    /// A toy that is here for the first time, or under another index, is remembered.
    pub(super) async fn remember(&mut self) {
        let mut book = self.storage.toys().clone();
        let mut new = false;
        for state in self.devices.states() {
            if state.is_connected() && state.identity.transport != Transport::Simulated {
                new |= book.note(&state.identity, state.index, &state.name.model);
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
        if new && let Err(error) = self.storage.save_toys(book).await {
            log::error!("the list of toys could not be saved: {error}");
        }
    }

    /// Takes over what a file of Intiface Central says, or nothing of it.
    pub(super) async fn import(&mut self, path: Option<PathBuf>) -> Result<Imported, Refused> {
        let read = spawn_blocking(move || import::read(path)).await;
        let (path, config) = read.map_err(|_| Refused::ShuttingDown)??;
        self.remember().await;
        let mut book = self.storage.toys().clone();
        let imported = import::take_in(&mut book, &config, self.devices.free_index());
        self.save(book.clone(), false).await?;
        for toy in book.toys() {
            self.devices.know(&toy.identity, toy.index, &toy.model);
            self.devices.set_preferences(&toy.identity, toy.preferences.clone());
        }
        log::info!("{}: {}", path.display(), imported.sentence(Language::English));
        Ok(imported)
    }

    pub(super) async fn rename(&mut self, index: u32, name: Option<String>) -> Result<(), Refused> {
        let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        if let Some(name) = &name
            && (name.chars().count() > MAX_TOY_NAME_CHARS || name.chars().any(char::is_control))
        {
            return Err(Refused::ToyName);
        }
        self.prefer(index, |preferences| preferences.display_name = name).await
    }

    pub(super) async fn set_output(
        &mut self,
        index: u32,
        (feature, kind): (u32, &str),
        wished: OutputPreferences,
    ) -> Result<(), Refused> {
        let kind = output_kind(kind)?;
        if wished.limit_percent > 100 {
            return Err(Refused::ToyLimit);
        }
        if wished.from_percent > wished.limit_percent {
            return Err(Refused::ToyRange);
        }
        if !kind.is_position() && (wished.from_percent > 0 || wished.reversed) {
            return Err(Refused::NoPosition);
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

    pub(super) async fn set_message_gap(&mut self, index: u32, gap_ms: Option<u32>) -> Result<(), Refused> {
        if gap_ms.is_some_and(|gap_ms| gap_ms > LONGEST_MESSAGE_GAP_MS) {
            return Err(Refused::ToyMessageGap);
        }
        self.prefer(index, |preferences| preferences.message_gap_ms = gap_ms)
            .await
    }

    pub(super) async fn set_permission(&mut self, index: u32, permission: ToyPermission) -> Result<(), Refused> {
        let permission = match permission {
            ToyPermission::Default => Permission::Default,
            ToyPermission::Allowed => Permission::Allowed,
            ToyPermission::Denied => Permission::Denied,
        };
        self.prefer(index, |preferences| preferences.permission = permission)
            .await
    }

    /// Stops it, ends its link, and knows nothing of it any more.
    pub(super) async fn forget(&mut self, index: u32) -> Result<(), Refused> {
        let toy = self.storage.toys().toy(index).cloned().ok_or(Refused::ToyUnknown)?;
        let mut book = self.storage.toys().clone();
        book.forget(index);
        self.save(book, false).await?;
        drop(self.devices.forget(&toy.identity));
        Ok(())
    }

    /// What only restricts is in force at once, also for outputs that are under way; the rest once it is written.
    async fn prefer(&mut self, index: u32, change: impl FnOnce(&mut ToyPreferences)) -> Result<(), Refused> {
        if self.screen.is_passing(index) {
            let identity = ToyIdentity::simulated(index);
            let mut preferences = self.devices.preferences(&identity);
            change(&mut preferences);
            self.devices.set_preferences(&identity, preferences);
            return Ok(());
        }
        self.remember().await;
        let mut book = self.storage.toys().clone();
        if self.screen.kind(index, self.storage.settings()).is_some()
            && let Some(state) = self.devices.states().iter().find(|state| state.index == index)
        {
            // The toy is in the settings; what is wanted of it is written down with that of all other toys.
            book.note(&state.identity, index, &state.name.model);
        }
        let toy = book.toy(index).cloned().ok_or(Refused::ToyGone)?;
        let before = toy.preferences;
        let mut preferences = before.clone();
        change(&mut preferences);
        let restricted = toys::restricted(&before, &preferences);
        let restricts = restricted != before;
        if restricts {
            self.devices.set_preferences(&toy.identity, restricted.clone());
            let mut held = book.clone();
            held.prefer(index, restricted);
            self.storage.hold_toys(held);
        }
        book.prefer(index, preferences.clone());
        self.save(book, restricts).await?;
        self.devices.set_preferences(&toy.identity, preferences);
        Ok(())
    }

    /// `restricts`: some of it holds already.
    async fn save(&mut self, book: ToyBook, restricts: bool) -> Result<(), Refused> {
        let saved = self.storage.save_toys(book).await;
        saved.map_err(|error| Refused::not_saved("list of toys", restricts, error))
    }
}

/// By the specification's name.
pub(super) fn output_kind(name: &str) -> Result<OutputKind, Refused> {
    OutputKind::from_name(name).ok_or(Refused::NoSuchOutput)
}
