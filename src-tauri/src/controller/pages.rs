use std::collections::BTreeSet;

use vigil_server::{Refusal, Server, anonymous_origin, canonical_origin};

use super::{effect::Effect, refused::Refused};
use crate::{
    alerts::{Alert, History, alert::PageDecision, words::are_the_same},
    limits,
    pages::PageBook,
    settings::{self, ServerSettings, Settings},
    view::{AlertCause, PageWish},
};

/// Undismissed alerts about web pages. A page can have as many names as it likes; with all of them in the history,
/// nothing else would be left there.
const MOST_ALERTS: usize = 16;

/// The connections of this page that wait come in, or its next one.
pub(super) fn allow_once(server: Option<&Server>, origin: &str) -> Result<Effect, Refused> {
    let origin = in_one_form(origin)?;
    let server = server.ok_or(Refused::ServerOff)?;
    let decision = match server.admit(&origin) {
        0 if anonymous_origin(&origin).is_some() => return Err(Refused::PageLeft),
        0 => PageDecision::AllowedNext,
        _ => PageDecision::AllowedOnce,
    };
    log::info!("the web page {origin} was allowed once");
    Ok(settle(origin, decision))
}

/// Puts what the person wants of a page into the settings, and takes out what they wanted before.
pub(super) fn decide(
    settings: &mut ServerSettings,
    origin: &str,
    wish: PageWish,
    book: &PageBook,
) -> Result<(), Refused> {
    let origin = match wish {
        PageWish::Allow => settings::origin(origin)?,
        PageWish::Never | PageWish::Ask => in_one_form(origin)?,
    };
    let is_other = |one: &String| in_one_form(one).ok().as_ref() != Some(&origin);
    let ServerSettings {
        allowed_origins,
        refused_origins,
        ..
    } = settings;
    match wish {
        PageWish::Allow => {
            refused_origins.retain(is_other);
            if allowed_origins.iter().all(is_other) {
                if allowed_origins.len() >= limits::MAX_ALLOWED_PAGES {
                    return Err(Refused::TooManyPages);
                }
                allowed_origins.push(origin);
            }
        }
        PageWish::Never => {
            allowed_origins.retain(is_other);
            if refused_origins.iter().all(is_other) {
                while refused_origins.len() >= limits::MAX_REFUSED_PAGES {
                    let Some(leaves) = book.longest_unused(refused_origins.iter()).cloned() else {
                        break;
                    };
                    refused_origins.retain(|one| *one != leaves);
                }
                refused_origins.push(origin);
            }
        }
        PageWish::Ask => {
            allowed_origins.retain(is_other);
            refused_origins.retain(is_other);
        }
    }
    Ok(())
}

/// The pages that the settings speak of, in the one form in which origins are compared.
pub(super) fn listed(settings: &Settings) -> BTreeSet<String> {
    let ServerSettings {
        allowed_origins,
        refused_origins,
        ..
    } = &settings.server;
    let all = allowed_origins.iter().chain(refused_origins);
    all.filter_map(|one| in_one_form(one).ok()).collect()
}

/// What is asked about a page that may always connect from now on is answered by that.
pub(super) fn allowed_for_good(origin: String) -> Effect {
    log::info!("the web page {origin} was allowed permanently");
    settle(origin, PageDecision::Allowed)
}

/// What is asked about a page that may never connect is answered by that.
pub(super) fn refused_for_good(origin: String) -> Effect {
    log::info!("the web page {origin} was refused permanently");
    settle(origin, PageDecision::Never)
}

/// The connections of this page that wait are turned away, and the person is left alone about it for a while.
pub(super) fn turn_away(server: Option<&Server>, origin: &str) -> Result<Effect, Refused> {
    let origin = in_one_form(origin)?;
    if let Some(server) = server {
        server.turn_away(&origin);
    }
    log::info!("the web page {origin} was turned away");
    Ok(settle(origin, PageDecision::TurnedAway))
}

/// All connections of web pages that wait are turned away, and the person is left alone about their sites for a while.
pub(super) fn turn_all_away(server: Option<&Server>) -> Vec<Effect> {
    let pages = server.map(Server::turn_all_away).unwrap_or_default();
    log::info!("{} waiting web pages were turned away", pages.len());
    let settled = pages.into_iter();
    settled.map(|page| settle(page, PageDecision::AllTurnedAway)).collect()
}

/// `None` for what the person knows: they said so themselves, or were asked.
pub(super) fn refusal(origin: &str, host: Option<&str>, why: Refusal, history: &History) -> Option<Alert> {
    let alert = Alert::refused(origin, host, why).and_then(|alert| unless_told(alert, history))?;
    if why == Refusal::NotAllowed {
        log::warn!("to let {origin} in, start Vigil with --allow-origin {origin}");
    }
    if let Some(host) = host {
        log::warn!("to let programs call this computer {host}, start Vigil with --allow-host {host}");
    }
    Some(alert)
}

/// A page that does not come in tries again every second; one alert about it is enough while that is unread.
pub(super) fn unless_told(alert: Alert, history: &History) -> Option<Alert> {
    let is_about_a_page = |cause| matches!(cause, AlertCause::PageAsks | AlertCause::Refused);
    let unread: Vec<_> = history
        .alerts()
        .filter(|told| !told.dismissed && is_about_a_page(told.alert.cause()))
        .collect();
    let told = unread.iter().any(|told| are_the_same(&told.alert, &alert));
    (!told && unread.len() < MOST_ALERTS).then_some(alert)
}

const fn settle(page: String, decision: PageDecision) -> Effect {
    Effect::Settle { page, decision }
}

/// Also of what names nobody.
fn in_one_form(origin: &str) -> Result<String, Refused> {
    let origin = canonical_origin(origin).or_else(|| anonymous_origin(origin));
    origin.ok_or(Refused::PageNameless)
}
