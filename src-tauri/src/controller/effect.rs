use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::time::Instant;

use super::{alert_list::row_view, storage::Storage};
use crate::{
    alerts::{Alert, alert::PageDecision},
    events::Event,
    language::Language,
    outputs::Outputs,
    timeouts,
    view::{AlertCause, AlertView, AppView},
};

/// What a part of the controller wants done because of what happened. The loop does it, in order.
#[derive(Debug)]
pub(super) enum Effect {
    /// Tells whoever listens to events.
    Say(Event),
    /// Tells the person, and keeps it in the history.
    Alert(Alert),
    /// The same for what happened at an earlier time, in ms since 1970.
    AlertOf(Alert, u64),
    /// Keeps it in the history, and tells nobody: it was told already.
    Count(Alert),
    /// A toy that was lost while it moved is back, and has confirmed its stop: the alert about it says so.
    ToyBack { toy: String, after_ms: u32 },
    /// The server runs that could not: its alerts are answered.
    ServesAgain,
    /// Asks a person who does not look at the window to look.
    Notify(String),
    /// The person has decided about this web page: its alerts say how.
    Settle { page: String, decision: PageDecision },
}

/// Carries effects out, and tells the window.
#[derive(Debug)]
pub(super) struct Announcer {
    outputs: Outputs,
    /// The window may show something that is not so any more.
    is_stale: bool,
    last_push: Instant,
    revision: u64,
    /// Alerts that are being written. They are told once the disk has them, so that no kill loses what was told; or soon,
    /// if the disk does not answer.
    untold: VecDeque<Untold>,
}

#[derive(Debug)]
struct Untold {
    /// As the history counts.
    revision: u64,
    /// Told then at the latest.
    until: Instant,
    event: Event,
    alert: AlertView,
}

impl Announcer {
    pub(super) fn new(outputs: Outputs) -> Self {
        Self {
            outputs,
            is_stale: true,
            last_push: Instant::now(),
            revision: 0,
            untold: VecDeque::new(),
        }
    }

    /// `language`: what the person is told in.
    pub(super) fn carry_out(&mut self, effect: Effect, storage: &mut Storage, language: Language) {
        match effect {
            Effect::Say(event) => self.say(event),
            Effect::Alert(alert) => self.alert(alert, ms_since_epoch(), storage, language),
            Effect::AlertOf(alert, at_ms) => self.alert(alert, at_ms, storage, language),
            Effect::ServesAgain => {
                let told = storage.history().alerts();
                let open = told.filter(|told| !told.dismissed && told.alert.cause() == AlertCause::ServerFailed);
                for id in open.map(|told| told.id).collect::<Vec<_>>() {
                    storage.change_history(|history| history.dismiss(id));
                }
            }
            // Nobody has to listen.
            Effect::Notify(sentence) => drop(self.outputs.notices.send(sentence)),
            Effect::Count(alert) => keep(alert, ms_since_epoch(), storage),
            Effect::ToyBack { toy, after_ms } => {
                log::info!("{toy} is back after {after_ms} ms, and was stopped first");
                storage.change_history(|history| history.toy_back(&toy, after_ms));
                self.note_change();
            }
            Effect::Settle { page, decision } => storage.change_history(|history| history.settle(page, decision)),
        }
    }

    /// Whoever shows something is told what language it is in.
    pub(super) fn speak(&self, language: Language) {
        let told = &self.outputs.language;
        told.send_if_modified(|told| std::mem::replace(told, language) != language);
    }

    /// Something was done that the window may show.
    pub(super) fn note_change(&mut self) {
        self.is_stale = true;
    }

    pub(super) const fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// When the window may be told next.
    pub(super) fn next_push(&self) -> Instant {
        self.last_push + timeouts::PUSH_EVERY
    }

    /// Whether there is a window to tell.
    pub(super) fn is_watched(&self) -> bool {
        self.outputs.view.receiver_count() > 0
    }

    /// The number of the next view.
    pub(super) const fn next_revision(&mut self) -> u64 {
        self.revision += 1;
        self.revision
    }

    /// Resolves when somebody is there to be told who was not before.
    pub(super) fn wanted(&self) -> impl Future<Output = ()> + use<> {
        let wanted = self.outputs.view_wanted.clone();
        async move { wanted.notified().await }
    }

    /// Tells the window.
    pub(super) fn push(&mut self, view: Arc<AppView>) {
        self.is_stale = false;
        self.last_push = Instant::now();
        self.outputs.view.send_replace(Some(view));
    }

    fn alert(&mut self, alert: Alert, at_ms: u64, storage: &mut Storage, language: Language) {
        keep(alert, at_ms, storage);
        let Some(row) = storage.history().newest_row() else {
            return;
        };
        let told = |language| AlertView {
            dismissed: row.newest().dismissed,
            ..row_view(language, &row)
        };
        // Programs and the log are told in English.
        let AlertView {
            cause, sentence, hint, ..
        } = told(Language::English);
        log::warn!("alert: {sentence}");
        self.untold.push_back(Untold {
            revision: storage.history().revision(),
            until: Instant::now() + timeouts::TELL,
            event: Event::Alert { cause, sentence, hint },
            alert: told(language),
        });
    }

    /// When the next alert is told although the disk has not answered; `None` if none waits.
    pub(super) fn tell_at(&self) -> Option<Instant> {
        self.untold.front().map(|untold| untold.until)
    }

    /// Tells the alerts that the disk is done with, and those that have waited long enough.
    pub(super) fn tell_written(&mut self, done_up_to: u64) {
        let now = Instant::now();
        let is_due = |untold: &mut Untold| untold.revision <= done_up_to || untold.until <= now;
        while let Some(untold) = self.untold.pop_front_if(is_due) {
            self.tell(untold.event, untold.alert);
        }
    }

    /// Tells all of them: nothing more will be written.
    pub(super) fn tell_all(&mut self) {
        for untold in std::mem::take(&mut self.untold) {
            self.tell(untold.event, untold.alert);
        }
    }

    fn tell(&self, event: Event, alert: AlertView) {
        self.say(event);
        // Nobody has to listen.
        let _ = self.outputs.alerts.send(alert);
    }

    fn say(&self, event: Event) {
        // Nobody has to listen.
        let _ = self.outputs.events.send(event);
    }
}

/// What the person need not be told is read from the beginning.
fn keep(alert: Alert, at_ms: u64, storage: &mut Storage) {
    let is_muted = alert.can_be_muted() && storage.settings().alerts.muted.contains(&alert.cause());
    let is_read = is_muted || alert.is_quiet();
    storage.change_history(|history| history.add(alert, at_ms, is_read));
}

pub(super) fn ms_since_epoch() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(since.unwrap_or(Duration::ZERO).as_millis()).unwrap_or(u64::MAX)
}
