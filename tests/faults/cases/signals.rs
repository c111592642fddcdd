//! Signals.

use std::time::Duration;

use rustix::process::Signal;

use crate::{
    case::{Case, Goal, NotRun, Recovery, Seen, Stop},
    compared,
    rig::{Kind, Rig, Setup},
};

/// The ladder of a stop, and what quitting takes on top of it.
const ENDS_WITHIN: Duration = Duration::from_secs(5);

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "sigterm",
        fault: "SIGTERM",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| signalled(kind, &[Signal::TERM])),
    },
    Case {
        name: "sigint",
        fault: "SIGINT (Ctrl-C)",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| signalled(kind, &[Signal::INT])),
    },
    Case {
        name: "sighup",
        fault: "SIGHUP (its terminal is closed)",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| signalled(kind, &[Signal::HUP])),
    },
    Case {
        name: "sigquit",
        fault: "SIGQUIT",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| signalled(kind, &[Signal::QUIT])),
    },
    Case {
        name: "sigterm-many",
        fault: "SIGINT three times, then SIGTERM",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(|kind| signalled(kind, &[Signal::INT, Signal::INT, Signal::INT, Signal::TERM])),
    },
    Case {
        name: "sigkill",
        fault: "SIGKILL",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(killed),
    },
];

async fn signalled(kind: Kind, signals: &[Signal]) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(0)).await;
    let since = rig.begin();
    for signal in signals {
        rig.server.signal(*signal);
    }
    let (stop, is_link_cut) = rig.stopped(since).await;
    ends_in_order(rig, stop, is_link_cut, |_| ()).await
}

/// Having been told to end, the server does, and says that all is well. `mend` ends what is wrong beside it.
pub(super) async fn ends_in_order(
    mut rig: Rig,
    stop: Stop,
    is_link_cut: bool,
    mend: impl Fn(&Rig),
) -> Result<Seen, NotRun> {
    let status = rig.server.ended_within(ENDS_WITHIN).await;
    if status.is_none() {
        rig.server.signal(Signal::KILL);
        rig.server.ended_within(ENDS_WITHIN).await;
    }
    mend(&rig);
    let is_reference = rig.server.kind == Kind::Reference;
    let mut seen = rig.recovered(stop, is_link_cut).await;
    match status {
        _ if is_reference => {}
        Some(status) if status.success() => {}
        Some(status) => seen.recovery = Recovery::Failed(format!("it ended with {status}")),
        None => seen.recovery = Recovery::Failed("it did not end".to_owned()),
    }
    Ok(seen)
}

async fn killed(kind: Kind) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(0)).await;
    let since = rig.begin();
    rig.server.signal(Signal::KILL);
    Ok(rig.seen(since).await)
}
