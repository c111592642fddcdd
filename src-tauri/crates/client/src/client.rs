use std::{sync::Arc, time::Duration};

use tokio::sync::watch;
use vigil_core::message::{ClientMessage, Command, StopScope};

use crate::{
    device::Device,
    error::CallError,
    shared::{Presence, Shared},
};

/// A connection to a Buttplug server. Clones are the same connection; when the last one is dropped it ends, and the
/// server stops every toy.
///
/// Calls may be made from any task, any number at a time, and every one of them may be dropped: then either nothing has
/// been sent or all of it, and what has been sent is carried out.
#[derive(Debug, Clone)]
#[must_use = "dropping the client ends the connection, and the server stops every toy"]
pub struct Client {
    shared: Arc<Shared>,
    running: watch::Receiver<()>,
    _presence: Arc<Presence>,
}

impl Client {
    pub(crate) fn new(shared: Arc<Shared>, presence: Presence, running: watch::Receiver<()>) -> Self {
        Self {
            shared,
            running,
            _presence: Arc::new(presence),
        }
    }

    /// What the server calls itself.
    pub fn server_name(&self) -> Arc<str> {
        self.shared.look(|state| state.machine.server_name())
    }

    /// How long the server lets this client be silent; `None` if it expects no pings.
    pub fn ping_limit(&self) -> Option<Duration> {
        self.shared.look(|state| state.machine.ping_limit())
    }

    /// Whether calls can be made.
    pub fn is_connected(&self) -> bool {
        self.shared.check().is_ok()
    }

    /// Every device that is there, in the order of their indexes.
    pub fn devices(&self) -> Vec<Device> {
        let (session, devices) = self.shared.look(|state| (state.session, state.machine.devices()));
        let devices = devices.iter();
        devices
            .map(|(index, description)| Device::new(self.shared.clone(), session, *index, description.clone()))
            .collect()
    }

    /// Asks the server to look for devices, until [`stop_scanning`](Self::stop_scanning) or
    /// [`Event::ScanningFinished`](crate::Event::ScanningFinished).
    pub async fn start_scanning(&self) -> Result<(), CallError> {
        self.command(Command::StartScanning).await
    }

    /// Asks the server to look for devices no longer.
    pub async fn stop_scanning(&self) -> Result<(), CallError> {
        self.command(Command::StopScanning).await
    }

    /// Stops everything that every device does. It goes out before every other call that still waits, and what was asked
    /// before and has not been sent is never sent: those calls fail with [`CallError::Superseded`].
    pub async fn stop_all(&self) -> Result<(), CallError> {
        self.command(Command::Stop(StopScope::EVERYTHING)).await
    }

    /// The program's own loop turns: to be called in every turn of it after
    /// [`ClientBuilder::tied_to_loop`](crate::ClientBuilder::tied_to_loop). Without that it does nothing.
    pub fn check_in(&self) {
        self.shared.check_in();
    }

    /// Ends the connection: stops every device, tells the server, closes, and returns when everything is gone, within two seconds. Every call
    /// fails from now on, and the events end.
    pub async fn disconnect(&self) {
        self.shared.leave();
        // It ends with an error: what it waits for is that the other side is dropped.
        let _ = self.running.clone().changed().await;
    }

    async fn command(&self, command: Command) -> Result<(), CallError> {
        let message = ClientMessage::Device(command);
        self.shared.call(None, vec![message]).await.map(drop)
    }
}
