//! The computer was away, or its screen.

use vigil_devices::StopResult;
use vigil_server::StoppedToy;

use super::{
    super::Alert,
    measures::{standing_still, stopped_toy},
};
use crate::view::AlertCause;

/// The computer slept, or was about to shut down. `what` is a sentence without its full stop.
pub(crate) fn computer_left(what: &str, toys: &[StoppedToy], held: bool) -> Alert {
    let first = if all_stopped(toys) {
        "toys were stopped first"
    } else {
        "toys were told to stop first"
    };
    stopped(
        AlertCause::ComputerSlept,
        format!("{what}; {first}. {}", standing_still(toys)),
        toys,
        held,
    )
}

/// The person wants everything to stop then.
pub(crate) fn screen_left(what: &str, toys: &[StoppedToy], held: bool) -> Alert {
    let all = if all_stopped(toys) {
        "everything was stopped"
    } else {
        "everything was told to stop"
    };
    Alert {
        // Whoever locks a screen may not want others to read about toys on it.
        quiet: all_stopped(toys),
        ..stopped(
            AlertCause::ScreenLocked,
            format!("{what}, so {all}, as you set it. {}", standing_still(toys)),
            toys,
            held,
        )
    }
}

/// The setting cannot be kept.
pub(crate) fn screen_unseen() -> Alert {
    Alert::plain(
        AlertCause::ScreenLocked,
        "This system does not tell Vigil when the screen is locked, so toys do not stop then.",
        Some(
            "Stop everything yourself before you leave. On Linux, Vigil hears of the lock from logind, for the session in \
             which it was started.",
        ),
    )
}

fn stopped(cause: AlertCause, sentence: String, toys: &[StoppedToy], held: bool) -> Alert {
    Alert {
        toys: toys.iter().map(stopped_toy).collect(),
        // Nothing moved: worth a line in the history, but nobody's attention.
        quiet: !toys.iter().any(|toy| toy.was_moving),
        ..Alert::plain(
            cause,
            sentence,
            Some(if !all_stopped(toys) {
                "If a toy still moves, switch it off by hand."
            } else if held {
                "Everything stays stopped until you let programs go on."
            } else {
                "Programs may move toys again."
            }),
        )
    }
}

/// Every toy that moved has confirmed its stop.
fn all_stopped(toys: &[StoppedToy]) -> bool {
    let mut moving = toys.iter().filter(|toy| toy.was_moving);
    moving.all(|toy| toy.result == StopResult::Confirmed)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn toy(was_moving: bool, confirmed: bool) -> StoppedToy {
        StoppedToy {
            device: 0,
            name: "Edge".to_owned(),
            was_moving,
            result: if confirmed {
                StopResult::Confirmed
            } else {
                StopResult::Unconfirmed
            },
            after: Duration::from_millis(4),
        }
    }

    #[test]
    fn a_sleep_is_told_in_plain_words() {
        let alert = computer_left("The computer went to sleep", &[toy(true, true)], true);
        assert_eq!(
            alert.sentence.replace('\u{a0}', " "),
            "The computer went to sleep; toys were stopped first. Edge stood still 4 ms later."
        );
        assert_eq!(
            alert.hint.unwrap(),
            "Everything stays stopped until you let programs go on."
        );
        assert!(!alert.quiet);
        assert!(computer_left("The computer went to sleep", &[toy(false, true)], true).quiet);
    }

    #[test]
    fn s4_a_toy_that_did_not_confirm_is_not_called_stopped() {
        let alert = computer_left("The computer went to sleep", &[toy(true, false)], true);
        assert_eq!(
            alert.sentence,
            "The computer went to sleep; toys were told to stop first. Edge did not confirm its stop."
        );
        assert!(alert.hint.unwrap().contains("by hand"));
        assert!(!screen_left("The screen was locked", &[toy(true, false)], true).quiet);
    }

    #[test]
    fn a_locked_screen_shows_no_notification() {
        let alert = screen_left("The screen was locked", &[toy(true, true)], true);
        assert!(alert.quiet);
        assert_eq!(
            alert.sentence.replace('\u{a0}', " "),
            "The screen was locked, so everything was stopped, as you set it. Edge stood still 4 ms later."
        );
    }
}
