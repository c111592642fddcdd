//! The command line.

use std::{env, net::SocketAddr, time::Duration};

pub(crate) const USAGE: &str = "\
Options: [NAME…] (cases with one of these in their names), --runs N (10), --vigil-only (the reference does not run),
--save FILE (the table as Markdown), --list; or --latency [--rounds N (3)] [--only WORDS (cases with these in their first
row)]";

const RUNS: usize = 10;
const ROUNDS: usize = 3;

#[derive(Debug)]
pub(crate) enum Asked {
    Faults(Options),
    /// This program again, as one that moves a toy; see [`crate::rig::program`].
    Program(Program),
    /// How long until a toy hears of it, of the cases with these words in their first row.
    Latency {
        rounds: usize,
        only: String,
    },
    List,
    Unknown(String),
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) names: Vec<String>,
    pub(crate) runs: usize,
    pub(crate) is_reference_wanted: bool,
    pub(crate) save: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) address: SocketAddr,
    pub(crate) pings_every: Option<Duration>,
}

pub(crate) fn read() -> Asked {
    parse(env::args().skip(1))
}

fn parse(arguments: impl Iterator<Item = String>) -> Asked {
    let mut options = Options {
        names: Vec::new(),
        runs: RUNS,
        is_reference_wanted: true,
        save: None,
    };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let understood = match argument.as_str() {
            "--list" => return Asked::List,
            "--latency" => return latency(arguments),
            "--be-a-program" => {
                let address = arguments_address(arguments.next());
                let pings = arguments.next().and_then(|ms| ms.parse().ok());
                let (Some(address), Some(ms)) = (address, pings) else {
                    return Asked::Unknown(argument);
                };
                return Asked::Program(Program {
                    address,
                    pings_every: (ms > 0).then(|| Duration::from_millis(ms)),
                });
            }
            "--runs" => arguments
                .next()
                .and_then(|runs| runs.parse().ok())
                .filter(|runs| *runs > 0)
                .map(|runs| options.runs = runs),
            "--vigil-only" => {
                options.is_reference_wanted = false;
                Some(())
            }
            "--save" => arguments.next().map(|file| options.save = Some(file)),
            name if !name.starts_with('-') => {
                options.names.push(name.to_owned());
                Some(())
            }
            _ => None,
        };
        if understood.is_none() {
            return Asked::Unknown(argument);
        }
    }
    Asked::Faults(options)
}

fn latency(mut arguments: impl Iterator<Item = String>) -> Asked {
    let (mut rounds, mut only) = (ROUNDS, String::new());
    while let Some(option) = arguments.next() {
        match (option.as_str(), arguments.next()) {
            ("--rounds", Some(value)) => match value.parse() {
                Ok(value) if value > 0 => rounds = value,
                _ => return Asked::Unknown(option),
            },
            ("--only", Some(value)) => only = value,
            _ => return Asked::Unknown(option),
        }
    }
    Asked::Latency { rounds, only }
}

impl Options {
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| name.contains(wanted.as_str()))
    }
}

fn arguments_address(text: Option<String>) -> Option<SocketAddr> {
    text?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Asked {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn names_and_options_in_any_order() {
        let Asked::Faults(options) = parsed("sig --runs 3 disk --vigil-only --save x.md") else {
            panic!("it is understood");
        };
        assert_eq!(options.names, ["sig", "disk"]);
        assert_eq!(options.runs, 3);
        assert!(!options.is_reference_wanted);
        assert!(options.wants("sigterm") && options.wants("hung-disk") && !options.wants("panic"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for wrong in ["--runs 0", "--runs", "--runs x", "--other", "--be-a-program nowhere 5"] {
            assert!(matches!(parsed(wrong), Asked::Unknown(_)), "{wrong}");
        }
    }

    #[test]
    fn latency_has_options_of_its_own() {
        let Asked::Latency { rounds, only } = parsed("--latency --rounds 2 --only socket") else {
            panic!("it is understood");
        };
        assert_eq!((rounds, only.as_str()), (2, "socket"));
        assert!(matches!(parsed("--latency --rounds 0"), Asked::Unknown(_)));
        assert!(matches!(parsed("--latency --runs 3"), Asked::Unknown(_)));
    }

    #[test]
    fn a_program_is_told_where_and_how_often() {
        let Asked::Program(program) = parsed("--be-a-program 127.0.0.1:5 0") else {
            panic!("it is understood");
        };
        assert_eq!(program.address.port(), 5);
        assert_eq!(program.pings_every, None);
    }
}
