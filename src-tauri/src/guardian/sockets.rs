//! Toys on sockets that Vigil handed over: their stop is ready, and only has to be written.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, ErrorKind, Write},
    net::TcpStream as StdTcpStream,
    os::fd::OwnedFd,
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, join_all},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
    time::timeout,
};

use super::message::{OverSocket, Toys};
use crate::timeouts;

/// The guardian's duplicates. Vigil's end of a connection closes with the last duplicate, so none is kept longer than
/// the toy may have to be stopped.
#[derive(Debug, Default)]
pub(super) struct Sockets {
    open: BTreeMap<u64, StdTcpStream>,
    closing: Vec<JoinHandle<()>>,
}

impl Sockets {
    pub(super) fn add(&mut self, socket: u64, descriptor: OwnedFd) {
        self.open.insert(socket, descriptor.into());
    }

    /// Closes those of toys that stand still or are gone.
    pub(super) fn keep_those_of(&mut self, toys: &Toys) {
        let kept: BTreeSet<_> = toys
            .moved
            .iter()
            .filter_map(|toy| Some(toy.over_socket.as_ref()?.socket))
            .collect();
        self.open.retain(|socket, _| kept.contains(socket));
    }

    /// Writes the stop, as much of it as the system takes at once. The future is done when all of it is written, or
    /// could not be in [`timeouts::GUARDIAN_SOCKET`]. To be called in a runtime.
    pub(super) fn stop(&mut self, toy: OverSocket) -> BoxFuture<'static, io::Result<()>> {
        let Some(socket) = self.open.remove(&toy.socket) else {
            return futures_util::future::ready(Err(ErrorKind::NotConnected.into())).boxed();
        };
        let (done, written) = tokio::sync::oneshot::channel();
        // Before anything else is begun.
        let begun = write_at_once(&socket, &toy.bytes);
        self.closing.push(tokio::spawn(async move {
            let mut socket = match begun.and_then(|written| Ok((written, TcpStream::from_std(socket)?))) {
                Ok((written, mut socket)) => {
                    let rest = socket.write_all(&toy.bytes[written..]);
                    let result = timeout(timeouts::GUARDIAN_SOCKET, rest).await;
                    let _ = done.send(result.unwrap_or_else(|late| Err(late.into())));
                    socket
                }
                Err(error) => {
                    let _ = done.send(Err(error));
                    return;
                }
            };
            drop(timeout(timeouts::GUARDIAN_SOCKET_CLOSE, close(&mut socket)).await);
        }));
        async move { written.await.unwrap_or_else(|_| Err(ErrorKind::NotConnected.into())) }.boxed()
    }

    /// Waits for the connections to end, but not for long.
    pub(super) async fn closed(self) {
        join_all(self.closing).await;
    }
}

/// How much of it was written.
fn write_at_once(mut socket: &StdTcpStream, bytes: &[u8]) -> io::Result<usize> {
    // It is already: Vigil's sockets never block, and a duplicate shares that.
    socket.set_nonblocking(true)?;
    let mut written = 0;
    while written < bytes.len() {
        match socket.write(&bytes[written..]) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(more) => written += more,
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(written)
}

/// Says that nothing more will come, and waits for the toy to say the same: a socket that is closed with something unread
/// takes back what the toy has not read yet.
async fn close(socket: &mut TcpStream) {
    // It may have ended already.
    let _ = socket.shutdown().await;
    let mut unread = [0; 1024];
    while socket.read(&mut unread).await.is_ok_and(|length| length > 0) {}
}

#[cfg(test)]
mod tests {
    use std::{io::Read, net::TcpListener, os::fd::OwnedFd};

    use vigil_devices::{ToyIdentity, Transport};

    use super::*;
    use crate::guardian::message::MovedToy;

    /// Vigil's end, and the toy's.
    fn connection() -> (StdTcpStream, StdTcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let toy = StdTcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (vigil, _) = listener.accept().unwrap();
        vigil.set_nonblocking(true).unwrap();
        (vigil, toy)
    }

    fn duplicate(socket: &StdTcpStream) -> OwnedFd {
        socket.try_clone().unwrap().into()
    }

    fn stop(bytes: &[u8]) -> OverSocket {
        OverSocket {
            socket: 1,
            bytes: bytes.to_vec(),
            stops_motors: true,
        }
    }

    #[tokio::test]
    async fn s5_a_stop_arrives_although_the_toy_had_said_something() {
        let (vigil, mut toy) = connection();
        let mut sockets = Sockets::default();
        sockets.add(1, duplicate(&vigil));
        toy.write_all(b"nobody reads this").unwrap();
        drop(vigil);
        let written = sockets.stop(stop(b"stop"));
        // As soon as it was asked for: nothing here ran since.
        toy.set_nonblocking(false).unwrap();
        let mut heard = [0; 4];
        toy.read_exact(&mut heard).unwrap();
        assert_eq!(&heard, b"stop");
        written.await.unwrap();
        tokio::task::yield_now().await;
        let end = tokio::task::spawn_blocking(move || (toy.read(&mut heard).unwrap(), toy));
        let (length, toy) = end.await.unwrap();
        assert_eq!(length, 0, "the connection ends in order");
        drop(toy);
        sockets.closed().await;
    }

    #[tokio::test]
    async fn s5_a_toy_that_takes_nothing_is_given_up_on() {
        let (vigil, _toy) = connection();
        let filler = vec![0; 1 << 20];
        while (&vigil).write(&filler).is_ok() {}
        let mut sockets = Sockets::default();
        sockets.add(1, duplicate(&vigil));
        let error = sockets.stop(stop(b"stop")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        sockets.closed().await;
    }

    #[tokio::test]
    async fn a_socket_whose_toy_stands_still_is_closed() {
        let (vigil, mut toy) = connection();
        let mut sockets = Sockets::default();
        sockets.add(1, duplicate(&vigil));
        drop(vigil);
        let moved = MovedToy {
            index: 0,
            name: "Toy".to_owned(),
            identity: ToyIdentity {
                transport: Transport::WebSocket,
                address: "1".to_owned(),
                protocol: "lovense".to_owned(),
                variant: None,
            },
            advertised: None,
            movements: Vec::new(),
            over_socket: Some(stop(b"")),
        };
        let mut toys = Toys {
            adapter: None,
            moved: vec![moved],
        };
        sockets.keep_those_of(&toys);
        assert_eq!(sockets.open.len(), 1);
        toys.moved.clear();
        sockets.keep_those_of(&toys);
        assert_eq!(toy.read(&mut [0]).unwrap(), 0);
        assert!(sockets.stop(stop(b"stop")).await.is_err());
    }
}
