//! A program that prints lines for a person, and waits for Enter.

use std::process::{ExitStatus, Stdio};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, Command},
    sync::mpsc,
    time::timeout,
};

use crate::waits;

/// More than any example prints.
const LINES: usize = 1000;

/// A running example. Dropping it kills it.
#[derive(Debug)]
pub struct Example {
    process: Child,
    keys: ChildStdin,
    lines: mpsc::Receiver<String>,
    /// For the message of a failed test.
    printed: Vec<String>,
}

impl Example {
    pub fn start(command: &mut Command) -> Self {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // The end of it says why an example failed.
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} could not be started: {error}"));
        let keys = process.stdin.take().unwrap();
        let (sender, lines) = mpsc::channel(LINES);
        let mut stdout = BufReader::new(process.stdout.take().unwrap()).lines();
        tokio::spawn(async move {
            while let Ok(Some(line)) = stdout.next_line().await {
                if sender.send(line).await.is_err() {
                    return;
                }
            }
        });
        Self {
            process,
            keys,
            lines,
            printed: Vec::new(),
        }
    }

    pub async fn press_enter(&mut self) {
        self.keys.write_all(b"\n").await.unwrap();
    }

    /// The next line that it prints.
    pub async fn line(&mut self) -> String {
        let line = timeout(waits::START, self.lines.recv())
            .await
            .unwrap_or_else(|_| panic!("it prints nothing more, after {:#?}", self.printed))
            .unwrap_or_else(|| panic!("it ended, after {:#?}", self.printed));
        self.printed.push(line.clone());
        line
    }

    /// What it has printed and nobody has asked for yet.
    pub fn waiting(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.lines.try_recv().ok()).collect()
    }

    /// Waits until it has ended by itself. Returns all that it printed since the last [`line`](Self::line), too.
    pub async fn ended(mut self) -> (ExitStatus, Vec<String>) {
        let status = timeout(waits::EXIT, self.process.wait())
            .await
            .unwrap_or_else(|_| panic!("it does not end, after {:#?}", self.printed))
            .unwrap();
        let mut rest = Vec::new();
        while let Some(line) = self.lines.recv().await {
            rest.push(line);
        }
        (status, rest)
    }
}
