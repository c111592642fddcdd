//! What the command line asks for.

use std::env;

use crate::server::Kind;

const USAGE: &str = "Options: --rounds N (5), --quick (a tenth of the messages), --only vigil|engine";

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) rounds: usize,
    /// Messages are divided by this.
    pub(crate) divide: u32,
    pub(crate) only: Option<Kind>,
}

impl Options {
    pub(crate) fn from_command_line() -> Result<Self, &'static str> {
        let mut options = Self {
            rounds: 5,
            divide: 1,
            only: None,
        };
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--rounds" => {
                    let number = arguments.next().and_then(|text| text.parse().ok());
                    options.rounds = number.filter(|rounds| *rounds > 0).ok_or(USAGE)?;
                }
                "--quick" => options.divide = 10,
                "--only" => {
                    options.only = Some(match arguments.next().as_deref() {
                        Some("vigil") => Kind::Vigil,
                        Some("engine") => Kind::Engine,
                        _ => return Err(USAGE),
                    });
                }
                _ => return Err(USAGE),
            }
        }
        Ok(options)
    }
}
