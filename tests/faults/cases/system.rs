//! What the system denies, or takes away.

use rustix::process::Signal;
use vigil_tests::shim::NoThreads;

use crate::{
    case::{Case, Goal, NotRun, Seen},
    compared,
    rig::{Kind, Rig, Setup},
};

use super::{
    then::{LIMIT_MS, Then, what_happens},
    toys::told_first,
};

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "no-descriptors-program-gone",
        fault: "no descriptors left: program closes its connection",
        promise: "S5",
        goal: Goal::Within(20),
        how: compared!(|kind| no_descriptors(kind, Then::ProgramGone)),
    },
    Case {
        name: "no-descriptors-limit",
        fault: "no descriptors left, limit 1000: no more pings",
        promise: "S2",
        goal: Goal::After(LIMIT_MS, 20),
        how: compared!(|kind| no_descriptors(kind, Then::PingsEnd)),
    },
    Case {
        name: "no-descriptors-sigterm",
        fault: "no descriptors left: SIGTERM",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| no_descriptors(kind, Then::Signal(Signal::TERM))),
    },
    Case {
        name: "no-descriptors-sigkill",
        fault: "no descriptors left: SIGKILL",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| no_descriptors(kind, Then::Signal(Signal::KILL))),
    },
    Case {
        name: "no-threads-program-gone",
        fault: "no threads left: program closes its connection",
        promise: "S5",
        goal: Goal::Within(20),
        how: compared!(|kind| no_threads(kind, Then::ProgramGone)),
    },
    Case {
        name: "no-threads-limit",
        fault: "no threads left, limit 1000: no more pings",
        promise: "S2",
        goal: Goal::After(LIMIT_MS, 20),
        how: compared!(|kind| no_threads(kind, Then::PingsEnd)),
    },
    Case {
        name: "no-threads-sigterm",
        fault: "no threads left: SIGTERM",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| no_threads(kind, Then::Signal(Signal::TERM))),
    },
    Case {
        name: "no-threads-sigkill",
        fault: "no threads left, also for the guardian: SIGKILL",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| no_threads(kind, Then::Signal(Signal::KILL))),
    },
    Case {
        name: "bluetoothd-killed",
        fault: "bluetoothd is killed, and started again",
        promise: "S3",
        goal: Goal::Truth,
        how: compared!(bluetoothd_killed),
    },
];

async fn no_descriptors(kind: Kind, then: Then) -> Result<Seen, NotRun> {
    let rig = Rig::moving(kind, Setup::limit(then.limit_ms())).await;
    let taken = rig.server.take_descriptors_away();
    taken.map_err(|error| NotRun(format!("a process's files cannot be limited: {error}")))?;
    // A new program needs one.
    what_happens(rig, then, |rig| rig.server.give_descriptors_back()).await
}

async fn no_threads(kind: Kind, then: Then) -> Result<Seen, NotRun> {
    let shim = NoThreads::default();
    let setup = Setup::limit(then.limit_ms()).variables(shim.environment());
    let rig = Rig::moving(kind, setup).await;
    shim.begin();
    what_happens(rig, then, |_| ()).await
}

/// The kernel ends its links; whether the toy goes on is up to its firmware. Vigil stops it as soon as it has it back.
async fn bluetoothd_killed(kind: Kind) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(0)).await;
    rig.begin();
    rig.bluez.kill().await;
    rig.bluez.restart().await;
    let stop = told_first(&rig.toy, "Vibrate").await;
    Ok(rig.recovered(stop, true).await)
}
