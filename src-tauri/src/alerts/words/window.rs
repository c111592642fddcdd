//! Vigil's own window.

use super::Words;
use crate::{alerts::alert::PageEnd, units::seconds_of_ms};

/// It did not answer while the person moved a toy with it.
pub(super) fn silent(silent_ms: u32) -> Words {
    Words::new(
        format!(
            "Vigil's window did not answer for {}, so the toy you moved with it was stopped.",
            seconds_of_ms(silent_ms)
        ),
        "The rest of Vigil kept watch all the time. If it happens often, the computer is very busy.",
    )
}

/// The process that draws it has ended.
pub(super) fn crashed(end: PageEnd) -> Words {
    match end {
        PageEnd::Once => Words::new(
            "Vigil's window crashed and was drawn again. The rest of Vigil kept watch all the time.",
            "A toy that you moved with the window was stopped. If it happens often, the graphics driver may be the cause, \
             or the computer is short of memory.",
        ),
        PageEnd::Again => Words::new(
            "Vigil's window crashes again and again, so everything was stopped: without it you could not have stopped a \
             toy.",
            "Everything stays stopped until you let programs go on. The graphics driver may be the cause, or the computer \
             is short of memory.",
        ),
    }
}
