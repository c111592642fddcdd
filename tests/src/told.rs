//! `vigil --stop` and `vigil --release`: what a second process asks of the Vigil that runs.

use std::{path::Path, process::Stdio, time::Duration};

use tokio::{
    process::Command,
    time::{Instant, timeout},
};

use crate::{environment, waits};

/// What it said, and how it ended.
#[derive(Debug)]
pub struct Told {
    pub code: i32,
    pub sentence: String,
    pub took: Duration,
}

/// Runs `vigil` with these arguments and this data directory until it has ended by itself.
pub async fn tell(arguments: &[&str], data_dir: &Path) -> Told {
    tell_as(None, arguments, data_dir).await
}

/// As this user and group; only root can.
pub async fn tell_as(user: Option<u32>, arguments: &[&str], data_dir: &Path) -> Told {
    let mut command = Command::new(environment::headless_binary());
    command
        .args(arguments)
        .arg("--data-dir")
        .arg(data_dir)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    if let Some(id) = user {
        command.uid(id).gid(id);
    }
    let begun = Instant::now();
    let output = timeout(waits::EXIT, command.output())
        .await
        .expect("it ends by itself")
        .unwrap();
    let said = if output.status.success() {
        &output.stdout
    } else {
        &output.stderr
    };
    Told {
        code: output.status.code().unwrap_or(-1),
        sentence: String::from_utf8_lossy(said).trim().to_owned(),
        took: begun.elapsed(),
    }
}
