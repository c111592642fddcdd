//! Files that could not be read or written, and what that means.

use std::{fmt, path::Path, time::SystemTime};

use jiff::{Timestamp, tz::TimeZone};

use super::super::Alert;
use crate::{files::SaveError, view::AlertCause};

/// A file of Vigil's own, as a person calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnFile {
    Settings,
    Toys,
    Alerts,
    GuardianRecord,
}

impl fmt::Display for OwnFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Settings => "settings",
            Self::Toys => "list of toys",
            Self::Alerts => "alert history",
            Self::GuardianRecord => "guardian's record",
        })
    }
}

impl OwnFile {
    /// It restricts what toys and programs may do: without it Vigil would let more happen than the person wants.
    pub(crate) const fn says_what_is_wanted(self) -> bool {
        matches!(self, Self::Settings | Self::Toys)
    }

    /// What is not known while the file is not.
    const fn unknown(self) -> &'static str {
        match self {
            Self::Settings => "The time limit for programs and everything else that you had set are not known",
            Self::Toys => {
                "The limits of your toys, what you had switched off, and the toys that you had denied are not known"
            }
            Self::Alerts | Self::GuardianRecord => "What stood in it is not known",
        }
    }
}

/// The file was damaged, or gone, and the last good copy is in its place.
pub(crate) fn restored(file: OwnFile, written: Option<SystemTime>, set_aside: Option<&Path>, reason: &str) -> Alert {
    let of = written
        .and_then(day_and_time)
        .map_or_else(String::new, |at| format!(" of {at}"));
    let kept = set_aside.map_or_else(String::new, |path| {
        format!(" The damaged file is kept as {}.", path.display())
    });
    Alert::plain(
        AlertCause::FileDamaged,
        format!("Your {file} could not be read, so Vigil took the last good copy{of}."),
        Some(&format!(
            "Look whether all is as you want it: what was changed after that copy is gone. What was wrong: {reason}.{kept}"
        )),
    )
}

/// The file was damaged, and there is no copy.
pub(crate) fn damaged(file: OwnFile, set_aside: Option<&Path>, reason: &str) -> Alert {
    let kept = match set_aside {
        Some(path) => format!("The damaged file is kept as {}.", path.display()),
        None => "The damaged file is kept where it is.".to_owned(),
    };
    Alert::plain(
        AlertCause::FileDamaged,
        format!("Your {file} could not be read, so Vigil started without that file."),
        Some(&format!("{kept} What was wrong: {reason}.")),
    )
}

/// The system did not let Vigil read the file.
pub(crate) fn unreadable(file: OwnFile, path: &Path, reason: &str) -> Alert {
    Alert::plain(
        AlertCause::FileDamaged,
        format!("The system does not let Vigil read your {file}."),
        Some(&format!(
            "The file {} was left as it is, and nothing is written to it. Give it back its permissions, or free the disk \
             that it is on, and start Vigil again. (The system says: {reason})",
            path.display()
        )),
    )
}

/// What stood in the file could not hold.
pub(crate) fn mended(file: OwnFile, wrong: &str) -> Alert {
    Alert::plain(
        AlertCause::FileDamaged,
        format!("Something in your {file} could not hold, and the nearest that can is used instead."),
        Some(wrong),
    )
}

/// Why every toy is held: the file is damaged, and nobody knows what stood in it.
pub(crate) fn held_for_damage(file: OwnFile, path: &Path, reason: &str) -> String {
    format!(
        "Vigil could not read your {file}. {}. Look through them before you let programs go on; the damaged file is kept, \
         next to {}. (What was wrong: {reason})",
        file.unknown(),
        path.display()
    )
}

/// Why every toy is held: the system does not let Vigil read the file.
pub(crate) fn held_unreadable(file: OwnFile, path: &Path, reason: &str) -> String {
    format!(
        "The system does not let Vigil read your {file}. {}. Best give {} back its permissions and start Vigil again; if \
         programs go on now, they do without. (The system says: {reason})",
        file.unknown(),
        path.display()
    )
}

/// What restricts holds, but only until Vigil is closed.
pub(crate) fn not_saved(error: &SaveError) -> Alert {
    Alert::plain(
        AlertCause::NotSaved,
        "What you restricted holds now, but could not be saved: when Vigil is closed, it is forgotten.",
        Some(&format!(
            "A disk that is full or cannot be written is the usual cause. Free some space and set it once more. (What \
             went wrong: {error})"
        )),
    )
}

fn day_and_time(at: SystemTime) -> Option<String> {
    let at = Timestamp::try_from(at).ok()?.to_zoned(TimeZone::system());
    Some(at.strftime("%-d %B %Y, %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn the_copy_is_named_by_its_date() {
        let noon = UNIX_EPOCH + Duration::from_hours(24 * 365 * 50);
        let alert = restored(OwnFile::Settings, Some(noon), None, "it was gone");
        assert!(alert.sentence.contains("the last good copy of "), "{}", alert.sentence);
        assert!(alert.sentence.contains("2019"), "{}", alert.sentence);
        let alert = restored(OwnFile::Toys, None, Some(Path::new("/a/b")), "x");
        assert!(alert.sentence.ends_with("the last good copy."), "{}", alert.sentence);
        assert!(alert.hint.unwrap().contains("/a/b"));
    }
}
