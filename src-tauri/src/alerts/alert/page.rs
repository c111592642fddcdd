use serde::{Deserialize, Serialize};
use vigil_server::{Refusal, canonical_origin};

use super::Alert;

/// A web page, or another machine, that was turned away.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Caller {
    /// In its canonical form. `None` if it gave none that names a page: it may say anything there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// What it called this computer, if that is not one of its names and could be one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    pub why: PageRefusal,
}

/// Why, as far as the person does not know it already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PageRefusal {
    NotAllowed,
    TooMany,
    Nameless,
    ForeignHost,
}

/// What the person decided about a web page. Its alerts say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PageDecision {
    /// It waited, and came in.
    AllowedOnce,
    /// It had given up already: its next connection comes in.
    AllowedNext,
    Allowed,
    TurnedAway,
    /// Together with all others that asked.
    AllTurnedAway,
    /// For good.
    Never,
}

impl Caller {
    /// Where it comes from, if the person can allow that.
    pub(super) fn can_be_allowed(&self) -> Option<&str> {
        match self.why {
            PageRefusal::NotAllowed | PageRefusal::TooMany => self.page.as_deref(),
            PageRefusal::Nameless | PageRefusal::ForeignHost => None,
        }
    }
}

impl Alert {
    /// A web page was turned away; `None` if the person said so, or was asked.
    ///
    /// `host`: what it called this computer, if that is not one of its names and could be one.
    pub(crate) fn refused(origin: &str, host: Option<&str>, why: Refusal) -> Option<Self> {
        let why = match why {
            Refusal::NotAllowed => PageRefusal::NotAllowed,
            Refusal::TooMany => PageRefusal::TooMany,
            Refusal::Nameless => PageRefusal::Nameless,
            Refusal::ForeignHost => PageRefusal::ForeignHost,
            Refusal::TurnedAway | Refusal::Never | Refusal::Unanswered => return None,
        };
        Some(Self::CallerRefused(Caller {
            page: canonical_origin(origin),
            host: host.map(ToOwned::to_owned),
            why,
        }))
    }
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
            let alert = Alert::refused(origin, None, why).unwrap();
            assert_eq!(alert.page(), offered, "{origin} {why:?}");
        }
        assert!(Alert::refused(page, None, Refusal::TurnedAway).is_none());
        assert!(Alert::refused(page, None, Refusal::Never).is_none());
        assert!(Alert::refused(page, None, Refusal::Unanswered).is_none());
    }
}
