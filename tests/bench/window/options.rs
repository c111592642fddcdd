//! What the command line asks for.

use std::{process::ExitCode, time::Duration};

use vigil_tests::command_line::{self, number};

const USAGE: &str = "Options: --seconds N (15, measured for each scene), --rounds N (3, of each scene and start), --only PART (of the \
                     names; may be given more than once), --long (an hour for the memory), --goals (fail if one is missed)";

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) time: Duration,
    pub(crate) rounds: usize,
    pub(crate) is_long: bool,
    /// A goal that is missed is a failure.
    pub(crate) keeps_goals: bool,
    only: Vec<String>,
}

impl Options {
    pub(crate) fn read() -> Result<Self, ExitCode> {
        let mut options = Self {
            time: Duration::from_secs(15),
            rounds: 3,
            is_long: false,
            keeps_goals: false,
            only: Vec::new(),
        };
        command_line::read(USAGE, |option, words| {
            match option {
                "--seconds" => options.time = Duration::from_secs(number(words)?),
                "--rounds" => options.rounds = number(words)?,
                "--only" => options.only.push(words.next()?),
                "--long" => options.is_long = true,
                "--goals" => options.keeps_goals = true,
                _ => return None,
            }
            Some(())
        })?;
        Ok(options)
    }

    /// Whether this part of the benchmark is asked for.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|part| name.contains(part.as_str()))
    }
}
