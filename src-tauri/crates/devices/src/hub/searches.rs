//! Who looks for toys. Each search belongs to whoever began it, and ends only with them, or if the person ends all of
//! them.

use std::collections::BTreeMap;

use tokio::sync::watch;
use vigil_core::lease::SessionId;

/// Whoever looks for toys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Searcher {
    Person,
    Program(SessionId),
}

/// One search. A later one has a greater id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SearchId(u64);

/// The searches that go on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchTable {
    by: BTreeMap<Searcher, SearchId>,
    /// How many there have been.
    count: u64,
}

/// The one owner of [`SearchTable`].
#[derive(Debug, Default)]
pub(super) struct Searches(watch::Sender<SearchTable>);

impl SearchId {
    #[cfg(test)]
    pub(crate) const fn of_test(number: u64) -> Self {
        Self(number)
    }
}

impl SearchTable {
    pub fn is_empty(&self) -> bool {
        self.by.is_empty()
    }

    pub fn of(&self, searcher: Searcher) -> Option<SearchId> {
        self.by.get(&searcher).copied()
    }

    /// The one that began last.
    pub fn newest(&self) -> Option<SearchId> {
        self.by.values().max().copied()
    }

    /// The programs that look for toys; who began first comes first.
    pub fn programs(&self) -> Vec<SessionId> {
        let mut programs: Vec<_> = self
            .by
            .iter()
            .filter_map(|(searcher, search)| match searcher {
                Searcher::Program(session) => Some((*search, *session)),
                Searcher::Person => None,
            })
            .collect();
        programs.sort_unstable();
        programs.into_iter().map(|(_, session)| session).collect()
    }
}

impl Searches {
    /// Begins a search. Whoever has one already goes on with it.
    pub(super) fn start(&self, searcher: Searcher) -> SearchId {
        let mut search = SearchId(0);
        self.0.send_if_modified(|table| {
            let goes_on = table.of(searcher);
            search = goes_on.unwrap_or(SearchId(table.count));
            if goes_on.is_none() {
                table.by.insert(searcher, search);
                table.count += 1;
            }
            goes_on.is_none()
        });
        search
    }

    /// Ends one searcher's search.
    pub(super) fn stop(&self, searcher: Searcher) {
        self.0.send_if_modified(|table| table.by.remove(&searcher).is_some());
    }

    /// Ends all of them.
    pub(super) fn stop_all(&self) {
        self.0
            .send_if_modified(|table| !std::mem::take(&mut table.by).is_empty());
    }

    pub(super) fn table(&self) -> watch::Receiver<SearchTable> {
        self.0.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Searcher = Searcher::Program(SessionId(7));
    const B: Searcher = Searcher::Program(SessionId(3));

    #[test]
    fn a_search_ends_only_with_whoever_began_it() {
        let searches = Searches::default();
        let table = searches.table();
        let of_a = searches.start(A);
        searches.start(B);
        assert_eq!(searches.start(A), of_a, "it goes on");
        assert_eq!(
            table.borrow().programs(),
            [SessionId(7), SessionId(3)],
            "in the order of their begin"
        );
        searches.stop(B);
        searches.stop(B);
        searches.stop(Searcher::Person);
        assert_eq!(table.borrow().of(A), Some(of_a));
        assert_eq!(table.borrow().of(B), None);
        searches.stop(A);
        assert!(table.borrow().is_empty());
    }

    #[test]
    fn a_search_that_begins_again_is_another_one() {
        let searches = Searches::default();
        let first = searches.start(A);
        searches.stop(A);
        let second = searches.start(A);
        assert!(second > first);
        assert_eq!(searches.table().borrow().newest(), Some(second));
    }

    #[test]
    fn the_person_ends_all_of_them() {
        let searches = Searches::default();
        for searcher in [A, Searcher::Person, B] {
            searches.start(searcher);
        }
        searches.stop_all();
        assert!(searches.table().borrow().is_empty());
    }

    #[test]
    fn only_a_change_is_told() {
        let begin_a: fn(&Searches) = |searches| {
            searches.start(A);
        };
        let searches = Searches::default();
        let mut table = searches.table();
        for (change, expected) in [
            ((|searches| searches.stop(A)) as fn(&Searches), false),
            (Searches::stop_all, false),
            (begin_a, true),
            (begin_a, false),
            (|searches| searches.stop(B), false),
            (|searches| searches.stop(A), true),
        ] {
            table.mark_unchanged();
            change(&searches);
            assert_eq!(table.has_changed().ok(), Some(expected));
        }
    }
}
