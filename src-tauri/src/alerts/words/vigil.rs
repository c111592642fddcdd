//! Vigil itself, and its end.

use std::{net::SocketAddr, time::Duration};

use super::{Words, measures::how_many};
use crate::{
    alerts::alert::{Part, ServeProblem},
    guardian::RecordedToy,
    language::{Language, say},
};

/// Longer than any guardian works; a file may say anything.
const MOST_MS: f64 = 3_600_000.0;

/// The last Vigil ended while toys were moving, and its guardian did what it could.
pub(super) fn guardian_acted(language: Language, handed_over: bool, toys: &[RecordedToy]) -> Words {
    let (what, why) = if handed_over {
        (say!(language, "guardian-handed-over"), String::new())
    } else {
        (
            say!(language, "guardian-killed"),
            say!(language, "guardian-killed-hint"),
        )
    };
    let running = not_stopped(language, toys);
    let hint = if running.is_empty() {
        say!(language, "guardian-hint")
    } else {
        say!(language, "guardian-by-hand-hint")
    };
    Words::new(
        language.sentences([what, stopped(language, toys), running]),
        language.sentences([why, hint]),
    )
}

/// Nothing if there is none.
fn stopped(language: Language, toys: &[RecordedToy]) -> String {
    let still: Vec<_> = toys.iter().filter(|toy| toy.still_after_ms.is_some()).collect();
    let names: Vec<_> = still.iter().map(|toy| toy.name.as_str()).collect();
    let Some(how_many) = how_many(&names, still.len() == toys.len()) else {
        return String::new();
    };
    let slowest = still.iter().filter_map(|toy| toy.still_after_ms).fold(0.0, f64::max);
    let after = language.seconds(Duration::from_secs_f64(slowest.clamp(0.0, MOST_MS) / 1e3));
    say!(
        language,
        "guardian-stopped",
        confirmed = how_many,
        toy = names[0],
        count = names.len(),
        after = after
    )
}

/// Nothing if there is none.
fn not_stopped(language: Language, toys: &[RecordedToy]) -> String {
    let running = toys.iter().filter(|toy| toy.still_after_ms.is_none());
    language.sentences(running.map(|toy| {
        let name = toy.name.as_str();
        if toy.nothing_to_tell {
            say!(language, "guardian-not-told", toy = name)
        } else if toy.reached {
            say!(language, "guardian-not-confirmed", toy = name)
        } else {
            say!(language, "guardian-not-reached", toy = name)
        }
    }))
}

/// A part of Vigil stood still, and every toy was told to stop because of it. If its toys could not be driven and one may
/// move, the process ends, and its guardian stops them.
pub(super) fn stood_still(language: Language, part: Part, lasted_ms: u32, may_move: bool) -> Words {
    let lasted = language.seconds_of_ms(lasted_ms);
    match part {
        Part::Sessions => Words::new(
            say!(language, "sessions-stood-still", lasted = lasted),
            say!(language, "sessions-stood-still-hint"),
        ),
        Part::Toys if may_move => Words::new(
            say!(language, "toys-stood-still", lasted = lasted),
            say!(language, "toys-stood-still-hint"),
        ),
        Part::Toys => Words::new(
            say!(language, "no-toys-stood-still", lasted = lasted),
            say!(language, "no-toys-stood-still-hint"),
        ),
        Part::Everything => Words::new(
            say!(language, "everything-stood-still", lasted = lasted),
            say!(language, "everything-stood-still-hint"),
        ),
    }
}

pub(super) fn watchdog_failed(language: Language) -> Words {
    Words::new(
        say!(language, "watchdog-failed"),
        say!(language, "watchdog-failed-hint"),
    )
}

pub(super) fn guardian_missing(language: Language) -> Words {
    Words::new(
        say!(language, "guardian-missing"),
        say!(language, "guardian-missing-hint"),
    )
}

/// Why the server could not start.
pub(crate) fn cannot_serve(language: Language, problem: &ServeProblem) -> String {
    match problem {
        ServeProblem::PortTaken { port, by: Some(name) } if is_vigil(name) => {
            say!(language, "port-of-another-vigil", port = *port)
        }
        ServeProblem::PortTaken { port, by: Some(name) } => {
            say!(language, "port-taken-by", port = *port, program = name.as_str())
        }
        ServeProblem::PortTaken { port, by: None } => say!(language, "port-taken", port = *port),
        ServeProblem::PortForbidden { port } => say!(language, "port-forbidden", port = *port),
        ServeProblem::Other { problem } => say!(language, "cannot-serve", problem = problem.as_str()),
    }
}

/// Its binary has one of these names.
fn is_vigil(program: &str) -> bool {
    let name = program.strip_suffix(".exe").unwrap_or(program);
    matches!(name, "vigil" | "vigil-gui" | "vigil-headless")
}

/// The port that was taken is free, and Vigil has it.
pub(crate) fn port_free_again(language: Language, port: u16) -> String {
    say!(language, "port-free-again", port = port)
}

/// Another program has Vigil's port at the other loopback address.
pub(super) fn localhost_elsewhere(language: Language, elsewhere: SocketAddr, own: SocketAddr) -> Words {
    Words::new(
        say!(language, "localhost-elsewhere", elsewhere = elsewhere.to_string()),
        say!(language, "localhost-elsewhere-hint", own = own.to_string()),
    )
}

/// The task that owns the app's state panicked.
pub(super) fn controller_failed(language: Language) -> Words {
    Words::new(
        say!(language, "controller-failed"),
        say!(language, "controller-failed-hint"),
    )
}

/// A part of Vigil failed, and there is no window any more to say it in.
#[cfg(feature = "gui")]
pub(crate) fn ended_by_failure(language: Language, all_toys_confirmed: bool) -> String {
    if all_toys_confirmed {
        say!(language, "ended-by-failure")
    } else {
        say!(language, "ended-by-failure-unconfirmed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_to_stand_still_that_may_move() {
        let words = |may_move| stood_still(Language::English, Part::Toys, 1000, may_move).sentence;
        assert!(words(false).contains("None was moving."), "{}", words(false));
        assert!(!words(true).contains("None was moving."), "{}", words(true));
        assert!(words(true).contains("guardian"), "{}", words(true));
    }

    #[test]
    fn s5_what_a_guardian_did_in_words() {
        let toy = |name: &str, still_after_ms, reached| RecordedToy {
            index: 0,
            name: name.to_owned(),
            still_after_ms,
            reached,
            nothing_to_tell: false,
        };
        let slides = RecordedToy {
            nothing_to_tell: true,
            ..toy("Keon", None, true)
        };
        let edge = toy("Edge", Some(412.3), true);
        let lush = toy("Lush", Some(1210.0), true);
        let (away, deaf) = (toy("Max", None, false), toy("Nora", None, true));
        for (toys, told, by_hand) in [
            (vec![edge.clone()], "Edge was stopped 0.41 s later.", false),
            (
                vec![edge.clone(), lush.clone()],
                "Both toys were stopped 1.2 s later.",
                false,
            ),
            (
                vec![edge.clone(), away.clone()],
                "Edge was stopped 0.41 s later. Max could not be reached.",
                true,
            ),
            (
                vec![edge.clone(), lush.clone(), deaf.clone()],
                "2 toys were stopped 1.2 s later. Nora did not confirm its stop.",
                true,
            ),
            (vec![away], "Max could not be reached.", true),
            (
                vec![edge.clone(), slides],
                "Edge was stopped 0.41 s later. Nothing could be told to Keon.",
                true,
            ),
        ] {
            let words = guardian_acted(Language::English, false, &toys);
            assert_eq!(
                words.sentence.replace('\u{a0}', " "),
                format!("Vigil was ended from outside while toys were moving. {told}")
            );
            assert_eq!(words.hint.unwrap().contains("by hand"), by_hand);
        }
        // The file may say anything.
        for ms in [f64::MAX, -1.0, f64::INFINITY] {
            let words = guardian_acted(Language::English, true, &[toy("Edge", Some(ms), true)]);
            assert!(words.sentence.contains("Edge was stopped"));
            // Nobody killed it.
            assert!(words.sentence.starts_with("Vigil was closed"), "{}", words.sentence);
        }
    }
}
