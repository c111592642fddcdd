//! A program that prints a JSON object a line: Vigil, and the scripts with other people's clients.

use std::{
    collections::VecDeque,
    fmt::Debug,
    fs::OpenOptions,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde::de::DeserializeOwned;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader, Lines},
    process::Command,
    sync::watch,
    time::{error::Elapsed, timeout},
};

use crate::{environment, usage::Usage, waits};

/// More lines than any test causes; a child that prints more has run wild.
const LINES_KEPT: usize = 500_000;
/// For the message of a failed test.
const LINES_SHOWN: usize = 40;
const LOG_LINES_KEPT: usize = 60;

/// A running program that says `T`s. Dropping it kills it.
#[derive(Debug)]
pub struct Child<T> {
    name: &'static str,
    process: tokio::process::Child,
    said: Arc<Said<T>>,
    /// How much was said; closed when stdout is.
    count: watch::Receiver<usize>,
    stdout: Gate,
    stderr: Gate,
}

/// What a child writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// Whether a stream is read; the reader's end is [`Reading`].
#[derive(Debug)]
struct Gate {
    is_blocked: watch::Sender<bool>,
    has_stopped: watch::Receiver<bool>,
}

struct Reading {
    is_blocked: watch::Receiver<bool>,
    has_stopped: watch::Sender<bool>,
}

/// Of Linux.
const O_NONBLOCK: i32 = 0o4000;

/// A line that nobody wants, in every stream: an event that tests ignore.
const FILLING: &[u8; 64] = b"{\"event\":\"filling\",\"text\":\"so that nothing more fits in here \"}\n";

/// A place in what a child says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mark(usize);

#[derive(Debug)]
struct Said<T> {
    words: Mutex<Vec<T>>,
    /// The end of what came on stderr.
    log: Mutex<VecDeque<String>>,
}

impl<T: DeserializeOwned + Clone + Debug + Send + 'static> Child<T> {
    /// Starts it; the name is for messages.
    pub fn start(name: &'static str, command: &mut Command) -> Self {
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{name} could not be started: {error}"));
        let said = Arc::new(Said {
            words: Mutex::default(),
            log: Mutex::default(),
        });
        let (counter, count) = watch::channel(0);
        let (stdout, reading) = gate();
        let out = process.stdout.take().unwrap();
        tokio::spawn(listen(name, out, reading, said.clone(), counter));
        let (stderr, reading) = gate();
        tokio::spawn(keep_log(process.stderr.take().unwrap(), reading, said.clone()));
        Self {
            name,
            process,
            said,
            count,
            stdout,
            stderr,
        }
    }

    /// From now on nobody reads what it writes there, and nothing more fits in.
    pub async fn block(&self, stream: Stream) {
        let (gate, descriptor) = match stream {
            Stream::Stdout => (&self.stdout, 1),
            Stream::Stderr => (&self.stderr, 2),
        };
        gate.is_blocked.send_replace(true);
        let mut has_stopped = gate.has_stopped.clone();
        has_stopped.wait_for(|stopped| *stopped).await.expect("it is read");
        // A file description of its own, so that only this one does not wait.
        let path = format!("/proc/{}/fd/{descriptor}", self.id());
        let mut pipe = OpenOptions::new()
            .write(true)
            .custom_flags(O_NONBLOCK)
            .open(path)
            .unwrap();
        // Each fits in whole, or not at all.
        for piece in [FILLING.repeat(64), FILLING.to_vec()] {
            while pipe.write(&piece).is_ok() {}
        }
    }

    /// What was blocked is read again.
    pub fn unblock(&self) {
        for gate in [&self.stdout, &self.stderr] {
            gate.is_blocked.send_replace(false);
        }
    }

    /// Here, in what it says.
    pub fn mark(&self) -> Mark {
        Mark(self.said.words.lock().unwrap().len())
    }

    /// All that it said since.
    pub fn since(&self, Mark(mark): Mark) -> Vec<T> {
        self.said.words.lock().unwrap()[mark..].to_vec()
    }

    /// Waits until it says, or has said, what is picked.
    pub async fn wait<R>(
        &self,
        what: &str,
        time: Duration,
        Mark(mut seen): Mark,
        mut pick: impl FnMut(&T) -> Option<R>,
    ) -> R {
        let mut count = self.count.clone();
        let found = async {
            loop {
                count.mark_unchanged();
                {
                    let words = self.said.words.lock().unwrap();
                    if let Some(found) = words[seen..].iter().find_map(&mut pick) {
                        return Some(found);
                    }
                    seen = words.len();
                }
                if count.changed().await.is_err() {
                    return None;
                }
            }
        };
        match timeout(time, found).await {
            Ok(Some(found)) => found,
            Ok(None) => panic!("{} ended; the test waited for {what}.\n{}", self.name, self.report()),
            Err(Elapsed { .. }) => panic!("waited {time:?} in vain for {what}.\n{}", self.report()),
        }
    }

    /// SIGTERM, SIGSTOP and the like.
    pub fn signal(&self, signal: Signal) {
        // Windows has no SIGTERM. Wine makes Ctrl-C of SIGINT, which ends a program in order there.
        let signal = match signal {
            Signal::TERM if environment::is_under_wine() => Signal::INT,
            signal => signal,
        };
        let pid = Pid::from_raw(i32::try_from(self.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// What the process uses.
    pub fn usage(&self) -> Usage {
        Usage::of(self.id())
    }

    /// Waits until it has ended, although nobody may read what it says.
    pub async fn exited(&mut self) -> ExitStatus {
        match timeout(waits::EXIT, self.process.wait()).await {
            Ok(status) => status.unwrap(),
            Err(Elapsed { .. }) => panic!("{} does not end.\n{}", self.name, self.report()),
        }
    }

    /// Waits until it has ended, and all it said was heard.
    pub async fn ended(&mut self) -> ExitStatus {
        let ended = async {
            let status = self.process.wait().await.unwrap();
            while self.count.changed().await.is_ok() {}
            status
        };
        match timeout(waits::EXIT, ended).await {
            Ok(status) => status,
            Err(Elapsed { .. }) => panic!("{} does not end.\n{}", self.name, self.report()),
        }
    }

    /// The last it said and the end of its log, for whoever has to find out what went wrong.
    pub fn report(&self) -> String {
        let words = self.said.words.lock().unwrap();
        let left_out = words.len().saturating_sub(LINES_SHOWN);
        let shown: Vec<_> = words[left_out..].iter().map(|word| format!("  {word:?}")).collect();
        let log: Vec<_> = self
            .said
            .log
            .lock()
            .unwrap()
            .iter()
            .map(|line| format!("  {line}"))
            .collect();
        format!(
            "{} said ({left_out} lines left out):\n{}\nIts log:\n{}",
            self.name,
            shown.join("\n"),
            log.join("\n")
        )
    }

    pub fn id(&self) -> u32 {
        self.process
            .id()
            .unwrap_or_else(|| panic!("{} has ended.\n{}", self.name, self.report()))
    }
}

async fn listen<T: DeserializeOwned>(
    name: &'static str,
    stdout: impl AsyncRead + Unpin,
    mut reading: Reading,
    said: Arc<Said<T>>,
    counter: watch::Sender<usize>,
) {
    let mut lines = BufReader::new(stdout).lines();
    while let Some(line) = reading.next(&mut lines).await {
        let word = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("{name} said what no test understands: {line} ({error})"));
        let mut words = said.words.lock().unwrap();
        assert!(words.len() < LINES_KEPT, "{name} said more than {LINES_KEPT} lines");
        words.push(word);
        counter.send_replace(words.len());
    }
}

async fn keep_log<T>(stderr: impl AsyncRead + Unpin, mut reading: Reading, said: Arc<Said<T>>) {
    let mut lines = BufReader::new(stderr).lines();
    while let Some(line) = reading.next(&mut lines).await {
        let mut log = said.log.lock().unwrap();
        if log.len() == LOG_LINES_KEPT {
            log.pop_front();
        }
        log.push_back(line);
    }
}

fn gate() -> (Gate, Reading) {
    let (is_blocked, blocked) = watch::channel(false);
    let (stopped, has_stopped) = watch::channel(false);
    let reading = Reading {
        is_blocked: blocked,
        has_stopped: stopped,
    };
    (
        Gate {
            is_blocked,
            has_stopped,
        },
        reading,
    )
}

impl Reading {
    /// The next line, as long as it is to be read.
    async fn next<R: AsyncRead + Unpin>(&mut self, lines: &mut Lines<BufReader<R>>) -> Option<String> {
        loop {
            // An error means that the child is not looked after any more.
            let is_blocked = self.is_blocked.clone();
            tokio::select! {
                biased;
                true = changed(is_blocked, true) => {
                    self.has_stopped.send_replace(true);
                    changed(self.is_blocked.clone(), false).await;
                    self.has_stopped.send_replace(false);
                }
                line = lines.next_line() => return line.ok().flatten(),
            }
        }
    }
}

/// Waits until it is so. False if nobody can say any more.
async fn changed(mut value: watch::Receiver<bool>, wanted: bool) -> bool {
    value.wait_for(|value| *value == wanted).await.is_ok()
}
