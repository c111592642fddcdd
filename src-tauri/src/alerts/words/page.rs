//! Web pages that want to move toys.

use std::time::Duration;

use vigil_server::{anonymous_origin, timeouts};

use super::Words;
use crate::alerts::alert::{Caller, PageDecision, PageRefusal};

/// A web page waits to be allowed. The origin is in its canonical form.
pub(super) fn asks(page: &str) -> Words {
    if anonymous_origin(page).is_some() {
        return Words::new(
            format!("A file on this computer, or an app, wants to move your toys. It calls itself {page}."),
            "Any file, any app, and hidden frames of web pages can call themselves so: Vigil cannot tell which one it is. Let \
             it in only if you have just opened it yourself. It comes in for this one session, and asks again the next time.",
        );
    }
    Words::new(
        format!("The web page {page} wants to move your toys."),
        "It waits a minute for your answer. After that, allow it here and reload the page. Your browser may ask you, too, \
         before the page can connect. Allow only a page that you know and trust.",
    )
}

/// A web page, or another machine, was turned away.
pub(super) fn refused(caller: &Caller) -> Words {
    let Caller { page, host, why } = caller;
    let who = match page {
        Some(page) => format!("The web page {page}"),
        // What it says of itself may be anything, and is not repeated.
        None => "A web page without a name".to_owned(),
    };
    let turned_away = format!("{who} wanted to move your toys and was turned away.");
    match why {
        PageRefusal::NotAllowed => Words::new(
            turned_away,
            match page {
                Some(page) => format!("If you know this page and trust it, start Vigil with --allow-origin {page}."),
                None => "It does not say where it comes from, so you cannot allow it.".to_owned(),
            },
        ),
        PageRefusal::TooMany => Words::new(
            turned_away,
            "Too many pages were already waiting, so Vigil refused this one without asking you. If you know it and trust \
             it, allow it here and reload the page.",
        ),
        PageRefusal::Nameless => Words::new(
            turned_away,
            "It does not say which page, file or app it is: any other could say the same. In Vigil's window, a file or an app \
             can be let in for one session; without the window, open the page by its own address, not as a file and not \
             inside another page.",
        ),
        PageRefusal::ForeignHost => by_a_foreign_name(&who, page.is_some(), host.as_deref()),
    }
}

fn by_a_foreign_name(who: &str, is_page: bool, host: Option<&str>) -> Words {
    // Without an origin it was a program, of which only the name it used is known.
    let who = match host {
        Some(_) if !is_page => "A program or a web page",
        _ => who,
    };
    match host {
        Some(host) => Words::new(
            format!("{who} called this computer “{host}” and was turned away."),
            format!(
                "If you gave this computer that name, for a reverse proxy or a container, add it under “Other names of \
                 this computer” in Settings, or start Vigil with --allow-host {host}. Otherwise leave it: harmful web \
                 pages use such names to connect without your permission."
            ),
        ),
        None => Words::new(
            format!("{who} called this computer by a name that is not its own, and was turned away."),
            "Harmful web pages do this to connect without your permission. If it was a program of yours, give it the \
             address that Vigil shows.",
        ),
    }
}

/// The same in the sentence: whoever reads the row knows what came of it.
pub(crate) fn settled(page: &str, decision: PageDecision) -> String {
    match decision {
        PageDecision::AllowedOnce | PageDecision::AllowedNext => {
            format!("{page} wanted to move your toys, and you let it in once.")
        }
        PageDecision::Allowed => format!("{page} wanted to move your toys, and you allowed it."),
        PageDecision::TurnedAway | PageDecision::AllTurnedAway => {
            format!("{page} wanted to move your toys, and you turned it away.")
        }
        PageDecision::Never => format!("{page} wanted to move your toys, and you said that it may never connect."),
    }
}

/// What the person decided about a page, in its alerts.
pub(crate) fn decided(decision: PageDecision) -> String {
    let minutes = |time: Duration| time.as_secs() / 60;
    match decision {
        PageDecision::AllowedOnce => "You allowed it once.".to_owned(),
        PageDecision::Never => {
            "You said that it may never connect. You can change that in the list in Settings.".to_owned()
        }
        PageDecision::AllowedNext => format!(
            "You allowed it once: reload the page within {} minutes.",
            minutes(timeouts::ALLOWED_ONCE)
        ),
        PageDecision::Allowed => {
            "You allowed it. It may connect whenever it likes, until you take it out of the list in Settings."
                .to_owned()
        }
        PageDecision::TurnedAway => format!(
            "You turned it away. Vigil does not ask you about it again for {} minutes.",
            minutes(timeouts::TURNED_AWAY)
        ),
        PageDecision::AllTurnedAway => format!(
            "You turned away every page that asked. Vigil does not ask you about it again for {} minutes.",
            minutes(timeouts::TURNED_AWAY)
        ),
    }
}

#[cfg(test)]
mod tests {
    use vigil_server::Refusal;

    use super::{super::words, settled};
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
            let sentence = settled("https://player.example", decision);
            assert!(sentence.starts_with("https://player.example wanted to move your toys, and you "));
            assert!(sentence.contains(answer), "{sentence}");
            assert!(!sentence.contains("wants"), "{sentence}");
        }
    }

    #[test]
    fn s7_what_a_nameless_page_says_of_itself_is_not_repeated() {
        let lie = "Your bank: please allow this";
        for why in [Refusal::Nameless, Refusal::ForeignHost, Refusal::NotAllowed] {
            let words = words(&Alert::refused(lie, None, why).unwrap());
            assert!(!words.sentence.contains("bank"), "{}", words.sentence);
            assert!(!words.hint.unwrap().contains("bank"));
        }
    }
}
