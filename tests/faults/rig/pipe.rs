//! What a server writes, and that nobody reads it.

use std::{
    fs::OpenOptions,
    io::{self, BufRead, BufReader, PipeWriter, Write, pipe},
    os::{fd::AsRawFd, unix::fs::OpenOptionsExt},
    process::Stdio,
    sync::{Arc, Condvar, Mutex},
    thread,
};

/// O_NONBLOCK on Linux, for `open`.
const NONBLOCK: i32 = 0o4000;
/// A page: what a pipe takes whole or not at all.
const PAGE: usize = 4096;

/// The server's stdout or stderr.
#[derive(Debug)]
pub(crate) struct Pipe {
    /// Ours, to fill it with.
    writer: PipeWriter,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    lines: Vec<String>,
    is_closed: bool,
    /// The reader has seen that it is closed, and reads no more.
    is_held: bool,
}

impl Pipe {
    pub(crate) fn new() -> io::Result<Self> {
        let (reader, writer) = pipe()?;
        let shared = Arc::new(Shared::default());
        let of_reader = shared.clone();
        thread::spawn(move || {
            let mut reader = BufReader::new(reader);
            let mut line = Vec::new();
            loop {
                line.clear();
                if reader.read_until(b'\n', &mut line).unwrap_or(0) == 0 {
                    return;
                }
                of_reader.keep(String::from_utf8_lossy(line.trim_ascii()).into_owned());
            }
        });
        Ok(Self { writer, shared })
    }

    /// For the server.
    pub(crate) fn stdio(&self) -> io::Result<Stdio> {
        Ok(self.writer.try_clone()?.into())
    }

    /// All lines so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.shared.state.lock().unwrap().lines.clone()
    }

    /// Nobody reads it any more, and it is full to the last byte.
    pub(crate) fn block(&mut self) -> io::Result<()> {
        self.shared.state.lock().unwrap().is_closed = true;
        let mut filler = OpenOptions::new()
            .write(true)
            .custom_flags(NONBLOCK)
            .open(format!("/proc/self/fd/{}", self.writer.as_raw_fd()))?;
        // Wakes the reader, which then sees that it is closed.
        filler.write_all(b"\n")?;
        let mut state = self.shared.state.lock().unwrap();
        while !state.is_held {
            state = self.shared.changed.wait(state).unwrap();
        }
        drop(state);
        for amount in [PAGE, 1] {
            let filling = vec![b'\n'; amount];
            while filler.write(&filling).is_ok() {}
        }
        Ok(())
    }

    /// It is read again.
    pub(crate) fn unblock(&self) {
        let mut state = self.shared.state.lock().unwrap();
        state.is_closed = false;
        self.shared.changed.notify_all();
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.unblock();
    }
}

impl Shared {
    fn keep(&self, line: String) {
        let mut state = self.state.lock().unwrap();
        if !line.is_empty() {
            state.lines.push(line);
        }
        while state.is_closed {
            state.is_held = true;
            self.changed.notify_all();
            state = self.changed.wait(state).unwrap();
        }
        state.is_held = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocked_takes_not_one_byte_and_then_all() {
        let mut pipe = Pipe::new().unwrap();
        pipe.block().unwrap();
        let mut other = OpenOptions::new()
            .write(true)
            .custom_flags(NONBLOCK)
            .open(format!("/proc/self/fd/{}", pipe.writer.as_raw_fd()))
            .unwrap();
        assert!(other.write(b"x").is_err());
        pipe.unblock();
        let mut blocking = pipe.writer.try_clone().unwrap();
        blocking.write_all(b"a word\n").unwrap();
        while pipe.lines() != ["a word"] {
            thread::yield_now();
        }
    }
}
