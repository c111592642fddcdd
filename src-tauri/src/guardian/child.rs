//! A guardian that runs, as Vigil sees it.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process::{self, ExitStatus, Stdio},
};

use tokio::{
    io::AsyncReadExt,
    process::{Child, ChildStdout, Command},
    time::{Instant, timeout},
};

use super::{
    channel::{Sender, attach},
    message::Message,
};
#[cfg(windows)]
use crate::console::DETACHED;
use crate::timeouts;

/// A guardian that runs.
pub(super) struct Guardian {
    process: Child,
    channel: Sender,
    answers: ChildStdout,
    /// Messages that were not answered yet.
    unanswered: usize,
    /// When it was last heard, or began to owe an answer.
    silent_since: Instant,
}

/// What is heard of a guardian.
#[derive(Debug)]
pub(super) enum GuardianNews {
    Answered,
    Exited(io::Result<ExitStatus>),
}

impl Guardian {
    pub(super) fn start(data_dir: &Path) -> io::Result<Self> {
        let mut command = Command::new(program()?);
        command
            .args([OsString::from("--guardian"), process::id().to_string().into()])
            .arg("--data-dir")
            .arg(data_dir)
            .stdout(Stdio::piped())
            // Whoever reads what Vigil prints is not to wait for its guardian.
            .stderr(Stdio::null());
        #[cfg(unix)]
        command.arg0("vigil-guardian");
        #[cfg(windows)]
        // Some programs end all that they have started with themselves (a job of Windows): not this one, if they allow that.
        command.creation_flags(DETACHED | CREATE_BREAKAWAY_FROM_JOB);
        let attached = attach(&mut command);
        #[cfg(windows)]
        let attached = attached.or_else(|_| attach(command.creation_flags(DETACHED)));
        let (mut process, channel) = attached?;
        let answers = process
            .stdout
            .take()
            .ok_or_else(|| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(Self {
            process,
            channel,
            answers,
            unanswered: 0,
            silent_since: Instant::now(),
        })
    }

    pub(super) async fn send(&mut self, message: &Message) -> io::Result<()> {
        let line = message.line()?;
        self.owes_an_answer();
        timeout(timeouts::GUARDIAN_ANSWER, self.channel.send(&line)).await?
    }

    /// Hands a toy's socket over.
    #[cfg(unix)]
    pub(super) async fn send_socket(&mut self, socket: u64, descriptor: std::os::fd::BorrowedFd<'_>) -> io::Result<()> {
        let line = Message::Socket { socket }.line()?;
        self.owes_an_answer();
        timeout(timeouts::GUARDIAN_ANSWER, self.channel.send_with(&line, descriptor)).await?
    }

    /// Waits until it says something. Nothing is lost if this is given up.
    pub(super) async fn hear(&mut self) -> GuardianNews {
        let mut answers = [0; 64];
        tokio::select! {
            biased;
            read = self.answers.read(&mut answers) => match read {
                Ok(count) if count > 0 => {
                    self.unanswered = self.unanswered.saturating_sub(count);
                    self.silent_since = Instant::now();
                    GuardianNews::Answered
                }
                // It closed its output, which only its end does.
                Ok(_) | Err(_) => GuardianNews::Exited(self.process.wait().await),
            },
            ended = self.process.wait() => GuardianNews::Exited(ended),
        }
    }

    /// When it will have been silent for too long, if it owes an answer.
    pub(super) fn overdue_at(&self) -> Option<Instant> {
        (self.unanswered > 0).then(|| self.silent_since + timeouts::GUARDIAN_ANSWER)
    }

    /// Says goodbye, and waits until it has left.
    pub(super) async fn leave(mut self) {
        let farewell = async {
            self.channel.send(&Message::Goodbye.line()?).await?;
            self.process.wait().await
        };
        if !matches!(timeout(timeouts::GUARDIAN_LEAVES, farewell).await, Ok(Ok(_))) {
            log::warn!("the guardian did not end when it was told to");
            self.kill().await;
        }
    }

    /// It hangs, so it would not act if its channel ended; or it must not act.
    pub(super) async fn kill(mut self) {
        match timeout(timeouts::GUARDIAN_LEAVES, self.process.kill()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => log::warn!("the guardian could not be ended: {error}"),
            Err(_) => log::warn!("the guardian was killed, but has not ended"),
        }
    }

    fn owes_an_answer(&mut self) {
        if self.unanswered == 0 {
            self.silent_since = Instant::now();
        }
        self.unanswered += 1;
    }
}

/// The program that runs here, even if its file was replaced meanwhile.
#[cfg(target_os = "linux")]
#[allow(clippy::unnecessary_wraps)]
fn program() -> io::Result<PathBuf> {
    Ok(PathBuf::from("/proc/self/exe"))
}

#[cfg(not(target_os = "linux"))]
fn program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

#[cfg(windows)]
const CREATE_BREAKAWAY_FROM_JOB: u32 = 0x0100_0000;
