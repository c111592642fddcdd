//! A toy that somebody built: it connects to Vigil's port for toys, and keeps what it is told.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    net::TcpStream,
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::waits;

/// It lives until it is dropped.
#[derive(Debug)]
pub struct BuiltToy {
    told: Arc<Mutex<Vec<Told>>>,
    changes: watch::Receiver<usize>,
    life: JoinHandle<()>,
}

/// Something that Vigil did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub at: Instant,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Packet(String),
    /// A Close frame.
    Close,
    /// The connection is over.
    End,
}

impl BuiltToy {
    /// One that says that it behaves like a Lovense Hush.
    pub async fn hush(port: u16) -> Self {
        Self::lovense(port, "A1B2C3D4E5F6", "Z:1").await
    }

    /// One that says that it is this model of Lovense (its letters and its firmware), at this address.
    pub async fn lovense(port: u16, address: &str, model: &str) -> Self {
        Self::connect(port, "LVS-DIY", address, &format!("{model}:{address};")).await
    }

    /// A stroker with one carriage.
    pub async fn stroker(port: u16) -> Self {
        Self::connect(port, "tcode-v03", "A1B2C3D4E5F6", "").await
    }

    async fn connect(port: u16, identifier: &str, address: &str, device_type: &str) -> Self {
        let url = format!("ws://127.0.0.1:{port}");
        let connected = async {
            loop {
                match connect_async(&url).await {
                    Ok((socket, _)) => return socket,
                    Err(_) => sleep(waits::LOOK_AGAIN).await,
                }
            }
        };
        let mut socket = timeout(waits::EVENT, connected).await.expect("Vigil lets toys in");
        let introduction = format!(r#"{{"identifier":"{identifier}","address":"{address}","version":0}}"#);
        socket.send(Message::text(introduction)).await.unwrap();
        let told = Arc::<Mutex<Vec<Told>>>::default();
        let (tell, changes) = watch::channel(0);
        Self {
            life: tokio::spawn(live(socket, device_type.to_owned(), told.clone(), tell)),
            told,
            changes,
        }
    }

    /// All of it.
    pub fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The packets, as text.
    pub fn packets(&self) -> Vec<String> {
        let told = self.told().into_iter();
        told.filter_map(|told| match told.what {
            What::Packet(text) => Some(text),
            What::Close | What::End => None,
        })
        .collect()
    }

    pub fn clear(&self) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Until it was told this; when that was.
    pub async fn wait_for(&self, what: &What) -> Instant {
        let mut changes = self.changes.clone();
        let found = async {
            loop {
                if let Some(told) = self.told().into_iter().find(|told| told.what == *what) {
                    return told.at;
                }
                changes.changed().await.expect("its life goes on");
            }
        };
        timeout(waits::EVENT, found)
            .await
            .unwrap_or_else(|_| panic!("{what:?} did not come: {:?}", self.told()))
    }

    pub async fn wait_for_packet(&self, text: &str) -> Instant {
        self.wait_for(&What::Packet(text.to_owned())).await
    }
}

impl Drop for BuiltToy {
    fn drop(&mut self) {
        self.life.abort();
    }
}

async fn live(
    mut socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    device_type: String,
    told: Arc<Mutex<Vec<Told>>>,
    tell: watch::Sender<usize>,
) {
    let note = |what| {
        let at = Instant::now();
        told.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Told { at, what });
        tell.send_modify(|count| *count += 1);
    };
    while let Some(Ok(message)) = socket.next().await {
        match message {
            Message::Binary(packet) => {
                let text = String::from_utf8_lossy(&packet).into_owned();
                let answer = if text == "DeviceType;" {
                    device_type.clone()
                } else {
                    "OK;".to_owned()
                };
                note(What::Packet(text));
                // What is over is seen by the next look.
                let _ = socket.send(Message::binary(answer)).await;
            }
            Message::Close(_) => note(What::Close),
            _ => {}
        }
    }
    note(What::End);
    // The channel stays open as long as the toy is asked about it.
    std::future::pending::<()>().await;
}
