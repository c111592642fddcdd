//! Faults of the system that no program can ask for: C programs and libraries in `faults/shim`, compiled when a test
//! wants them.

use std::{
    env,
    ffi::OsString,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::waits;

const SLOW_DISK: &str = include_str!("../faults/shim/slow_disk.c");
const NO_THREADS: &str = include_str!("../faults/shim/no_threads.c");
const CLOCK_FAULT: &str = include_str!("../faults/shim/clock_fault.c");
const THREAD_FAULT: &str = include_str!("../faults/shim/thread_fault.c");

/// A disk that hangs or fails when a test says so, for processes that are started with [`Self::environment`].
/// `faults/shim/slow_disk.c` says what the calls are named.
#[derive(Debug)]
pub struct SlowDisk {
    calls: &'static str,
    below: PathBuf,
    error: Option<&'static str>,
    only: Option<&'static str>,
    /// Not below the directory that is disturbed.
    control: TempDir,
}

impl SlowDisk {
    /// Calls such as "open,fsync" to files below this directory will hang.
    pub fn new(calls: &'static str, below: &Path) -> Self {
        Self {
            calls,
            below: below.to_owned(),
            error: None,
            only: None,
            control: tempfile::tempdir().unwrap(),
        }
    }

    /// They fail, with an error such as "ENOSPC", instead of hanging.
    #[must_use]
    pub fn failing(mut self, error: &'static str) -> Self {
        self.error = Some(error);
        self
    }

    /// Only in processes that have this argument, such as "--guardian".
    #[must_use]
    pub fn only(mut self, argument: &'static str) -> Self {
        self.only = Some(argument);
        self
    }

    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut variables = vec![
            ("LD_PRELOAD", library("slow_disk", SLOW_DISK).into()),
            ("SLOW_DISK_CALLS", self.calls.into()),
            ("SLOW_DISK_BELOW", self.below.clone().into()),
            ("SLOW_DISK_TRIGGER", self.trigger().into()),
            ("SLOW_DISK_HITS", self.hits().into()),
        ];
        variables.extend(self.error.map(|error| ("SLOW_DISK_ERROR", error.into())));
        variables.extend(self.only.map(|only| ("SLOW_DISK_ONLY", only.into())));
        variables
    }

    /// From now on.
    pub fn begin(&self) {
        fs::write(self.trigger(), "").unwrap();
    }

    /// What hangs goes on.
    pub fn end(&self) {
        fs::remove_file(self.trigger()).unwrap();
    }

    /// What was disturbed so far: "PID CALL PATH".
    pub fn disturbed(&self) -> Vec<String> {
        let hits = fs::read_to_string(self.hits()).unwrap_or_default();
        hits.lines().map(str::to_owned).collect()
    }

    /// Until something is disturbed of which the line has this in it.
    pub async fn wait_until_disturbed(&self, what: &str) {
        let found = async {
            while !self.disturbed().iter().any(|line| line.contains(what)) {
                sleep(waits::LOOK_AGAIN).await;
            }
        };
        timeout(waits::EVENT, found)
            .await
            .unwrap_or_else(|_| panic!("the disk was not asked for {what:?}, only for {:?}", self.disturbed()));
    }

    fn trigger(&self) -> PathBuf {
        self.control.path().join("trigger")
    }

    fn hits(&self) -> PathBuf {
        self.control.path().join("hits")
    }
}

/// A system that gives no more threads when a test says so, for processes that are started with [`Self::environment`].
#[derive(Debug)]
pub struct NoThreads {
    control: TempDir,
}

impl Default for NoThreads {
    fn default() -> Self {
        Self {
            control: tempfile::tempdir().unwrap(),
        }
    }
}

impl NoThreads {
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("LD_PRELOAD", library("no_threads", NO_THREADS).into()),
            ("NO_THREADS_TRIGGER", self.trigger().into()),
        ]
    }

    /// From now on.
    pub fn begin(&self) {
        fs::write(self.trigger(), "").unwrap();
    }

    fn trigger(&self) -> PathBuf {
        self.control.path().join("trigger")
    }
}

/// A panic in whatever next asks for the time of day on a thread of a name, in processes that are started with
/// [`Self::environment`].
#[derive(Debug)]
pub struct PanicOnThread {
    thread: &'static str,
    control: TempDir,
}

impl PanicOnThread {
    pub fn new(thread: &'static str) -> Self {
        Self {
            thread,
            control: tempfile::tempdir().unwrap(),
        }
    }

    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("LD_PRELOAD", library("clock_fault", CLOCK_FAULT).into()),
            ("CLOCK_FAULT_TRIGGER", self.trigger().into()),
            ("CLOCK_FAULT_THREAD", self.thread.into()),
        ]
    }

    /// The next one, and only that one.
    pub fn begin(&self) {
        fs::write(self.trigger(), "").unwrap();
    }

    pub fn has_happened(&self) -> bool {
        !self.trigger().exists()
    }

    fn trigger(&self) -> PathBuf {
        self.control.path().join("trigger")
    }
}

/// Something is wrong with threads of another process; `faults/shim/thread_fault.c` says how. Dropped, those that stand
/// still go on.
#[derive(Debug)]
pub struct ThreadFault {
    tool: Child,
}

impl ThreadFault {
    /// "freeze" or "end" for the threads of this name, which may end in `*`. Returns when it is so; an error says why it
    /// cannot be.
    pub fn start(fault: &str, process: u32, threads: &str) -> Result<Self, String> {
        let mut tool = Command::new(compiled("thread_fault", THREAD_FAULT, &[]))
            .args([fault, &process.to_string(), threads])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(tool.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let done = line.trim().strip_prefix("done ").and_then(|done| done.parse().ok());
        let this = Self { tool };
        match done.unwrap_or(0) {
            0 => Err(format!("no thread {threads} can be disturbed (ptrace): {line}")),
            _ => Ok(this),
        }
    }
}

impl Drop for ThreadFault {
    fn drop(&mut self) {
        let _ = self.tool.kill();
        let _ = self.tool.wait();
    }
}

fn library(name: &str, source: &str) -> PathBuf {
    compiled(&format!("{name}.so"), source, &["-shared", "-fPIC", "-ldl"])
}

/// Tests of one program may want the same library at the same time.
static ATTEMPTS: AtomicU32 = AtomicU32::new(0);

/// Beside the test program, under a name that changes with its source. Test programs that run at the same time may all
/// compile it; the last one wins, and it is the same.
fn compiled(name: &str, source: &str, options: &[&str]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    source.hash(&mut hasher);
    let folder = env::current_exe().unwrap().parent().unwrap().join("shims");
    let done = folder.join(format!("{:016x}-{name}", hasher.finish()));
    if done.exists() {
        return done;
    }
    fs::create_dir_all(&folder).unwrap();
    let attempt = ATTEMPTS.fetch_add(1, Ordering::Relaxed);
    let unfinished = folder.join(format!("{}-{attempt}-{name}", process::id()));
    let mut compiler = Command::new("cc")
        .args(["-O2", "-o"])
        .arg(&unfinished)
        .args(["-x", "c", "-"])
        .args(options)
        .stdin(Stdio::piped())
        .spawn()
        .expect("a C compiler is there: it linked this program");
    compiler.stdin.take().unwrap().write_all(source.as_bytes()).unwrap();
    assert!(compiler.wait().unwrap().success(), "{name} does not compile");
    fs::rename(unfinished, &done).unwrap();
    done
}
