//! Desktop notifications, for when nobody looks at the window.
//!
//! ```text
//! notify(…) on any thread ──► queue, at most `limits::NOTIFICATIONS` ──► one thread ──► the desktop
//!                              └─ full: counted                          at most `timeouts::NOTIFICATION` for each
//! ```
//!
//! A desktop that hangs, or is not there yet, holds up nobody else. The last notification that it did not take is tried
//! again, ever less often; those before it are counted, and the first one that it takes again is followed by one with the
//! count. What comes soon after each other is one notification, which changes.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | the queue and its thread |
//! | `body` | the text as it may be given to a desktop |
//! | `freedesktop` | the desktops of Linux, over D-Bus |

mod body;
#[cfg(target_os = "linux")]
mod freedesktop;

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use thiserror::Error;
use tokio::{
    runtime::Builder,
    sync::mpsc,
    time::{sleep, timeout},
};

#[cfg(any(target_os = "linux", feature = "gui"))]
pub(crate) use body::body;
#[cfg(all(target_os = "linux", feature = "gui"))]
pub(crate) use freedesktop::Freedesktop;

use crate::{
    language::{Language, say},
    limits, timeouts,
};

/// What the person is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub sentence: String,
    /// What the sentence is in, and the button beside it.
    pub language: Language,
    pub place: Place,
}

/// A notice takes the place of the one that was shown there a short while ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// What is over.
    Alerts,
    /// A toy may still move, or what the person had set may be gone: nothing else takes its place. With the alert's number.
    MayMove(u64),
    /// What the window asks.
    Questions,
    /// How many could not be shown.
    Missed,
}

impl Notice {
    /// It stays until it is shown, whatever comes after it.
    fn is_important(&self) -> bool {
        matches!(self.place, Place::MayMove(_))
    }
}

/// Something that shows notifications. It is asked on a thread of its own, one notification after the other.
pub(crate) trait Desktop: Send + 'static {
    /// Given up after [`timeouts::NOTIFICATION`], if it lets that happen.
    fn show(&mut self, notice: &Notice) -> impl Future<Output = Result<(), NotShown>>;
}

/// Why a notification is not on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum NotShown {
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "other systems have no bus"))]
    #[error("there is no session bus: {0}")]
    NoBus(String),
    #[cfg_attr(
        not(target_os = "linux"),
        allow(dead_code, reason = "other systems show them themselves")
    )]
    #[error("no program shows notifications here")]
    Absent,
    #[error("{0}")]
    Refused(String),
    #[error("no answer within {0:?}")]
    NoAnswer(Duration),
}

/// Hands notifications to the desktop. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Notifier {
    queue: mpsc::Sender<Notice>,
    lost: Arc<AtomicU64>,
}

impl Notifier {
    /// Starts the thread. It ends with the last handle, as soon as the desktop lets it.
    pub(crate) fn start(desktop: impl Desktop) -> io::Result<Self> {
        Self::with_limit(desktop, timeouts::NOTIFICATION)
    }

    fn with_limit(desktop: impl Desktop, limit: Duration) -> io::Result<Self> {
        let (queue, waiting) = mpsc::channel(limits::NOTIFICATIONS);
        let lost = Arc::<AtomicU64>::default();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let shower = Shower {
            desktop,
            limit,
            kept: None,
            pause: limit,
            lost: lost.clone(),
            failed: None,
            language: Language::default(),
        };
        thread::Builder::new()
            .name("vigil-notify".to_owned())
            .spawn(move || runtime.block_on(shower.show_all(waiting)))?;
        Ok(Self { queue, lost })
    }

    /// Never waits. What finds no place in the queue is counted.
    pub(crate) fn notify(&self, notice: Notice) {
        if self.queue.try_send(notice).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

struct Shower<D> {
    desktop: D,
    limit: Duration,
    /// What is to be tried again.
    kept: Option<Notice>,
    /// Until then.
    pause: Duration,
    /// Notifications that were not shown and are not tried again, and of which the person was not told yet.
    lost: Arc<AtomicU64>,
    /// What the log has said last, so that it says each thing once.
    failed: Option<NotShown>,
    /// Of the last notification.
    language: Language,
}

impl<D: Desktop> Shower<D> {
    async fn show_all(mut self, mut waiting: mpsc::Receiver<Notice>) {
        loop {
            // A new one is shown at once, whatever is being tried again.
            tokio::select! {
                biased;
                notice = waiting.recv() => match notice {
                    Some(notice) => self.show_new(notice).await,
                    None => return,
                },
                is_shown = self.show_kept() => {
                    if is_shown {
                        self.kept = None;
                        self.tell_lost().await;
                    } else {
                        self.pause = (self.pause * 2).min(timeouts::NOTIFICATION_AGAIN);
                    }
                }
            }
        }
    }

    async fn show_new(&mut self, notice: Notice) {
        self.pause = self.limit;
        if !self.show(&notice, self.limit).await {
            self.keep(notice);
            return;
        }
        if let Some(kept) = self.kept.take() {
            if !kept.is_important() {
                self.lost.fetch_add(1, Ordering::Relaxed);
            } else if !self.show(&kept, self.limit).await {
                self.kept = Some(kept);
                return;
            }
        }
        self.tell_lost().await;
    }

    /// Tries it after a pause, if there is one. Safe to cancel.
    async fn show_kept(&mut self) -> bool {
        let Some(kept) = self.kept.clone() else {
            return std::future::pending().await;
        };
        sleep(self.pause).await;
        // A desktop that is slow, but not hung, takes it in the end.
        self.show(&kept, self.pause).await
    }

    fn keep(&mut self, notice: Notice) {
        match &mut self.kept {
            Some(kept) => {
                self.lost.fetch_add(1, Ordering::Relaxed);
                if notice.is_important() || !kept.is_important() {
                    *kept = notice;
                }
            }
            None => self.kept = Some(notice),
        }
    }

    async fn tell_lost(&mut self) {
        let lost = self.lost.swap(0, Ordering::Relaxed);
        if lost == 0 {
            return;
        }
        log::warn!("{lost} notifications were not shown");
        if !self.show(&missed(self.language, lost), self.limit).await {
            self.lost.fetch_add(lost, Ordering::Relaxed);
        }
    }

    async fn show(&mut self, notice: &Notice, limit: Duration) -> bool {
        self.language = notice.language;
        let shown = timeout(limit, self.desktop.show(notice)).await;
        let failed = match shown {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error),
            Err(_) => Some(NotShown::NoAnswer(self.limit)),
        };
        if failed != self.failed {
            match &failed {
                Some(error) => log::warn!("the desktop shows no notifications: {error}"),
                None => log::info!("the desktop shows notifications again"),
            }
            self.failed.clone_from(&failed);
        }
        failed.is_none()
    }
}

fn missed(language: Language, lost: u64) -> Notice {
    Notice {
        sentence: words(language, lost),
        language,
        place: Place::Missed,
    }
}

/// What was missed, for a person.
fn words(language: Language, lost: u64) -> String {
    say!(language, "notification-missed", lost = lost)
}

#[cfg(test)]
mod tests {
    use tokio::sync::{
        mpsc::{UnboundedReceiver, UnboundedSender},
        watch,
    };

    use super::*;

    const SHORT: Duration = Duration::from_millis(50);
    const PATIENCE: Duration = Duration::from_secs(20);

    /// What a desktop does with a notification.
    #[derive(Debug, Clone, PartialEq)]
    enum Does {
        Show,
        Hang,
        Refuse,
    }

    struct Fake {
        does: watch::Receiver<Does>,
        asked: UnboundedSender<(String, Does)>,
    }

    impl Desktop for Fake {
        async fn show(&mut self, notice: &Notice) -> Result<(), NotShown> {
            let does = self.does.borrow().clone();
            self.asked.send((notice.sentence.clone(), does.clone())).unwrap();
            match does {
                Does::Show => Ok(()),
                Does::Hang => std::future::pending().await,
                Does::Refuse => Err(NotShown::Absent),
            }
        }
    }

    fn fake(does: Does) -> (Notifier, watch::Sender<Does>, UnboundedReceiver<(String, Does)>) {
        let (tell, does) = watch::channel(does);
        // A test does not flood itself.
        #[allow(clippy::disallowed_methods)]
        let (asked, hear) = mpsc::unbounded_channel();
        (Notifier::with_limit(Fake { does, asked }, SHORT).unwrap(), tell, hear)
    }

    fn notice(sentence: &str) -> Notice {
        Notice {
            sentence: sentence.to_owned(),
            language: Language::English,
            place: Place::Alerts,
        }
    }

    async fn next(hear: &mut UnboundedReceiver<(String, Does)>) -> (String, Does) {
        timeout(PATIENCE, hear.recv()).await.unwrap().unwrap()
    }

    /// The next one that was shown.
    async fn shown(hear: &mut UnboundedReceiver<(String, Does)>) -> String {
        loop {
            if let (sentence, Does::Show) = next(hear).await {
                return sentence;
            }
        }
    }

    #[tokio::test]
    async fn a_desktop_that_hangs_or_is_gone_is_told_the_last_one_again_and_how_many_came_before_it() {
        for fault in [Does::Hang, Does::Refuse] {
            let (notifier, tell, mut hear) = fake(fault.clone());
            for sentence in ["first", "second", "third"] {
                notifier.notify(notice(sentence));
                while next(&mut hear).await != (sentence.to_owned(), fault.clone()) {}
            }
            tell.send(Does::Show).unwrap();
            assert_eq!(shown(&mut hear).await, "third", "{fault:?}: without a new one");
            assert_eq!(shown(&mut hear).await, words(Language::English, 2));
            notifier.notify(notice("fourth"));
            assert_eq!(
                next(&mut hear).await,
                ("fourth".to_owned(), Does::Show),
                "{fault:?}: told once"
            );
        }
    }

    #[tokio::test]
    async fn that_a_toy_may_still_move_is_told_whatever_came_after_it() {
        for fault in [Does::Hang, Does::Refuse] {
            let (notifier, tell, mut hear) = fake(fault.clone());
            let may_move = Notice {
                place: Place::MayMove(1),
                ..notice("may move")
            };
            for notice in [notice("first"), may_move, notice("third")] {
                notifier.notify(notice.clone());
                while next(&mut hear).await != (notice.sentence.clone(), fault.clone()) {}
            }
            tell.send(Does::Show).unwrap();
            assert_eq!(shown(&mut hear).await, "may move", "{fault:?}");
            assert_eq!(shown(&mut hear).await, words(Language::English, 2), "{fault:?}");
        }
    }

    #[tokio::test]
    async fn whoever_notifies_never_waits_and_what_finds_no_place_is_counted() {
        let (notifier, tell, mut hear) = fake(Does::Hang);
        notifier.notify(notice("hangs"));
        next(&mut hear).await;
        let many = limits::NOTIFICATIONS * 3;
        for number in 0..many {
            notifier.notify(notice(&number.to_string()));
        }
        tell.send(Does::Show).unwrap();
        // Each of them is shown or counted, and so is the one that hung.
        let (mut is_shown, mut lost) = (0, 0);
        while is_shown + lost < many + 1 {
            let sentence = shown(&mut hear).await;
            match sentence.split_once(" earlier notification") {
                Some(("One", _)) => lost += 1,
                Some((count, _)) => lost += count.parse::<usize>().unwrap(),
                None => is_shown += 1,
            }
        }
        assert_eq!(is_shown + lost, many + 1);
        assert!(
            is_shown > 0 && lost > limits::NOTIFICATIONS,
            "{is_shown} shown, {lost} lost"
        );
    }
}
