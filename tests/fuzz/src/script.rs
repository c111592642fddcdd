//! A session as text, one step in a line:
//!
//! | line | step |
//! | --- | --- |
//! | `@1000 w`, `@1000` | the ping limit in ms, where supported or required; the first line only |
//! | `>[{"Ping":{"Id":1}}]` | a frame of the program |
//! | `+500` | 500 ms go by, and the timer is looked at |
//! | `.500` | 500 ms go by unnoticed |
//! | `=1` | the devices do what was asked second of what is still open |
//! | `!1` | they fail to |
//! | `#2` | device table 2 |
//! | `?` | the scan is over |
//! | `x0` | the session ends for cause 0 |
//!
//! Any other line is passed over.

use std::time::Duration;

/// A hundred years; more of them do not fit into a `Moment`.
const LONGEST_MS: u64 = 100 * 365 * 24 * 60 * 60 * 1000;

#[derive(Debug)]
pub(super) enum Step<'a> {
    Frame(&'a str),
    Pass(Duration),
    PassUnnoticed(Duration),
    Answer(usize),
    Fail(usize),
    Table(usize),
    ScanningFinished,
    End(usize),
}

/// The ping limit in milliseconds, and whether it holds only for those who ping.
pub(super) fn policy(script: &str) -> (u32, bool) {
    let line = script.lines().next().unwrap_or_default();
    let Some(line) = line.strip_prefix('@') else {
        return (0, false);
    };
    let (limit_ms, mode) = line.split_once(' ').unwrap_or((line, ""));
    (limit_ms.parse().unwrap_or(0), mode == "w")
}

pub(super) fn steps(script: &str) -> impl Iterator<Item = Step<'_>> {
    script.lines().filter_map(|line| {
        let (kind, rest) = line.split_at_checked(1)?;
        let number = || rest.parse().unwrap_or(0);
        let duration = || Duration::from_millis(rest.parse().unwrap_or(0).min(LONGEST_MS));
        Some(match kind {
            ">" => Step::Frame(rest),
            "+" => Step::Pass(duration()),
            "." => Step::PassUnnoticed(duration()),
            "=" => Step::Answer(number()),
            "!" => Step::Fail(number()),
            "#" => Step::Table(number()),
            "?" => Step::ScanningFinished,
            "x" => Step::End(number()),
            _ => return None,
        })
    })
}
