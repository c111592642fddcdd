use std::io::{self, Read, Stdin, stdin};

use tokio::{
    io::AsyncWriteExt,
    process::{Child, ChildStdin, Command},
};

/// Vigil's end.
#[derive(Debug)]
pub(in crate::guardian) struct Sender(ChildStdin);

/// The guardian's end.
#[derive(Debug)]
pub(in crate::guardian) struct Receiver(Stdin);

/// Starts the process with the other end as its standard input.
pub(in crate::guardian) fn attach(command: &mut Command) -> io::Result<(Child, Sender)> {
    let mut process = command.stdin(std::process::Stdio::piped()).spawn()?;
    match process.stdin.take() {
        Some(pipe) => Ok((process, Sender(pipe))),
        None => Err(io::ErrorKind::BrokenPipe.into()),
    }
}

impl Sender {
    pub(in crate::guardian) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes).await?;
        self.0.flush().await
    }
}

impl Receiver {
    #[allow(clippy::unnecessary_wraps, reason = "a socket may be missing, where there is one")]
    pub(in crate::guardian) fn new() -> io::Result<Self> {
        Ok(Self(stdin()))
    }
}

impl Read for Receiver {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}
