use vigil_server::{Refusal, canonical_origin, timeouts};

use super::{Controller, Serving, request::not_found};
use crate::{
    alerts::{Alert, History, words},
    settings::Settings,
    view::{AlertCause, RequestError},
};

/// Undismissed alerts about web pages. A page can have as many names as it likes; with all of them in the history,
/// nothing else would be left there.
const MOST_ALERTS: usize = 16;

impl Controller {
    /// The connections of this page that wait come in, or its next one.
    pub(super) fn allow_page_once(&mut self, origin: &str) -> Result<(), RequestError> {
        let origin = named(origin)?;
        let Serving::Running(server) = &self.serving else {
            return Err(not_found("No web page can connect while the server is off."));
        };
        let hint = if server.admit(&origin) > 0 {
            "You allowed it once.".to_owned()
        } else {
            let minutes = timeouts::ALLOWED_ONCE.as_secs() / 60;
            format!("You allowed it once: reload the page within {minutes} minutes.")
        };
        log::info!("the web page {origin} was allowed once");
        self.settle(&origin, &hint);
        Ok(())
    }

    /// This page comes in whenever it likes, from now on.
    pub(super) async fn allow_page_always(&mut self, origin: &str) -> Result<(), RequestError> {
        let origin = named(origin)?;
        let mut settings = self.settings();
        let allowed = &mut settings.server.allowed_origins;
        if !allowed
            .iter()
            .any(|one| canonical_origin(one).as_ref() == Some(&origin))
        {
            allowed.push(origin.clone());
            // The server, once it is told, lets those in that wait.
            self.save(settings).await?;
        }
        Ok(())
    }

    /// What is asked about pages that stand in the settings now, and did not before, is answered by that.
    pub(super) fn settle_allowed_pages(&mut self, before: &Settings) {
        let allowed = self.settings().server.allowed_origins;
        let new = allowed
            .iter()
            .filter(|origin| !before.server.allowed_origins.contains(origin));
        for origin in new.filter_map(|origin| canonical_origin(origin)) {
            log::info!("the web page {origin} was allowed for good");
            self.settle(
                &origin,
                "You allowed it. It may connect whenever it likes, until you take it out of the list in Settings.",
            );
        }
    }

    /// The connections of this page that wait are turned away, and the person is left alone about it for a while.
    pub(super) fn turn_page_away(&mut self, origin: &str) -> Result<(), RequestError> {
        let origin = named(origin)?;
        if let Serving::Running(server) = &self.serving {
            server.turn_away(&origin);
        }
        log::info!("the web page {origin} was turned away");
        let minutes = timeouts::TURNED_AWAY.as_secs() / 60;
        self.settle(
            &origin,
            &format!("You turned it away. You are not asked about it again for {minutes} minutes."),
        );
        Ok(())
    }

    /// All connections of web pages that wait are turned away, and the person is left alone about their sites for a while.
    pub(super) fn turn_all_pages_away(&mut self) {
        let Serving::Running(server) = &self.serving else {
            return;
        };
        let pages = server.turn_all_away();
        log::info!("{} web pages that asked were turned away", pages.len());
        let minutes = timeouts::TURNED_AWAY.as_secs() / 60;
        let hint = format!("You turned away all that asked. You are not asked about it again for {minutes} minutes.");
        for origin in pages {
            self.settle(&origin, &hint);
        }
    }

    /// `None` for what the person knows: they said so themselves, or were asked.
    pub(super) fn refusal(&self, origin: &str, why: Refusal) -> Option<Alert> {
        let alert = words::refused(origin, why).and_then(|alert| self.page_alert(alert))?;
        if why == Refusal::NotAllowed {
            log::warn!("to let {origin} in, start Vigil with --allow-origin {origin}");
        }
        Some(alert)
    }

    /// A page that does not come in tries again every second; one word about it is enough while it is unread.
    pub(super) fn page_alert(&self, alert: Alert) -> Option<Alert> {
        let is_about_a_page = |cause| matches!(cause, AlertCause::PageAsks | AlertCause::Refused);
        let unread: Vec<_> = self
            .stores
            .history()
            .alerts()
            .iter()
            .filter(|told| !told.dismissed && is_about_a_page(told.cause))
            .collect();
        let told = unread.iter().any(|told| told.sentence == alert.sentence);
        (!told && unread.len() < MOST_ALERTS).then_some(alert)
    }

    /// The alerts about this page say what became of it, and ask for nothing any more.
    fn settle(&mut self, origin: &str, hint: &str) {
        self.stores
            .change_history(|history: &mut History| history.settle(origin, hint));
        self.dirty = true;
    }
}

fn named(origin: &str) -> Result<String, RequestError> {
    canonical_origin(origin).ok_or_else(|| not_found("This web page has no name by which it could be allowed."))
}
