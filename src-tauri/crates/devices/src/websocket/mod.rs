//! Toys that connect to us: do-it-yourself ones, and programs that pose as toys.
//!
//! The protocol is the reference server's WebSocket device protocol: the toy connects and sends one text frame,
//! `{"identifier": "LVS-DIY", "address": "aabbccddeeff", "version": 0}`; then bytes go both ways in binary frames. The
//! identifier says which toy it is like: a name that such a toy would advertise over Bluetooth, a name that the device
//! configuration has for this purpose, or a protocol's own.
//!
//! Off unless it is asked for, and on loopback unless told otherwise. A web page is not let in: no toy is one. Whatever is
//! turned away hears why in the Close frame, or in the answer to its handshake; so does the person, but not each time.
//!
//! | file | what it does |
//! | --- | --- |
//! | `connection` | one toy's connection, from its first byte to its last |
//! | `origin` | which Origins are a web page's |
//! | `introduction` | what a toy says first |
//! | `refused` | why a toy was turned away |
//! | `told` | of which refusals the person knows |
//! | `link` | the toy's link, for its protocol |
//! | `last_frames` | what another process writes to the toy |

mod connection;
mod introduction;
#[cfg(unix)]
mod last_frames;
mod link;
mod origin;
mod refused;
mod told;

#[cfg(test)]
mod tests;

use std::{io, net::SocketAddr, sync::Arc};

use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
    time::{sleep, timeout},
};

use self::connection::Door;
use crate::{hub::Devices, limits, timeouts};

/// The WebSocket back end. It works until [`shut_down`](Self::shut_down), or until this is dropped.
#[derive(Debug)]
pub struct WebSocketToys {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl WebSocketToys {
    /// Listens for toys. Fails where the port is taken.
    pub async fn start(devices: &Devices, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let task = devices.runtime().spawn(listen(listener, devices.clone(), stopped));
        log::info!("toys can connect to {address}");
        Ok(Self { address, stop, task })
    }

    /// Where toys can connect to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the port and every connection. To be called after [`Devices::let_go`] or [`Devices::shut_down`], which stop
    /// the toys.
    pub async fn shut_down(mut self) {
        self.stop.send_replace(true);
        if timeout(timeouts::WEBSOCKET_SHUTDOWN, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

async fn listen(listener: TcpListener, devices: Devices, mut stopped: watch::Receiver<bool>) {
    tokio::select! {
        () = accept(listener, devices) => {}
        // An error means that whoever started this has dropped it.
        _ = stopped.changed() => {}
    }
}

async fn accept(listener: TcpListener, devices: Devices) {
    let places = Arc::new(Semaphore::new(limits::WEBSOCKET_TOYS));
    let refusals = Arc::new(Semaphore::new(limits::WEBSOCKET_REFUSALS));
    let door = Door {
        devices,
        told: Arc::default(),
    };
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let door = door.clone();
                    if let Ok(place) = places.clone().try_acquire_owned() {
                        connections.spawn(async move {
                            door.serve(stream, peer).await;
                            drop(place);
                        });
                    } else if let Ok(place) = refusals.clone().try_acquire_owned() {
                        connections.spawn(async move {
                            door.turn_away(stream, peer).await;
                            drop(place);
                        });
                    }
                }
                // Out of file descriptors, mostly: trying again at once would only heat the room.
                Err(error) => {
                    log::warn!("no toy can connect: {error}");
                    sleep(timeouts::ACCEPT_RETRY).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
