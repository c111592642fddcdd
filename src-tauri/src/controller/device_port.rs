use std::net::{Ipv4Addr, SocketAddr};

use vigil_devices::{Devices, WebSocketToys};

use super::effect::Effect;
use crate::{alerts::Alert, events::Event, view::AlertCause};

/// The port for toys that connect to us. On loopback: a toy says of itself who it is.
#[derive(Debug, Default)]
pub(super) struct DevicePort {
    /// The port that the settings ask for, whether or not it could be opened.
    wished: Option<u16>,
    toys: Option<WebSocketToys>,
}

impl DevicePort {
    pub(super) const fn wished(&self) -> Option<u16> {
        self.wished
    }

    pub(super) const fn is_open(&self) -> bool {
        self.toys.is_some()
    }

    /// It counts as closed from now on. What comes back closes it when it is polled.
    pub(super) fn close(&mut self) -> Option<impl Future<Output = ()> + Send + use<>> {
        let toys = self.toys.take()?;
        Some(async move { toys.shut_down().await })
    }

    /// Opens it, once it is closed.
    pub(super) async fn open(&mut self, wished: Option<u16>, devices: &Devices) -> Option<Effect> {
        self.wished = wished;
        let port = wished?;
        match WebSocketToys::start(devices, SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
            Ok(toys) => {
                let url = format!("ws://{}", toys.address());
                self.toys = Some(toys);
                Some(Effect::Say(Event::ToysListening { url }))
            }
            Err(error) => {
                let sentence = format!("Toys cannot connect over WebSocket: port {port} could not be opened.");
                log::error!("{sentence} {error}");
                let hint = format!("{error}. Choose another port for toys in Settings.");
                Some(Effect::Alert(Alert::plain(
                    AlertCause::ServerFailed,
                    sentence,
                    Some(&hint),
                )))
            }
        }
    }
}
