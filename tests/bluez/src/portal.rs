//! A Wayland desktop that gives programs keys, as a test tells it: `org.freedesktop.portal.GlobalShortcuts` on a session
//! bus of its own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::time::{sleep, timeout};
use zbus::{
    Connection, interface,
    message::Header,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

use crate::{bus::Bus, waits};

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SHORTCUTS: &str = "org.freedesktop.portal.GlobalShortcuts";

const DONE: u32 = 0;
const CANCELLED: u32 = 1;

/// What a program calls it, and what it says of it.
type Shortcut = (String, HashMap<String, OwnedValue>);

/// Dropping it ends its bus.
#[derive(Debug)]
pub struct DesktopKeys {
    connection: Option<Connection>,
    bus: Bus,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    refuses: bool,
    /// The person's answer to each request, newest last.
    bound: Vec<Bound>,
}

#[derive(Debug, Clone)]
struct Bound {
    program: String,
    session: OwnedObjectPath,
    shortcut: String,
    wish: String,
}

impl DesktopKeys {
    /// A bus with such a desktop on it.
    pub async fn start() -> Self {
        let mut desktop = Self::without().await;
        desktop.appear().await;
        desktop
    }

    /// A bus without.
    pub async fn without() -> Self {
        Self {
            connection: None,
            bus: Bus::start().await,
            state: Arc::default(),
        }
    }

    /// How a program of a Wayland session finds it.
    pub fn environment(&self) -> [(&'static str, String); 2] {
        [
            ("DBUS_SESSION_BUS_ADDRESS", self.bus.address()),
            ("XDG_SESSION_TYPE", "wayland".to_owned()),
        ]
    }

    /// The desktop comes, or comes back.
    pub async fn appear(&mut self) {
        self.connection = Some(self.bus.serve(PORTAL, PATH, Shortcuts(self.state.clone())).await);
    }

    /// The desktop's process ends.
    pub async fn vanish(&mut self) {
        let connection = self.connection.take().expect("it is there");
        connection.close().await.expect("our own bus lets us go");
    }

    /// The person closes the desktop's question from now on.
    pub fn refuse(&self) {
        self.state().refuses = true;
    }

    /// Until a program has asked for keys so often. Gives back what it wished for, as it wrote it.
    pub async fn asked(&self, times: usize) -> Vec<String> {
        let asked = timeout(waits::EVENT, async {
            while self.state().bound.len() < times {
                sleep(waits::LOOK_AGAIN).await;
            }
        });
        let is_asked = asked.await.is_ok();
        let wishes: Vec<String> = self.state().bound.iter().map(|bound| bound.wish.clone()).collect();
        assert!(is_asked, "a program that asks for keys: {wishes:?}");
        wishes
    }

    /// The person presses the keys that were asked for last.
    pub async fn press(&self) {
        let bound = self.newest();
        let body = (
            &bound.session,
            &bound.shortcut,
            1_u64,
            HashMap::<&str, Value<'_>>::new(),
        );
        self.tell(&bound, PATH, SHORTCUTS, "Activated", &body).await;
    }

    /// The person chooses other keys in the desktop's settings.
    pub async fn rebind(&self, keys: &str) {
        let bound = self.newest();
        let shortcuts = vec![described(&bound.shortcut, keys)];
        let body = (&bound.session, shortcuts);
        self.tell(&bound, PATH, SHORTCUTS, "ShortcutsChanged", &body).await;
    }

    /// The desktop takes them back.
    pub async fn take_back(&self) {
        let bound = self.newest();
        let details = HashMap::<&str, Value<'_>>::new();
        let path = bound.session.clone();
        self.tell(
            &bound,
            path.as_str(),
            "org.freedesktop.portal.Session",
            "Closed",
            &details,
        )
        .await;
    }

    async fn tell<B: serde::Serialize + zbus::zvariant::DynamicType>(
        &self,
        to: &Bound,
        path: &str,
        interface: &str,
        signal: &str,
        body: &B,
    ) {
        let connection = self.connection.as_ref().expect("it is there");
        let told = connection.emit_signal(Some(to.program.as_str()), path, interface, signal, body);
        told.await.expect("our own bus takes signals");
    }

    fn newest(&self) -> Bound {
        self.state()
            .bound
            .last()
            .cloned()
            .expect("a program has asked for keys")
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn described(shortcut: &str, keys: &str) -> (String, HashMap<String, Value<'static>>) {
    let details = [("description", "Stop everything"), ("trigger_description", keys)];
    let details = details.map(|(name, text)| (name.to_owned(), Value::from(text.to_owned())));
    (shortcut.to_owned(), HashMap::from(details))
}

struct Shortcuts(Arc<Mutex<State>>);

#[interface(name = "org.freedesktop.portal.GlobalShortcuts")]
#[allow(
    clippy::unused_self,
    clippy::needless_pass_by_value,
    reason = "as the library has it"
)]
impl Shortcuts {
    async fn create_session(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
        options: HashMap<String, OwnedValue>,
    ) -> OwnedObjectPath {
        let session = path("session", &header, &options["session_handle_token"]);
        let results = HashMap::from([("session_handle", Value::from(session.to_string()))]);
        answer(connection, &header, &options, DONE, results).await
    }

    async fn bind_shortcuts(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
        session: OwnedObjectPath,
        shortcuts: Vec<Shortcut>,
        parent_window: String,
        options: HashMap<String, OwnedValue>,
    ) -> OwnedObjectPath {
        assert_eq!(parent_window, "", "the question belongs to no window");
        let (shortcut, details) = shortcuts.into_iter().next().expect("it asks for one");
        let wish = String::try_from(details["preferred_trigger"].clone()).expect("a string");
        let refuses = {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            state.bound.push(Bound {
                program: sender(&header),
                session,
                shortcut: shortcut.clone(),
                wish: wish.clone(),
            });
            state.refuses
        };
        if refuses {
            return answer(connection, &header, &options, CANCELLED, HashMap::new()).await;
        }
        let shortcuts = vec![described(&shortcut, &format!("Press {wish}"))];
        let results = HashMap::from([("shortcuts", Value::from(shortcuts))]);
        answer(connection, &header, &options, DONE, results).await
    }

    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        1
    }
}

fn sender(header: &Header<'_>) -> String {
    header.sender().expect("the bus says who it is").to_string()
}

/// As the specification makes it from who asks.
fn path(kind: &str, header: &Header<'_>, token: &OwnedValue) -> OwnedObjectPath {
    let sender = sender(header).trim_start_matches(':').replace('.', "_");
    let token = <&str>::try_from(token).expect("a string");
    OwnedObjectPath::try_from(format!("{PATH}/{kind}/{sender}/{token}")).expect("letters and digits")
}

async fn answer(
    connection: &Connection,
    header: &Header<'_>,
    options: &HashMap<String, OwnedValue>,
    response: u32,
    results: HashMap<&str, Value<'_>>,
) -> OwnedObjectPath {
    let request = path("request", header, &options["handle_token"]);
    let (program, body) = (sender(header), (response, results));
    let told = connection.emit_signal(
        Some(program.as_str()),
        &request,
        "org.freedesktop.portal.Request",
        "Response",
        &body,
    );
    told.await.expect("our own bus takes signals");
    request
}
