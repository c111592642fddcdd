//! A toy's socket for another process, which stops the toy if this one dies.

use std::{
    io,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio_tungstenite::tungstenite::{
    self,
    protocol::{
        CloseFrame,
        frame::{
            Frame,
            coding::{CloseCode, Data, OpCode},
        },
    },
};

/// A duplicate of the socket that a toy is reached over. The connection ends with the last duplicate, unless it was shut
/// down before; so nobody keeps one for longer than it takes to pass it on.
#[derive(Debug)]
pub struct ToySocket {
    number: u64,
    descriptor: OwnedFd,
}

/// What another process has to know to stop a toy over its socket.
#[derive(Debug, Clone)]
pub struct SocketStop {
    pub socket: Arc<ToySocket>,
    /// Frames to write: the packets that stop the toy, as far as they are known, and the end of the connection.
    pub bytes: Vec<u8>,
    /// These packets stop every output of the toy but carriages: what freezes one depends on where it is.
    pub stops_motors: bool,
}

impl ToySocket {
    pub(super) fn duplicate_of(socket: &impl AsFd) -> io::Result<Self> {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        Ok(Self {
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            descriptor: socket.as_fd().try_clone_to_owned()?,
        })
    }

    /// Another one for every connection.
    pub fn number(&self) -> u64 {
        self.number
    }

    pub fn descriptor(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}

/// The frames that carry these packets, and then end the connection.
pub(super) fn last_frames(packets: Vec<Vec<u8>>) -> Result<Vec<u8>, tungstenite::Error> {
    let mut bytes = Vec::new();
    for packet in packets {
        Frame::message(packet, OpCode::Data(Data::Binary), true).format(&mut bytes)?;
    }
    let end = CloseFrame {
        code: CloseCode::Away,
        reason: tungstenite::Utf8Bytes::from_static("Vigil was ended from outside"),
    };
    Frame::close(Some(end)).format(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use tokio_tungstenite::tungstenite::{
        Message,
        protocol::{Role, WebSocket},
    };

    use super::*;

    #[test]
    fn a_client_reads_what_was_made_ready() {
        for packets in [vec![], vec![b"Vibrate:0;".to_vec()], vec![vec![1], vec![0; 70_000]]] {
            let bytes = last_frames(packets.clone()).unwrap();
            let stream = io::Cursor::new(bytes);
            let mut client = WebSocket::from_raw_socket(stream, Role::Client, None);
            for packet in packets {
                assert_eq!(client.read().unwrap(), Message::binary(packet));
            }
            assert!(matches!(client.read().unwrap(), Message::Close(Some(_))));
        }
    }
}
