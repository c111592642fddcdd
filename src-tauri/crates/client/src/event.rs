use std::sync::Arc;

use vigil_core::message::Reading;

use crate::{
    device::Device,
    error::{DisconnectReason, ServerError},
    news::News,
    shared::Shared,
};

/// What happens in a session without having been asked for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// A ping did not reach the server in time, and it has stopped all toys. The class of the error is
    /// [`ErrorClass::Ping`](crate::ErrorClass::Ping), and every call fails with it from now on.
    PingTimeout(ServerError),
    /// The connection has ended, and not because the program wanted so. Every call fails from now on.
    ServerDisconnect(DisconnectReason),
    /// A new session has begun after one was lost; only with [`ClientBuilder::reconnect`](crate::ClientBuilder::reconnect).
    /// Its devices follow.
    Reconnected,
    /// A device has come, or was there when the session began.
    DeviceAdded(Device),
    /// A device has gone, or has become another one.
    DeviceRemoved(Device),
    /// A sensor that was subscribed to has a new value.
    InputReading {
        /// The device's index.
        device: u32,
        /// The feature's index.
        feature: u32,
        /// The sensor, and its value.
        reading: Reading,
    },
    /// The server no longer looks for devices.
    ScanningFinished,
    /// The server complains of something that is no answer to a call.
    ServerError(ServerError),
}

/// The events of a client, in their order.
///
/// A program may read them late or not at all: what waits for it is bounded, and costs the session nothing.
///
/// | event | if it is not read |
/// | --- | --- |
/// | [`PingTimeout`](Event::PingTimeout), [`ServerDisconnect`](Event::ServerDisconnect) | always kept; of several (with reconnecting), the newest of each |
/// | [`Reconnected`](Event::Reconnected), [`ScanningFinished`](Event::ScanningFinished) | the newest is kept |
/// | [`DeviceAdded`](Event::DeviceAdded), [`DeviceRemoved`](Event::DeviceRemoved) | always kept; a device that came and went unread leaves no trace, and the end of a session takes those of its devices with it |
/// | [`InputReading`](Event::InputReading) | the newest 1024 are kept; [`lost_readings`](Events::lost_readings) counts the others |
/// | [`ServerError`](Event::ServerError) | the newest 16 are kept |
#[derive(Debug)]
pub struct Events {
    shared: Arc<Shared>,
}

impl Events {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The next event; `None` after the last one, when the client has ended. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Event> {
        let (news, session) = self.shared.next_news().await?;
        let device = |index, description| Device::new(self.shared.clone(), session, index, description);
        Some(match news {
            News::PingTimeout(error) => Event::PingTimeout(error),
            News::ServerDisconnect(reason) => Event::ServerDisconnect(reason),
            News::Reconnected => Event::Reconnected,
            News::DeviceAdded(index, description) => Event::DeviceAdded(device(index, description)),
            News::DeviceRemoved(index, description) => Event::DeviceRemoved(device(index, description)),
            News::InputReading {
                device,
                feature,
                reading,
            } => Event::InputReading {
                device,
                feature,
                reading,
            },
            News::ScanningFinished => Event::ScanningFinished,
            News::ServerError(error) => Event::ServerError(error),
        })
    }

    /// How many readings were dropped because the program did not read them in time.
    pub fn lost_readings(&self) -> u64 {
        self.shared.lost_readings()
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.shared.deafen();
    }
}
