//! The screen: whether there is one, and one of our own for tests.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use crate::{error::Error, process};

/// Xvfb answers within a second on an idle machine; a busy one may take longer, none takes this long.
const START_LIMIT: Duration = Duration::from_secs(30);

/// Xvfb leaves at once when asked to.
const STOP_LIMIT: Duration = Duration::from_secs(2);
const STOP_POLL: Duration = Duration::from_millis(10);

/// Room for the windows of several tests beside each other: one that lies under another one is told nothing.
const SCREEN: &str = "6000x4000x24";

/// Whether a window would be seen here.
pub(crate) fn is_present() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// A display nobody sees, for as long as this value lives.
#[derive(Debug)]
pub(crate) struct VirtualDisplay {
    server: Child,
    number: String,
}

impl VirtualDisplay {
    /// On a number that is free, which Xvfb finds itself and writes to its standard output.
    pub(crate) fn start() -> Result<Self, Error> {
        let mut command = unattended("Xvfb");
        command
            .args(["-displayfd", "1", "-screen", "0", SCREEN])
            // It would start afresh whenever the last window closes, just when the next test opens its own.
            .args(["-noreset", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = command.spawn().map_err(|source| Error::Start {
            program: process::program(&command),
            source,
        })?;
        let (sender, receiver) = mpsc::channel();
        if let Some(output) = server.stdout.take() {
            thread::spawn(move || {
                let mut line = String::new();
                if BufReader::new(output).read_line(&mut line).is_ok() {
                    let _ = sender.send(line.trim().to_owned());
                }
            });
        }
        let mut display = Self {
            server,
            number: String::new(),
        };
        match receiver.recv_timeout(START_LIMIT) {
            Ok(number) if !number.is_empty() => {
                display.number = number;
                Ok(display)
            }
            Ok(_) | Err(mpsc::RecvTimeoutError::Disconnected) => Err(Error::Display("ended instead of starting")),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(Error::Display("did not start in time")),
        }
    }

    /// Makes windows of that command, and of all it starts, open here and nowhere else.
    pub(crate) fn apply_to(&self, command: &mut Command) {
        command
            .env("DISPLAY", format!(":{}", self.number))
            // On a Wayland desktop GTK would open the window there.
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            // The person's own display asks for it; this one asks nobody.
            .env_remove("XAUTHORITY");
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        // Asked, it takes its lock and its socket in /tmp away; std can only kill.
        let _ = Command::new("kill").arg(self.server.id().to_string()).status();
        let asked = Instant::now();
        while asked.elapsed() < STOP_LIMIT {
            if !matches!(self.server.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(STOP_POLL);
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A program that ends with us even where we are killed and nothing of ours runs any more.
fn unattended(program: &str) -> Command {
    if process::find("setpriv").is_none() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM", program]);
    command
}
