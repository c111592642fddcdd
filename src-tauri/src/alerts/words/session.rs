//! Sessions that ended, or nearly did.

use super::{Words, measures::standing_still};
use crate::{
    alerts::alert::{Other, SessionEnded, SessionFault, Stop},
    language::{Language, say},
};

/// A session that ended as it should not.
pub(super) fn ended(language: Language, ended: &SessionEnded) -> Words {
    let SessionEnded {
        program,
        fault,
        toys,
        others,
        ..
    } = ended;
    Words::new(
        language.sentences([
            what_happened(language, &program.name, fault),
            stopped(language, toys, others),
        ]),
        language.sentences([
            what_it_means(language, fault, program.origin.is_some()),
            of_others(language, others),
        ]),
    )
}

fn what_happened(language: Language, name: &str, fault: &SessionFault) -> String {
    match fault {
        SessionFault::PingTimeout {
            silent_ms,
            ever_pinged: true,
            ..
        } => {
            let silent = language.seconds_of_ms(*silent_ms);
            say!(language, "session-silent", program = name, silent = silent)
        }
        SessionFault::PingTimeout { limit_ms, .. } => {
            let limit = language.seconds_of_ms(*limit_ms);
            say!(language, "session-never-pinged", program = name, limit = limit)
        }
        SessionFault::ConnectionSilent { silent_ms, .. } => {
            let silent = language.seconds_of_ms(*silent_ms);
            say!(language, "session-connection-silent", program = name, silent = silent)
        }
        SessionFault::ConnectionLost => say!(language, "session-lost", program = name),
        SessionFault::Violation(_) => say!(language, "session-violation", program = name),
        SessionFault::NotReading => say!(language, "session-not-reading", program = name),
        SessionFault::VigilLate { late_ms } => {
            let late = language.seconds_of_ms(*late_ms);
            say!(language, "session-vigil-late", program = name, late = late)
        }
        SessionFault::Internal => say!(language, "session-internal", program = name),
    }
}

fn what_it_means(language: Language, fault: &SessionFault, is_page: bool) -> String {
    match fault {
        SessionFault::PingTimeout { ever_pinged: true, .. } if is_page => say!(language, "session-silent-page-hint"),
        SessionFault::PingTimeout { ever_pinged: true, .. } => say!(language, "session-silent-hint"),
        SessionFault::PingTimeout { .. } => say!(language, "session-never-pinged-hint"),
        SessionFault::ConnectionSilent { .. } => say!(language, "session-connection-silent-hint"),
        SessionFault::ConnectionLost => say!(language, "session-lost-hint"),
        SessionFault::Violation(what) => violation(language, what),
        SessionFault::NotReading => say!(language, "session-not-reading-hint"),
        SessionFault::VigilLate { .. } => say!(language, "session-vigil-late-hint"),
        SessionFault::Internal => say!(language, "session-internal-hint"),
    }
}

/// The server says it in English, and so it is stored.
fn violation(language: Language, what: &str) -> String {
    match what {
        "A binary frame that holds no text; the protocol is text." => say!(language, "violation-binary"),
        "A frame of more than 1 MiB." => say!(language, "violation-large"),
        "A text frame that is not UTF-8." => say!(language, "violation-utf8"),
        "A frame that breaks the WebSocket protocol." => say!(language, "violation-websocket"),
        other => other.to_owned(),
    }
}

/// Toys were stopped because Vigil could not read; the session goes on.
pub(super) fn read_late(language: Language, program: &str, toys: &[Stop], others: &[Other]) -> Words {
    Words::new(
        language.sentences([
            say!(language, "session-read-late", program = program),
            stopped(language, toys, others),
        ]),
        language.sentences([say!(language, "session-read-late-hint"), of_others(language, others)]),
    )
}

/// A program is let in ever more slowly from now on.
pub(super) fn slowed(language: Language, name: &str) -> Words {
    Words::new(
        say!(language, "session-slowed", program = name),
        say!(language, "session-slowed-hint"),
    )
}

/// How the toys stand, and whose they were.
fn stopped(language: Language, toys: &[Stop], others: &[Other]) -> String {
    let names: Vec<&str> = others
        .iter()
        .filter_map(|other| match other {
            Other::Program(name) => Some(name.as_str()),
            Other::Person => None,
        })
        .collect();
    let programs = language.listed(&names);
    let of_others = match (names.is_empty(), others.contains(&Other::Person)) {
        (true, false) => String::new(),
        (true, true) => say!(language, "others-yours"),
        (false, false) => say!(language, "others-of-programs", programs = programs),
        (false, true) => say!(language, "others-of-programs-and-yours", programs = programs),
    };
    language.sentences([standing_still(language, toys), of_others])
}

/// Nothing if it stopped no toys of others.
fn of_others(language: Language, others: &[Other]) -> String {
    if others.is_empty() {
        String::new()
    } else {
        say!(language, "others-hint")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toys_of_others_that_were_stopped_are_named_by_whose_they_were() {
        let program = |name: &str| Other::Program(name.to_owned());
        for (others, words) in [
            (vec![], "No toy was moving."),
            (
                vec![program("Web Player")],
                "No toy was moving. The toys of Web Player were stopped too.",
            ),
            (
                vec![program("A"), program("B"), program("C")],
                "No toy was moving. The toys of A, B and C were stopped too.",
            ),
            (
                vec![Other::Person],
                "No toy was moving. The toys that you moved yourself were stopped too.",
            ),
            (
                vec![program("A"), Other::Person],
                "No toy was moving. The toys of A and those that you moved yourself were stopped too.",
            ),
        ] {
            assert_eq!(stopped(Language::English, &[], &others), words);
            assert_eq!(of_others(Language::English, &others).is_empty(), others.is_empty());
        }
    }
}
