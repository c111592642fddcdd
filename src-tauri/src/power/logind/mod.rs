//! What systemd's logind says, or elogind in its place.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | follows logind, and finds it again |
//! | `bus` | its D-Bus interfaces |
//! | `inhibitor` | makes the computer wait until the toys are still |
//! | `screen` | whether the screen is locked, or shows another user's session |
//! | `error`, `pause` | what can go wrong, and when to try again |

mod bus;
mod error;
mod inhibitor;
mod pause;
mod screen;

use futures_util::StreamExt;
use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until, timeout},
};
use zbus::{Connection, proxy::CacheProperties};

use self::{
    bus::{ManagerProxy, PrepareForShutdownStream, PrepareForSleepStream},
    error::{LogindError, answer},
    inhibitor::Inhibitor,
    pause::Pause,
    screen::Screen,
};
use super::{keeper::Keeper, report::Cause};
use crate::timeouts;

/// Follows logind until nobody wants that any more.
pub(super) async fn listen(keeper: Keeper, stop_when_locked: watch::Receiver<bool>) {
    let mut follower = Follower {
        keeper,
        stop_when_locked,
        told: Told::default(),
    };
    let mut pause = Pause::default();
    loop {
        match follower.follow(&mut pause).await {
            Ok(()) => return,
            Err(error) => follower.told.failed(&error),
        }
        if *follower.stop_when_locked.borrow() {
            follower.keeper.screen_is_unseen();
        }
        tokio::select! {
            () = sleep(pause.next()) => {}
            () = nobody_listens(&mut follower.stop_when_locked) => return,
        }
    }
}

#[derive(Debug)]
struct Follower {
    keeper: Keeper,
    stop_when_locked: watch::Receiver<bool>,
    told: Told,
}

/// What the log has said last, so that it says each thing once.
#[derive(Debug, Default)]
struct Told(Option<String>);

impl Told {
    fn failed(&mut self, error: &LogindError) {
        let words = error.to_string();
        if self.0.as_ref() != Some(&words) {
            log::warn!("the computer will not wait for toys to stop before it sleeps: {words}");
            self.0 = Some(words);
        }
    }

    fn works(&mut self) {
        if self.0.as_deref() != Some("") {
            log::info!("the computer waits for toys to stop before it sleeps");
            self.0 = Some(String::new());
        }
    }
}

/// One connection to the bus, and what is listened to on it.
struct Line {
    connection: Connection,
    manager: ManagerProxy<'static>,
    owners: zbus::proxy::OwnerChangedStream<'static>,
    sleeps: PrepareForSleepStream,
    shutdowns: PrepareForShutdownStream,
}

enum SystemNews {
    Begins(Cause),
    Ends(Cause),
    /// Somebody else, or nobody, is logind now.
    Owner {
        is_there: bool,
    },
    Screen(screen::Said),
    WishChanged,
    /// Something is missing, and it is time to ask for it again.
    Again,
}

impl Line {
    async fn open() -> Result<Self, LogindError> {
        let connection = match timeout(timeouts::LOGIND_ANSWER, Connection::system()).await {
            Ok(connection) => connection.map_err(LogindError::NoBus)?,
            Err(_) => return Err(LogindError::NoAnswer),
        };
        // Nothing is asked in advance: logind may not be there yet.
        let build = ManagerProxy::builder(&connection)
            .cache_properties(CacheProperties::No)
            .build();
        let manager = answer(build).await?;
        let owners = answer(manager.inner().receive_owner_changed()).await?;
        let sleeps = answer(manager.receive_prepare_for_sleep()).await?;
        let shutdowns = answer(manager.receive_prepare_for_shutdown()).await?;
        Ok(Self {
            connection,
            manager,
            owners,
            sleeps,
            shutdowns,
        })
    }
}

impl Follower {
    /// Fails when the bus is lost. Ends well when nobody listens any more.
    async fn follow(&mut self, pause: &mut Pause) -> Result<(), LogindError> {
        let mut line = Line::open().await?;
        let mut inhibitor = None;
        let mut screen = None;
        // `None`: nothing is missing.
        let mut ask_at = Some(Instant::now());
        loop {
            match self.next(&mut line, screen.as_mut(), ask_at).await? {
                None => return Ok(()),
                Some(SystemNews::Begins(cause)) => {
                    self.keeper.begins(cause);
                    self.keeper.settle(cause).await;
                    // Now the computer may go on; a new one would hold it up again.
                    inhibitor = None;
                    // If nobody says that it is back.
                    ask_at = Some(Instant::now() + timeouts::LOGIND_AGAIN_LONGEST);
                }
                Some(SystemNews::Ends(cause)) => {
                    self.keeper.ends(cause);
                    ask_at = Some(Instant::now());
                }
                Some(SystemNews::Owner { is_there: true }) => {
                    pause.reset();
                    inhibitor = None;
                    screen = None;
                    ask_at = Some(Instant::now());
                }
                Some(SystemNews::Owner { is_there: false }) => {
                    self.told.failed(&LogindError::Absent);
                    screen = None;
                }
                Some(SystemNews::Screen(said)) => {
                    if let Some(seen) = &mut screen
                        && let Err(error) = seen.follow(said, &mut self.keeper).await
                    {
                        log::warn!("the screen cannot be followed: {error}");
                        screen = None;
                        ask_at = Some(Instant::now() + pause.next());
                    }
                }
                Some(SystemNews::WishChanged) => ask_at = Some(Instant::now()),
                Some(SystemNews::Again) => {
                    let all_is_there = self.ask(&line, &mut inhibitor, &mut screen).await;
                    ask_at = if all_is_there {
                        pause.reset();
                        None
                    } else {
                        Some(Instant::now() + pause.next())
                    };
                }
            }
        }
    }

    /// `None` if nobody listens any more.
    async fn next(
        &mut self,
        line: &mut Line,
        screen: Option<&mut Screen>,
        ask_at: Option<Instant>,
    ) -> Result<Option<SystemNews>, LogindError> {
        let gone = || LogindError::BusLost;
        let heard = tokio::select! {
            biased;
            signal = line.sleeps.next() => {
                let start = signal.ok_or_else(gone)?.args().is_ok_and(|args| args.start);
                news_of(Cause::Sleep, start)
            }
            signal = line.shutdowns.next() => {
                let start = signal.ok_or_else(gone)?.args().is_ok_and(|args| args.start);
                news_of(Cause::ShutDown, start)
            }
            said = said(screen) => SystemNews::Screen(said.ok_or_else(gone)?),
            owner = line.owners.next() => SystemNews::Owner { is_there: owner.ok_or_else(gone)?.is_some() },
            changed = self.stop_when_locked.changed() => match changed {
                Ok(()) => SystemNews::WishChanged,
                Err(_) => return Ok(None),
            },
            () = at(ask_at) => SystemNews::Again,
        };
        Ok(Some(heard))
    }

    /// Asks for what is missing. Returns whether all is there now.
    async fn ask(&mut self, line: &Line, inhibitor: &mut Option<Inhibitor>, screen: &mut Option<Screen>) -> bool {
        let has_inhibitor = inhibitor.is_some() || self.ask_for_inhibitor(line, inhibitor).await;
        has_inhibitor & self.ask_for_screen(line, screen).await
    }

    async fn ask_for_inhibitor(&mut self, line: &Line, inhibitor: &mut Option<Inhibitor>) -> bool {
        if self.is_computer_leaving() {
            // The word that it came back may have been lost.
            self.catch_up(line).await;
        }
        if self.is_computer_leaving() {
            return false;
        }
        match Inhibitor::take(&line.manager).await {
            Ok(taken) => {
                self.told.works();
                self.catch_up(line).await;
                *inhibitor = Some(taken).filter(|_| !self.is_computer_leaving());
                inhibitor.is_some()
            }
            Err(error) => {
                self.told.failed(&error);
                if matches!(error, LogindError::Refused(_)) {
                    self.catch_up(line).await;
                }
                false
            }
        }
    }

    async fn ask_for_screen(&mut self, line: &Line, screen: &mut Option<Screen>) -> bool {
        if !*self.stop_when_locked.borrow_and_update() {
            *screen = None;
            screen::forget(&mut self.keeper);
            self.keeper.screen_is_seen();
        } else if screen.is_none() {
            match Screen::find(&line.connection, &line.manager).await {
                Ok(found) => {
                    found.apply(&mut self.keeper);
                    self.keeper.screen_is_seen();
                    *screen = Some(found);
                }
                Err(error) => {
                    log::debug!("the screen cannot be seen: {error}");
                    self.keeper.screen_is_unseen();
                    return false;
                }
            }
        }
        true
    }

    fn is_computer_leaving(&self) -> bool {
        self.keeper.is_going_on(Cause::Sleep) || self.keeper.is_going_on(Cause::ShutDown)
    }

    /// What was said while nobody listened.
    async fn catch_up(&mut self, line: &Line) {
        let sleeping = answer(line.manager.preparing_for_sleep()).await;
        let shutting_down = answer(line.manager.preparing_for_shutdown()).await;
        for (cause, is_so) in [(Cause::Sleep, sleeping), (Cause::ShutDown, shutting_down)] {
            match is_so {
                Ok(true) if !self.keeper.is_going_on(cause) => {
                    self.keeper.begins(cause);
                    self.keeper.settle(cause).await;
                }
                Ok(false) => self.keeper.ends(cause),
                Ok(true) => {}
                Err(error) => log::debug!("logind does not say whether {cause:?} is under way: {error}"),
            }
        }
    }
}

const fn news_of(cause: Cause, start: bool) -> SystemNews {
    if start {
        SystemNews::Begins(cause)
    } else {
        SystemNews::Ends(cause)
    }
}

async fn said(screen: Option<&mut Screen>) -> Option<screen::Said> {
    match screen {
        Some(screen) => screen.said().await,
        None => std::future::pending().await,
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Resolves when whoever owns the thread has dropped it.
async fn nobody_listens(wish: &mut watch::Receiver<bool>) {
    while wish.changed().await.is_ok() {}
}
