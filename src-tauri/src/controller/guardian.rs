use super::{Controller, radio::Radio};
use crate::{
    alerts::words,
    guardian::{BluetoothInUse, Keeper, Record},
};

impl Controller {
    /// What the guardian of the last Vigil did is told once.
    pub(super) fn tell_what_the_guardian_did(&mut self, record: Option<Record>) {
        if let Some(record) = record {
            let at_ms = record.at_ms;
            self.alert_of(words::guardian_acted(&record), at_ms);
        }
        self.tell_damage();
    }

    pub(super) fn tell_damage(&mut self) {
        for damage in self.stores.take_damage() {
            self.alert(damage);
        }
    }

    pub(super) fn guardian_missing(&mut self) {
        self.alert(words::guardian_missing());
    }

    /// Before the first toy can come: there is a guardian from now on, which knows how it stands with Bluetooth.
    pub(super) fn keep_guardian(&mut self) {
        if self.keeper.is_none() {
            match Keeper::start(&self.devices, &self.place) {
                Ok(keeper) => self.keeper = Some(keeper),
                Err(error) => {
                    log::error!("no thread to keep a guardian with: {error}");
                    self.guardian_missing();
                }
            }
        }
        self.tell_guardian_of_bluetooth();
    }

    /// If no toy can come any more there is nothing to guard: the keeper, to say goodbye when the last toy was let go.
    pub(super) fn guardian_without_purpose(&mut self) -> Option<Keeper> {
        if self.radio.is_none() && self.socket_toys.is_none() {
            return self.keeper.take();
        }
        self.tell_guardian_of_bluetooth();
        None
    }

    fn tell_guardian_of_bluetooth(&self) {
        if let Some(keeper) = &self.keeper {
            let in_use: BluetoothInUse = self.radio.as_ref().map(Radio::status);
            keeper.follow(in_use);
        }
    }
}

/// Resolves when it turns out that there is no guardian; never if none is kept.
pub(super) async fn missing(keeper: Option<&mut Keeper>) {
    match keeper {
        Some(keeper) => keeper.missing().await,
        None => std::future::pending().await,
    }
}
