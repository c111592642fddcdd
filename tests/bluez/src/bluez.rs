//! The bus, the daemon on it, and its adapters.

use std::sync::Arc;

use tokio::time::{Instant, timeout};

use crate::{
    bus::{BUS_ADDRESS, Bus},
    daemon::{Daemon, Shared},
    fault::AdapterFaults,
    spec::{Address, ToySpec},
    toy::Toy,
    waits,
    world::{ToyId, ToyState, World},
};

/// The adapter that is there from the start: hci0.
pub const FIRST_ADAPTER: u16 = 0;

/// A Bluetooth of a test's own. Dropping it ends all of it.
#[derive(Debug)]
pub struct Bluez {
    // Before the bus, so that it leaves a bus that still runs.
    daemon: Option<Daemon>,
    shared: Arc<Shared>,
    bus: Bus,
}

impl Bluez {
    /// A bus with bluetoothd and one adapter, powered.
    pub async fn start() -> Self {
        let mut bluez = Self::start_without_daemon().await;
        bluez.plug_adapter(FIRST_ADAPTER);
        bluez.restart().await;
        bluez
    }

    /// A bus with bluetoothd, on a machine without Bluetooth hardware.
    pub async fn start_without_adapter() -> Self {
        let mut bluez = Self::start_without_daemon().await;
        bluez.restart().await;
        bluez
    }

    /// A bus on which nobody is `org.bluez`. Adapters and toys can be added; [`Self::restart`] starts bluetoothd.
    pub async fn start_without_daemon() -> Self {
        Self {
            daemon: None,
            shared: Shared::new(),
            bus: Bus::start().await,
        }
    }

    /// The variable that takes a program to this bus, and its value. Only what starts with it in its environment is
    /// sure to heed it: libdbus reads it once.
    pub fn environment(&self) -> (&'static str, String) {
        (BUS_ADDRESS, self.bus.address())
    }

    /// Puts a toy within earshot. It advertises.
    ///
    /// # Panics
    ///
    /// Where another toy has its address.
    pub fn add_toy(&self, spec: ToySpec) -> Toy {
        let id = self.shared.change(|world| {
            let is_taken = world.toys.values().any(|toy| toy.spec.address == spec.address);
            assert!(!is_taken, "there is a toy at {} already", spec.address);
            let id = ToyId(u32::try_from(world.toys.len()).expect("few toys"));
            let mut toy = ToyState::new(id, spec);
            toy.is_silent = world.is_radio_silent;
            world.toys.insert(id, toy);
            world.hear_everywhere(id);
            id
        });
        Toy::new(self.shared.clone(), id)
    }

    /// Whether anybody scans.
    pub fn is_scanning(&self) -> bool {
        self.shared.look().is_scanning()
    }

    pub async fn wait_for_scan(&self) {
        self.wait("a scan", World::is_scanning).await;
    }

    pub async fn wait_for_end_of_scan(&self) {
        self.wait("the end of the scan", |world| !world.is_scanning()).await;
    }

    /// Adds hci`index`, or puts it back where it was unplugged. It comes up powered.
    pub fn plug_adapter(&self, index: u16) {
        self.shared.change(|world| world.plug(index));
    }

    /// Links are lost, power goes, the objects vanish.
    pub fn unplug_adapter(&self, index: u16) {
        self.shared.change(|world| world.unplug(index));
    }

    /// Links are lost, the scan ends; the objects stay.
    pub fn power_off_adapter(&self, index: u16) {
        self.shared.change(|world| world.set_powered(index, false));
    }

    pub fn power_on_adapter(&self, index: u16) {
        self.shared.change(|world| world.set_powered(index, true));
    }

    /// Says again what is known: whether the adapter is powered.
    pub fn repeat_powered(&self, index: u16) {
        self.shared.change(|world| world.repeat_powered(index));
    }

    /// How often anybody asked the adapter for a scan.
    pub fn discovery_calls(&self, index: u16) -> u64 {
        let world = self.shared.look();
        world.adapters[&index].discovery_calls
    }

    pub fn is_adapter_powered(&self, index: u16) -> bool {
        let world = self.shared.look();
        world
            .adapters
            .get(&index)
            .is_some_and(|adapter| adapter.is_plugged && adapter.is_powered)
    }

    /// What an adapter has on its label.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub fn adapter_address(&self, index: u16) -> Address {
        self.shared.look().adapters[&index].address
    }

    /// They change their places, as the kernel hands them out anew at each start. To be called while bluetoothd does not
    /// run.
    pub fn swap_adapters(&self, one: u16, other: u16) {
        assert!(self.daemon.is_none(), "bluetoothd would not notice");
        self.shared.change(|world| world.swap_adapters(one, other));
    }

    /// Every scan on it ends, and nobody had asked for that: another program, or the radio itself, was the cause.
    pub fn end_scans(&self, index: u16) {
        self.shared.change(|world| world.end_discovery(index));
    }

    /// In place of the faults it had.
    pub fn set_adapter_faults(&self, index: u16, faults: AdapterFaults) {
        self.shared.change(|world| world.adapter(index).faults = faults);
    }

    /// Radio silence: no toy is heard, and none hears. Calls that need the air are not answered until
    /// [`Self::end_radio_silence`].
    pub fn radio_silence(&self) {
        self.set_silent(true);
    }

    pub fn end_radio_silence(&self) {
        self.set_silent(false);
    }

    /// Every method is refused with `AccessDenied`: the user may not use Bluetooth.
    pub fn deny_access(&self) {
        self.shared.change(|world| world.is_access_denied = true);
    }

    pub fn allow_access(&self) {
        self.shared.change(|world| world.is_access_denied = false);
    }

    /// bluetoothd keeps its name and answers nothing, not even for its properties.
    pub fn freeze(&self) {
        self.shared.change(|world| world.is_frozen = true);
    }

    /// It goes on; what was asked meanwhile is answered now.
    pub fn thaw(&self) {
        self.shared.change(|world| world.is_frozen = false);
    }

    /// Kills bluetoothd. Its name leaves the bus; the kernel ends its links; what it knew of toys is forgotten.
    pub async fn kill(&mut self) {
        if let Some(daemon) = self.daemon.take() {
            daemon.kill().await;
        }
        self.shared.change(World::daemon_died);
    }

    /// Starts bluetoothd, after [`Self::kill`] or for the first time.
    pub async fn restart(&mut self) {
        self.kill().await;
        self.daemon = Some(Daemon::start(self.shared.clone(), &self.bus.address()).await);
    }

    /// Kills the bus, and with it bluetoothd's connection.
    pub async fn kill_bus(&mut self) {
        self.bus.kill().await;
        self.kill().await;
    }

    /// A new bus at the same address, with bluetoothd.
    pub async fn restart_bus(&mut self) {
        self.bus.restart().await;
        self.restart().await;
    }

    fn set_silent(&self, is_silent: bool) {
        self.shared.change(|world| {
            world.is_radio_silent = is_silent;
            let toys: Vec<ToyId> = world.toys.keys().copied().collect();
            for toy in toys {
                world.set_silent(toy, is_silent, Instant::now());
            }
        });
    }

    async fn wait(&self, what: &str, is_so: impl Fn(&World) -> bool) {
        wait_for(&self.shared, what, |world| is_so(world).then_some(())).await;
    }
}

/// Waits for something to be seen in the world, and fails the test where it never is.
pub(crate) async fn wait_for<T>(shared: &Shared, what: &str, mut see: impl FnMut(&World) -> Option<T>) -> T {
    let mut changes = shared.changes();
    let seen = timeout(waits::EVENT, async {
        loop {
            // Marked before looking, so that nothing falls in between.
            changes.mark_unchanged();
            if let Some(seen) = see(&shared.look()) {
                return seen;
            }
            changes.changed().await.expect("we hold its sender");
        }
    });
    seen.await
        .unwrap_or_else(|_| panic!("waited {} s for {what}", waits::EVENT.as_secs()))
}
