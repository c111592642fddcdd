//! Toys on Bluetooth.
//!
//! One task owns the adapter: it scans when it is asked to, takes down what is nearby, connects to what
//! is known, and gets lost toys back. Each connected toy has a task of its own, from the connect to the loss of its
//! link.
//!
//! | file | what it does |
//! | --- | --- |
//! | `adapter_task` | the owner: adapters come and go, scans, decisions |
//! | `survey` | which adapter, and how it stands with it |
//! | `service` | whether the system's Bluetooth service is there (Linux) |
//! | `scan` | the search for toys |
//! | `search_pace` | when the radio looks, so that a long search leaves it to the toys that move |
//! | `nearby` | what was heard of |
//! | `connections` | every toy that is connected, on its way, or missed |
//! | `connection` | one toy's link: connect, discover, identify, hand over, wait for its end |
//! | `gatt` | bytes to and from characteristics |
//! | `battery` | the charge, where the system keeps it to itself |
//! | `failure` | what errors mean |
//!
//! What the library below does on Linux (btleplug on bluez-async) and what follows from it here:
//!
//! - Where a stream of events or notifications is dropped while signals flow, a task of bluez-async panics. Tokio
//!   catches that; nobody is harmed, but a panic hook must not end the process. The event stream lives as long as its
//!   adapter; notification streams end after their link.
//! - A call that was given up goes on all the same. Its own limit is 30 s for every call: ours are in
//!   [`timeouts`].
//! - A connection that was made is not always announced; the result of the call is trusted. Its loss while connecting
//!   is not noticed by the call; the announcement is listened to.
//! - Where bluetoothd dies, no event comes and no stream ends.
//! - Starting a scan powers the adapter up. It is only started on one that is on: a program's wish for toys does not
//!   switch a radio on that the person switched off.

mod adapter_task;
mod battery;
mod connection;
mod connections;
mod failure;
mod gatt;
mod nearby;
mod scan;
mod search_pace;
mod service;
mod status;
mod survey;

use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::timeout,
};

pub use status::{AdapterState, AdapterStatus, BluetoothStatus, Nearby, NearbyState};

use self::adapter_task::{AdapterTask, Command};
use crate::{hub::Devices, limits, reference::Catalog, timeouts};

/// The Bluetooth back end. It works until [`shut_down`](Self::shut_down), or until this is dropped.
#[derive(Debug)]
pub struct Bluetooth {
    commands: mpsc::Sender<Command>,
    status: watch::Receiver<BluetoothStatus>,
    task: JoinHandle<()>,
}

impl Bluetooth {
    /// Begins to work, on the runtime of the toys. `adapter` is the [`AdapterStatus::id`] of the one to use where there
    /// are several.
    pub fn start(devices: &Devices, adapter: Option<String>) -> Self {
        Self::start_after(devices, adapter, std::future::ready(()))
    }

    /// As [`start`](Self::start), but leaves the system's Bluetooth alone until its turn has come.
    pub fn start_after(
        devices: &Devices,
        adapter: Option<String>,
        turn: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        let (commands, orders) = mpsc::channel(limits::COMMAND_BACKLOG);
        let (publish, status) = watch::channel(BluetoothStatus::default());
        let task = AdapterTask::new(devices.clone(), adapter, orders, publish);
        let task = devices.runtime().spawn(task.run(turn));
        Self { commands, status, task }
    }

    /// Reads what Vigil knows of toys, so that a later [`start`](Self::start) need not. It takes a good part of a second
    /// in debug builds, and some megabytes for good.
    pub fn prepare() {
        if let Err(error) = Catalog::builtin() {
            log::error!("{error}");
        }
    }

    /// How it stands, and word of every change.
    pub fn status(&self) -> watch::Receiver<BluetoothStatus> {
        self.status.clone()
    }

    /// Uses another adapter: the one with this [`AdapterStatus::id`], or any.
    pub async fn choose_adapter(&self, id: Option<String>) {
        // An error means that the task has ended.
        let _ = self.commands.send(Command::ChooseAdapter(id)).await;
    }

    /// Connects to the toy that is nearby at this address: one that the settings would leave alone, or one whose turn
    /// after a failure has not come yet.
    pub async fn connect(&self, address: String) {
        let _ = self.commands.send(Command::Connect(address)).await;
    }

    /// Takes what is nearby at this address for a toy that advertises this name, from now on and at each later start, and
    /// connects to it. Like every toy that arrives it is told to stop before anything else. If it cannot be connected as
    /// such a toy, it is an unknown one again.
    pub async fn try_like(&self, address: String, advertised: String) {
        let _ = self.commands.send(Command::TryLike { address, advertised }).await;
    }

    /// Ends scans and attempts to connect. To be called after [`Devices::let_go`] or [`Devices::shut_down`], which stop
    /// the toys.
    pub async fn shut_down(mut self) {
        let _ = self.commands.send(Command::ShutDown).await;
        if timeout(timeouts::BLUETOOTH_SHUTDOWN, &mut self.task).await.is_err() {
            log::warn!("Bluetooth did not end in {:?}", timeouts::BLUETOOTH_SHUTDOWN);
            self.task.abort();
        }
    }
}
