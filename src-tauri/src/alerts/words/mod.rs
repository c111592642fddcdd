//! The sentences a person reads, in their language. What happened, then what it means, then what can be done.

#![allow(
    clippy::single_match_else,
    reason = "of two sentences, each stands beside what it is told for"
)]

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
    file::held,
    page::{decided, settled},
    toy::{toy_not_alike, toy_not_connected, toy_of_make, toys_wait},
    vigil::{cannot_serve, port_free_again},
};
use super::alert::Alert;
use crate::language::Language;

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

pub(crate) fn words(language: Language, alert: &Alert) -> Words {
    match alert {
        Alert::SessionEnded(ended) => session::ended(language, ended),
        Alert::ReadLate { program, toys, others } => session::read_late(language, program, toys, others),
        Alert::ProgramSlowed(program) => session::slowed(language, &program.name),
        Alert::StopUnconfirmed { toy } => toy::stop_unconfirmed(language, toy),
        Alert::ToyLost { toy, back_after_ms } => toy::lost(language, toy, *back_after_ms),
        Alert::ToyRefused { peer, why } => toy::refused(language, *peer, why),
        Alert::WindowSilent { silent_ms } => window::silent(language, *silent_ms),
        Alert::WindowCrashed(end) => window::crashed(language, *end),
        Alert::PageAsks { page } => page::asks(language, page),
        Alert::CallerRefused(caller) => page::refused(language, caller),
        Alert::FileDamaged { file, fault } => file::damaged(language, *file, fault),
        Alert::NotSaved { problem } => file::not_saved(language, problem),
        Alert::ServeFailed(problem) => Words {
            sentence: cannot_serve(language, problem),
            hint: None,
        },
        Alert::ToyPortFailed { port, problem } => toy::port_failed(language, *port, problem),
        Alert::LocalhostElsewhere { elsewhere, own } => vigil::localhost_elsewhere(language, *elsewhere, *own),
        Alert::ComputerLeft { why, toys, held } => power::computer_left(language, *why, toys, *held),
        Alert::ScreenUnseen => power::screen_unseen(language),
        Alert::GuardianActed { handed_over, toys } => vigil::guardian_acted(language, *handed_over, toys),
        Alert::GuardianMissing => vigil::guardian_missing(language),
        Alert::StoodStill {
            part,
            lasted_ms,
            may_move,
        } => vigil::stood_still(language, *part, *lasted_ms, *may_move),
        Alert::WatchdogFailed => vigil::watchdog_failed(language),
        Alert::DrillFailed(result) => drill(language, result),
        Alert::ControllerFailed => vigil::controller_failed(language),
        Alert::Told(told) => Words {
            sentence: told.sentence.clone(),
            hint: told.hint.clone(),
        },
    }
}

/// Whether both are told in the same sentence.
pub(crate) fn are_the_same(one: &Alert, other: &Alert) -> bool {
    words(Language::English, one).sentence == words(Language::English, other).sentence
}

#[cfg(test)]
mod tests;
