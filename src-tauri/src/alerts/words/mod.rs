//! The sentences a person reads. What happened, then what it means, then what can be done.

mod bluetooth;
mod drill;
mod file;
mod measures;
mod page;
mod power;
mod session;
mod toy;
mod vigil;
mod window;

#[cfg(feature = "gui")]
pub(crate) use self::vigil::ended_by_failure;
pub(crate) use self::{
    bluetooth::{bluetooth, bluetooth_not_ready, scan_refused},
    drill::drill,
    file::{held_for_damage, held_unreadable},
    page::{decided, settled},
    toy::{toy_not_alike, toy_not_connected, toys_wait},
    vigil::{cannot_serve, port_free_again},
};
use super::alert::Alert;

/// An alert in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    /// One sentence: what happened.
    pub sentence: String,
    /// What it means, and what can be done.
    pub hint: Option<String>,
}

impl Words {
    fn new(sentence: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            hint: Some(hint.into()),
        }
    }
}

pub(crate) fn words(alert: &Alert) -> Words {
    match alert {
        Alert::SessionEnded(ended) => session::ended(ended),
        Alert::ReadLate { program, toys, others } => session::read_late(program, toys, others),
        Alert::ProgramSlowed(program) => session::slowed(&program.name),
        Alert::StopUnconfirmed { toy } => toy::stop_unconfirmed(toy),
        Alert::ToyLost { toy, back_after_ms } => toy::lost(toy, *back_after_ms),
        Alert::ToyRefused { peer, why } => toy::refused(*peer, why),
        Alert::WindowSilent { silent_ms } => window::silent(*silent_ms),
        Alert::WindowCrashed(end) => window::crashed(*end),
        Alert::PageAsks { page } => page::asks(page),
        Alert::CallerRefused(caller) => page::refused(caller),
        Alert::FileDamaged { file, fault } => file::damaged(*file, fault),
        Alert::NotSaved { problem } => file::not_saved(problem),
        Alert::ServeFailed(problem) => Words {
            sentence: cannot_serve(problem),
            hint: None,
        },
        Alert::ToyPortFailed { port, problem } => toy::port_failed(*port, problem),
        Alert::LocalhostElsewhere { elsewhere, own } => vigil::localhost_elsewhere(*elsewhere, *own),
        Alert::ComputerLeft { why, toys, held } => power::computer_left(*why, toys, *held),
        Alert::ScreenUnseen => power::screen_unseen(),
        Alert::GuardianActed { handed_over, toys } => vigil::guardian_acted(*handed_over, toys),
        Alert::GuardianMissing => vigil::guardian_missing(),
        Alert::StoodStill {
            part,
            lasted_ms,
            may_move,
        } => vigil::stood_still(*part, *lasted_ms, *may_move),
        Alert::WatchdogFailed => vigil::watchdog_failed(),
        Alert::DrillFailed(result) => drill(result),
        Alert::ControllerFailed => vigil::controller_failed(),
        Alert::Told(told) => Words {
            sentence: told.sentence.clone(),
            hint: told.hint.clone(),
        },
    }
}

/// Whether both are told in the same sentence.
pub(crate) fn are_the_same(one: &Alert, other: &Alert) -> bool {
    words(one).sentence == words(other).sentence
}
