use std::sync::Arc;

use vigil_devices::{
    Devices,
    simulated::{self, SimulatedToy as ToyOnScreen, describe},
};

use crate::settings::{Settings, SimulatedKind, SimulatedToy};

/// Toys on the screen. Those of the settings are kept there; those of the command line are kept here, for this run.
#[derive(Debug, Default)]
pub(super) struct Screen {
    passing: Vec<SimulatedToy>,
}

impl Screen {
    /// Puts the toys of the settings on the screen, and these of the command line.
    pub(super) fn fill(&mut self, kinds: &[SimulatedKind], settings: &Settings, devices: &Devices) {
        for &kind in kinds {
            let index = self.free_index(settings, devices);
            self.passing.push(SimulatedToy { index, kind });
        }
        for toy in settings.simulated_toys.iter().chain(&self.passing) {
            put(toy, devices);
        }
    }

    /// The kind of a toy on the screen.
    pub(super) fn kind(&self, index: u32, settings: &Settings) -> Option<SimulatedKind> {
        let toys = settings.simulated_toys.iter().chain(&self.passing);
        toys.filter(|toy| toy.index == index).map(|toy| toy.kind).next()
    }

    /// Whether it is of the command line, and nothing of it is kept.
    pub(super) fn is_passing(&self, index: u32) -> bool {
        self.passing.iter().any(|toy| toy.index == index)
    }

    pub(super) fn remove(&mut self, index: u32) {
        self.passing.retain(|toy| toy.index != index);
    }

    /// An index that no toy has or had, whether it is here, away, or to come from the settings.
    pub(super) fn free_index(&self, settings: &Settings, devices: &Devices) -> u32 {
        let toys = settings.simulated_toys.iter().chain(&self.passing);
        let next = toys.map(|toy| toy.index.saturating_add(1)).max();
        next.unwrap_or(0).max(devices.free_index())
    }
}

pub(super) fn put(toy: &SimulatedToy, devices: &Devices) {
    let kind = match toy.kind {
        SimulatedKind::Vibrator => simulated::SimulatedKind::Vibrator,
        SimulatedKind::Rotator => simulated::SimulatedKind::Rotator,
        SimulatedKind::Stroker => simulated::SimulatedKind::Stroker,
        SimulatedKind::Constrictor => simulated::SimulatedKind::Constrictor,
    };
    if let Err(taken) = devices.add(toy.index, describe(kind), Arc::new(ToyOnScreen::default())) {
        log::error!("a toy on the screen was left out: {taken}");
    }
}
