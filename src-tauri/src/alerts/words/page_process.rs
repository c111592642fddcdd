//! The process that draws the window has ended.

use super::super::Alert;
use crate::view::AlertCause;

/// The process that draws the window has ended by itself.
#[cfg_attr(not(any(feature = "gui", test)), allow(dead_code, reason = "only a window asks"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageEnd {
    /// The window is drawn again at once.
    Once,
    /// It did so a moment ago, too; meanwhile nobody can stop a toy with the window.
    Again,
}

pub(crate) fn page_process_ended(end: PageEnd) -> Alert {
    let (sentence, hint) = match end {
        PageEnd::Once => (
            "Vigil's window crashed and was drawn again. The rest of Vigil kept watch all the time.",
            "A toy that you moved with the window was stopped. If it happens often, the graphics driver may be the cause, \
             or the computer is short of memory.",
        ),
        PageEnd::Again => (
            "Vigil's window crashes again and again, so everything was stopped: without it you could not have stopped a \
             toy.",
            "Everything stays stopped until you let programs go on. The graphics driver may be the cause, or the computer \
             is short of memory.",
        ),
    };
    Alert::plain(AlertCause::WindowCrashed, sentence, Some(hint))
}
