//! The way from one process of a person to another. Nobody else's process gets through, in either direction.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::io::{self, ErrorKind};

use serde::{Serialize, de::DeserializeOwned};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};

#[cfg(unix)]
use self::unix::Stream;
#[cfg(unix)]
pub(super) use self::unix::{Listener, Place, connect};
#[cfg(windows)]
use self::windows::Stream;
#[cfg(windows)]
pub(super) use self::windows::{Listener, Place, connect};
use crate::limits::MAX_LINE_BYTES;

/// One conversation: a JSON object on each line.
#[derive(Debug)]
pub(super) struct Line {
    stream: BufReader<Stream>,
    /// The process at the other end, if the system says so.
    peer: Option<u32>,
}

impl Line {
    fn new(stream: Stream, peer: Option<u32>) -> Self {
        Self {
            stream: BufReader::new(stream),
            peer,
        }
    }

    pub(super) const fn peer(&self) -> Option<u32> {
        self.peer
    }

    /// `None` if what was said is not understood. Fails if no more than half of it was said, or too much.
    pub(super) async fn hear<T: DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        let mut line = Vec::new();
        let mut bounded = (&mut self.stream).take(MAX_LINE_BYTES);
        bounded.read_until(b'\n', &mut line).await?;
        if line.last() != Some(&b'\n') {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(serde_json::from_slice(&line).ok())
    }

    pub(super) async fn say(&mut self, what: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(what)?;
        line.push(b'\n');
        self.stream.write_all(&line).await?;
        self.stream.flush().await
    }
}
