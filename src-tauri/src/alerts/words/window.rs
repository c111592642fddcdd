//! Vigil's own window.

use super::Words;
use crate::{
    alerts::alert::PageEnd,
    language::{Language, say},
};

/// It did not answer while the person moved a toy with it.
pub(super) fn silent(language: Language, silent_ms: u32) -> Words {
    Words::new(
        say!(language, "window-silent", silent = language.seconds_of_ms(silent_ms)),
        say!(language, "window-silent-hint"),
    )
}

/// The process that draws it has ended.
pub(super) fn crashed(language: Language, end: PageEnd) -> Words {
    match end {
        PageEnd::Once => Words::new(say!(language, "window-crashed"), say!(language, "window-crashed-hint")),
        PageEnd::Again => Words::new(
            say!(language, "window-crashed-again"),
            say!(language, "window-crashed-again-hint"),
        ),
    }
}
