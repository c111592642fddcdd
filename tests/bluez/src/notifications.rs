//! A desktop that shows notifications as a test tells it: `org.freedesktop.Notifications` on a session bus of its own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::{sync::watch, time::timeout};
use zbus::{Connection, interface, object_server::SignalEmitter, zvariant::OwnedValue};

use crate::{bus::Bus, waits};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// As the specification counts.
const CRITICAL: u8 = 2;

/// Dropping it ends its bus.
#[derive(Debug)]
pub struct Notifications {
    connection: Option<Connection>,
    bus: Bus,
    shared: Arc<Shared>,
}

/// What was shown. One that took the place of another has its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub id: u32,
    pub program: String,
    pub summary: String,
    pub body: String,
    /// Keys and words of its buttons.
    pub buttons: Vec<(String, String)>,
    /// That it has to be seen.
    pub is_urgent: bool,
}

/// What a desktop can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Can {
    /// Bodies are markup, as most have it, and notifications have buttons.
    Everything,
    /// Bodies are shown as they are, and there are no buttons.
    Little,
}

#[derive(Debug)]
struct Shared {
    shown: Mutex<Vec<Notification>>,
    /// Calls, answered or not.
    asked: watch::Sender<usize>,
    changed: watch::Sender<()>,
    hangs: watch::Sender<bool>,
    can: Can,
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
        Self::new(Can::Everything).await
    }

    /// A desktop as most are.
    pub async fn start() -> Self {
        Self::that(Can::Everything).await
    }

    pub async fn that(can: Can) -> Self {
        let mut desktop = Self::new(can).await;
        desktop.appear().await;
        desktop
    }

    async fn new(can: Can) -> Self {
        Self {
            connection: None,
            bus: Bus::start().await,
            shared: Arc::new(Shared {
                shown: Mutex::default(),
                asked: watch::Sender::new(0),
                changed: watch::Sender::new(()),
                hangs: watch::Sender::new(false),
                can,
            }),
        }
    }

    /// How a program finds it.
    pub fn environment(&self) -> (&'static str, String) {
        ("DBUS_SESSION_BUS_ADDRESS", self.bus.address())
    }

    /// Somebody who shows notifications comes to the bus.
    pub async fn appear(&mut self) {
        self.connection = Some(self.bus.serve(NAME, PATH, Desktop(self.shared.clone())).await);
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

    /// The person clicks a button of a notification.
    pub async fn click(&self, id: u32, button: &str) {
        let connection = self.connection.as_ref().expect("it is there");
        let shown = connection.object_server().interface::<_, Desktop>(PATH).await;
        let emitter = shown.expect("it is served").signal_emitter().to_owned();
        Desktop::action_invoked(&emitter, id, button)
            .await
            .expect("our own bus takes signals");
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
        let can: &[&str] = match self.0.can {
            Can::Everything => &["body", "body-markup", "actions"],
            Can::Little => &["body"],
        };
        can.iter().copied().map(str::to_owned).collect()
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;

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
        let _ = (app_icon, expire_timeout);
        self.0.unless_hanging().await;
        let id = {
            let mut shown = self.0.shown();
            let highest = shown.iter().map(|shown| shown.id).max().unwrap_or(0);
            let id = if replaces_id == 0 { highest + 1 } else { replaces_id };
            shown.push(Notification {
                id,
                program: app_name,
                summary,
                body,
                buttons: pairs(actions),
                is_urgent: hints.get("urgency").and_then(|urgency| u8::try_from(urgency).ok()) == Some(CRITICAL),
            });
            id
        };
        self.0.changed.send_replace(());
        id
    }
}

/// Keys and words follow each other.
fn pairs(actions: Vec<String>) -> Vec<(String, String)> {
    let mut actions = actions.into_iter();
    let mut pairs = Vec::new();
    while let (Some(key), Some(words)) = (actions.next(), actions.next()) {
        pairs.push((key, words));
    }
    pairs
}
