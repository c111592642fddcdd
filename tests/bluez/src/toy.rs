//! One toy, as a test sees it.

use std::sync::Arc;

use tokio::time::Instant;
use uuid::Uuid;

pub use crate::world::CallCounts;
use crate::{
    bluez::{FIRST_ADAPTER, wait_for},
    daemon::Shared,
    fault::Faults,
    log::{Attempt, Write},
    spec::{Address, Reply, Script, ToySpec},
    world::{DeviceKey, ToyId, ToyState, World},
};

/// A toy in the world of one [`Bluez`](crate::Bluez). Clones are the same toy.
#[derive(Debug, Clone)]
pub struct Toy {
    shared: Arc<Shared>,
    id: ToyId,
}

impl Toy {
    pub(crate) fn new(shared: Arc<Shared>, id: ToyId) -> Self {
        Self { shared, id }
    }

    pub fn spec(&self) -> ToySpec {
        self.look(|toy| toy.spec.clone())
    }

    pub fn address(&self) -> Address {
        self.look(|toy| toy.spec.address)
    }

    /// Everything that reached the toy, in the order in which it took effect. The last one is what it does now.
    pub fn writes(&self) -> Vec<Write> {
        self.look(|toy| toy.writes.clone())
    }

    /// What it was told last on that characteristic: what it does now.
    pub fn last_write(&self, characteristic: Uuid) -> Option<Write> {
        self.look(|toy| {
            toy.writes
                .iter()
                .rfind(|write| write.characteristic == characteristic)
                .cloned()
        })
    }

    /// Every call of `WriteValue`, in the order of arrival, whatever became of it.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.look(|toy| toy.attempts.clone())
    }

    /// Forgets what was written so far.
    pub fn clear_log(&self) {
        self.change(|toy| toy.writes.clear());
    }

    /// The first write of this kind since the log was cleared, as soon as there is one.
    pub async fn wait_for_write(&self, mut is_wanted: impl FnMut(&Write) -> bool) -> Write {
        self.wait("a write", |toy| {
            toy.writes.iter().find(|write| is_wanted(write)).cloned()
        })
        .await
    }

    /// The first call of `WriteValue` of this kind, as soon as there is one.
    pub async fn wait_for_attempt(&self, mut is_wanted: impl FnMut(&Attempt) -> bool) -> Attempt {
        self.wait("an attempt to write", |toy| {
            toy.attempts.iter().find(|attempt| is_wanted(attempt)).cloned()
        })
        .await
    }

    /// A link stands; its services may not be resolved yet.
    pub fn is_connected(&self) -> bool {
        self.look(|toy| toy.link.is_some())
    }

    /// The adapter that it is connected to.
    pub fn adapter(&self) -> Option<u16> {
        self.look(|toy| toy.link.as_ref().map(|link| link.adapter))
    }

    pub async fn wait_until_connected(&self) {
        self.wait("the link and its services", |toy| {
            toy.link.filter(|link| link.is_resolved)
        })
        .await;
    }

    pub async fn wait_until_disconnected(&self) {
        self.wait("the end of the link", |toy| toy.link.is_none().then_some(()))
            .await;
    }

    /// Somebody asked for notifications of it.
    pub async fn wait_until_subscribed(&self, characteristic: Uuid) {
        self.wait("a subscription", |toy| is_subscribed(toy, characteristic).then_some(()))
            .await;
    }

    pub async fn wait_until_unsubscribed(&self, characteristic: Uuid) {
        self.wait("the end of a subscription", |toy| {
            (!is_subscribed(toy, characteristic)).then_some(())
        })
        .await;
    }

    pub fn is_subscribed(&self, characteristic: Uuid) -> bool {
        self.look(|toy| is_subscribed(toy, characteristic))
    }

    /// How often bluetoothd was asked for what.
    pub fn calls(&self) -> CallCounts {
        self.look(|toy| toy.calls)
    }

    pub async fn wait_for_calls(&self, mut is_wanted: impl FnMut(&CallCounts) -> bool) {
        self.wait("calls", |toy| is_wanted(&toy.calls).then_some(())).await;
    }

    /// What it answers to writes, in place of what its spec says. The script must not call the rig.
    pub fn on_write(&self, script: impl FnMut(&Write) -> Vec<Reply> + Send + 'static) {
        self.change(|toy| toy.spec.script = Script::new(script));
    }

    /// Sends a notification; it arrives where somebody subscribed and the link stands.
    ///
    /// # Panics
    ///
    /// Where the toy has no such characteristic.
    pub fn notify(&self, characteristic: Uuid, bytes: impl AsRef<[u8]>) {
        self.shared
            .change(|world| world.set_value(self.id, characteristic, bytes.as_ref(), true));
    }

    /// What a read gives from now on.
    ///
    /// # Panics
    ///
    /// Where the toy has no such characteristic.
    pub fn set_value(&self, characteristic: Uuid, bytes: impl AsRef<[u8]>) {
        self.shared
            .change(|world| world.set_value(self.id, characteristic, bytes.as_ref(), false));
    }

    /// In place of the faults it had. Calls that already wait go on waiting.
    pub fn set_faults(&self, faults: Faults) {
        self.change(|toy| toy.faults = faults);
    }

    /// Serves the calls that a fault keeps waiting, in the order in which they came; their writes take effect now.
    pub fn release(&self) {
        self.shared.change(|world| world.release(self.id, Instant::now()));
    }

    /// Another program connects it, or did so and is gone: bluetoothd keeps the link.
    pub fn connect_by_another_program(&self) {
        self.shared.change(|world| {
            world.link_for_another(DeviceKey {
                adapter: FIRST_ADAPTER,
                toy: self.id,
            });
        });
    }

    /// The link is lost; the toy advertises again.
    pub fn drop_link(&self) {
        self.shared.change(|world| world.drop_link(self.id));
    }

    /// bluetoothd drops its object without a word about the link, and the toy can no longer be heard.
    pub fn vanish(&self) {
        self.shared.change(|world| {
            let toy = world.toy(self.id);
            toy.is_advertising = false;
            let adapters: Vec<u16> = toy.known.keys().copied().collect();
            for adapter in adapters {
                world.forget(DeviceKey { adapter, toy: self.id });
            }
        });
    }

    /// It advertises again: after [`Self::vanish`], [`Self::stop_advertising`] or [`Self::go_silent`].
    pub fn come_back(&self) {
        self.shared.change(|world| {
            world.toy(self.id).is_advertising = true;
            world.set_silent(self.id, false, Instant::now());
        });
    }

    /// Nobody new finds it; a link goes on.
    pub fn stop_advertising(&self) {
        self.change(|toy| toy.is_advertising = false);
    }

    /// Out of range: nothing from it and nothing to it, while bluetoothd believes in the link. Calls that need the air
    /// are not answered until it comes back.
    pub fn go_silent(&self) {
        self.shared
            .change(|world| world.set_silent(self.id, true, Instant::now()));
    }

    /// Its name changes, on the bus and in later advertisements.
    pub fn rename(&self, name: &str) {
        self.shared.change(|world| {
            name.clone_into(&mut world.toy(self.id).spec.name);
            world.rename(self.id, name);
        });
    }

    /// dBm, from its next advertisement on.
    pub fn set_rssi(&self, rssi: i16) {
        self.change(|toy| toy.spec.rssi = rssi);
    }

    /// Waits for something to be seen of the toy, and fails the test where it never is.
    async fn wait<T>(&self, what: &str, mut see: impl FnMut(&ToyState) -> Option<T>) -> T {
        let what = format!("{what} ({})", self.look(|toy| toy.spec.name.clone()));
        wait_for(&self.shared, &what, |world: &World| see(&world.toys[&self.id])).await
    }

    fn look<T>(&self, look: impl FnOnce(&ToyState) -> T) -> T {
        look(&self.shared.look().toys[&self.id])
    }

    fn change<T>(&self, change: impl FnOnce(&mut ToyState) -> T) -> T {
        self.shared.change(|world| change(world.toy(self.id)))
    }
}

fn is_subscribed(toy: &ToyState, characteristic: Uuid) -> bool {
    toy.gatt
        .find(characteristic)
        .is_some_and(|(service, place)| !toy.gatt.services[service].characteristics[place].subscribers.is_empty())
}
