use std::{
    collections::VecDeque,
    io::{self, IoSlice, IoSliceMut, Read, stdin},
    mem::MaybeUninit,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    process::Stdio,
};

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
    recvmsg, sendmsg,
};
use tokio::{
    io::Interest,
    net::UnixStream,
    process::{Child, Command},
};

/// Descriptors that come with one piece of data. Vigil sends one at a time.
const DESCRIPTORS: usize = 4;

/// Vigil's end.
#[derive(Debug)]
pub(in crate::guardian) struct Sender(UnixStream);

/// The guardian's end.
#[derive(Debug)]
pub(in crate::guardian) struct Receiver {
    channel: OwnedFd,
    /// In the order in which they came.
    descriptors: VecDeque<OwnedFd>,
}

/// Starts the process with the other end as its standard input.
pub(in crate::guardian) fn attach(command: &mut Command) -> io::Result<(Child, Sender)> {
    let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
    ours.set_nonblocking(true)?;
    let process = command.stdin(Stdio::from(OwnedFd::from(theirs))).spawn();
    // Else a copy of the guardian's end would stay open in here.
    command.stdin(Stdio::null());
    Ok((process?, Sender(UnixStream::from_std(ours)?)))
}

impl Sender {
    pub(in crate::guardian) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.send_all(bytes, &[]).await
    }

    /// Hands a descriptor over with these bytes.
    pub(in crate::guardian) async fn send_with(&mut self, bytes: &[u8], descriptor: BorrowedFd<'_>) -> io::Result<()> {
        self.send_all(bytes, &[descriptor]).await
    }

    async fn send_all(&mut self, mut bytes: &[u8], mut descriptors: &[BorrowedFd<'_>]) -> io::Result<()> {
        while !bytes.is_empty() {
            let sent = self
                .0
                .async_io(Interest::WRITABLE, || send_once(self.0.as_fd(), bytes, descriptors))
                .await?;
            bytes = &bytes[sent..];
            // They went with the first bytes.
            descriptors = &[];
        }
        Ok(())
    }
}

fn send_once(channel: BorrowedFd<'_>, bytes: &[u8], descriptors: &[BorrowedFd<'_>]) -> io::Result<usize> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !descriptors.is_empty() && !control.push(SendAncillaryMessage::ScmRights(descriptors)) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    Ok(sendmsg(
        channel,
        &[IoSlice::new(bytes)],
        &mut control,
        SendFlags::empty(),
    )?)
}

impl Receiver {
    pub(in crate::guardian) fn new() -> io::Result<Self> {
        Ok(Self::on(stdin().as_fd().try_clone_to_owned()?))
    }

    fn on(channel: OwnedFd) -> Self {
        Self {
            channel,
            descriptors: VecDeque::new(),
        }
    }

    /// The first descriptor that came and was not taken yet.
    pub(in crate::guardian) fn take_descriptor(&mut self) -> Option<OwnedFd> {
        self.descriptors.pop_front()
    }
}

impl Read for Receiver {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(DESCRIPTORS))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        #[cfg(target_os = "linux")]
        let flags = RecvFlags::CMSG_CLOEXEC;
        #[cfg(not(target_os = "linux"))]
        let flags = RecvFlags::empty();
        let received = recvmsg(&self.channel, &mut [IoSliceMut::new(buffer)], &mut control, flags)?;
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(descriptors) = message {
                self.descriptors.extend(descriptors);
            }
        }
        Ok(received.bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};

    use super::*;

    fn pair() -> (Sender, BufReader<Receiver>) {
        let (ours, theirs) = std::os::unix::net::UnixStream::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        let receiver = Receiver::on(theirs.into());
        (Sender(UnixStream::from_std(ours).unwrap()), BufReader::new(receiver))
    }

    #[tokio::test]
    async fn a_socket_that_is_handed_over_is_the_same_one_also_after_its_first_owner_is_gone() {
        let (mut sender, mut receiver) = pair();
        let (one, other) = std::os::unix::net::UnixStream::pair().unwrap();
        sender.send(b"before\n").await.unwrap();
        sender.send_with(b"with it\n", one.as_fd()).await.unwrap();
        sender.send(b"after\n").await.unwrap();
        drop((one, sender));
        for expected in ["before\n", "with it\n", "after\n", ""] {
            let mut line = String::new();
            receiver.read_line(&mut line).unwrap();
            assert_eq!(line, expected);
        }
        let handed_over = receiver.get_mut().take_descriptor().unwrap();
        assert!(receiver.get_mut().take_descriptor().is_none());
        let mut socket = std::os::unix::net::UnixStream::from(handed_over);
        socket.write_all(b"stop").unwrap();
        drop(socket);
        let mut heard = String::new();
        BufReader::new(other).read_line(&mut heard).unwrap();
        assert_eq!(heard, "stop");
    }

    fn has_descriptor(turn: usize) -> bool {
        turn.is_multiple_of(3)
    }

    #[tokio::test]
    async fn a_descriptor_is_there_when_its_line_is_however_long_the_lines_are() {
        let (mut sender, mut receiver) = pair();
        let read = tokio::task::spawn_blocking(move || {
            let mut taken = Vec::new();
            for turn in 0..20 {
                let mut line = Vec::new();
                receiver.read_until(b'\n', &mut line).unwrap();
                // What is read ahead may bring the next one.
                let is_there = has_descriptor(turn) && receiver.get_mut().take_descriptor().is_some();
                taken.push((line.len(), is_there));
            }
            assert!(receiver.get_mut().take_descriptor().is_none());
            taken
        });
        let (one, _other) = std::os::unix::net::UnixStream::pair().unwrap();
        let mut expected = Vec::new();
        for turn in 0..20_usize {
            let mut line = vec![b'x'; turn * 20_000];
            line.push(b'\n');
            if has_descriptor(turn) {
                sender.send_with(&line, one.as_fd()).await.unwrap();
            } else {
                sender.send(&line).await.unwrap();
            }
            expected.push((line.len(), has_descriptor(turn)));
        }
        assert_eq!(read.await.unwrap(), expected);
    }
}
