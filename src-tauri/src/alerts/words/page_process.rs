//! The process that draws the window has ended.

use super::super::Alert;
use crate::{controller::PageEnd, view::AlertCause};

pub fn page_process_ended(end: PageEnd) -> Alert {
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
