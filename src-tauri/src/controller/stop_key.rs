use tokio::sync::watch;

use super::effect::Effect;
use crate::{
    language::{Language, say},
    outputs::StopKeyLink,
    settings::Settings,
    view::StopKeyView,
};

/// The key that stops everything whatever program is in front: what the person wishes, and what became of it.
#[derive(Debug)]
pub(super) struct StopKeys {
    wish: watch::Sender<Option<String>>,
    state: watch::Receiver<StopKeyView>,
    /// The person was told that it does not work.
    is_told: bool,
}

impl StopKeys {
    pub(super) fn new(link: &StopKeyLink) -> Self {
        Self {
            wish: link.wish.clone(),
            state: link.state.subscribe(),
            is_told: false,
        }
    }

    pub(super) fn follow(&self, settings: &Settings) {
        self.wish.send_if_modified(|wish| {
            let is_new = *wish != settings.stop_key;
            wish.clone_from(&settings.stop_key);
            is_new
        });
    }

    pub(super) fn view(&self) -> StopKeyView {
        self.state.borrow().clone()
    }

    /// Resolves when it stands differently. May be interrupted.
    pub(super) async fn next(&mut self) {
        // The controller has a sender's other end for as long as it runs, without a window too; then nothing changes.
        if self.state.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Who relies on a key that does not work has to know before they need it.
    pub(super) fn news(&mut self, language: Language) -> Option<Effect> {
        let fails = self.state.borrow_and_update().fails();
        let is_new = fails && !self.is_told;
        self.is_told = fails;
        let key = self.wish.borrow();
        is_new.then(|| {
            let key = key.as_deref().unwrap_or_default();
            Effect::Notify(say!(language, "notification-stop-key", key = key.to_owned()))
        })
    }
}
