use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{Builder, JoinHandle},
    time::Duration,
};

use tokio::{runtime::Handle, sync::watch};
use vigil_clock::Clock;
use vigil_core::{lease::SessionId, time::Moment};
use vigil_devices::Devices;

use super::{
    Alarm, Fatal, Stall, Standstill, WatchedSession,
    look::{Entry, Sessions, judge_all},
    runtimes::{News, Runtimes, SignOfLife},
};
use crate::timeouts;

/// The watch over every session of the process, and over its runtimes. One is started for the life of the process;
/// servers and manual sessions share it. Dropping it ends the thread.
#[derive(Debug)]
pub struct Watchdog {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    devices: Devices,
    alarm: Arc<dyn Alarm>,
    state: Mutex<State>,
    changed: Condvar,
    /// When the thread last looked at the sessions.
    looks: SignOfLife,
}

#[derive(Debug)]
struct State {
    sessions: Sessions,
    /// Something has changed since the thread last began to look.
    is_new: bool,
    /// The runtimes are watched until then, even if no session is left.
    linger_until: Moment,
    /// Whether the runtimes have to tick. `None` once the watchdog was stopped.
    awake: Option<watch::Sender<bool>>,
}

impl State {
    fn watch(&mut self, watched: Arc<WatchedSession>, now: Moment) {
        // Not left to the thread: the session may be over before it looks.
        self.linger_until = now + timeouts::LINGER;
        self.sessions.insert(watched.lease.session(), Entry::new(watched));
        if let Some(awake) = &self.awake {
            awake.send_replace(true);
        }
    }
}

/// When to look again.
enum Next {
    After(Duration),
    /// Nothing is watched.
    WhenChanged,
    Ended,
}

impl Watchdog {
    /// Starts the thread, and a ticking task on the runtime of the sessions and on that of the toys.
    pub fn start(clock: Clock, devices: Devices, sessions: &Handle, alarm: Arc<dyn Alarm>) -> std::io::Result<Self> {
        let awake = watch::Sender::new(false);
        let looks = SignOfLife::new(clock);
        let runtimes = Runtimes::watch(sessions, &devices.runtime(), &awake, &looks, &alarm);
        let shared = Arc::new(Shared {
            clock,
            devices,
            alarm,
            state: Mutex::new(State {
                sessions: Sessions::new(),
                is_new: false,
                linger_until: Moment::default(),
                awake: Some(awake),
            }),
            changed: Condvar::new(),
            looks,
        });
        let thread = Builder::new().name("vigil-watchdog".to_owned()).spawn({
            let shared = shared.clone();
            move || {
                let _gone = Gone(&shared);
                shared.run(runtimes);
            }
        })?;
        Ok(Self {
            shared,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Stops watching. Sessions that are left are no longer watched, and the runtimes may end after this.
    pub fn stop(&self) {
        self.shared.change(|state| {
            if let Some(awake) = state.awake.take() {
                // The ticking tasks end.
                awake.send_replace(false);
            }
        });
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            log::error!("the watchdog's thread had panicked");
        }
    }

    pub(crate) fn watch(&self, watched: Arc<WatchedSession>) {
        let now = self.shared.clock.now();
        self.shared.change(|state| state.watch(watched, now));
    }

    /// A deadline was set that may be earlier than all others.
    pub(crate) fn rearm(&self) {
        self.shared.change(|_| {});
    }

    pub(crate) fn forget(&self, session: SessionId) {
        self.shared.lock().sessions.remove(&session);
    }
}

#[cfg(test)]
impl Watchdog {
    pub(super) fn is_watching_nothing(&self) -> bool {
        self.shared.lock().sessions.is_empty()
    }

    pub(super) fn looked(&self) -> Moment {
        self.shared.looks.last()
    }

    /// Adds a session that is over before the thread runs.
    pub(super) fn watch_and_forget(&self, watched: Arc<WatchedSession>) {
        let now = self.shared.clock.now();
        self.shared.change(|state| {
            state.watch(watched, now);
            state.sessions.clear();
        });
    }

    /// Until this is dropped, the thread waits for its own lock.
    pub(super) fn hang(&self) -> impl Drop {
        self.shared.lock()
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn run(&self, mut runtimes: Runtimes) {
        let mut panics = 0;
        loop {
            let looked = catch_unwind(AssertUnwindSafe(|| self.look(&mut runtimes)));
            match looked {
                Ok(Next::Ended) => return,
                Ok(Next::After(pause)) => {
                    panics = 0;
                    self.wait(pause);
                }
                Ok(Next::WhenChanged) => {
                    panics = 0;
                    runtimes.rest();
                    self.wait_for_change();
                }
                Err(_panic) => {
                    panics += 1;
                    if panics > PANICS_ENDURED {
                        // `Gone` reports it.
                        return;
                    }
                    self.survive();
                    self.wait(timeouts::WATCHDOG_TICK);
                }
            }
        }
    }

    /// Looks at every session and runtime once, and carries out what follows.
    fn look(&self, runtimes: &mut Runtimes) -> Next {
        let now = self.looks.show();
        let (findings, due, watched) = {
            let mut state = self.lock();
            state.is_new = false;
            if state.awake.is_none() {
                return Next::Ended;
            }
            if !state.sessions.is_empty() {
                state.linger_until = now + timeouts::LINGER;
            }
            let (findings, due) = judge_all(&mut state.sessions, now);
            let watched = now < state.linger_until;
            if !watched && let Some(awake) = &state.awake {
                awake.send_replace(false);
            }
            (findings, due, watched)
        };
        // Not under the lock, so that sessions can come and go meanwhile.
        let quiet = findings.is_empty();
        let panicked = findings.panicked;
        findings.carry_out(&self.devices, self.clock);
        if panicked {
            self.survive();
        }
        if !watched {
            return Next::WhenChanged;
        }
        for news in runtimes.look(now) {
            self.tell(news);
        }
        if !quiet {
            // Look again before sleeping, because this took time.
            return Next::After(Duration::ZERO);
        }
        let dues = [due, runtimes.due(), Some(now + timeouts::WATCHDOG_TICK)];
        let next = dues.into_iter().flatten().min().unwrap_or(now);
        Next::After(next - self.clock.now())
    }

    /// Vigil itself stands still, or runs again.
    fn tell(&self, news: News) {
        let (what, lasted) = match news {
            News::Recovered(what, lasted) => {
                log::warn!("{what:?}: runs again after {lasted:?}");
                return self.alarm.runtime_recovered(what, lasted);
            }
            News::Stalled(what, lasted) => (what, lasted),
        };
        let stops = self.devices.stop_everything();
        let may_move = stops.iter().any(|stop| stop.was_moving) || !self.devices.moved().borrow().is_empty();
        self.alarm.runtime_stalled(Stall {
            what,
            lasted,
            stops,
            may_move,
        });
        if what == Standstill::Toys && may_move {
            self.alarm.fatal(Fatal::ToysStalled { lasted });
        }
        log::error!("{what:?}: stood still for {lasted:?}; every toy was told to stop");
    }

    /// After a panic: every toy stops, and the watch continues.
    fn survive(&self) {
        // The devices may be what panicked.
        let stops = catch_unwind(AssertUnwindSafe(|| self.devices.stop_everything())).unwrap_or_default();
        self.alarm.watchdog_panicked(stops);
        log::error!("the watchdog panicked in a look; every toy was told to stop, and the watch goes on");
    }

    /// Waits for `pause`, or until something has changed.
    fn wait(&self, pause: Duration) {
        if pause.is_zero() {
            // Let other threads in: the lock is not fair.
            std::thread::yield_now();
            return;
        }
        let state = self.lock();
        if !state.is_new {
            // A deadline that a Ping has moved is later than `pause`; one that was set meanwhile sets `is_new`.
            let waited = self.changed.wait_timeout_while(state, pause, |state| !state.is_new);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }

    fn wait_for_change(&self) {
        let waited = self.changed.wait_while(self.lock(), |state| !state.is_new);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        state.is_new = true;
        drop(state);
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Raises the alarm if the thread ends before the watchdog was stopped.
struct Gone<'a>(&'a Shared);

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        if self.0.lock().awake.is_some() {
            self.0.alarm.fatal(Fatal::WatchdogGone);
        }
    }
}

/// Panics in a row that the thread survives. A watchdog that panics every time watches nothing.
const PANICS_ENDURED: u32 = 10;
