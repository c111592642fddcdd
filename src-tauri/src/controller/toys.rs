use std::sync::Arc;

use vigil_devices::simulated::{self, SimulatedToy as ToyOnScreen, describe};

use super::{Controller, request::not_found};
use crate::{
    settings::{SimulatedKind, SimulatedToy},
    view::RequestError,
};

impl Controller {
    /// The kept toys on the screen, and those of the command line.
    pub(super) fn add_configured_toys(&mut self) {
        for kind in self.overrides.simulate.clone() {
            let index = self.free_index();
            self.passing_toys.push(SimulatedToy { index, kind });
        }
        let toys: Vec<_> = self
            .stores
            .settings()
            .simulated_toys
            .iter()
            .chain(&self.passing_toys)
            .cloned()
            .collect();
        for toy in toys {
            self.put_on_screen(&toy);
        }
    }

    pub(super) async fn add_simulated_toy(&mut self, kind: SimulatedKind) -> Result<(), RequestError> {
        let toy = SimulatedToy {
            index: self.free_index(),
            kind,
        };
        let mut settings = self.settings();
        settings.simulated_toys.push(toy.clone());
        self.save(settings).await?;
        self.put_on_screen(&toy);
        Ok(())
    }

    pub(super) async fn remove_simulated_toy(&mut self, index: u32) -> Result<(), RequestError> {
        if self.kind_on_screen(index).is_none() {
            return Err(not_found("This toy is gone already."));
        }
        let mut settings = self.settings();
        let before = settings.simulated_toys.len();
        settings.simulated_toys.retain(|toy| toy.index != index);
        if settings.simulated_toys.len() < before {
            self.save(settings).await?;
        }
        self.passing_toys.retain(|toy| toy.index != index);
        if self.stores.toys().toy(index).is_some() {
            self.forget_toy(index).await
        } else {
            drop(self.devices.remove(index));
            Ok(())
        }
    }

    /// The kind of a toy on the screen.
    pub(super) fn kind_on_screen(&self, index: u32) -> Option<SimulatedKind> {
        let kept = self.stores.settings().simulated_toys.iter();
        kept.chain(&self.passing_toys)
            .find(|toy| toy.index == index)
            .map(|toy| toy.kind)
    }

    /// Whether it is of the command line, and nothing of it is kept.
    pub(super) fn is_passing(&self, index: u32) -> bool {
        self.passing_toys.iter().any(|toy| toy.index == index)
    }

    fn put_on_screen(&self, toy: &SimulatedToy) {
        let kind = match toy.kind {
            SimulatedKind::Vibrator => simulated::SimulatedKind::Vibrator,
            SimulatedKind::Rotator => simulated::SimulatedKind::Rotator,
            SimulatedKind::Stroker => simulated::SimulatedKind::Stroker,
            SimulatedKind::Constrictor => simulated::SimulatedKind::Constrictor,
        };
        if let Err(taken) = self
            .devices
            .add(toy.index, describe(kind), Arc::new(ToyOnScreen::default()))
        {
            log::error!("a toy on the screen was left out: {taken}");
        }
    }

    /// One that no toy has or had, whether it is here, away, or to come from the settings.
    fn free_index(&self) -> u32 {
        let kept = self.stores.settings().simulated_toys.iter();
        let taken = kept.chain(&self.passing_toys).map(|toy| toy.index.saturating_add(1));
        taken.max().unwrap_or(0).max(self.devices.free_index())
    }
}
