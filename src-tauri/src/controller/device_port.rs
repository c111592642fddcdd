use std::net::{Ipv4Addr, SocketAddr};

use vigil_devices::{Transport, WebSocketToys};

use super::Controller;
use crate::{alerts::Alert, events::Event, view::AlertCause};

impl Controller {
    /// Opens or closes the port for toys that connect to us, as the settings say. On loopback: a toy says of itself who
    /// it is.
    pub(super) async fn follow_device_port(&mut self) {
        let wished = self.settings().toys.device_port;
        if wished == self.device_port {
            return;
        }
        self.close_device_port().await;
        self.device_port = wished;
        let Some(port) = wished else {
            return;
        };
        self.keep_guardian();
        match WebSocketToys::start(&self.devices, SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
            Ok(toys) => {
                let url = format!("ws://{}", toys.address());
                self.say(Event::ToysListening { url });
                self.socket_toys = Some(toys);
            }
            Err(error) => {
                let sentence = format!("Toys cannot connect over WebSocket: port {port} could not be opened.");
                log::error!("{sentence} {error}");
                let hint = format!("{error}. Choose another port for toys in Settings.");
                self.alert(Alert::plain(AlertCause::ServerFailed, sentence, Some(&hint)));
                if let Some(keeper) = self.guardian_without_purpose() {
                    self.carry_through(keeper.goodbye()).await;
                }
            }
        }
    }

    pub(super) async fn close_device_port(&mut self) {
        if let Some(toys) = self.socket_toys.take() {
            let devices = self.devices.clone();
            let keeper = self.guardian_without_purpose();
            self.carry_through(async move {
                devices.let_go(Transport::WebSocket).await;
                toys.shut_down().await;
                if let Some(keeper) = keeper {
                    keeper.goodbye().await;
                }
            })
            .await;
        }
    }
}
