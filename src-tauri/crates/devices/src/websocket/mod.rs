//! Toys that connect to us: do-it-yourself ones, and programs that pose as toys.
//!
//! The protocol is the reference server's WebSocket device protocol: the toy connects and sends one text frame,
//! `{"identifier": "LVS-DIY", "address": "aabbccddeeff", "version": 0}`; then bytes go both ways in binary frames. The
//! identifier says which toy it is like: a name that such a toy would advertise over Bluetooth, a name that the device
//! configuration has for this purpose, or a protocol's own.
//!
//! Off unless it is asked for, and on loopback unless told otherwise. A web page is not let in: no toy is one.

mod connection;
mod introduction;
#[cfg(unix)]
mod last_frames;
mod link;

#[cfg(test)]
mod tests;

use std::{io, net::SocketAddr, sync::Arc};

use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
    time::{sleep, timeout},
};

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
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match places.clone().try_acquire_owned() {
                    Ok(place) => {
                        let devices = devices.clone();
                        connections.spawn(async move {
                            connection::serve(stream, peer, devices).await;
                            drop(place);
                        });
                    }
                    Err(_) => log::warn!("{peer} was turned away: {} toys are connected", limits::WEBSOCKET_TOYS),
                },
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
