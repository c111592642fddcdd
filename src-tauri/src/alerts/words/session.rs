//! Sessions that ended, or nearly did.

use super::{
    Words,
    measures::{listed, standing_still},
};
use crate::{
    alerts::alert::{Other, SessionEnded, SessionFault, Stop},
    units::seconds_of_ms,
};

/// A session that ended as it should not.
pub(super) fn ended(ended: &SessionEnded) -> Words {
    let SessionEnded {
        program,
        fault,
        toys,
        others,
        ..
    } = ended;
    let hint = [Some(what_it_means(fault, program.origin.is_some())), of_others(others)];
    Words::new(
        format!("{} {}", what_happened(&program.name, fault), stopped(toys, others)),
        hint.into_iter().flatten().collect::<Vec<_>>().join(" "),
    )
}

fn what_happened(name: &str, fault: &SessionFault) -> String {
    match fault {
        SessionFault::PingTimeout {
            silent_ms,
            ever_pinged: true,
            ..
        } => format!("{name} stopped answering for {}.", seconds_of_ms(*silent_ms)),
        SessionFault::PingTimeout { limit_ms, .. } => format!(
            "{name} never sent a ping and was disconnected when the limit of {} ran out.",
            seconds_of_ms(*limit_ms)
        ),
        SessionFault::ConnectionSilent { silent_ms, .. } => {
            format!(
                "The connection to {name} did not respond for {}.",
                seconds_of_ms(*silent_ms)
            )
        }
        SessionFault::ConnectionLost => format!("{name} went away without a goodbye."),
        SessionFault::Violation(_) => format!("{name} sent something it must not, and was disconnected."),
        SessionFault::NotReading => format!("{name} did not read its messages, so Vigil disconnected it."),
        SessionFault::VigilLate { late_ms } => format!(
            "Vigil was not responding for {}, so it disconnected {name} to be safe.",
            seconds_of_ms(*late_ms)
        ),
        SessionFault::Internal => format!("Vigil failed while serving {name} and disconnected it."),
    }
}

fn what_it_means(fault: &SessionFault, is_page: bool) -> String {
    let hint = match fault {
        SessionFault::PingTimeout { ever_pinged: true, .. } if is_page => {
            "It was disconnected and may connect again. It runs in a web page: browsers slow a page down while its tab is \
             hidden, so keep the tab in sight, or raise the limit."
        }
        SessionFault::PingTimeout { ever_pinged: true, .. } => {
            "It was disconnected and may connect again. If this happens while the program works well, raise the limit."
        }
        SessionFault::PingTimeout { .. } => {
            "Its library may not be able to ping. With the limit on, it will be cut off each time. Vigil can watch only \
             its connection instead."
        }
        SessionFault::ConnectionSilent { .. } => {
            "The program, its computer or the network between them froze. It may connect again."
        }
        SessionFault::ConnectionLost => "It crashed, was ended, or lost its connection. It may connect again.",
        SessionFault::Violation(what) => what,
        SessionFault::NotReading => "It may be frozen. It may connect again.",
        SessionFault::VigilLate { .. } => "This computer may be overloaded. The program did nothing wrong.",
        SessionFault::Internal => "The program did nothing wrong. The log says more.",
    };
    hint.to_owned()
}

/// Toys were stopped because Vigil could not read; the session goes on.
pub(super) fn read_late(program: &str, toys: &[Stop], others: &[Other]) -> Words {
    let hint = "This computer may be overloaded. The program did nothing wrong and stays connected.";
    let hint = [Some(hint.to_owned()), of_others(others)];
    Words::new(
        format!(
            "Vigil could not read from {program} in time and stopped the toys to be safe. {}",
            stopped(toys, others)
        ),
        hint.into_iter().flatten().collect::<Vec<_>>().join(" "),
    )
}

/// A program is let in ever more slowly from now on.
pub(super) fn slowed(name: &str) -> Words {
    Words::new(
        format!(
            "{name} connects again and again, or is cut off again and again. Vigil now lets it in ever more slowly, up to \
             one connection in 10 s."
        ),
        "No other program has to wait for it. If it does not settle, close it; once it has behaved for a few minutes, it \
         comes in at once again. Until then Vigil counts what happens to it and does not tell you each time.",
    )
}

/// How the toys stand, and whose they were.
fn stopped(toys: &[Stop], others: &[Other]) -> String {
    let still = standing_still(toys);
    let names: Vec<&str> = others
        .iter()
        .filter_map(|other| match other {
            Other::Program(name) => Some(name.as_str()),
            Other::Person => None,
        })
        .collect();
    match (names.as_slice(), others.contains(&Other::Person)) {
        ([], false) => still,
        ([], true) => format!("{still} The toys that you moved yourself were stopped too."),
        (names, false) => format!("{still} The toys of {} were stopped too.", listed(names)),
        (names, true) => format!(
            "{still} The toys of {} and those that you moved yourself were stopped too.",
            listed(names)
        ),
    }
}

fn of_others(others: &[Other]) -> Option<String> {
    let hint = "A lost program stops every toy, as you set it. You can have it stop only its own toys instead.";
    (!others.is_empty()).then(|| hint.to_owned())
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
            assert_eq!(stopped(&[], &others), words);
            assert_eq!(of_others(&others).is_some(), !others.is_empty());
        }
    }
}
