//! Web pages that want to move toys.

use vigil_server::{Refusal, canonical_origin};

use super::super::Alert;
use crate::view::AlertCause;

/// A web page waits to be allowed. The origin is in its canonical form.
pub(crate) fn page_asks(origin: &str) -> Alert {
    Alert {
        page: Some(origin.to_owned()),
        ..Alert::plain(
            AlertCause::PageAsks,
            format!("The web page {origin} wants to move your toys."),
            Some(
                "It waits a minute for your answer. After that, allow it here and reload the page. Your browser may ask \
                 you, too, before the page can connect. Allow only a page that you know and trust.",
            ),
        )
    }
}

/// A web page was turned away; `None` where the person said so, or was asked.
///
/// `host`: what it called this computer, if that is not one of its names and could be one.
pub(crate) fn refused(origin: &str, host: Option<&str>, why: Refusal) -> Option<Alert> {
    let page = canonical_origin(origin);
    let who = match &page {
        Some(page) => format!("The web page {page}"),
        // What it says of itself may be anything, and is not repeated.
        None => "A web page without a name".to_owned(),
    };
    // Without an origin it was a program, of which only the name it used is known.
    let caller = match (&page, host) {
        (None, Some(_)) => "A program or a web page".to_owned(),
        _ => who.clone(),
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
            "Too many pages were already waiting, so Vigil refused this one without asking you. If you know it and trust \
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
            match host {
                Some(host) => format!("{caller} called this computer “{host}” and was turned away."),
                None => format!("{caller} called this computer by a name that is not its own, and was turned away."),
            },
            match host {
                Some(host) => format!(
                    "If you gave this computer that name, for a reverse proxy or a container, add it under “Other names \
                     of this computer” in Settings, or start Vigil with --allow-host {host}. Otherwise leave it: \
                     harmful web pages use such names to connect without your permission."
                ),
                None => "Harmful web pages do this to connect without your permission. If it was a program of yours, give it the \
                         address that Vigil shows."
                    .to_owned(),
            },
            None,
        ),
        Refusal::TurnedAway | Refusal::Unanswered => return None,
    };
    Some(Alert {
        page,
        ..Alert::plain(AlertCause::Refused, sentence, Some(&hint))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_allowed_is_not_offered() {
        let page = "https://player.example";
        for (origin, why, offered) in [
            (page, Refusal::NotAllowed, Some(page)),
            ("HTTPS://Player.example", Refusal::TooMany, Some(page)),
            (page, Refusal::ForeignHost, None),
            ("null", Refusal::Nameless, None),
        ] {
            let alert = refused(origin, None, why).unwrap();
            assert_eq!(alert.page.as_deref(), offered, "{origin} {why:?}");
        }
        assert!(refused(page, None, Refusal::TurnedAway).is_none());
        assert!(refused(page, None, Refusal::Unanswered).is_none());
    }

    #[test]
    fn s7_what_a_nameless_page_says_of_itself_is_not_repeated() {
        let lie = "Your bank: please allow this";
        for why in [Refusal::Nameless, Refusal::ForeignHost] {
            let alert = refused(lie, None, why).unwrap();
            assert!(!alert.sentence.contains("bank"), "{}", alert.sentence);
        }
    }
}
