//! The page that draws the window, and what it knows.
//!
//! The page asks, and is answered when there is something new: never more often than it can draw, and not at all while
//! nobody sees it. What it does not ask for is not kept for it, however long it is away.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use crate::{
    outputs::Outputs,
    timeouts,
    view::{AppView, Update},
};

/// Answers to requests and to questions for changes may overtake each other; each is about a view of its own.
const VIEWS_KEPT: usize = 4;

#[derive(Debug)]
pub(super) struct Page {
    outputs: Outputs,
    /// Whether anything of the window can be seen, as far as the system says.
    is_seen: watch::Receiver<bool>,
    told: Mutex<Told>,
}

#[derive(Debug, Default)]
struct Told {
    /// What the page was told lately, newest last.
    views: VecDeque<Arc<AppView>>,
    at: Option<Instant>,
}

impl Page {
    pub(super) fn new(outputs: Outputs, is_seen: watch::Receiver<bool>) -> Self {
        Self {
            outputs,
            is_seen,
            told: Mutex::default(),
        }
    }

    /// Everything, as soon as there is a view, for a page that knows nothing; else what has changed since the view that
    /// it knows, after that time or as soon as something has after it: what the page draws then is new. `None` when there
    /// will be nothing more.
    pub(super) async fn next(&self, known: Option<u64>, after: Duration) -> Option<Update> {
        let wished = Instant::now() + after.min(timeouts::WINDOW_AT_MOST);
        let Some(mut seen) = known else {
            let first = self.view().wait_for(Option::is_some).await.ok()?.clone()?;
            return Some(self.update(None, &first));
        };
        loop {
            self.is_seen.clone().wait_for(|is_seen| *is_seen).await.ok()?;
            let paced = self.told().at.map(|at| at + timeouts::WINDOW_EVERY);
            sleep_until(paced.map_or(wished, |paced| paced.max(wished))).await;
            let mut view = self.view();
            let mut is_seen = self.is_seen.clone();
            tokio::select! {
                newer = view.wait_for(|view| view.as_ref().is_some_and(|view| view.revision > seen)) => {
                    newer.ok()?;
                }
                hidden = is_seen.wait_for(|is_seen| !is_seen) => {
                    hidden.ok()?;
                    continue;
                }
            }
            let newest = view.borrow_and_update().clone()?;
            seen = newest.revision;
            let update = self.update(known, &newest);
            if !update.is_empty() {
                return Some(update);
            }
        }
    }

    /// Whether anything of the window can be seen, once it is not as it was.
    pub(super) async fn sight(&self, was_seen: bool) -> Option<bool> {
        let changed = self
            .is_seen
            .clone()
            .wait_for(|is_seen| *is_seen != was_seen)
            .await
            .is_ok();
        changed.then_some(!was_seen)
    }

    /// While somebody receives, views are made.
    fn view(&self) -> watch::Receiver<Option<Arc<AppView>>> {
        let view = self.outputs.view.subscribe();
        self.outputs.view_wanted.notify_one();
        view
    }

    /// This view, for a page that has the one of that revision.
    pub(super) fn update(&self, known: Option<u64>, view: &Arc<AppView>) -> Update {
        let mut told = self.told();
        let has = told.views.iter().find(|told| Some(told.revision) == known);
        let update = Update::since(has.map(Arc::as_ref), view);
        if !update.is_empty() {
            told.at = Some(Instant::now());
            if told.views.len() == VIEWS_KEPT {
                told.views.pop_front();
            }
            told.views.push_back(view.clone());
        }
        update
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{advance, timeout};

    use super::*;
    use crate::view::samples;

    struct Rig {
        page: Page,
        outputs: Outputs,
        is_seen: watch::Sender<bool>,
    }

    fn rig() -> Rig {
        let (outputs, is_seen) = (Outputs::default(), watch::Sender::new(true));
        Rig {
            page: Page::new(outputs.clone(), is_seen.subscribe()),
            outputs,
            is_seen,
        }
    }

    impl Rig {
        fn show(&self, revision: u64, held: Option<u64>) {
            let view = AppView {
                revision,
                held,
                ..samples::view()
            };
            self.outputs.view.send_replace(Some(Arc::new(view)));
        }

        /// The revisions that the next answer leads from and to; `None` if there is none for a while.
        async fn next(&self, known: Option<u64>) -> Option<(Option<u64>, u64)> {
            let update = timeout(Duration::from_secs(60), self.page.next(known, Duration::ZERO))
                .await
                .ok()??;
            Some(match update {
                Update::Whole { view } => (None, view.revision),
                Update::Changed { changes } => (Some(changes.base), changes.revision),
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_gets_everything_first_and_then_what_has_changed() {
        let rig = rig();
        rig.show(1, None);
        assert_eq!(rig.next(None).await, Some((None, 1)));
        rig.show(2, Some(1));
        assert_eq!(rig.next(Some(1)).await, Some((Some(1), 2)));
        assert_eq!(rig.next(Some(2)).await, None, "nothing is new");
        rig.show(3, Some(1));
        assert_eq!(rig.next(Some(2)).await, None, "nor is a view that says the same");
        rig.show(4, None);
        assert_eq!(rig.next(Some(2)).await, Some((Some(2), 4)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_whose_view_was_never_told_gets_everything() {
        let rig = rig();
        rig.show(1, None);
        rig.next(None).await;
        rig.show(5, Some(1));
        assert_eq!(rig.next(Some(3)).await, Some((None, 5)));
    }

    #[tokio::test(start_paused = true)]
    async fn answers_that_overtake_each_other_are_each_about_a_view_that_the_page_had() {
        let rig = rig();
        rig.show(1, None);
        rig.next(None).await;
        rig.show(2, Some(1));
        assert_eq!(rig.next(Some(1)).await, Some((Some(1), 2)));
        // A request that was sent before the page had that.
        let answer = Arc::new(AppView {
            revision: 3,
            ..samples::view()
        });
        assert!(
            matches!(rig.page.update(Some(1), &answer), Update::Changed { changes } if changes.base == 1 && changes.revision == 3)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn changes_that_come_faster_than_they_can_be_drawn_are_told_together() {
        let rig = rig();
        rig.show(1, None);
        rig.next(None).await;
        let began = Instant::now();
        let mut known = 1;
        let mut told = 0;
        for revision in 2..202 {
            rig.show(revision, Some(revision));
            advance(Duration::from_millis(5)).await;
            if let Ok(Some(update)) =
                timeout(Duration::from_millis(5), rig.page.next(Some(known), Duration::ZERO)).await
            {
                let Update::Changed { changes } = update else {
                    panic!("{update:?}")
                };
                known = changes.revision;
                told += 1;
            }
        }
        let fewest = began.elapsed().div_duration_f64(timeouts::WINDOW_EVERY);
        assert!(f64::from(told) <= fewest + 1.0, "{told} in {:?}", began.elapsed());
        assert!(told > 5, "{told}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_draws_later_is_told_then_what_is_new_by_then() {
        let rig = rig();
        rig.show(1, None);
        rig.next(None).await;
        let began = Instant::now();
        let draws_after = Duration::from_millis(200);
        rig.show(2, Some(1));
        let (update, ()) = tokio::join!(rig.page.next(Some(1), draws_after), async {
            advance(Duration::from_millis(190)).await;
            rig.show(3, Some(2));
        });
        assert!(matches!(update, Some(Update::Changed { changes }) if changes.revision == 3));
        assert!(began.elapsed() >= draws_after, "{:?}", began.elapsed());

        let asked = Instant::now();
        rig.show(4, None);
        rig.page.next(Some(3), Duration::MAX).await;
        assert!(asked.elapsed() <= timeouts::WINDOW_AT_MOST + Duration::from_millis(1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_window_that_nobody_sees_is_told_nothing_until_it_is_seen_again() {
        let rig = rig();
        rig.show(1, None);
        rig.next(None).await;
        rig.is_seen.send_replace(false);
        rig.show(2, Some(1));
        assert_eq!(rig.next(Some(1)).await, None);
        assert_eq!(rig.outputs.view.receiver_count(), 0, "no view has to be made");
        rig.show(3, Some(2));
        rig.is_seen.send_replace(true);
        assert_eq!(rig.next(Some(1)).await, Some((Some(1), 3)));
    }
}
