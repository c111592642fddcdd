//! Files that could not be read or written, and what that means.

use super::Words;
use crate::{
    alerts::alert::{FileFault, HeldBecause, OwnFile},
    language::{Language, say},
};

/// A file of Vigil's own could not be read as it was.
pub(super) fn damaged(language: Language, file: OwnFile, fault: &FileFault) -> Words {
    let name = file.name();
    match fault {
        FileFault::Restored {
            written_at_ms,
            set_aside,
            reason,
        } => Words::new(
            match written_at_ms.and_then(|at_ms| language.day_and_time(at_ms)) {
                Some(date) => say!(language, "file-restored-of", file = name, date = date),
                None => say!(language, "file-restored", file = name),
            },
            language.sentences([
                say!(language, "file-restored-hint", reason = reason.as_str()),
                set_aside
                    .as_deref()
                    .map_or_else(String::new, |path| kept(language, Some(path))),
            ]),
        ),
        FileFault::Damaged { set_aside, reason } => Words::new(
            say!(language, "file-damaged", file = name),
            what_was_wrong(language, set_aside.as_deref(), reason),
        ),
        FileFault::PartlyRead { set_aside, reason } => Words::new(
            say!(language, "file-partly-read", file = name),
            what_was_wrong(language, set_aside.as_deref(), reason),
        ),
        FileFault::Unreadable { path, reason } => Words::new(
            say!(language, "file-unreadable", file = name),
            say!(
                language,
                "file-unreadable-hint",
                path = path.as_str(),
                reason = reason.as_str()
            ),
        ),
        FileFault::Invalid { wrong } => Words::new(say!(language, "file-invalid", file = name), wrong.as_str()),
    }
}

fn what_was_wrong(language: Language, set_aside: Option<&str>, reason: &str) -> String {
    language.sentences([kept(language, set_aside), say!(language, "file-wrong", reason = reason)])
}

fn kept(language: Language, set_aside: Option<&str>) -> String {
    match set_aside {
        Some(path) => say!(language, "file-kept-as", path = path),
        None => say!(language, "file-kept"),
    }
}

/// Why every toy is held.
pub(crate) fn held(language: Language, because: &HeldBecause) -> String {
    let HeldBecause {
        file,
        path,
        reason,
        is_damaged,
    } = because;
    let (file, path, reason) = (file.name(), path.display().to_string(), reason.as_str());
    if *is_damaged {
        say!(language, "held-damaged", file = file, path = path, reason = reason)
    } else {
        say!(language, "held-unreadable", file = file, path = path, reason = reason)
    }
}

/// What restricts holds, but only until Vigil is closed.
pub(super) fn not_saved(language: Language, problem: &str) -> Words {
    Words::new(
        say!(language, "not-saved"),
        say!(language, "not-saved-hint", problem = problem),
    )
}

#[cfg(test)]
mod tests {
    use std::{
        path::Path,
        time::{Duration, UNIX_EPOCH},
    };

    use super::{super::words, *};
    use crate::alerts::Alert;

    #[test]
    fn the_copy_is_named_by_its_date() {
        let noon = UNIX_EPOCH + Duration::from_hours(24 * 365 * 50);
        let told = words(
            Language::English,
            &Alert::restored(OwnFile::Settings, Some(noon), None, "it was gone".to_owned()),
        );
        assert!(told.sentence.contains("the last good copy of "), "{}", told.sentence);
        assert!(told.sentence.contains("2019"), "{}", told.sentence);
        let told = words(
            Language::English,
            &Alert::restored(OwnFile::Toys, None, Some(Path::new("/a/b")), "x".to_owned()),
        );
        assert!(told.sentence.ends_with("the last good copy."), "{}", told.sentence);
        assert!(told.hint.unwrap().contains("/a/b"));
    }
}
