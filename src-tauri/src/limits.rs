//! Every bound of this crate, by name.

/// A file of ours that is longer is none: the longest, the alert history, stays far below.
pub(crate) const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// A toy's index above this is given a new one when it is read from a file: toys are numbered from 0, and nobody has so
/// many. It leaves room to number on.
pub(crate) const MAX_TOY_INDEX: u32 = 999_999;

/// Notifications that wait for a desktop that is slow; further ones are counted, and the window lists all alerts.
#[cfg(any(feature = "gui", test))]
pub(crate) const NOTIFICATIONS: usize = 8;

/// Alerts that are kept.
pub(crate) const MAX_ALERTS: usize = 10_000;

/// Repeats of one alert that are kept singly; earlier ones are counted. A program that crashes in a loop for a day must not
/// push out everything else.
pub(crate) const MAX_REPEATS: usize = 100;

/// Rows of alerts that a window is told of by itself, and that it gets at a time if it asks for more.
pub(crate) const ALERTS_PAGE: usize = 50;

/// Programs that alerts can be looked for by. Names are the programs' own choice: there may be thousands.
pub(crate) const MAX_PROGRAMS_LISTED: usize = 100;

/// Changes of the history are appended to a file until that is so long; then the history is written as a whole.
pub(crate) const MAX_JOURNAL_BYTES: u64 = 1024 * 1024;

/// Changes of the history that wait for a disk that does not answer; with more of them it is written as a whole.
pub(crate) const MAX_UNSAVED_CHANGES: usize = 1024;

/// In the guardian: calls that block at a time, each on a thread of its own. Three do so at once: reading what is known of
/// toys, and two connections to the message bus.
pub(crate) const GUARDIAN_CALLS: usize = 4;

/// How large the window shows everything, in percent.
pub(crate) const ZOOM_PERCENT: std::ops::RangeInclusive<u32> = 50..=300;

/// A toy's name, as long as a card in the window can show it.
pub(crate) const MAX_TOY_NAME_CHARS: usize = 64;

/// Web pages that are always allowed. One more is refused until the person takes one out.
pub(crate) const MAX_ALLOWED_PAGES: usize = 256;

/// Web pages that are never asked about. For one more, the one that has not come for longest leaves the list.
pub(crate) const MAX_REFUSED_PAGES: usize = 256;

/// Toys that wait to be connected, of which the person is told in one run.
pub(crate) const NEWCOMERS: usize = 256;

/// A file of another program's that toys are taken over from.
pub(crate) const MAX_IMPORT_BYTES: u64 = 4_000_000;

/// What another process of the person says, or is answered, in one go.
pub(crate) const MAX_LINE_BYTES: u64 = 64 * 1024;

/// Other processes of the person that are answered at a time; further ones wait.
pub(crate) const CALLS_AT_A_TIME: usize = 64;

/// Starts of Vigil beside one that runs, which its window has not answered yet.
pub(crate) const STARTS_AT_A_TIME: usize = 4;
