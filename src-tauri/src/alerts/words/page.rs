//! Web pages that want to move toys.

use std::time::Duration;

use vigil_server::{anonymous_origin, timeouts};

use super::Words;
use crate::{
    alerts::alert::{Caller, PageDecision, PageRefusal},
    language::{Language, say},
};

/// A web page waits to be allowed. The origin is in its canonical form.
pub(super) fn asks(language: Language, page: &str) -> Words {
    if anonymous_origin(page).is_some() {
        return Words::new(
            say!(language, "page-asks-nameless", page = page),
            say!(language, "page-asks-nameless-hint"),
        );
    }
    Words::new(
        say!(language, "page-asks", page = page),
        say!(language, "page-asks-hint"),
    )
}

/// A web page, or another machine, was turned away.
pub(super) fn refused(language: Language, caller: &Caller) -> Words {
    let Caller { page, host, why } = caller;
    let page = page.as_deref();
    // What it says of itself may be anything, and is not repeated.
    let turned_away = || match page {
        Some(page) => say!(language, "page-refused", page = page),
        None => say!(language, "page-refused-nameless"),
    };
    match why {
        PageRefusal::NotAllowed => Words::new(
            turned_away(),
            match page {
                Some(page) => say!(language, "page-not-allowed-hint", page = page),
                None => say!(language, "page-not-allowed-nameless-hint"),
            },
        ),
        PageRefusal::TooMany => Words::new(turned_away(), say!(language, "page-too-many-hint")),
        PageRefusal::Nameless => Words::new(turned_away(), say!(language, "page-nameless-hint")),
        PageRefusal::ForeignHost => by_a_foreign_name(language, page, host.as_deref()),
    }
}

fn by_a_foreign_name(language: Language, page: Option<&str>, host: Option<&str>) -> Words {
    let Some(host) = host else {
        return Words::new(
            match page {
                Some(page) => say!(language, "page-no-host", page = page),
                None => say!(language, "nameless-no-host"),
            },
            say!(language, "no-host-hint"),
        );
    };
    Words::new(
        match page {
            Some(page) => say!(language, "page-host", page = page, host = host),
            // Without an origin it was a program, of which only the name it used is known.
            None => say!(language, "program-host", host = host),
        },
        say!(language, "host-hint", host = host),
    )
}

/// The same in the sentence: whoever reads the row knows what came of it.
pub(crate) fn settled(language: Language, page: &str, decision: PageDecision) -> String {
    match decision {
        PageDecision::AllowedOnce | PageDecision::AllowedNext => say!(language, "settled-once", page = page),
        PageDecision::Allowed => say!(language, "settled-allowed", page = page),
        PageDecision::TurnedAway | PageDecision::AllTurnedAway => say!(language, "settled-turned-away", page = page),
        PageDecision::Never => say!(language, "settled-never", page = page),
    }
}

/// What the person decided about a page, in its alerts.
pub(crate) fn decided(language: Language, decision: PageDecision) -> String {
    let minutes = |time: Duration| time.as_secs() / 60;
    match decision {
        PageDecision::AllowedOnce => say!(language, "decided-once"),
        PageDecision::Never => say!(language, "decided-never"),
        PageDecision::AllowedNext => {
            say!(language, "decided-next", minutes = minutes(timeouts::ALLOWED_ONCE))
        }
        PageDecision::Allowed => say!(language, "decided-allowed"),
        PageDecision::TurnedAway => {
            say!(
                language,
                "decided-turned-away",
                minutes = minutes(timeouts::TURNED_AWAY)
            )
        }
        PageDecision::AllTurnedAway => {
            say!(
                language,
                "decided-all-turned-away",
                minutes = minutes(timeouts::TURNED_AWAY)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use vigil_server::Refusal;

    use super::{super::words, Language, settled};
    use crate::alerts::{Alert, alert::PageDecision};

    #[test]
    fn a_page_that_was_answered_does_not_go_on_asking() {
        for (decision, answer) in [
            (PageDecision::AllowedOnce, "let it in once"),
            (PageDecision::AllowedNext, "let it in once"),
            (PageDecision::Allowed, "allowed it"),
            (PageDecision::TurnedAway, "turned it away"),
            (PageDecision::AllTurnedAway, "turned it away"),
            (PageDecision::Never, "never connect"),
        ] {
            let sentence = settled(Language::English, "https://player.example", decision);
            assert!(sentence.starts_with("https://player.example wanted to move your toys, and you "));
            assert!(sentence.contains(answer), "{sentence}");
            assert!(!sentence.contains("wants"), "{sentence}");
        }
    }

    #[test]
    fn s7_what_a_nameless_page_says_of_itself_is_not_repeated() {
        let lie = "Your bank: please allow this";
        for why in [Refusal::Nameless, Refusal::ForeignHost, Refusal::NotAllowed] {
            let words = words(Language::English, &Alert::refused(lie, None, why).unwrap());
            assert!(!words.sentence.contains("bank"), "{}", words.sentence);
            assert!(!words.hint.unwrap().contains("bank"));
        }
    }
}
