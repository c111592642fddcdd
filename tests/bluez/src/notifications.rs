//! A desktop that shows notifications as a test tells it: `org.freedesktop.Notifications` on a session bus of its own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::{sync::watch, time::timeout};
use zbus::{Connection, interface, zvariant::OwnedValue};

use crate::{bus::Bus, waits};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// Dropping it ends its bus.
#[derive(Debug)]
pub struct Notifications {
    connection: Option<Connection>,
    bus: Bus,
    shared: Arc<Shared>,
}

/// What was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub program: String,
    pub summary: String,
    pub body: String,
}

#[derive(Debug)]
struct Shared {
    shown: Mutex<Vec<Notification>>,
    /// Calls, answered or not.
    asked: watch::Sender<usize>,
    changed: watch::Sender<()>,
    hangs: watch::Sender<bool>,
    takes_markup: bool,
}

impl Shared {
    fn shown(&self) -> MutexGuard<'_, Vec<Notification>> {
        self.shown.lock().expect("nobody panicked with it")
    }

    async fn unless_hanging(&self) {
        self.asked.send_modify(|asked| *asked += 1);
        let _ = self.hangs.subscribe().wait_for(|hangs| !hangs).await;
    }
}

impl Notifications {
    /// A bus, and nobody on it who shows notifications before [`appear`](Self::appear).
    pub async fn absent() -> Self {
        Self::new(true).await
    }

    /// A desktop that takes bodies for markup, as most do.
    pub async fn start() -> Self {
        let mut desktop = Self::new(true).await;
        desktop.appear().await;
        desktop
    }

    /// One that shows them as they are.
    pub async fn without_markup() -> Self {
        let mut desktop = Self::new(false).await;
        desktop.appear().await;
        desktop
    }

    async fn new(takes_markup: bool) -> Self {
        Self {
            connection: None,
            bus: Bus::start().await,
            shared: Arc::new(Shared {
                shown: Mutex::default(),
                asked: watch::Sender::new(0),
                changed: watch::Sender::new(()),
                hangs: watch::Sender::new(false),
                takes_markup,
            }),
        }
    }

    /// How a program finds it.
    pub fn environment(&self) -> (&'static str, String) {
        ("DBUS_SESSION_BUS_ADDRESS", self.bus.address())
    }

    /// Somebody who shows notifications comes to the bus.
    pub async fn appear(&mut self) {
        let connection = zbus::connection::Builder::address(self.bus.address().as_str())
            .and_then(|builder| builder.serve_at(PATH, Desktop(self.shared.clone())))
            .and_then(|builder| builder.name(NAME))
            .expect("a name of the specification")
            .build()
            .await
            .expect("our own bus takes us");
        self.connection = Some(connection);
    }

    /// Takes calls, and answers none.
    pub fn hang(&self) {
        self.shared.hangs.send_replace(true);
    }

    /// Answers what waits, and goes on.
    pub fn recover(&self) {
        self.shared.hangs.send_replace(false);
    }

    pub fn shown(&self) -> Vec<Notification> {
        self.shared.shown().clone()
    }

    /// Until it was asked so often: for what it can do, or to show something.
    pub async fn wait_until_asked(&self, times: usize) {
        let mut asked = self.shared.asked.subscribe();
        let wait = asked.wait_for(|asked| *asked >= times);
        timeout(waits::EVENT, wait)
            .await
            .unwrap_or_else(|_| panic!("it was not asked {times} times"))
            .expect("we hold its sender");
    }

    /// Until one is shown of which the body has this in it.
    pub async fn wait_for(&self, part: &str) -> Notification {
        let mut changes = self.shared.changed.subscribe();
        let seen = timeout(waits::EVENT, async {
            loop {
                changes.mark_unchanged();
                if let Some(seen) = self.shared.shown().iter().find(|shown| shown.body.contains(part)) {
                    return seen.clone();
                }
                changes.changed().await.expect("we hold its sender");
            }
        });
        seen.await
            .unwrap_or_else(|_| panic!("nobody was told {part:?}, only {:?}", self.shown()))
    }
}

struct Desktop(Arc<Shared>);

#[interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    async fn get_capabilities(&self) -> Vec<String> {
        self.0.unless_hanging().await;
        let markup = self.0.takes_markup.then_some("body-markup");
        ["body"].into_iter().chain(markup).map(str::to_owned).collect()
    }

    #[allow(clippy::too_many_arguments, reason = "as the specification has it")]
    async fn notify(
        &self,
        app_name: String,
        replaces_id: u32,
        app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        expire_timeout: i32,
    ) -> u32 {
        // No test looks at these.
        let _ = (replaces_id, app_icon, actions, hints, expire_timeout);
        self.0.unless_hanging().await;
        let number = {
            let mut shown = self.0.shown();
            shown.push(Notification {
                program: app_name,
                summary,
                body,
            });
            shown.len()
        };
        self.0.changed.send_replace(());
        u32::try_from(number).unwrap_or(u32::MAX)
    }
}
