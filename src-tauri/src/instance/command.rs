//! `vigil --stop` and `vigil --release`: the sentence goes to stdout, or to stderr if it is not what was asked for.
//!
//! | exit code | what it means |
//! | --- | --- |
//! | 0 | done: every toy that is connected has confirmed its stop, and the hold is on the disk; or it is lifted |
//! | 1 | it could not be tried |
//! | 3 | no Vigil is running with this data directory (`--release` lifts the hold all the same) |
//! | 4 | the Vigil that runs did not answer |
//! | 5 | everything is held, but not every toy confirmed its stop, or the disk did not take the hold; or it is not lifted |

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use super::{
    caller::{self, Unanswered},
    message::{Answer, Question, StopEnd, StoppedToy},
};
use crate::{
    files::{DataDir, DataDirError},
    hold,
};

const NOT_TRIED: u8 = 1;
const NONE_RUNS: u8 = 3;
const NO_ANSWER: u8 = 4;
const NOT_ALL: u8 = 5;

const OTHER_VERSION: &str = "The Vigil that runs is of another version, and did not understand.";

/// What is to be said, and how the process ends.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    sentence: String,
    code: u8,
}

/// Stops everything in the Vigil that runs.
pub(crate) fn stop(data_dir: Option<&Path>) -> ExitCode {
    let told = DataDir::place(data_dir).map_or_else(
        |error| Told::new(error.to_string(), NOT_TRIED),
        |place| of_stop(caller::ask(&place, &Question::Stop)),
    );
    told.say()
}

/// Lets toys move again, in the Vigil that runs or in the next one.
pub(crate) fn release(data_dir: Option<&Path>) -> ExitCode {
    let told = DataDir::place(data_dir).map_or_else(
        |error| Told::new(error.to_string(), NOT_TRIED),
        |place| match caller::ask(&place, &Question::Release) {
            Err(Unanswered::NoneRuns(_)) => lift(&place),
            answer => of_release(answer),
        },
    );
    told.say()
}

fn of_stop(answer: Result<Answer, Unanswered>) -> Told {
    match answer {
        Ok(Answer::Stopped { toys, kept }) => of_toys(&toys, kept),
        Ok(_) => Told::new(OTHER_VERSION.to_owned(), NO_ANSWER),
        Err(unanswered) => of_unanswered(&unanswered, true),
    }
}

fn of_release(answer: Result<Answer, Unanswered>) -> Told {
    match answer {
        Ok(Answer::Released { was_held: true }) => Told::new("Programs may move toys again.".to_owned(), 0),
        Ok(Answer::Released { was_held: false }) => Told::new("Nothing was held.".to_owned(), 0),
        Ok(Answer::NotReleased { sentence }) => Told::new(sentence, NOT_ALL),
        Ok(_) => Told::new(OTHER_VERSION.to_owned(), NO_ANSWER),
        Err(unanswered) => of_unanswered(&unanswered, false),
    }
}

fn of_unanswered(unanswered: &Unanswered, is_stop: bool) -> Told {
    let code = match unanswered {
        Unanswered::NoneRuns(_) => NONE_RUNS,
        Unanswered::HalfAnswered(_) => NOT_ALL,
        Unanswered::Unreachable(_) | Unanswered::Silent(_) | Unanswered::Ended => NO_ANSWER,
        Unanswered::Foreign(_) | Unanswered::Failed(_) => NOT_TRIED,
    };
    let hint = match unanswered {
        Unanswered::NoneRuns(_) | Unanswered::Ended => "",
        Unanswered::HalfAnswered(_) => " If a toy still moves, switch it off by hand.",
        _ if !is_stop => "",
        _ => {
            " If a toy still moves, switch it off by hand, or end that process at once: the toys that it moved are then \
             stopped by its guardian."
        }
    };
    Told::new(format!("{unanswered}{hint}"), code)
}

fn lift(data_dir: &Path) -> Told {
    if !data_dir.is_dir() {
        return Told::new("Nothing was held.".to_owned(), 0);
    }
    let lifted = DataDir::open(Some(data_dir)).map(|held| hold::lift(&held));
    match lifted {
        Ok(Ok(Some(_))) => Told::new(
            "No Vigil is running. The next one lets programs move toys again.".to_owned(),
            0,
        ),
        Ok(Ok(None)) => Told::new("Nothing was held.".to_owned(), 0),
        Ok(Err(error)) => Told::new(format!("The hold could not be lifted: {error}."), NOT_TRIED),
        Err(error @ DataDirError::AlreadyRunning(_)) => Told::new(format!("{error} Try once more."), NO_ANSWER),
        Err(error) => Told::new(error.to_string(), NOT_TRIED),
    }
}

fn of_toys(toys: &[StoppedToy], kept: bool) -> Told {
    let mut sentences = vec![confirmed(toys)];
    let mut code = 0;
    for toy in toys {
        let trouble = match toy.end {
            StopEnd::Confirmed { .. } => continue,
            StopEnd::NothingToTell => format!(
                "Vigil could not tell {} anything that might not move it. If it moves, switch it off by hand.",
                toy.name
            ),
            StopEnd::Unconfirmed => format!(
                "{} did not confirm that it stopped. If it still moves, switch it off by hand.",
                toy.name
            ),
        };
        sentences.push(trouble);
        code = NOT_ALL;
    }
    if kept {
        sentences.push("Nothing moves until you let it: in Vigil's window, or with vigil --release.".to_owned());
    } else {
        sentences.push("Nothing moves until Vigil is closed or you let it; the hold could not be saved.".to_owned());
        code = NOT_ALL;
    }
    sentences.retain(|sentence| !sentence.is_empty());
    Told::new(sentences.join(" "), code)
}

/// Of the toys that confirmed.
fn confirmed(toys: &[StoppedToy]) -> String {
    if toys.is_empty() {
        return "No toy is connected.".to_owned();
    }
    let still = |toy: &StoppedToy| match toy.end {
        StopEnd::Confirmed { after_ms } => Some(after_ms),
        _ => None,
    };
    let slowest = |is_meant: fn(&StoppedToy) -> bool| {
        let times: Vec<f64> = toys.iter().filter(|toy| is_meant(toy)).filter_map(still).collect();
        (times.len(), times.into_iter().fold(0.0, f64::max))
    };
    match (slowest(|toy| toy.was_moving), slowest(|_| true)) {
        (_, (0, _)) => String::new(),
        ((0, _), (1, ms)) => {
            format!("No toy was moving; the one that is connected confirmed its stop after {ms:.1} ms.")
        }
        ((0, _), (count, ms)) => {
            format!("No toy was moving; {count} that are connected confirmed their stop within {ms:.1} ms.")
        }
        ((1, ms), _) => format!("Stopped 1 toy; it confirmed that after {ms:.1} ms."),
        ((count, ms), _) => format!("Stopped {count} toys; they confirmed that within {ms:.1} ms."),
    }
}

impl Told {
    const fn new(sentence: String, code: u8) -> Self {
        Self { sentence, code }
    }

    fn say(self) -> ExitCode {
        let said = if self.code == 0 {
            writeln!(io::stdout(), "{}", self.sentence)
        } else {
            writeln!(io::stderr(), "{}", self.sentence)
        };
        // The exit code says it, too.
        let _ = said;
        ExitCode::from(self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toy(name: &str, was_moving: bool, end: StopEnd) -> StoppedToy {
        StoppedToy {
            name: name.to_owned(),
            was_moving,
            end,
        }
    }

    const QUICK: StopEnd = StopEnd::Confirmed { after_ms: 3.1 };

    #[test]
    fn the_sentence_and_the_code_say_what_happened() {
        for (toys, kept, code, begins) in [
            (vec![], true, 0, "No toy is connected. Nothing moves until"),
            (
                vec![toy("A", true, QUICK)],
                true,
                0,
                "Stopped 1 toy; it confirmed that after 3.1 ms.",
            ),
            (
                vec![toy("A", true, QUICK), toy("B", true, QUICK), toy("C", false, QUICK)],
                true,
                0,
                "Stopped 2 toys; they confirmed that within 3.1 ms.",
            ),
            (vec![toy("A", false, QUICK)], true, 0, "No toy was moving; the one"),
            (
                vec![toy("A", true, QUICK), toy("B", true, StopEnd::Unconfirmed)],
                true,
                NOT_ALL,
                "Stopped 1 toy; it confirmed that after 3.1 ms. B did not confirm that it stopped. If",
            ),
            (
                vec![toy("B", true, StopEnd::Unconfirmed)],
                true,
                NOT_ALL,
                "B did not confirm that it stopped. If it still moves",
            ),
            (
                vec![toy("C", true, StopEnd::NothingToTell)],
                true,
                NOT_ALL,
                "Vigil could not tell C",
            ),
        ] {
            let told = of_toys(&toys, kept);
            assert_eq!(told.code, code, "{told:?}");
            assert!(told.sentence.starts_with(begins), "{told:?}");
        }
        let lost = of_toys(&[], false);
        assert_eq!(lost.code, NOT_ALL);
        assert!(lost.sentence.contains("could not be saved"), "{lost:?}");
    }

    #[test]
    fn whoever_hears_nothing_is_told_what_to_do_about_it() {
        let silent = of_stop(Err(Unanswered::Silent(Some(7))));
        assert_eq!(silent.code, NO_ANSWER);
        assert!(
            silent
                .sentence
                .starts_with("Vigil (process 7) did not answer within 2 s."),
            "{silent:?}"
        );
        assert!(silent.sentence.contains("guardian"), "{silent:?}");
        let half = of_stop(Err(Unanswered::HalfAnswered(None)));
        assert_eq!(half.code, NOT_ALL);
        let none = of_stop(Err(Unanswered::NoneRuns("/d".into())));
        assert_eq!(
            (none.code, none.sentence.as_str()),
            (NONE_RUNS, "No Vigil is running with the data in /d.")
        );
    }
}
