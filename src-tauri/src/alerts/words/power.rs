//! The computer was away, or its screen.

use super::{Words, measures::standing_still};
use crate::alerts::alert::{Absence, Stop, all_stopped};

/// Toys were stopped, or told to stop, before anybody could be away.
pub(super) fn computer_left(why: Absence, toys: &[Stop], held: bool) -> Words {
    let stopped = if all_stopped(toys) { "stopped" } else { "told to stop" };
    let what = match why {
        Absence::Sleep => format!("The computer went to sleep; toys were {stopped} first."),
        Absence::ShutDown => format!("The computer was about to shut down; toys were {stopped} first."),
        Absence::ScreenLocked => format!("The screen was locked, so everything was {stopped}, as you set it."),
        Absence::UserSwitched => format!("Another user took the screen, so everything was {stopped}, as you set it."),
    };
    let hint = if !all_stopped(toys) {
        "If a toy still moves, switch it off by hand."
    } else if held {
        "Everything stays stopped until you let programs go on."
    } else {
        "Programs may move toys again."
    };
    Words::new(format!("{what} {}", standing_still(toys)), hint)
}

/// The setting cannot be kept.
pub(super) fn screen_unseen() -> Words {
    Words::new(
        "This system does not tell Vigil when the screen is locked, so toys do not stop then.",
        "Stop everything yourself before you leave. On Linux, Vigil learns from logind that the screen is locked, for the \
         session in which it was started.",
    )
}

#[cfg(test)]
mod tests {
    use super::{super::measures::stop, *};
    use crate::alerts::{Alert, alert::Confirmation};

    fn toy(moved: bool, is_confirmed: bool) -> Stop {
        let result = if is_confirmed {
            Confirmation::Confirmed
        } else {
            Confirmation::Unconfirmed
        };
        stop("Edge", moved, result, 4.0)
    }

    fn is_quiet(why: Absence, toy: Stop) -> bool {
        let toys = vec![toy];
        Alert::ComputerLeft { why, toys, held: true }.is_quiet()
    }

    #[test]
    fn a_sleep_is_told_in_plain_words() {
        let words = computer_left(Absence::Sleep, &[toy(true, true)], true);
        assert_eq!(
            words.sentence.replace('\u{a0}', " "),
            "The computer went to sleep; toys were stopped first. Edge stood still 4 ms later."
        );
        assert_eq!(
            words.hint.unwrap(),
            "Everything stays stopped until you let programs go on."
        );
        assert!(!is_quiet(Absence::Sleep, toy(true, true)));
        assert!(is_quiet(Absence::Sleep, toy(false, true)));
    }

    #[test]
    fn s4_a_toy_that_did_not_confirm_is_not_called_stopped() {
        let words = computer_left(Absence::Sleep, &[toy(true, false)], true);
        assert_eq!(
            words.sentence,
            "The computer went to sleep; toys were told to stop first. Edge did not confirm its stop."
        );
        assert!(words.hint.unwrap().contains("by hand"));
        assert!(!is_quiet(Absence::ScreenLocked, toy(true, false)));
    }

    #[test]
    fn a_locked_screen_shows_no_notification() {
        assert!(is_quiet(Absence::ScreenLocked, toy(true, true)));
        let words = computer_left(Absence::ScreenLocked, &[toy(true, true)], true);
        assert_eq!(
            words.sentence.replace('\u{a0}', " "),
            "The screen was locked, so everything was stopped, as you set it. Edge stood still 4 ms later."
        );
    }
}
