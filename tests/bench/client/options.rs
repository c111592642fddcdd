//! What the command line asks for.

use std::{process::ExitCode, time::Duration};

use vigil_tests::command_line::{self, number};

const USAGE: &str = "Options: --seconds N (20), --long (ten minutes with a limit of 100 ms and every core busy)";

const TEN_MINUTES: Duration = Duration::from_secs(600);

#[derive(Debug)]
pub(crate) struct Options {
    /// How long each session is.
    pub(crate) time: Duration,
    is_long: bool,
}

impl Options {
    pub(crate) fn read() -> Result<Self, ExitCode> {
        let mut options = Self {
            time: Duration::from_secs(20),
            is_long: false,
        };
        command_line::read(USAGE, |option, words| {
            match option {
                "--seconds" => options.time = Duration::from_secs(number(words)?),
                "--long" => {
                    options.is_long = true;
                    options.time = TEN_MINUTES;
                }
                _ => return None,
            }
            Some(())
        })?;
        Ok(options)
    }

    /// Whether such a session is asked for.
    pub(crate) fn wants(&self, limit: Duration, is_busy: bool) -> bool {
        !self.is_long || is_busy && limit == super::LIMITS[0]
    }
}
