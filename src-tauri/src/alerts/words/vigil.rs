//! Vigil itself, and its end.

use std::{net::SocketAddr, time::Duration};

use super::Words;
use crate::{
    alerts::alert::{Part, ServeProblem},
    guardian::RecordedToy,
    units::{seconds, seconds_of_ms},
};

/// Longer than any guardian works; a file may say anything.
const MOST_MS: f64 = 3_600_000.0;

/// The last Vigil ended while toys were moving, and its guardian did what it could.
pub(super) fn guardian_acted(handed_over: bool, toys: &[RecordedToy]) -> Words {
    let (what, why) = if handed_over {
        ("Vigil was closed before every toy had confirmed its stop.", "")
    } else {
        (
            "Vigil was ended from outside while toys were moving.",
            "It was killed, or it crashed. ",
        )
    };
    let running = not_stopped(toys);
    let hint = if running.is_empty() {
        "Its guardian, a second process that watches over it, stopped what was moving."
    } else {
        "Switch off by hand whatever still moves; or let Vigil find it again, which stops it first thing."
    };
    Words::new(format!("{what}{}{running}", stopped(toys)), format!("{why}{hint}"))
}

/// With a space before it.
fn stopped(toys: &[RecordedToy]) -> String {
    let still: Vec<_> = toys.iter().filter(|toy| toy.still_after_ms.is_some()).collect();
    let slowest = still.iter().filter_map(|toy| toy.still_after_ms).fold(0.0, f64::max);
    let later = seconds(Duration::from_secs_f64(slowest.clamp(0.0, MOST_MS) / 1e3));
    match still.as_slice() {
        [] => String::new(),
        [toy] => format!(" {} was stopped {later} later.", toy.name),
        [_, _] if toys.len() == 2 => format!(" Both toys were stopped {later} later."),
        still if still.len() == toys.len() => format!(" All {} toys were stopped {later} later.", still.len()),
        still => format!(" {} toys were stopped {later} later.", still.len()),
    }
}

/// With a space before it.
fn not_stopped(toys: &[RecordedToy]) -> String {
    let running = toys.iter().filter(|toy| toy.still_after_ms.is_none());
    running
        .map(|toy| match toy {
            RecordedToy {
                name,
                nothing_to_tell: true,
                ..
            } => format!(" Nothing could be told to {name}."),
            RecordedToy {
                name, reached: true, ..
            } => format!(" {name} did not confirm its stop."),
            RecordedToy { name, .. } => format!(" {name} could not be reached."),
        })
        .collect()
}

/// A part of Vigil stood still, and every toy was told to stop because of it. If its toys could not be driven and one may
/// move, the process ends, and its guardian stops them.
pub(super) fn stood_still(part: Part, lasted_ms: u32, may_move: bool) -> Words {
    let lasted = seconds_of_ms(lasted_ms);
    match part {
        Part::Sessions => Words::new(
            format!("Vigil itself did not respond for {lasted}, so every toy was stopped to be safe."),
            "No program did anything wrong, and none was disconnected for it. The computer may be overloaded.",
        ),
        Part::Toys if may_move => Words::new(
            format!("Vigil itself could not drive its toys for {lasted}, and ended so that its guardian stops them."),
            "This is a fault in Vigil itself, or the computer is overloaded. Start Vigil again.",
        ),
        Part::Toys => Words::new(
            format!("Vigil itself could not drive its toys for {lasted}. None was moving."),
            "If it does not recover, close Vigil and start it again.",
        ),
        Part::Everything => Words::new(
            format!("Vigil, or the whole computer, stood still for {lasted}, so every toy was stopped to be safe."),
            "This happens when the computer sleeps while toys are moving.",
        ),
    }
}

pub(super) fn watchdog_failed() -> Words {
    Words::new(
        "The part of Vigil that watches over programs failed, so every toy was stopped to be safe. It is watching again.",
        "This is a fault in Vigil itself. No program did anything wrong. The log says more.",
    )
}

pub(super) fn guardian_missing() -> Words {
    Words::new(
        "Vigil's guardian cannot be started. Everything else works, but if Vigil itself is killed, toys go on moving.",
        "The guardian is a second process of Vigil's own. Security software may block it, or the computer may be short of \
         memory. The log says more; Vigil keeps trying.",
    )
}

/// Why the server could not start.
pub(crate) fn cannot_serve(problem: &ServeProblem) -> String {
    match problem {
        ServeProblem::PortTaken { port, by: Some(name) } if is_vigil(name) => {
            format!("Another Vigil is open, and programs connect to it at port {port}. Use that one, or close it.")
        }
        ServeProblem::PortTaken { port, by: Some(name) } => {
            format!("Port {port} is taken by another program ({name}).")
        }
        ServeProblem::PortTaken { port, by: None } => format!("Port {port} is taken by another program."),
        ServeProblem::PortForbidden { port } => format!("The system does not let Vigil use port {port}."),
        ServeProblem::Other { problem } => format!("Programs cannot connect to Vigil: {problem}."),
    }
}

/// Its binary has one of these names.
fn is_vigil(program: &str) -> bool {
    let name = program.strip_suffix(".exe").unwrap_or(program);
    matches!(name, "vigil" | "vigil-gui" | "vigil-headless")
}

/// The port that was taken is free, and Vigil has it.
pub(crate) fn port_free_again(port: u16) -> String {
    format!("Port {port} became free, and programs can connect to Vigil there.")
}

/// Another program has Vigil's port at the other loopback address.
pub(super) fn localhost_elsewhere(elsewhere: SocketAddr, own: SocketAddr) -> Words {
    Words::new(
        format!("Programs that connect to localhost may reach another program: {elsewhere} is not Vigil's."),
        format!("Give your programs the address ws://{own}, or choose another port in Settings."),
    )
}

/// The task that owns the app's state panicked.
pub(super) fn controller_failed() -> Words {
    Words::new(
        "Vigil failed, stopped every toy and ended. Start it again.",
        "This is a fault in Vigil itself. Its log says what happened; please report it.",
    )
}

/// A part of Vigil failed, and there is no window any more to say it in.
#[cfg(feature = "gui")]
pub(crate) fn ended_by_failure(all_toys_confirmed: bool) -> String {
    let toys = if all_toys_confirmed {
        "Every toy was stopped first."
    } else {
        "Not every toy confirmed that it stopped: if one still moves, switch it off by hand."
    };
    format!(
        "A part of Vigil failed, so Vigil has closed. {toys}\n\nPrograms cannot move toys until you start Vigil again. This \
         is a fault in Vigil itself: its log says what happened; please report it."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_to_stand_still_that_may_move() {
        let words = |may_move| stood_still(Part::Toys, 1000, may_move).sentence;
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
            let words = guardian_acted(false, &toys);
            assert_eq!(
                words.sentence.replace('\u{a0}', " "),
                format!("Vigil was ended from outside while toys were moving. {told}")
            );
            assert_eq!(words.hint.unwrap().contains("by hand"), by_hand);
        }
        // The file may say anything.
        for ms in [f64::MAX, -1.0, f64::INFINITY] {
            let words = guardian_acted(true, &[toy("Edge", Some(ms), true)]);
            assert!(words.sentence.contains("Edge was stopped"));
            // Nobody killed it.
            assert!(words.sentence.starts_with("Vigil was closed"), "{}", words.sentence);
        }
    }
}
