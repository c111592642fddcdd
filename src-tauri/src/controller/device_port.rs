use std::net::{Ipv4Addr, SocketAddr};

use vigil_devices::{Devices, WebSocketToys};

use super::effect::Effect;
use crate::{alerts::Alert, events::Event, settings::Settings};

/// A port as the settings ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WishedPort {
    port: u16,
    /// Not only on this machine.
    lan: bool,
}

impl WishedPort {
    pub(super) fn of(settings: &Settings) -> Option<Self> {
        let port = settings.toys.device_port?;
        let lan = settings.toys.device_port_lan;
        Some(Self { port, lan })
    }
}

/// The port for toys that connect to us. On loopback unless the person opened it: a toy says of itself who it is.
#[derive(Debug, Default)]
pub(super) struct DevicePort {
    /// The port that the settings ask for, whether or not it could be opened.
    wished: Option<WishedPort>,
    toys: Option<WebSocketToys>,
}

impl DevicePort {
    pub(super) const fn wished(&self) -> Option<WishedPort> {
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
    pub(super) async fn open(&mut self, wished: Option<WishedPort>, devices: &Devices) -> Option<Effect> {
        self.wished = wished;
        let WishedPort { port, lan } = wished?;
        let address = if lan {
            Ipv4Addr::UNSPECIFIED
        } else {
            Ipv4Addr::LOCALHOST
        };
        match WebSocketToys::start(devices, SocketAddr::from((address, port))).await {
            Ok(toys) => {
                let port = toys.address().port();
                if lan {
                    log::warn!(
                        "anybody in your network can connect something that poses as a toy to port {port}, and read what \
                         programs tell it; it can report readings, but moves no other toy"
                    );
                }
                self.toys = Some(toys);
                let url = format!("ws://{}:{port}", Ipv4Addr::LOCALHOST);
                Some(Effect::Say(Event::ToysListening { url, lan }))
            }
            Err(error) => {
                log::error!("toys cannot connect over WebSocket: port {port} could not be opened: {error}");
                Some(Effect::Alert(Alert::ToyPortFailed {
                    port,
                    problem: error.to_string(),
                }))
            }
        }
    }
}
