//! Files that could not be read or written, and what that means.

use std::path::Path;

use jiff::{Timestamp, tz::TimeZone};

use super::Words;
use crate::alerts::alert::{FileFault, OwnFile};

/// A file of Vigil's own could not be read as it was.
pub(super) fn damaged(file: OwnFile, fault: &FileFault) -> Words {
    match fault {
        FileFault::Restored {
            written_at_ms,
            set_aside,
            reason,
        } => {
            let of = written_at_ms
                .and_then(day_and_time)
                .map_or_else(String::new, |at| format!(" of {at}"));
            let kept = set_aside
                .as_ref()
                .map_or_else(String::new, |path| format!(" The damaged file is kept as {path}."));
            Words::new(
                format!("Your {file} could not be read, so Vigil took the last good copy{of}."),
                format!(
                    "Check that everything is as you want it: changes made after that copy are lost. What was wrong: \
                     {reason}.{kept}"
                ),
            )
        }
        FileFault::Damaged { set_aside, reason } => Words::new(
            format!("Your {file} could not be read, so Vigil started without that file."),
            format!("{} What was wrong: {reason}.", kept(set_aside.as_deref())),
        ),
        FileFault::PartlyRead { set_aside, reason } => Words::new(
            format!("A part of your {file} could not be read. Vigil kept the rest."),
            format!("{} What was wrong: {reason}.", kept(set_aside.as_deref())),
        ),
        FileFault::Unreadable { path, reason } => Words::new(
            format!("The system does not let Vigil read your {file}."),
            format!(
                "Vigil leaves the file {path} as it is and does not write to it. Restore its permissions, or repair the \
                 disk that it is on, and start Vigil again. (The system says: {reason})"
            ),
        ),
        FileFault::Invalid { wrong } => Words::new(
            format!("Something in your {file} was invalid, and Vigil uses the nearest valid value instead."),
            wrong.as_str(),
        ),
    }
}

fn kept(set_aside: Option<&str>) -> String {
    match set_aside {
        Some(path) => format!("The damaged file is kept as {path}."),
        None => "The damaged file is kept where it is.".to_owned(),
    }
}

/// Why every toy is held: the file is damaged, and nobody knows what was in it.
pub(crate) fn held_for_damage(file: OwnFile, path: &Path, reason: &str) -> String {
    format!(
        "Vigil could not read your {file}. {}. Look through them before you let programs go on; the damaged file is kept, \
         next to {}. (What was wrong: {reason})",
        unknown(file),
        path.display()
    )
}

/// Why every toy is held: the system does not let Vigil read the file.
pub(crate) fn held_unreadable(file: OwnFile, path: &Path, reason: &str) -> String {
    format!(
        "The system does not let Vigil read your {file}. {}. Best restore the permissions of {} and start Vigil again; if \
         you let programs go on now, none of that holds. (The system says: {reason})",
        unknown(file),
        path.display()
    )
}

/// What is not known while the file is not.
const fn unknown(file: OwnFile) -> &'static str {
    match file {
        OwnFile::Settings => "The time limit for programs and everything else that you had set are not known",
        OwnFile::Toys => {
            "The limits of your toys, what you had switched off, and the toys that you had denied are not known"
        }
        OwnFile::Alerts | OwnFile::GuardianRecord => "What was in it is not known",
    }
}

/// What restricts holds, but only until Vigil is closed.
pub(super) fn not_saved(problem: &str) -> Words {
    Words::new(
        "Your restriction holds now, but could not be saved: it is lost when Vigil is closed.",
        format!(
            "Usually the disk is full or cannot be written. Free some space and set it once more. (What went wrong: \
             {problem})"
        ),
    )
}

fn day_and_time(at_ms: u64) -> Option<String> {
    let at = Timestamp::from_millisecond(i64::try_from(at_ms).ok()?).ok()?;
    Some(at.to_zoned(TimeZone::system()).strftime("%-d %B %Y, %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::{super::words, *};
    use crate::alerts::Alert;

    #[test]
    fn the_copy_is_named_by_its_date() {
        let noon = UNIX_EPOCH + Duration::from_hours(24 * 365 * 50);
        let told = words(&Alert::restored(
            OwnFile::Settings,
            Some(noon),
            None,
            "it was gone".to_owned(),
        ));
        assert!(told.sentence.contains("the last good copy of "), "{}", told.sentence);
        assert!(told.sentence.contains("2019"), "{}", told.sentence);
        let told = words(&Alert::restored(
            OwnFile::Toys,
            None,
            Some(Path::new("/a/b")),
            "x".to_owned(),
        ));
        assert!(told.sentence.ends_with("the last good copy."), "{}", told.sentence);
        assert!(told.hint.unwrap().contains("/a/b"));
    }
}
