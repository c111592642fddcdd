use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{oneshot, watch};
use vigil_core::{limits, time::Moment};

use super::origin::Origin;
use crate::{event::Refusal, timeouts};

/// Decides which web pages are admitted, wait for the person, or are turned away.
///
/// Every decision is made under one lock, so that a page that asks just when it is being allowed is not left waiting.
#[derive(Debug, Default)]
pub(crate) struct OriginGate {
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

/// A web page that waits for the person to allow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskingPage {
    pub origin: String,
    /// Its origin is that of any number of files, frames or apps: nobody can tell which one asks.
    pub names_nobody: bool,
    /// How long it still waits; if several of its connections do, the last of them.
    pub left: Duration,
}

/// A page, or a whole web site, that the person turned away a while ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnedAway {
    /// An origin, or the name of the site.
    pub who: String,
    /// How long the person is not asked about it yet.
    pub left: Duration,
}

/// The decision about a page that wants to connect.
#[derive(Debug)]
pub(crate) enum PageAdmission {
    Admitted,
    Pending(PendingPage),
    Refused(Refusal),
}

/// A connection that waits for the person; dropping it frees its place.
#[derive(Debug)]
pub(crate) struct PendingPage {
    gate: Arc<OriginGate>,
    origin: Origin,
    number: u64,
    answer: oneshot::Receiver<Answer>,
}

/// The person's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// If the connection has left, the next one of this page may use the permission until then.
    Once {
        until: Moment,
    },
    Always,
    TurnedAway,
    /// The page has tried again so often meanwhile that only its newer connections wait.
    Superseded,
}

#[derive(Debug, Default)]
struct State {
    allowed: BTreeSet<Origin>,
    /// These may never connect.
    refused: BTreeSet<Origin>,
    /// There is a person who can be asked.
    asks: bool,
    /// By number, oldest first.
    waiting: BTreeMap<u64, Waiting>,
    next_number: u64,
    /// Pages that were allowed once after their connections had left, until when.
    passes: BTreeMap<Origin, Moment>,
    /// The person does not want to be asked again before this.
    turned_away: BTreeMap<Origin, Moment>,
    /// The same for whole web sites, when the person turned away all that asked.
    sites_turned_away: BTreeMap<String, Moment>,
}

#[derive(Debug)]
struct Waiting {
    origin: Origin,
    until: Moment,
    answer: oneshot::Sender<Answer>,
}

impl OriginGate {
    /// Sets the pages that are always allowed, those that never are, and whether there is a person to ask about others.
    /// Waiting pages that are allowed now are admitted at once; those that are refused now are turned away.
    pub(crate) fn configure(&self, allowed: &BTreeSet<String>, refused: &BTreeSet<String>, asks: bool) {
        let mut state = self.state();
        let parsed = |origins: &BTreeSet<String>| origins.iter().filter_map(|one| Origin::parse(one)).collect();
        state.refused = parsed(refused);
        state.allowed = parsed(allowed);
        // What names nobody is allowed once at most.
        state.allowed.retain(|origin| !origin.names_nobody());
        state.asks = asks;
        let State {
            allowed,
            refused,
            waiting,
            passes,
            ..
        } = &mut *state;
        passes.retain(|origin, _| !refused.contains(origin));
        for (_, waiting) in waiting.extract_if(.., |_, waiting| refused.contains(&waiting.origin)) {
            waiting.tell(Answer::TurnedAway);
        }
        let now_allowed = waiting.extract_if(.., |_, waiting| allowed.contains(&waiting.origin));
        for (_, waiting) in now_allowed {
            waiting.tell(Answer::Always);
        }
        drop(state);
        self.changed();
    }

    /// A page, by its `Origin` header, wants to connect.
    pub(crate) fn check(self: &Arc<Self>, origin: &str, now: Moment) -> PageAdmission {
        let Some(origin) = Origin::parse(origin) else {
            return PageAdmission::Refused(Refusal::Nameless);
        };
        let mut state = self.state();
        state.forget_what_is_over(now);
        if state.refused.contains(&origin) {
            return PageAdmission::Refused(Refusal::Never);
        }
        if state.allowed.contains(&origin) || state.passes.remove(&origin).is_some() {
            return PageAdmission::Admitted;
        }
        if !state.asks {
            let why = if origin.names_nobody() {
                Refusal::Nameless
            } else {
                Refusal::NotAllowed
            };
            return PageAdmission::Refused(why);
        }
        if state.turned_away.contains_key(&origin) || state.sites_turned_away.contains_key(origin.site()) {
            return PageAdmission::Refused(Refusal::TurnedAway);
        }
        if !state.has_place_for(&origin) {
            return PageAdmission::Refused(Refusal::TooMany);
        }
        let (sender, answer) = oneshot::channel();
        let number = state.next_number;
        state.next_number += 1;
        let waiting = Waiting {
            origin: origin.clone(),
            until: now + timeouts::PENDING_PAGE,
            answer: sender,
        };
        state.waiting.insert(number, waiting);
        drop(state);
        self.changed();
        PageAdmission::Pending(PendingPage {
            gate: self.clone(),
            origin,
            number,
            answer,
        })
    }

    /// Admits this page's waiting connections; if there are none, its next one within
    /// [`ALLOWED_ONCE`](timeouts::ALLOWED_ONCE). Returns how many waited.
    ///
    /// Of what names nobody, only the one that has waited longest: the others may be somebody else.
    pub(crate) fn admit(&self, origin: &str, now: Moment) -> usize {
        let Some(origin) = Origin::parse(origin) else {
            return 0;
        };
        let until = now + timeouts::ALLOWED_ONCE;
        let mut state = self.state();
        state.turned_away.remove(&origin);
        state.sites_turned_away.remove(origin.site());
        if origin.names_nobody() {
            let let_in = state.answer_oldest(&origin, now);
            drop(state);
            self.changed();
            return usize::from(let_in);
        }
        let let_in = state.answer(&origin, Answer::Once { until });
        if let_in == 0 {
            state.passes.insert(origin, until);
        }
        drop(state);
        self.changed();
        let_in
    }

    /// Turns away this page's waiting connections, and new ones for [`TURNED_AWAY`](timeouts::TURNED_AWAY).
    pub(crate) fn turn_away(&self, origin: &str, now: Moment) {
        let Some(origin) = Origin::parse(origin) else {
            return;
        };
        let mut state = self.state();
        state.answer(&origin, Answer::TurnedAway);
        state.passes.remove(&origin);
        state.turned_away.insert(origin, now + timeouts::TURNED_AWAY);
        drop(state);
        self.changed();
    }

    /// Turns away all waiting pages, and for [`TURNED_AWAY`](timeouts::TURNED_AWAY) every page of their web sites that
    /// is not allowed. Returns the pages.
    pub(crate) fn turn_all_away(&self, now: Moment) -> Vec<String> {
        let mut state = self.state();
        state.forget_what_is_over(now);
        let mut pages = BTreeSet::new();
        for (_, waiting) in std::mem::take(&mut state.waiting) {
            let until = now + timeouts::TURNED_AWAY;
            state.sites_turned_away.insert(waiting.origin.site().to_owned(), until);
            pages.insert(waiting.origin.to_string());
            waiting.tell(Answer::TurnedAway);
        }
        drop(state);
        self.changed();
        pages.into_iter().collect()
    }

    /// What the person is not asked about for a while.
    pub(crate) fn turned_away(&self, now: Moment) -> Vec<TurnedAway> {
        let mut state = self.state();
        state.forget_what_is_over(now);
        let pages = state
            .turned_away
            .iter()
            .map(|(origin, until)| (origin.to_string(), *until));
        let sites = state
            .sites_turned_away
            .iter()
            .map(|(site, until)| (site.clone(), *until));
        pages
            .chain(sites)
            .map(|(who, until)| TurnedAway { who, left: until - now })
            .collect()
    }

    /// The person may be asked about this page or site again.
    pub(crate) fn ask_again(&self, who: &str) {
        let mut state = self.state();
        if let Some(origin) = Origin::parse(who) {
            state.turned_away.remove(&origin);
        }
        state.sites_turned_away.remove(who);
        drop(state);
        self.changed();
    }

    /// The waiting pages, oldest first.
    pub(crate) fn asking(&self, now: Moment) -> Vec<AskingPage> {
        let mut pages: Vec<AskingPage> = Vec::new();
        for waiting in self.state().waiting.values() {
            let origin = waiting.origin.to_string();
            let left = waiting.until - now;
            match pages.iter_mut().find(|page| page.origin == origin) {
                Some(page) => page.left = page.left.max(left),
                None => pages.push(AskingPage {
                    origin,
                    names_nobody: waiting.origin.names_nobody(),
                    left,
                }),
            }
        }
        pages
    }

    /// Counts up whenever a page begins or ceases to wait.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Answers all waiting connections of this page. Returns how many of them were still there.
    fn answer(&mut self, origin: &Origin, answer: Answer) -> usize {
        self.waiting
            .extract_if(.., |_, waiting| waiting.origin == *origin)
            .map(|(_, waiting)| waiting.tell(answer))
            .filter(|heard| *heard)
            .count()
    }

    /// Lets in the connection of this origin that has waited longest. False if none is there any more.
    fn answer_oldest(&mut self, origin: &Origin, now: Moment) -> bool {
        // Nobody can tell who would use it later.
        let answer = Answer::Once { until: now };
        let numbers: Vec<u64> = self
            .waiting
            .iter()
            .filter(|(_, waiting)| waiting.origin == *origin)
            .map(|(number, _)| *number)
            .collect();
        numbers
            .into_iter()
            .filter_map(|number| self.waiting.remove(&number))
            .any(|waiting| waiting.tell(answer))
    }

    /// A page has one place, however many of its connections wait: one that tries again each second keeps nobody out.
    /// Of too many the oldest goes.
    fn has_place_for(&mut self, origin: &Origin) -> bool {
        let of_this_page = self.waiting.iter().filter(|(_, waiting)| waiting.origin == *origin);
        let numbers: Vec<u64> = of_this_page.map(|(number, _)| *number).collect();
        if let Some(oldest) = numbers.first() {
            if numbers.len() >= limits::MAX_PENDING_PER_PAGE
                && let Some(oldest) = self.waiting.remove(oldest)
            {
                oldest.tell(Answer::Superseded);
            }
            return true;
        }
        let pages: BTreeSet<_> = self.waiting.values().map(|waiting| &waiting.origin).collect();
        // A site can have any number of sub-domains.
        let of_this_site = pages.iter().filter(|page| page.site() == origin.site()).count();
        of_this_site < limits::MAX_PENDING_PER_SITE && pages.len() < limits::MAX_PENDING_PAGES
    }

    fn forget_what_is_over(&mut self, now: Moment) {
        self.passes.retain(|_, until| *until > now);
        self.turned_away.retain(|_, until| *until > now);
        self.sites_turned_away.retain(|_, until| *until > now);
    }
}

impl Waiting {
    /// Returns false if the connection has just left.
    fn tell(self, answer: Answer) -> bool {
        self.answer.send(answer).is_ok()
    }
}

impl PendingPage {
    /// The page's origin, as [`AskingPage`] lists it.
    pub(crate) fn origin(&self) -> String {
        self.origin.to_string()
    }

    /// Resolves when the person has decided.
    pub(crate) async fn answer(&mut self) -> Answer {
        // The gate answers every connection that it removes.
        (&mut self.answer).await.unwrap_or(Answer::TurnedAway)
    }
}

impl Drop for PendingPage {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        let left = state.waiting.remove(&self.number).is_some();
        // It was allowed just when it gave up: the permission is kept for its next attempt.
        if let Ok(Answer::Once { until }) = self.answer.try_recv()
            && !self.origin.names_nobody()
        {
            state.passes.insert(self.origin.clone(), until);
        }
        drop(state);
        if left {
            self.gate.changed();
        }
    }
}

#[cfg(test)]
mod tests;
