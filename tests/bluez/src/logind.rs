//! A logind that does what a test tells it: `org.freedesktop.login1` on the bus of a [`Bluez`].

use std::{
    io::Read as _,
    os::fd::OwnedFd,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use tokio::{
    sync::watch,
    time::{Instant, timeout},
};
use zbus::{
    Connection, fdo, interface,
    object_server::SignalEmitter,
    zvariant::{self, ObjectPath, OwnedObjectPath},
};

use crate::{bluez::Bluez, waits};

const NAME: &str = "org.freedesktop.login1";
const MANAGER: &str = "/org/freedesktop/login1";
/// As the real one spells the session "2".
const SESSION: &str = "/org/freedesktop/login1/session/_32";

/// Dropping it takes it off the bus.
#[derive(Debug)]
pub struct Logind {
    connection: Option<Connection>,
    address: String,
    shared: Arc<Shared>,
}

/// Somebody who makes the computer wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inhibitor {
    pub what: String,
    pub who: String,
    pub why: String,
    pub mode: String,
    /// When its last descriptor was closed.
    pub released: Option<Instant>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<()>,
    /// Answers nothing.
    is_frozen: watch::Sender<bool>,
    refuses: AtomicBool,
}

#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a property of logind's own")]
struct State {
    inhibitors: Vec<Inhibitor>,
    /// Calls of `Inhibit`, answered or not.
    asked: usize,
    is_preparing_for_sleep: bool,
    is_preparing_for_shutdown: bool,
    is_inactive: bool,
    is_locked: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panicked with it")
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.state());
        self.changed.send_replace(());
        result
    }

    async fn unless_frozen(&self) {
        let _ = self.is_frozen.subscribe().wait_for(|frozen| !frozen).await;
    }
}

impl Logind {
    /// On the same bus as that bluetoothd.
    pub async fn start(bluez: &Bluez) -> Self {
        let mut logind = Self::absent(bluez);
        logind.restart().await;
        logind
    }

    /// Nobody, until [`restart`](Self::restart).
    pub fn absent(bluez: &Bluez) -> Self {
        Self {
            connection: None,
            address: bluez.environment().1,
            shared: Arc::new(Shared {
                state: Mutex::default(),
                changed: watch::Sender::new(()),
                is_frozen: watch::Sender::new(false),
                refuses: AtomicBool::new(false),
            }),
        }
    }

    /// Its name leaves the bus.
    pub async fn kill(&mut self) {
        if let Some(connection) = self.connection.take() {
            let _ = connection.close().await;
        }
    }

    /// Starts it, in place of the one that runs.
    pub async fn restart(&mut self) {
        self.kill().await;
        let connection = zbus::connection::Builder::address(self.address.as_str())
            .and_then(|builder| builder.serve_at(MANAGER, Manager(self.shared.clone())))
            .and_then(|builder| builder.serve_at(SESSION, Session(self.shared.clone())))
            .and_then(|builder| builder.name(NAME))
            .expect("these are names")
            .build()
            .await
            .expect("our own bus lets us in");
        self.connection = Some(connection);
    }

    /// Every method is refused, as in a sandbox.
    pub fn refuse(&self) {
        self.shared.refuses.store(true, Ordering::SeqCst);
    }

    /// It keeps its name and answers nothing.
    pub fn freeze(&self) {
        self.shared.is_frozen.send_replace(true);
    }

    /// What was asked meanwhile is answered now.
    pub fn thaw(&self) {
        self.shared.is_frozen.send_replace(false);
    }

    /// Everybody who ever made the computer wait, in order.
    pub fn inhibitors(&self) -> Vec<Inhibitor> {
        self.shared.state().inhibitors.clone()
    }

    /// Waits until somebody makes the computer wait.
    pub async fn wait_for_inhibitor(&self) -> Inhibitor {
        self.wait("an inhibitor", |state| {
            state
                .inhibitors
                .iter()
                .find(|inhibitor| inhibitor.released.is_none())
                .cloned()
        })
        .await
    }

    /// Waits until somebody does so for the time of that number, having let go of what was taken before.
    pub async fn wait_for_inhibitor_number(&self, number: usize) {
        self.wait("the next inhibitor", |state| {
            let (last, before) = state.inhibitors.split_last()?;
            let is_it = state.inhibitors.len() >= number
                && last.released.is_none()
                && before.iter().all(|inhibitor| inhibitor.released.is_some());
            is_it.then_some(())
        })
        .await;
    }

    /// Waits until nobody does. Gives back when the last one let go.
    pub async fn wait_for_release(&self) -> Instant {
        self.wait("the inhibitor to be released", |state| {
            let released: Option<Vec<Instant>> = state.inhibitors.iter().map(|inhibitor| inhibitor.released).collect();
            released?.into_iter().max()
        })
        .await
    }

    /// Waits until `Inhibit` was called that often.
    pub async fn wait_until_asked(&self, times: usize) {
        self.wait("a call of Inhibit", |state| (state.asked >= times).then_some(()))
            .await;
    }

    /// The computer is about to sleep, or is back. Gives back when that was said.
    pub async fn prepare_for_sleep(&self, start: bool) -> Instant {
        self.shared.change(|state| state.is_preparing_for_sleep = start);
        self.emit(MANAGER, "org.freedesktop.login1.Manager", "PrepareForSleep", &(start,))
            .await
    }

    /// The same without a word: whoever listens has missed it.
    pub fn prepare_for_sleep_unheard(&self, start: bool) {
        self.shared.change(|state| state.is_preparing_for_sleep = start);
    }

    /// The computer is about to shut down, or does not after all.
    pub async fn prepare_for_shutdown(&self, start: bool) -> Instant {
        self.shared.change(|state| state.is_preparing_for_shutdown = start);
        self.emit(
            MANAGER,
            "org.freedesktop.login1.Manager",
            "PrepareForShutdown",
            &(start,),
        )
        .await
    }

    /// Asks the desktop to lock the screen.
    pub async fn lock(&self) -> Instant {
        self.emit(SESSION, "org.freedesktop.login1.Session", "Lock", &()).await
    }

    pub async fn unlock(&self) -> Instant {
        self.emit(SESSION, "org.freedesktop.login1.Session", "Unlock", &())
            .await
    }

    /// The desktop says whether it has locked the screen.
    pub async fn set_locked_hint(&self, is_locked: bool) {
        self.shared.change(|state| state.is_locked = is_locked);
        self.session_changed("LockedHint", is_locked).await;
    }

    /// The session comes to the foreground, or leaves it.
    pub async fn set_active(&self, is_active: bool) {
        self.shared.change(|state| state.is_inactive = !is_active);
        self.session_changed("Active", is_active).await;
    }

    async fn session_changed(&self, property: &str, value: bool) {
        let changed = std::collections::HashMap::from([(property, zvariant::Value::from(value))]);
        let body = ("org.freedesktop.login1.Session", changed, Vec::<&str>::new());
        self.emit(SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", &body)
            .await;
    }

    async fn emit<B>(&self, path: &str, interface: &str, signal: &str, body: &B) -> Instant
    where
        B: serde::Serialize + zvariant::DynamicType,
    {
        let connection = self.connection.as_ref().expect("it runs");
        let said = Instant::now();
        connection
            .emit_signal(None::<&str>, path, interface, signal, body)
            .await
            .expect("our own bus takes it");
        said
    }

    async fn wait<T>(&self, what: &str, see: impl Fn(&State) -> Option<T>) -> T {
        let mut changes = self.shared.changed.subscribe();
        let seen = timeout(waits::EVENT, async {
            loop {
                changes.mark_unchanged();
                if let Some(seen) = see(&self.shared.state()) {
                    return seen;
                }
                changes.changed().await.expect("we hold its sender");
            }
        });
        seen.await
            .unwrap_or_else(|_| panic!("waited {} s for {what}", waits::EVENT.as_secs()))
    }
}

struct Manager(Arc<Shared>);

#[interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    async fn inhibit(&self, what: String, who: String, why: String, mode: String) -> fdo::Result<zvariant::OwnedFd> {
        self.0.change(|state| state.asked += 1);
        self.0.unless_frozen().await;
        if self.0.refuses.load(Ordering::SeqCst) {
            return Err(fdo::Error::AccessDenied("not in this sandbox".to_owned()));
        }
        let (mut ours, theirs) = std::io::pipe().map_err(|error| fdo::Error::IOError(error.to_string()))?;
        let number = self.0.change(|state| {
            state.inhibitors.push(Inhibitor {
                what,
                who,
                why,
                mode,
                released: None,
            });
            state.inhibitors.len() - 1
        });
        let shared = self.0.clone();
        thread::spawn(move || {
            let _ = ours.read_to_end(&mut Vec::new());
            let now = Instant::now();
            shared.change(|state| state.inhibitors[number].released = Some(now));
        });
        Ok(OwnedFd::from(theirs).into())
    }

    async fn get_session(&self, id: String) -> fdo::Result<OwnedObjectPath> {
        self.0.unless_frozen().await;
        if self.0.refuses.load(Ordering::SeqCst) || id != "auto" {
            return Err(fdo::Error::Failed("no such session".to_owned()));
        }
        Ok(ObjectPath::from_static_str_unchecked(SESSION).into())
    }

    #[zbus(property)]
    async fn preparing_for_sleep(&self) -> bool {
        self.0.unless_frozen().await;
        self.0.state().is_preparing_for_sleep
    }

    #[zbus(property)]
    async fn preparing_for_shutdown(&self) -> bool {
        self.0.unless_frozen().await;
        self.0.state().is_preparing_for_shutdown
    }

    #[zbus(signal)]
    async fn prepare_for_sleep(emitter: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn prepare_for_shutdown(emitter: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;
}

struct Session(Arc<Shared>);

#[interface(name = "org.freedesktop.login1.Session")]
impl Session {
    #[zbus(property)]
    async fn active(&self) -> bool {
        self.0.unless_frozen().await;
        !self.0.state().is_inactive
    }

    #[zbus(property)]
    async fn locked_hint(&self) -> bool {
        self.0.unless_frozen().await;
        self.0.state().is_locked
    }
}
