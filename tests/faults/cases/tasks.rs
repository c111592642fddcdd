//! Parts of Vigil that stand still, end, or panic.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use vigil_tests::shim::thread_fault;

use crate::{
    case::{Case, Goal, How, NotRun, Seen},
    rig::{Kind, Rig, Setup},
    tried,
};

const LIMIT_MS: u32 = 1000;
/// How long a runtime may stand still before Vigil counts it as dead (`timeouts::RUNTIME_STALL` of the server).
const STALL_MS: u32 = 1000;

const SESSIONS: &str = "vigil-sessions*";
const TOYS: &str = "vigil-toys*";
const WATCHDOG: &str = "vigil-watchdog*";

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "sessions-stand-still-limit",
        fault: "limit 1000: sessions' runtime stands still",
        promise: "S2, S5",
        goal: Goal::After(LIMIT_MS, 20),
        how: tried!(|kind| stands_still(kind, LIMIT_MS, SESSIONS)),
    },
    Case {
        name: "sessions-stand-still",
        fault: "no limit: sessions' runtime stands still",
        promise: "S5",
        goal: Goal::After(STALL_MS, 20),
        how: tried!(|kind| stands_still(kind, 0, SESSIONS)),
    },
    Case {
        name: "toys-stand-still",
        fault: "no limit: toys' runtime stands still",
        promise: "S5",
        goal: Goal::After(STALL_MS, 20),
        how: tried!(|kind| stands_still(kind, 0, TOYS)),
    },
    Case {
        name: "watchdog-gone",
        fault: "limit 1000: watchdog's thread is gone, no more pings",
        promise: "S5",
        goal: Goal::After(LIMIT_MS, 20),
        how: tried!(|kind| watchdog(kind, "end")),
    },
    Case {
        name: "watchdog-stands-still",
        fault: "limit 1000: watchdog's thread stands still, no more pings",
        promise: "S5",
        goal: Goal::After(LIMIT_MS, 20),
        how: tried!(|kind| watchdog(kind, "freeze")),
    },
    Case {
        name: "panic-in-handler",
        fault: "panic in a toy's protocol handler",
        promise: "S5",
        goal: Goal::Within(20),
        how: How::ByTest {
            below: "src-tauri/crates/devices",
            test: "a_handler_that_panics_is_an_error_and_no_more",
        },
    },
];

async fn stands_still(kind: Kind, limit_ms: u32, threads: &str) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(limit_ms)).await;
    if limit_ms > 0 {
        rig.client().ping().await;
    }
    let fault = ThreadFault::start("freeze", rig.server.id(), threads)?;
    let since = rig.begin();
    let (stop, is_link_cut) = rig.stopped(since).await;
    drop(fault);
    Ok(rig.recovered(stop, is_link_cut).await)
}

async fn watchdog(kind: Kind, fault: &str) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(LIMIT_MS)).await;
    let fault = ThreadFault::start(fault, rig.server.id(), WATCHDOG)?;
    rig.begin();
    let since = rig.client().ping().await;
    let (stop, is_link_cut) = rig.stopped(since).await;
    drop(fault);
    Ok(rig.recovered(stop, is_link_cut).await)
}

/// Something is wrong with threads of a process. Dropped, those that stand still go on.
#[derive(Debug)]
struct ThreadFault {
    tool: Child,
}

impl ThreadFault {
    /// Returns when it is so.
    fn start(fault: &str, process: u32, threads: &str) -> Result<Self, NotRun> {
        let mut tool = Command::new(thread_fault())
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
            0 => Err(NotRun(format!("no thread {threads} can be disturbed (ptrace): {line}"))),
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
