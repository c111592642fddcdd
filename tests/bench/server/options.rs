//! What the command line asks for.

use std::process::ExitCode;

use vigil_tests::{
    command_line::{self, number},
    peer::Kind,
};

const USAGE: &str = "Options: --rounds N (5), --quick (a tenth of the messages), --only vigil|engine";

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) rounds: usize,
    /// Messages are divided by this.
    pub(crate) divide: u32,
    pub(crate) only: Option<Kind>,
}

impl Options {
    pub(crate) fn read() -> Result<Self, ExitCode> {
        let mut options = Self {
            rounds: 5,
            divide: 1,
            only: None,
        };
        command_line::read(USAGE, |option, words| {
            match option {
                "--rounds" => options.rounds = number(words)?,
                "--quick" => options.divide = 10,
                "--only" => {
                    options.only = Some(match words.next()?.as_str() {
                        "vigil" => Kind::Vigil,
                        "engine" => Kind::Reference,
                        _ => return None,
                    });
                }
                _ => return None,
            }
            Some(())
        })?;
        Ok(options)
    }
}
