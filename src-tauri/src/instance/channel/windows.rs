//! Untried.

use std::{io, path::Path};

use std::{
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::windows::named_pipe::{ClientOptions, NamedPipeClient, NamedPipeServer, ServerOptions},
};

use super::Line;
use crate::files::fingerprint;

/// All instances of the pipe are taken.
const PIPE_BUSY: i32 = 231;

#[derive(Debug)]
pub(super) enum Stream {
    Server(NamedPipeServer),
    Client(NamedPipeClient),
}

/// Where Vigil listens. What may connect is what Windows lets by itself: processes of the same user, and administrators.
#[derive(Debug)]
pub(in crate::instance) struct Listener {
    name: String,
    next: NamedPipeServer,
}

/// A pipe goes with its process.
#[derive(Debug)]
pub(in crate::instance) struct Place;

impl Listener {
    /// To be called in a runtime.
    pub(in crate::instance) fn open(data_dir: &Path) -> io::Result<(Self, Place)> {
        let name = name(data_dir);
        let next = ServerOptions::new().first_pipe_instance(true).create(&name)?;
        Ok((Self { name, next }, Place))
    }

    /// The next process that calls.
    pub(in crate::instance) async fn accept(&mut self) -> io::Result<Line> {
        self.next.connect().await?;
        // The next one finds the pipe there before this one is answered.
        let another = ServerOptions::new().create(&self.name)?;
        let server = std::mem::replace(&mut self.next, another);
        Ok(Line::new(Stream::Server(server), None))
    }
}

/// Calls the Vigil that listens. Not found means that none does.
pub(in crate::instance) async fn connect(data_dir: &Path) -> io::Result<Line> {
    match ClientOptions::new().open(name(data_dir)) {
        Ok(client) => Ok(Line::new(Stream::Client(client), None)),
        Err(error) if error.raw_os_error() == Some(PIPE_BUSY) => Err(io::ErrorKind::WouldBlock.into()),
        Err(error) => Err(error),
    }
}

fn name(data_dir: &Path) -> String {
    format!(r"\\.\pipe\vigil-{:016x}", fingerprint(data_dir))
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Server(pipe) => Pin::new(pipe).poll_read(context, buffer),
            Self::Client(pipe) => Pin::new(pipe).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Server(pipe) => Pin::new(pipe).poll_write(context, bytes),
            Self::Client(pipe) => Pin::new(pipe).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Server(pipe) => Pin::new(pipe).poll_flush(context),
            Self::Client(pipe) => Pin::new(pipe).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Server(pipe) => Pin::new(pipe).poll_shutdown(context),
            Self::Client(pipe) => Pin::new(pipe).poll_shutdown(context),
        }
    }
}
