//! A session's search for toys.

use tokio::sync::watch;
use vigil_core::lease::SessionId;
use vigil_devices::{Devices, SearchId, SearchTable, Searcher};

/// The search that a session began, if any. It ends with this.
#[derive(Debug)]
pub(super) struct Search {
    devices: Devices,
    searcher: Searcher,
    table: watch::Receiver<SearchTable>,
    current: Option<SearchId>,
    /// Searches that are over, of which the program was not told yet.
    finished: u32,
}

impl Search {
    pub(super) fn new(devices: Devices, session: SessionId) -> Self {
        Self {
            table: devices.searches(),
            devices,
            searcher: Searcher::Program(session),
            current: None,
            finished: 0,
        }
    }

    pub(super) fn start(&mut self) {
        let begun = self.devices.start_search(self.searcher);
        let before = self.current.replace(begun);
        // The person ended the one before, and that was not noticed yet.
        self.finished += u32::from(before.is_some_and(|before| before != begun));
    }

    pub(super) fn stop(&mut self) {
        self.devices.stop_search(self.searcher);
        self.finished += u32::from(self.current.take().is_some());
    }

    /// Waits until a search of this session is over. Each is told once.
    pub(super) async fn finished(&mut self) {
        loop {
            if self.finished > 0 {
                self.finished -= 1;
                return;
            }
            // The devices are kept in here, so this waits for ever at worst.
            let _ = self.table.changed().await;
            let goes_on = self.table.borrow_and_update().of(self.searcher);
            if self.current.is_some() && self.current != goes_on {
                self.current = None;
                self.finished += 1;
            }
        }
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        self.devices.stop_search(self.searcher);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::runtime::Handle;
    use vigil_clock::Clock;

    use super::*;

    fn devices() -> Devices {
        Devices::new(Clock::system(), Handle::current())
    }

    fn search(devices: &Devices, session: u64) -> Search {
        Search::new(devices.clone(), SessionId(session))
    }

    /// How many searches are over that the program was not told of.
    fn over(search: &mut Search) -> usize {
        std::iter::from_fn(|| search.finished().now_or_never()).count()
    }

    #[tokio::test]
    async fn a_search_is_over_when_its_own_program_ends_it() {
        let devices = devices();
        let [mut a, mut b] = [1, 2].map(|session| search(&devices, session));
        a.start();
        a.start();
        b.start();
        b.stop();
        b.stop();
        assert_eq!((over(&mut a), over(&mut b)), (0, 1));
        assert!(!devices.searches().borrow().is_empty());
        a.stop();
        assert_eq!((over(&mut a), over(&mut b)), (1, 0));
        assert!(devices.searches().borrow().is_empty());
    }

    #[tokio::test]
    async fn who_never_began_one_is_told_of_none() {
        let devices = devices();
        let [mut a, mut b] = [1, 2].map(|session| search(&devices, session));
        a.start();
        b.stop();
        devices.stop_all_searches();
        assert_eq!((over(&mut a), over(&mut b)), (1, 0));
    }

    #[tokio::test]
    async fn each_of_several_searches_in_a_row_is_told() {
        let devices = devices();
        let mut a = search(&devices, 1);
        for _ in 0..3 {
            a.start();
            a.stop();
        }
        a.start();
        devices.stop_all_searches();
        a.start();
        assert_eq!(over(&mut a), 4);
        a.stop();
        assert_eq!(over(&mut a), 1);
    }

    #[tokio::test]
    async fn a_session_that_is_over_looks_for_nothing() {
        let devices = devices();
        let [mut a, mut b] = [1, 2].map(|session| search(&devices, session));
        a.start();
        b.start();
        drop(a);
        assert_eq!(devices.searches().borrow().programs(), [SessionId(2)]);
    }
}
