use vigil_server::{Refusal, Server, canonical_origin};

use super::{effect::Effect, refused::Refused};
use crate::{
    alerts::{Alert, History, alert::PageDecision, words::are_the_same},
    view::AlertCause,
};

/// Undismissed alerts about web pages. A page can have as many names as it likes; with all of them in the history,
/// nothing else would be left there.
const MOST_ALERTS: usize = 16;

/// The connections of this page that wait come in, or its next one.
pub(super) fn allow_once(server: Option<&Server>, origin: &str) -> Result<Effect, Refused> {
    let origin = named(origin)?;
    let server = server.ok_or(Refused::ServerOff)?;
    let decision = if server.admit(&origin) > 0 {
        PageDecision::AllowedOnce
    } else {
        PageDecision::AllowedNext
    };
    log::info!("the web page {origin} was allowed once");
    Ok(settle(origin, decision))
}

/// These allowed origins with one more; `None` if it is there already.
pub(super) fn with_allowed(allowed: &[String], origin: &str) -> Result<Option<Vec<String>>, Refused> {
    let origin = named(origin)?;
    let mut already = allowed.iter().filter_map(|one| canonical_origin(one));
    if already.any(|one| one == origin) {
        return Ok(None);
    }
    Ok(Some([allowed, &[origin]].concat()))
}

/// What is asked about a page that may always connect from now on is answered by that.
pub(super) fn allowed_for_good(origin: String) -> Effect {
    log::info!("the web page {origin} was allowed permanently");
    settle(origin, PageDecision::Allowed)
}

/// The connections of this page that wait are turned away, and the person is left alone about it for a while.
pub(super) fn turn_away(server: Option<&Server>, origin: &str) -> Result<Effect, Refused> {
    let origin = named(origin)?;
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

fn named(origin: &str) -> Result<String, Refused> {
    canonical_origin(origin).ok_or(Refused::PageNameless)
}
