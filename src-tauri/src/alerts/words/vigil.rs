//! Vigil itself, and its end.

use std::{net::SocketAddr, time::Duration};

use vigil_server::Standstill;

use super::super::Alert;
use crate::{
    guardian::Record,
    units::seconds,
    view::{AlertCause, StopResultView, StoppedToyView},
};

/// Longer than any guardian works; a file may say anything.
const MOST_MS: f64 = 3_600_000.0;

/// The last Vigil was killed while toys moved, and its guardian did what it could.
pub(crate) fn guardian_acted(record: &Record) -> Alert {
    let still: Vec<_> = record.toys.iter().filter(|toy| toy.still_after_ms.is_some()).collect();
    let slowest = still.iter().filter_map(|toy| toy.still_after_ms).fold(0.0, f64::max);
    let later = seconds(Duration::from_secs_f64(slowest.clamp(0.0, MOST_MS) / 1e3));
    let stopped = match still.as_slice() {
        [] => String::new(),
        [toy] => format!(" {} was stopped {later} later.", toy.name),
        [_, _] if record.toys.len() == 2 => format!(" Both toys were stopped {later} later."),
        toys if toys.len() == record.toys.len() => format!(" All {} toys were stopped {later} later.", toys.len()),
        toys => format!(" {} toys were stopped {later} later.", toys.len()),
    };
    let mut running = String::new();
    for toy in record.toys.iter().filter(|toy| toy.still_after_ms.is_none()) {
        let name = toy.name.as_str();
        let what = match toy {
            toy if toy.nothing_to_tell => [" Nothing could be told to ", name, "."],
            toy if toy.reached => [" ", name, " did not confirm its stop."],
            _ => [" ", name, " could not be reached."],
        };
        running.extend(what);
    }
    let (cause, what, why) = if record.handed_over {
        (
            AlertCause::StopUnconfirmed,
            "Vigil was closed before every toy had confirmed its stop.",
            "",
        )
    } else {
        (
            AlertCause::VigilKilled,
            "Vigil was ended from outside while toys were moving.",
            "It was killed, or it crashed. ",
        )
    };
    let hint = if running.is_empty() {
        format!("{why}Its guardian, a second process that watches over it, stopped what was moving.")
    } else {
        format!(
            "{why}What still moves has to be switched off by hand; or let Vigil find it again, which stops it first \
             thing."
        )
    };
    Alert {
        toys: record
            .toys
            .iter()
            .map(|toy| StoppedToyView {
                index: toy.index,
                name: toy.name.clone(),
                still_after_ms: toy.still_after_ms,
                result: match toy {
                    toy if toy.nothing_to_tell => StopResultView::NothingToTell,
                    toy if toy.still_after_ms.is_some() => StopResultView::Confirmed,
                    _ => StopResultView::Unconfirmed,
                },
            })
            .collect(),
        ..Alert::plain(cause, format!("{what}{stopped}{running}"), Some(&hint))
    }
}

/// A part of Vigil stood still, and every toy was told to stop because of it. If its toys could not be driven and one may
/// move, the process ends, and its guardian stops them.
pub(crate) fn stood_still(what: Standstill, lasted: Duration, may_move: bool) -> Alert {
    let lasted = seconds(lasted);
    let (sentence, hint) = match what {
        Standstill::Sessions => (
            format!("Vigil itself did not respond for {lasted}, so every toy was stopped to be safe."),
            "No program did anything wrong, and none was disconnected for it. The computer may be overloaded.",
        ),
        Standstill::Toys if may_move => (
            format!("Vigil itself could not drive its toys for {lasted}, and ended so that its guardian stops them."),
            "This is a fault in Vigil itself, or the computer is overloaded. Start Vigil again.",
        ),
        Standstill::Toys => (
            format!("Vigil itself could not drive its toys for {lasted}. None was moving."),
            "If it does not recover, close Vigil and start it again.",
        ),
        Standstill::Vigil => (
            format!("Vigil, or the whole computer, stood still for {lasted}, so every toy was stopped to be safe."),
            "This happens when the computer sleeps while toys are moving.",
        ),
    };
    Alert::plain(AlertCause::VigilLate, sentence, Some(hint))
}

pub(crate) fn watchdog_failed() -> Alert {
    Alert::plain(
        AlertCause::VigilLate,
        "The part of Vigil that watches over programs failed, so every toy was stopped to be safe. It is watching again.",
        Some("This is a defect in Vigil. No program did anything wrong. The log tells more."),
    )
}

pub(crate) fn guardian_missing() -> Alert {
    Alert::plain(
        AlertCause::GuardianMissing,
        "Vigil's guardian cannot be started. All else works, but if Vigil itself is killed, toys go on moving.",
        Some(
            "The guardian is a second process of Vigil's own. A security program may forbid it, or the computer may be \
             short of memory. The log says more; Vigil goes on trying.",
        ),
    )
}

/// Another program has Vigil's port at the other loopback address.
pub(crate) fn localhost_elsewhere(elsewhere: SocketAddr, own: SocketAddr) -> Alert {
    Alert::plain(
        AlertCause::LocalhostElsewhere,
        format!("Programs that connect to localhost may reach another program: {elsewhere} is not Vigil's."),
        Some(&format!(
            "Give your programs the address ws://{own}, or choose another port in Settings."
        )),
    )
}

/// The task that owns the app's state panicked.
pub(crate) fn vigil_failed() -> Alert {
    Alert::plain(
        AlertCause::ServerFailed,
        "Vigil failed, stopped every toy and ended. Start it again.",
        Some("This is a fault in Vigil itself. Its log says what happened; please report it."),
    )
}

/// The same, when there is no window any more to say it in.
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
        let words = |may_move| stood_still(Standstill::Toys, Duration::from_secs(1), may_move).sentence;
        assert!(words(false).contains("None was moving."), "{}", words(false));
        assert!(!words(true).contains("None was moving."), "{}", words(true));
        assert!(words(true).contains("guardian"), "{}", words(true));
    }

    #[test]
    fn s5_what_a_guardian_did_in_words() {
        let toy = |name: &str, still_after_ms, reached| crate::guardian::RecordedToy {
            index: 0,
            name: name.to_owned(),
            still_after_ms,
            reached,
            nothing_to_tell: false,
        };
        let slides = crate::guardian::RecordedToy {
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
            let alert = guardian_acted(&Record {
                version: 1,
                at_ms: 0,
                handed_over: false,
                toys,
            });
            let sentence = alert.sentence.replace('\u{a0}', " ");
            assert_eq!(
                sentence,
                format!("Vigil was ended from outside while toys were moving. {told}")
            );
            assert_eq!(alert.hint.unwrap().contains("by hand"), by_hand);
        }
        // The file may say anything.
        for ms in [f64::MAX, -1.0, f64::INFINITY] {
            let alert = guardian_acted(&Record {
                version: 1,
                at_ms: 0,
                handed_over: true,
                toys: vec![toy("Edge", Some(ms), true)],
            });
            assert!(alert.sentence.contains("Edge was stopped"));
            // Nobody killed it.
            assert!(alert.sentence.starts_with("Vigil was closed"), "{}", alert.sentence);
            assert_eq!(alert.cause, AlertCause::StopUnconfirmed);
        }
    }
}
