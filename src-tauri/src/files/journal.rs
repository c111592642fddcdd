use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{Fault, private, read_bytes, set_aside, sync_directory};

/// A file of lines that only grows, until it is removed. What was appended is there after a kill at any instant, but for
/// the line that was being written: that one has no end, and is left out.
#[derive(Debug, Clone)]
pub(crate) struct Journal {
    path: PathBuf,
}

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    Missing,
    Found {
        lines: Vec<String>,
        /// There was a line without an end: nothing can be appended to that.
        is_torn: bool,
    },
    Damaged {
        reason: String,
    },
    Unreadable {
        reason: String,
    },
}

impl Journal {
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn read(&self) -> Lines {
        let bytes = match read_bytes(&self.path) {
            Ok(bytes) => bytes,
            Err(Fault::Missing) => return Lines::Missing,
            Err(Fault::Damaged(reason)) => return Lines::Damaged { reason },
            Err(Fault::Unreadable(reason)) => return Lines::Unreadable { reason },
        };
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        match std::str::from_utf8(&bytes[..whole]) {
            Ok(text) => Lines::Found {
                lines: text.lines().map(ToOwned::to_owned).collect(),
                is_torn: whole < bytes.len(),
            },
            Err(error) => Lines::Damaged {
                reason: error.to_string(),
            },
        }
    }

    /// Appends lines, each with its end, and waits until the disk has them. A file that is not there yet begins with
    /// `first`. Returns how long it is. If it fails, there may be a part of a line.
    pub(crate) fn append(&self, first: &str, lines: &str) -> io::Result<u64> {
        let mut file = private::open_append(&self.path)?;
        let length = file.metadata()?.len();
        let is_new = length == 0;
        let text = if is_new {
            format!("{first}{lines}")
        } else {
            lines.to_owned()
        };
        // In one piece: a kill comes before it or after it.
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if is_new {
            sync_directory(&self.path)?;
        }
        Ok(length + text.len() as u64)
    }

    /// There may be none.
    pub(crate) fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Moves it out of the way. Returns where it lies now.
    pub(crate) fn set_aside(&self) -> Option<PathBuf> {
        set_aside(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> (tempfile::TempDir, Journal) {
        let dir = tempfile::tempdir().unwrap();
        let journal = Journal::new(dir.path().join("a.jsonl"));
        (dir, journal)
    }

    fn found(lines: &[&str], is_torn: bool) -> Lines {
        Lines::Found {
            lines: lines.iter().map(ToString::to_string).collect(),
            is_torn,
        }
    }

    #[test]
    fn lines_are_appended_after_the_first() {
        let (_dir, journal) = journal();
        assert_eq!(journal.read(), Lines::Missing);
        assert_eq!(journal.append("head\n", "one\n").unwrap(), 9);
        assert_eq!(journal.append("head\n", "two\nthree\n").unwrap(), 19);
        assert_eq!(journal.read(), found(&["head", "one", "two", "three"], false));
        journal.remove().unwrap();
        journal.remove().unwrap();
        assert_eq!(journal.read(), Lines::Missing);
    }

    #[test]
    fn s8_a_line_that_was_being_written_is_left_out() {
        let (_dir, journal) = journal();
        for (bytes, lines) in [
            ("head\none\ntw", &["head", "one"][..]),
            ("he", &[]),
            ("head\n\u{e4}", &["head"]),
        ] {
            fs::write(&journal.path, bytes).unwrap();
            assert_eq!(journal.read(), found(lines, true), "{bytes}");
        }
        fs::write(&journal.path, b"head\n\xff\n").unwrap();
        assert!(matches!(journal.read(), Lines::Damaged { .. }));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_it_and_no_link_is_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let (dir, journal) = journal();
        journal.append("", "one\n").unwrap();
        let mode = fs::metadata(&journal.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);

        fs::remove_file(&journal.path).unwrap();
        let outside = dir.path().join("outside");
        fs::write(&outside, "x").unwrap();
        symlink(&outside, &journal.path).unwrap();
        assert!(journal.append("", "one\n").is_err());
        assert_eq!(fs::read_to_string(&outside).unwrap(), "x");
    }
}
