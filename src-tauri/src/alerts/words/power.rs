//! The computer was away, or its screen.

use super::{Words, measures::standing_still};
use crate::{
    alerts::alert::{Absence, Stop, all_stopped},
    language::{Language, say},
};

/// Toys were stopped, or told to stop, before anybody could be away.
pub(super) fn computer_left(language: Language, why: Absence, toys: &[Stop], held: bool) -> Words {
    let stopped = if all_stopped(toys) { "yes" } else { "no" };
    let what = match why {
        Absence::Sleep => say!(language, "left-sleep", stopped = stopped),
        Absence::ShutDown => say!(language, "left-shut-down", stopped = stopped),
        Absence::ScreenLocked => say!(language, "left-locked", stopped = stopped),
        Absence::UserSwitched => say!(language, "left-user-switched", stopped = stopped),
    };
    let hint = if !all_stopped(toys) {
        say!(language, "left-by-hand-hint")
    } else if held {
        say!(language, "left-held-hint")
    } else {
        say!(language, "left-hint")
    };
    Words::new(language.sentences([what, standing_still(language, toys)]), hint)
}

/// The setting cannot be kept.
pub(super) fn screen_unseen(language: Language) -> Words {
    Words::new(say!(language, "screen-unseen"), say!(language, "screen-unseen-hint"))
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
        let words = computer_left(Language::English, Absence::Sleep, &[toy(true, true)], true);
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
        let words = computer_left(Language::English, Absence::Sleep, &[toy(true, false)], true);
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
        let words = computer_left(Language::English, Absence::ScreenLocked, &[toy(true, true)], true);
        assert_eq!(
            words.sentence.replace('\u{a0}', " "),
            "The screen was locked, so everything was stopped, as you set it. Edge stood still 4 ms later."
        );
    }
}
