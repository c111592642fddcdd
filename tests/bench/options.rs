//! What the command line asks for.

use std::{process::ExitCode, time::Duration};

use vigil_tests::command_line::{self, number};

const USAGE: &str = "Options: --sessions N (1000), --limit MS (1000), --idle (leave the cores alone)";

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) sessions: usize,
    pub(crate) limit: Duration,
    pub(crate) idle: bool,
}

impl Options {
    pub(crate) fn read() -> Result<Self, ExitCode> {
        let mut options = Self {
            sessions: 1000,
            limit: Duration::from_secs(1),
            idle: false,
        };
        command_line::read(USAGE, |option, words| {
            match option {
                "--sessions" => options.sessions = number(words)?,
                "--limit" => options.limit = Duration::from_millis(number(words)?),
                "--idle" => options.idle = true,
                _ => return None,
            }
            Some(())
        })?;
        Ok(options)
    }
}
