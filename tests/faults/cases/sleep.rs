//! The computer is about to sleep or to shut down, as logind says it.

use crate::{
    case::{Case, Goal, NotRun, Seen},
    compared,
    rig::{Kind, Rig, Setup},
    tried,
};

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "sleep",
        fault: "computer is about to sleep (logind)",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| prepares(kind, For::Sleep)),
    },
    Case {
        name: "sleep-unheard",
        fault: "logind was away when it said that the computer sleeps",
        promise: "S5",
        goal: Goal::Within(50),
        how: tried!(unheard),
    },
    Case {
        name: "shutdown",
        fault: "computer is about to shut down (logind)",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| prepares(kind, For::Shutdown)),
    },
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Sleep,
    Shutdown,
}

/// What a new program may do is tried when the computer is awake again, or was not shut down after all.
async fn prepares(kind: Kind, what: For) -> Result<Seen, NotRun> {
    let mut rig = listening(kind).await;
    rig.begin();
    let since = match what {
        For::Sleep => rig.logind.prepare_for_sleep(true).await,
        For::Shutdown => rig.logind.prepare_for_shutdown(true).await,
    };
    let (stop, is_link_cut) = rig.stopped(since).await;
    match what {
        For::Sleep => rig.logind.prepare_for_sleep(false).await,
        For::Shutdown => rig.logind.prepare_for_shutdown(false).await,
    };
    awake(&rig).await;
    Ok(rig.recovered(stop, is_link_cut).await)
}

/// From when it can be known.
async fn unheard(kind: Kind) -> Result<Seen, NotRun> {
    let mut rig = listening(kind).await;
    rig.logind.kill().await;
    rig.logind.prepare_for_sleep_unheard(true);
    let since = rig.begin();
    rig.logind.restart().await;
    let (stop, is_link_cut) = rig.stopped(since).await;
    rig.logind.prepare_for_sleep(false).await;
    awake(&rig).await;
    Ok(rig.recovered(stop, is_link_cut).await)
}

/// A program moves the toy, and the computer waits for Vigil before it sleeps.
async fn listening(kind: Kind) -> Rig {
    let rig = Rig::moving(kind, Setup::limit(0).logind()).await;
    awake(&rig).await;
    rig
}

async fn awake(rig: &Rig) {
    if rig.server.kind == Kind::Vigil {
        rig.logind.wait_for_inhibitor().await;
    }
}
