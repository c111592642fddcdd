//! The sentences a person reads. What happened, then what it means, then what can be done.

use std::{path::Path, time::Duration};

use vigil_core::{session::EndCause, time::whole_ms};
use vigil_server::{Refusal, SessionEnd, StoppedToy, canonical_origin};

use super::Alert;
use crate::{
    guardian::Record,
    view::{AlertCause, BluetoothState, GapView, StoppedToyView},
};

/// The last pings that an alert keeps: what led to it, not the whole minute.
const GAPS_KEPT: usize = 24;

/// The alert for the end of a session; `None` where it ended as it should.
pub fn session_end(end: &SessionEnd) -> Option<Alert> {
    let name = end.name.as_deref()?;
    let still = standing_still(&end.stopped);
    let moved = end.stopped.iter().any(|toy| toy.was_moving);
    let mut alert = match &end.cause {
        EndCause::PingTimeout {
            silent,
            ever_pinged: true,
            ..
        } => Alert::plain(
            AlertCause::PingTimeout,
            format!("{name} stopped answering for {}. {still}", seconds(*silent)),
            Some(if end.origin.is_some() {
                "It was disconnected and may connect again. It runs in a web page: browsers slow a page down while its \
                 tab is hidden, so keep the tab in sight, or raise the limit."
            } else {
                "It was disconnected and may connect again. If it happens while all is well, raise the limit."
            }),
        ),
        EndCause::PingTimeout {
            limit,
            ever_pinged: false,
            ..
        } => Alert {
            offer_exemption: true,
            ..Alert::plain(
                AlertCause::PingTimeout,
                format!(
                    "{name} never sent a ping and was disconnected when the limit of {} ran out. {still}",
                    seconds(*limit)
                ),
                Some(
                    "Its library may not be able to ping. With the limit on, it will be cut off each time. Vigil can \
                     watch only its connection instead.",
                ),
            )
        },
        EndCause::ConnectionSilent { silent, .. } => Alert::plain(
            AlertCause::ConnectionSilent,
            format!("The connection to {name} was dead for {}. {still}", seconds(*silent)),
            Some("The program, its computer or the network between froze. It may connect again."),
        ),
        EndCause::ConnectionLost => Alert {
            // A program that is closed while nothing moves is everyday life.
            quiet: !moved,
            ..Alert::plain(
                AlertCause::ConnectionLost,
                format!("{name} went away without a goodbye. {still}"),
                Some("It crashed, was ended, or lost its connection. It may connect again."),
            )
        },
        EndCause::Violation(what) => Alert::plain(
            AlertCause::ProtocolViolation,
            format!("{name} sent something it must not, and was disconnected. {still}"),
            Some(what),
        ),
        EndCause::NotReading => Alert::plain(
            AlertCause::ProtocolViolation,
            format!("{name} did not take its messages, and was disconnected. {still}"),
            Some("It may be frozen. It may connect again."),
        ),
        EndCause::VigilLate { late } => Alert::plain(
            AlertCause::VigilLate,
            format!(
                "Vigil itself stood still for {} and disconnected {name} to be safe. {still}",
                seconds(*late)
            ),
            Some("This computer may be overloaded. The program did nothing wrong."),
        ),
        EndCause::Internal => Alert::plain(
            AlertCause::VigilLate,
            format!("Vigil failed while serving {name} and disconnected it. {still}"),
            Some("The program did nothing wrong. The log tells more."),
        ),
        EndCause::Goodbye
        | EndCause::HandshakeTimeout
        | EndCause::UnsupportedVersion { .. }
        | EndCause::ClosedByPerson
        | EndCause::ServerStopped => return None,
    };
    let (silent_ms, limit_ms) = silence(&end.cause);
    alert.program = Some(name.to_owned());
    alert.silent_ms = silent_ms;
    alert.limit_ms = limit_ms;
    alert.late_ms = Some(milliseconds(end.late));
    alert.toys = end.stopped.iter().map(stopped_toy).collect();
    let first = end.gaps.len().saturating_sub(GAPS_KEPT);
    alert.gaps = end.gaps[first..]
        .iter()
        .map(|gap| GapView {
            ago_ms: whole_ms(gap.ago),
            gap_ms: whole_ms(gap.silent),
        })
        .collect();
    Some(alert)
}

/// How long the program was silent, and what it was allowed.
pub fn silence(cause: &EndCause) -> (Option<u32>, Option<u32>) {
    match cause {
        EndCause::PingTimeout { silent, limit, .. } | EndCause::ConnectionSilent { silent, limit } => {
            (Some(whole_ms(*silent)), Some(whole_ms(*limit)))
        }
        _ => (None, None),
    }
}

/// Toys were stopped because Vigil could not read; the session goes on.
pub fn vigil_late(name: &str, stopped: &[StoppedToy]) -> Alert {
    Alert {
        program: Some(name.to_owned()),
        toys: stopped.iter().map(stopped_toy).collect(),
        ..Alert::plain(
            AlertCause::VigilLate,
            format!(
                "Vigil could not read from {name} in time and stopped the toys to be safe. {}",
                standing_still(stopped)
            ),
            Some("This computer may be overloaded. The program did nothing wrong and stays connected."),
        )
    }
}

pub fn stop_unconfirmed(toy: &str) -> Alert {
    Alert::plain(
        AlertCause::StopUnconfirmed,
        format!("{toy} did not confirm that it stopped. Its connection was cut."),
        Some("If it still moves, switch it off by hand."),
    )
}

/// A web page waits to be allowed. The origin is in its canonical form.
pub fn page_asks(origin: &str) -> Alert {
    Alert {
        page: Some(origin.to_owned()),
        ..Alert::plain(
            AlertCause::PageAsks,
            format!("The web page {origin} wants to move your toys."),
            Some(
                "It waits a minute for your answer. After that, allow it here and reload the page. Allow only a page \
                 that you know and trust.",
            ),
        )
    }
}

/// A web page was turned away; `None` where the person said so, or was asked.
pub fn refused(origin: &str, why: Refusal) -> Option<Alert> {
    let page = canonical_origin(origin);
    let who = match &page {
        Some(page) => format!("The web page {page}"),
        // What it says of itself may be anything, and is not repeated.
        None => "A web page without a name".to_owned(),
    };
    let turned_away = format!("{who} wanted to move your toys and was turned away.");
    let (sentence, hint, page) = match why {
        Refusal::NotAllowed => (
            turned_away,
            format!("If you know this page and trust it, start Vigil with --allow-origin {origin}."),
            page,
        ),
        Refusal::TooMany => (
            turned_away,
            "So many web pages asked at the same time that you were not asked about this one. If you know it and trust \
             it, allow it here and reload the page."
                .to_owned(),
            page,
        ),
        Refusal::Nameless => (
            turned_away,
            "A page that does not say where it comes from cannot be allowed: any other could say the same. Open it by \
             its own address, not as a file and not inside another page."
                .to_owned(),
            None,
        ),
        Refusal::ForeignHost => (
            format!("{who} called this computer by a name that is not its own, and was turned away."),
            "Web pages do so to get past the question whether they may connect. If it was a program of yours, give it \
             the address that Vigil shows."
                .to_owned(),
            None,
        ),
        Refusal::TurnedAway | Refusal::Unanswered => return None,
    };
    Some(Alert {
        page,
        ..Alert::plain(AlertCause::Refused, sentence, Some(&hint))
    })
}

pub fn damaged(what: &str, set_aside: Option<&Path>, reason: &str) -> Alert {
    let kept = match set_aside {
        Some(path) => format!(
            "The damaged file is kept as {}. What was wrong: {reason}.",
            path.display()
        ),
        None => format!("The damaged file could not even be moved away. What was wrong: {reason}."),
    };
    Alert::plain(
        AlertCause::FileDamaged,
        format!("The {what} could not be read, so Vigil started without it."),
        Some(&kept),
    )
}

pub fn setting_replaced(invalid: &str) -> Alert {
    Alert::plain(
        AlertCause::FileDamaged,
        "A setting in the settings file could not hold and was replaced by the usual one.",
        Some(invalid),
    )
}

/// A toy's link ended while it was moved.
pub fn toy_lost(name: &str) -> Alert {
    Alert::plain(
        AlertCause::ToyLost,
        format!("The connection to {name} was lost while it was moving."),
        Some(
            "Vigil tries to get it back, and stops it first thing when it does. Until then it may go on: switch it off \
             by hand if it does. A weak battery, distance, other radios, and Bluetooth that was switched off or pulled out \
             are the usual causes.",
        ),
    )
}

/// Our own window stood still while the person moved a toy with it.
pub fn window_silent(silent: Duration) -> Alert {
    Alert::plain(
        AlertCause::WindowSilent,
        format!(
            "Vigil's window did not answer for {}, so the toy you moved with it was stopped.",
            seconds(silent)
        ),
        Some("The rest of Vigil kept watch all the time. If it happens often, the computer is very busy."),
    )
}

/// The radio is on, and does not look for toys.
pub fn scan_refused(reason: &str) -> String {
    format!(
        "The Bluetooth adapter does not begin to look for toys. Vigil goes on asking it; if nothing changes, switch \
         Bluetooth off and on again in the system's settings. (The system says: {reason})"
    )
}

/// A toy that is there and cannot be had.
pub fn toy_not_connected(name: &str, reason: &str) -> String {
    format!(
        "The toy {name} is near, but could not be connected. Vigil tries again by itself; if it does not come in, switch the \
         toy off and on, and close every other app that may hold it. (What went wrong: {reason})"
    )
}

/// The last Vigil was killed while toys moved, and its guardian did what it could.
pub fn vigil_killed(record: &Record) -> Alert {
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
        running.push(' ');
        running.push_str(&toy.name);
        running.push_str(if toy.reached {
            " did not confirm its stop."
        } else {
            " could not be reached."
        });
    }
    let hint = if running.is_empty() {
        "It was killed, or it crashed. Its guardian, a second process that watches over it, stopped what was moving."
    } else {
        "It was killed, or it crashed. What still moves has to be switched off by hand; or let Vigil find it again, \
         which stops it first thing."
    };
    Alert {
        toys: record
            .toys
            .iter()
            .map(|toy| StoppedToyView {
                index: toy.index,
                name: toy.name.clone(),
                still_after_ms: toy.still_after_ms,
                confirmed: toy.still_after_ms.is_some(),
            })
            .collect(),
        ..Alert::plain(
            AlertCause::VigilKilled,
            format!("Vigil was ended from outside while toys were moving.{stopped}{running}"),
            Some(hint),
        )
    }
}

/// Longer than any guardian works; a file may say anything.
const MOST_MS: f64 = 3_600_000.0;

pub fn guardian_missing() -> Alert {
    Alert::plain(
        AlertCause::GuardianMissing,
        "Vigil's guardian cannot be started. All else works, but if Vigil itself is killed, toys go on moving.",
        Some(
            "The guardian is a second process of Vigil's own. A security program may forbid it, or the computer may be \
             short of memory. The log says more; Vigil goes on trying.",
        ),
    )
}

/// What is wrong with Bluetooth, and what mends it. `detail` is what the system says; told where nothing better is known.
pub fn bluetooth(state: BluetoothState, detail: Option<&str>) -> String {
    let sentence = match state {
        BluetoothState::Starting => "Bluetooth is starting. In a moment toys can be looked for.",
        BluetoothState::Ready => "Bluetooth is ready.",
        BluetoothState::SwitchedOff => "Bluetooth is off in Vigil. Switch it on in Vigil to find toys.",
        BluetoothState::Absent => {
            "This computer has no Bluetooth that Vigil can see. Plug in a Bluetooth adapter; it is found by itself."
        }
        BluetoothState::Off => {
            "Bluetooth is switched off. Switch it on in the system's settings; flight mode switches it off, too. Vigil \
             notices by itself."
        }
        BluetoothState::NoPermission => {
            "The system does not let Vigil use Bluetooth. Allow it in the system's privacy settings; on Linux, add \
             yourself to the group bluetooth and log in anew."
        }
        BluetoothState::ServiceMissing => {
            "The system's Bluetooth service does not run. Start it with: sudo systemctl start bluetooth. Vigil notices \
             by itself."
        }
        BluetoothState::Failed => {
            "Bluetooth does not answer. Switch it off and on again in the system's settings; if that does not help, start \
             the computer anew. Vigil goes on trying."
        }
    };
    match detail.filter(|_| state == BluetoothState::Failed) {
        Some(detail) => format!("{sentence} (The system says: {detail})"),
        None => sentence.to_owned(),
    }
}

/// For the view and the event stream.
pub fn stopped_toy(toy: &StoppedToy) -> StoppedToyView {
    StoppedToyView {
        index: toy.device,
        name: toy.name.clone(),
        still_after_ms: toy.confirmed.then(|| milliseconds(toy.after)),
        confirmed: toy.confirmed,
    }
}

/// With thousandths, since most of these are below one.
pub fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

/// "1.0 s", "0.25 s", "2 min"; number and unit stay on one line.
fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 0.995 {
        format!("{seconds:.2}\u{a0}s")
    } else if seconds < 99.95 {
        format!("{seconds:.1}\u{a0}s")
    } else {
        format!("{:.0}\u{a0}min", seconds / 60.0)
    }
}

/// "Both toys stood still 3 ms later."
fn standing_still(stopped: &[StoppedToy]) -> String {
    let moving = stopped.iter().filter(|toy| toy.was_moving);
    let (confirmed, open): (Vec<&StoppedToy>, Vec<_>) = moving.partition(|toy| toy.confirmed);
    let slowest = confirmed.iter().map(|toy| toy.after).max().unwrap_or_default();
    let later = match milliseconds(slowest) {
        ms if ms < 1.0 => "at once".to_owned(),
        ms => format!("{ms:.0}\u{a0}ms later"),
    };
    let still = match confirmed.as_slice() {
        [] if open.is_empty() => return "No toy was moving.".to_owned(),
        [] => String::new(),
        [toy] => format!("{} stood still {later}.", toy.name),
        [_, _] if open.is_empty() => format!("Both toys stood still {later}."),
        toys if open.is_empty() => format!("All {} toys stood still {later}.", toys.len()),
        toys => format!("{} toys stood still {later}.", toys.len()),
    };
    let unconfirmed: Vec<_> = open.iter().map(|toy| toy.name.as_str()).collect();
    if unconfirmed.is_empty() {
        still
    } else {
        format!("{still} {} did not confirm its stop.", unconfirmed.join(", "))
            .trim_start()
            .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toy(name: &str, was_moving: bool, confirmed: bool, after_ms: u64) -> StoppedToy {
        StoppedToy {
            device: 0,
            name: name.into(),
            was_moving,
            confirmed,
            after: Duration::from_millis(after_ms),
        }
    }

    #[test]
    fn standing_still_in_words() {
        let cases = [
            (vec![], "No toy was moving."),
            (vec![toy("Edge", false, true, 1)], "No toy was moving."),
            (vec![toy("Edge", true, true, 3)], "Edge stood still 3 ms later."),
            (vec![toy("Edge", true, true, 0)], "Edge stood still at once."),
            (
                vec![toy("Edge", true, true, 3), toy("Solace", true, true, 7)],
                "Both toys stood still 7 ms later.",
            ),
            (
                vec![toy("Edge", true, true, 3), toy("Solace", true, false, 900)],
                "Edge stood still 3 ms later. Solace did not confirm its stop.",
            ),
            (
                vec![toy("Solace", true, false, 900)],
                "Solace did not confirm its stop.",
            ),
        ];
        for (stopped, words) in cases {
            assert_eq!(standing_still(&stopped).replace('\u{a0}', " "), words);
        }
    }

    #[test]
    fn what_cannot_be_allowed_is_not_offered() {
        let page = "https://player.example";
        for (origin, why, offered) in [
            (page, Refusal::NotAllowed, Some(page)),
            ("HTTPS://Player.example", Refusal::TooMany, Some(page)),
            (page, Refusal::ForeignHost, None),
            ("null", Refusal::Nameless, None),
        ] {
            let alert = refused(origin, why).unwrap();
            assert_eq!(alert.page.as_deref(), offered, "{origin} {why:?}");
        }
        assert!(refused(page, Refusal::TurnedAway).is_none());
        assert!(refused(page, Refusal::Unanswered).is_none());
    }

    #[test]
    fn s7_what_a_nameless_page_says_of_itself_is_not_repeated() {
        let lie = "Your bank: please allow this";
        for why in [Refusal::Nameless, Refusal::ForeignHost] {
            let alert = refused(lie, why).unwrap();
            assert!(!alert.sentence.contains("bank"), "{}", alert.sentence);
        }
    }

    #[test]
    fn s5_what_a_guardian_did_in_words() {
        let toy = |name: &str, still_after_ms, reached| crate::guardian::RecordedToy {
            index: 0,
            name: name.to_owned(),
            still_after_ms,
            reached,
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
        ] {
            let alert = vigil_killed(&Record {
                version: 1,
                at_ms: 0,
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
            let alert = vigil_killed(&Record {
                version: 1,
                at_ms: 0,
                toys: vec![toy("Edge", Some(ms), true)],
            });
            assert!(alert.sentence.contains("Edge was stopped"));
        }
    }

    #[test]
    fn durations_in_words() {
        for (ms, words) in [
            (250, "0.25 s"),
            (999, "1.0 s"),
            (1003, "1.0 s"),
            (60_000, "60.0 s"),
            (600_000, "10 min"),
        ] {
            assert_eq!(seconds(Duration::from_millis(ms)).replace('\u{a0}', " "), words);
        }
    }
}
