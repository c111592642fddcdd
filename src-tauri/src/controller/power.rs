use super::Controller;
use crate::{alerts::words, outputs::Face, power::Power};

use crate::power::Cause;
pub(super) use crate::power::Report;

impl Controller {
    /// With this to tell it that the computer sleeps.
    #[must_use]
    pub(crate) fn hearing_of(mut self, power: Option<Power>) -> Self {
        self.power = power;
        self
    }

    pub(super) fn follow_power_settings(&self) {
        if let Some(power) = &self.power {
            power.set_stop_when_locked(self.settings().stop_when_locked);
        }
    }

    /// The toys have been stopped already.
    pub(super) fn power_report(&mut self, report: &Report) {
        self.dirty = true;
        let alert = match report {
            Report::Stopped { cause, toys, held } => {
                // Without a window there is nobody who could let programs go on.
                let held = *held && self.face == Face::Window;
                match cause {
                    Cause::Sleep => words::computer_left("The computer went to sleep", toys, held),
                    Cause::ShutDown => words::computer_left("The computer was about to shut down", toys, held),
                    Cause::ScreenLocked => words::screen_left("The screen was locked", toys, held),
                    Cause::UserSwitched => words::screen_left("Another user took the screen", toys, held),
                }
            }
            Report::ScreenUnseen => words::screen_unseen(),
            Report::HoldChanged => return,
        };
        self.alert(alert);
    }
}

/// Never resolves without a thread that reports.
pub(super) async fn report(power: Option<&mut Power>) -> Report {
    match power {
        Some(power) => power.report().await,
        None => std::future::pending().await,
    }
}
