//! A desktop with a tray, as a test tells it: `org.kde.StatusNotifierWatcher` on a session bus of its own, and a person who
//! clicks in the menus of its icons (`com.canonical.dbusmenu`).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::time::{sleep, timeout};
use zbus::{
    Connection, Proxy, interface,
    zvariant::{OwnedValue, Value},
};

use crate::{bus::Bus, waits};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const WATCHER_PATH: &str = "/StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";
const ITEM_PATH: &str = "/StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";
const MENU_PATH: &str = "/MenuBar";

/// One entry of a menu and all below it: its number, its properties, its own entries.
type Entry = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// An icon's name and pictures, a title, and what it says.
type ToolTip = (String, Vec<Picture>, String, String);

/// Width, height, and the pixels.
type Picture = (i32, i32, Vec<u8>);

/// Dropping it ends its bus.
#[derive(Debug)]
pub struct DesktopTray {
    connection: Option<Connection>,
    bus: Bus,
    items: Arc<Mutex<Vec<String>>>,
}

impl DesktopTray {
    /// A bus with a tray on it.
    pub async fn start() -> Self {
        let mut tray = Self {
            connection: None,
            bus: Bus::start().await,
            items: Arc::default(),
        };
        tray.appear().await;
        tray
    }

    /// How a program finds it.
    pub fn environment(&self) -> (&'static str, String) {
        ("DBUS_SESSION_BUS_ADDRESS", self.bus.address())
    }

    /// The panel comes, or comes back.
    pub async fn appear(&mut self) {
        self.connection = Some(self.bus.serve(WATCHER, WATCHER_PATH, Watcher(self.items.clone())).await);
    }

    /// The panel goes, and its tray with it.
    pub async fn vanish(&mut self) {
        let connection = self.connection.take().expect("it is there");
        self.items.lock().unwrap_or_else(PoisonError::into_inner).clear();
        connection.close().await.expect("our own bus lets us go");
    }

    /// Until a program shows an icon, and the icon says this when it is pointed at.
    pub async fn wait_for(&self, sentence: &str) {
        self.until(&format!("an icon that says {sentence:?}"), async || {
            let item = self.item(ITEM_PATH, ITEM).await?;
            let (_, _, _, says): ToolTip = item.get_property("ToolTip").await.ok()?;
            says.starts_with(sentence).then_some(())
        })
        .await;
    }

    /// What stands in its menu, from top to bottom.
    pub async fn menu(&self) -> Vec<String> {
        self.entries().await.into_iter().map(|(_, label)| label).collect()
    }

    /// The person clicks that entry, as soon as it is there.
    pub async fn click(&self, label: &str) {
        let number = self
            .until(&format!("{label:?} in the menu"), async || {
                let entries = self.entries().await;
                entries
                    .into_iter()
                    .find(|(_, entry)| entry == label)
                    .map(|(number, _)| number)
            })
            .await;
        let menu = self.item(MENU_PATH, MENU).await.expect("it was there just now");
        let clicked = menu
            .call_method("Event", &(number, "clicked", Value::from(0_i32), 0_u32))
            .await;
        clicked.expect("the program takes a click");
    }

    /// The person clicks the icon itself.
    pub async fn activate(&self) {
        let item = self.item(ITEM_PATH, ITEM).await.expect("there is an icon");
        item.call_method("Activate", &(0_i32, 0_i32))
            .await
            .expect("the program takes a click");
    }

    async fn entries(&self) -> Vec<(i32, String)> {
        let Some(menu) = self.item(MENU_PATH, MENU).await else {
            return Vec::new();
        };
        let all: zbus::Result<(u32, Entry)> = menu.call("GetLayout", &(0_i32, -1_i32, Vec::<String>::new())).await;
        let mut entries = Vec::new();
        if let Ok((_, root)) = all {
            collect(root, &mut entries);
        }
        entries
    }

    /// Of the first program that shows an icon.
    async fn item(&self, path: &'static str, interface: &'static str) -> Option<Proxy<'static>> {
        let service = self
            .items
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .last()?
            .clone();
        let connection = self.connection.as_ref()?;
        Proxy::new(connection, service, path, interface).await.ok()
    }

    async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let seen = timeout(waits::EVENT, async {
            loop {
                if let Some(seen) = look().await {
                    return seen;
                }
                sleep(waits::LOOK_AGAIN).await;
            }
        });
        let seen = seen.await.ok();
        assert!(
            seen.is_some(),
            "waited in vain for {what}; the menu is {:?}",
            self.menu().await
        );
        seen.expect("it was there just now")
    }
}

fn collect((number, properties, below): Entry, entries: &mut Vec<(i32, String)>) {
    if let Some(label) = properties.get("label").and_then(|label| <&str>::try_from(label).ok()) {
        entries.push((number, label.to_owned()));
    }
    for entry in below {
        if let Ok(entry) = Entry::try_from(entry) {
            collect(entry, entries);
        }
    }
}

struct Watcher(Arc<Mutex<Vec<String>>>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
#[allow(clippy::unused_self, reason = "as the library has it")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(service);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
