//! Output that nobody reads: a pipe that is full, or Ctrl+S in the terminal.

use std::time::Duration;

use rustix::process::Signal;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::{
    case::{Case, Goal, NotRun, Seen},
    compared,
    rig::{Kind, Rig, Setup},
};

use super::signals::ends_in_order;

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "stderr-blocked-program-gone",
        fault: "stderr blocked: program closes its connection",
        promise: "S5",
        goal: Goal::Within(20),
        how: compared!(|kind| program_gone(kind, Blocked::Stderr)),
    },
    Case {
        name: "stderr-blocked-sigterm",
        fault: "stderr blocked: SIGTERM",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| told_to_end(kind, Blocked::Stderr)),
    },
    Case {
        name: "stderr-blocked-sigkill",
        fault: "stderr blocked: SIGKILL",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| killed(kind, Blocked::Stderr)),
    },
    Case {
        name: "stdout-blocked-program-gone",
        fault: "stdout blocked: program closes its connection",
        promise: "S5",
        goal: Goal::Within(20),
        how: compared!(|kind| program_gone(kind, Blocked::Stdout)),
    },
    Case {
        name: "stdout-blocked-sigterm",
        fault: "stdout blocked: SIGTERM",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| told_to_end(kind, Blocked::Stdout)),
    },
];

/// More than the runtime has threads.
const REFUSALS: usize = 12;
const ANSWERED_WITHIN: Duration = Duration::from_millis(100);

#[derive(Debug, Clone, Copy)]
enum Blocked {
    Stdout,
    Stderr,
}

async fn program_gone(kind: Kind, blocked: Blocked) -> Result<Seen, NotRun> {
    let mut rig = moving(kind, blocked).await;
    let since = rig.begin();
    rig.lose_client().await;
    let (stop, is_link_cut) = rig.stopped(since).await;
    rig.server.stdout.unblock();
    Ok(rig.recovered(stop, is_link_cut).await)
}

async fn told_to_end(kind: Kind, blocked: Blocked) -> Result<Seen, NotRun> {
    let mut rig = moving(kind, blocked).await;
    let since = rig.begin();
    rig.server.signal(Signal::TERM);
    let (stop, is_link_cut) = rig.stopped(since).await;
    ends_in_order(rig, stop, is_link_cut, |_| ()).await
}

async fn killed(kind: Kind, blocked: Blocked) -> Result<Seen, NotRun> {
    let mut rig = moving(kind, blocked).await;
    let since = rig.begin();
    rig.server.signal(Signal::KILL);
    Ok(rig.seen(since).await)
}

/// A program moves the toy, and came when nobody read any more: Vigil had things to say.
async fn moving(kind: Kind, blocked: Blocked) -> Rig {
    let mut rig = Rig::moving(kind, Setup::limit(0)).await;
    match blocked {
        Blocked::Stdout => rig.server.stdout.block(),
        Blocked::Stderr => rig.server.stderr.block(),
    }
    .unwrap();
    clamour(&rig).await;
    rig
}

/// Vigil has something to say about each of these. A task that says it by itself is blocked from then on, and so is its
/// thread, of which there are few.
async fn clamour(rig: &Rig) {
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: https://evil.example\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        rig.server.address
    );
    for _ in 0..REFUSALS {
        if let Ok(mut stream) = TcpStream::connect(rig.server.address).await {
            let _ = stream.write_all(request.as_bytes()).await;
            // Answered, or not in time.
            let _ = timeout(ANSWERED_WITHIN, stream.read(&mut [0; 64])).await;
        }
    }
}
