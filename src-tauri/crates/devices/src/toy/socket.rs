//! A toy's socket for another process, which stops the toy if this one dies.

use std::{
    io,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
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
    pub(crate) fn duplicate_of(socket: &impl AsFd) -> io::Result<Self> {
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
