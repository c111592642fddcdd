//! What the command line asks for.

use std::{env, time::Duration};

const USAGE: &str = "Options: --sessions N (1000), --limit MS (1000), --idle (leave the cores alone)";

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) sessions: usize,
    pub(crate) limit: Duration,
    pub(crate) idle: bool,
}

impl Options {
    pub(crate) fn from_command_line() -> Result<Self, &'static str> {
        let mut options = Self {
            sessions: 1000,
            limit: Duration::from_secs(1),
            idle: false,
        };
        let mut arguments = env::args().skip(1);
        let number = |argument: Option<String>| argument.and_then(|text| text.parse::<u32>().ok()).ok_or(USAGE);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--sessions" => options.sessions = number(arguments.next())?.max(1) as usize,
                "--limit" => options.limit = Duration::from_millis(number(arguments.next())?.into()),
                "--idle" => options.idle = true,
                _ => return Err(USAGE),
            }
        }
        Ok(options)
    }
}
