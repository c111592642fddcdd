//! A network of its own, in which a link can be made to lose everything without a word.

use std::{
    process::{self, Command},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use crate::case::NotRun;

/// A network namespace with nothing but its loopback. Dropping it deletes it.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) name: String,
}

impl Network {
    pub(crate) fn new() -> Result<Self, NotRun> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("vigil-{}-{}", process::id(), NEXT.fetch_add(1, Relaxed));
        ip(&["netns", "add", &name])?;
        let network = Self { name };
        network.connect()?;
        Ok(network)
    }

    /// Packets arrive.
    pub(crate) fn connect(&self) -> Result<(), NotRun> {
        ip(&["-n", &self.name, "link", "set", "lo", "up"])
    }

    /// None does, and nobody is told: both ends go on believing in their connections.
    pub(crate) fn cut(&self) -> Result<(), NotRun> {
        ip(&["-n", &self.name, "link", "set", "lo", "down"])
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        let _ = ip(&["netns", "delete", &self.name]);
    }
}

fn ip(arguments: &[&str]) -> Result<(), NotRun> {
    match Command::new("ip").args(arguments).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(NotRun(format!(
            "no network of its own can be made (only root can): {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ))),
        Err(error) => Err(NotRun(format!("`ip` (iproute2) cannot be started: {error}"))),
    }
}
