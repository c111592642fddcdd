//! A disk that does not answer, or is full: below the data directory, by a library that is preloaded; and a file system of
//! its own that really is full.

use std::sync::Arc;

use rustix::process::Signal;
use vigil_tests::{raw_client::RawClient, shim::SlowDisk};

use crate::{
    case::{Case, Goal, NotRun, Seen},
    rig::{Kind, LEVEL, PATIENCE, Rig, Setup, at_rest_since, move_both, server::until, small_disk::SmallDisk},
    tried,
};

use super::{
    signals::ends_in_order,
    then::{LIMIT_MS, Then, what_happens},
};

const ALL: &str = "open,flock,fsync,rename,write";

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "hung-disk-program-gone",
        fault: "disk hangs in a save: program closes its connection",
        promise: "S5",
        goal: Goal::Within(20),
        how: tried!(|kind| program_gone(kind, disk(None))),
    },
    Case {
        name: "hung-disk-sigterm",
        fault: "disk hangs in a save: SIGTERM",
        promise: "S5",
        goal: Goal::Within(50),
        how: tried!(|kind| told_to_end(kind, disk(None))),
    },
    Case {
        name: "hung-disk-sigkill",
        fault: "disk hangs in a save, also for the guardian: SIGKILL",
        promise: "S5",
        goal: Goal::Within(50),
        how: tried!(|kind| killed(kind, disk(None), true)),
    },
    Case {
        name: "hung-disk-guardian",
        fault: "disk hangs for the guardian alone: SIGKILL",
        promise: "S5",
        goal: Goal::Within(50),
        how: tried!(|kind| {
            let (data_dir, shim) = disk(None);
            killed(kind, (data_dir, shim.only("--guardian")), false)
        }),
    },
    Case {
        name: "full-disk-program-gone",
        fault: "disk is full: program closes its connection",
        promise: "S5, S8",
        goal: Goal::Within(20),
        how: tried!(|kind| program_gone(kind, disk(Some("ENOSPC")))),
    },
    Case {
        name: "full-disk-sigterm",
        fault: "disk is full: SIGTERM",
        promise: "S5, S8",
        goal: Goal::Within(50),
        how: tried!(|kind| told_to_end(kind, disk(Some("ENOSPC")))),
    },
    Case {
        name: "full-disk-sigkill",
        fault: "disk is full: SIGKILL",
        promise: "S5, S8",
        goal: Goal::Within(50),
        how: tried!(|kind| killed(kind, disk(Some("ENOSPC")), true)),
    },
    Case {
        name: "full-tmpfs-program-gone",
        fault: "file system really is full: program closes its connection",
        promise: "S5, S8",
        goal: Goal::Within(20),
        how: tried!(|kind| full(kind, Then::ProgramGone)),
    },
    Case {
        name: "full-tmpfs-limit",
        fault: "file system really is full, limit 1000: no more pings",
        promise: "S2, S8",
        goal: Goal::After(LIMIT_MS, 20),
        how: tried!(|kind| full(kind, Then::PingsEnd)),
    },
    Case {
        name: "full-tmpfs-sigterm",
        fault: "file system really is full: SIGTERM",
        promise: "S5, S8",
        goal: Goal::Within(50),
        how: tried!(|kind| full(kind, Then::Signal(Signal::TERM))),
    },
    Case {
        name: "full-tmpfs-sigkill",
        fault: "file system really is full: SIGKILL",
        promise: "S5, S8",
        goal: Goal::Within(50),
        how: tried!(|kind| full(kind, Then::Signal(Signal::KILL))),
    },
];

type Disk = (Arc<tempfile::TempDir>, SlowDisk);

/// It hangs, or fails with this error.
fn disk(error: Option<&'static str>) -> Disk {
    let data_dir = Arc::new(tempfile::tempdir().unwrap());
    let shim = SlowDisk::new(ALL, data_dir.path());
    let shim = match error {
        Some(error) => shim.failing(error),
        None => shim,
    };
    (data_dir, shim)
}

async fn program_gone(kind: Kind, (data_dir, shim): Disk) -> Result<Seen, NotRun> {
    let mut rig = in_a_save(kind, &data_dir, &shim).await;
    let since = rig.begin();
    rig.lose_client().await;
    let (stop, is_link_cut) = rig.stopped(since).await;
    // The alert is told also if it cannot be kept; the new program is one of the disk that is well again.
    shim.end();
    Ok(rig.recovered(stop, is_link_cut).await)
}

async fn told_to_end(kind: Kind, (data_dir, shim): Disk) -> Result<Seen, NotRun> {
    let mut rig = in_a_save(kind, &data_dir, &shim).await;
    let since = rig.begin();
    rig.server.signal(Signal::TERM);
    let (stop, is_link_cut) = rig.stopped(since).await;
    ends_in_order(rig, stop, is_link_cut, |_| ()).await
}

async fn killed(kind: Kind, (data_dir, shim): Disk, is_in_a_save: bool) -> Result<Seen, NotRun> {
    let mut rig = if is_in_a_save {
        in_a_save(kind, &data_dir, &shim).await
    } else {
        let setup = Setup::limit(0).data_dir(&data_dir).variables(shim.environment());
        let rig = Rig::moving(kind, setup).await;
        shim.begin();
        rig
    };
    let since = rig.begin();
    rig.server.signal(Signal::KILL);
    let (stop, is_link_cut) = rig.stopped(since).await;
    shim.end();
    Ok(rig.recovered(stop, is_link_cut).await)
}

async fn full(kind: Kind, then: Then) -> Result<Seen, NotRun> {
    let disk = SmallDisk::new()?;
    let setup = Setup::limit(then.limit_ms()).data_dir(&disk.data_dir);
    let rig = Rig::moving(kind, setup).await;
    disk.fill();
    what_happens(rig, then, |_| disk.make_room()).await
}

/// The disk is disturbed, Vigil has begun to save an alert, and a program moves the toy.
async fn in_a_save(kind: Kind, data_dir: &Arc<tempfile::TempDir>, shim: &SlowDisk) -> Rig {
    let setup = Setup::limit(0).data_dir(data_dir).variables(shim.environment());
    let mut rig = Rig::moving(kind, setup).await;
    let mut other = RawClient::join_at(rig.server.address, "Is Lost").await;
    move_both(&mut other, rig.index, LEVEL).await;
    shim.begin();
    other.vanish().await;
    shim.wait_until_disturbed("").await;
    // Its loss has stopped the toy, or will.
    until(PATIENCE, || at_rest_since(&rig.toy.writes()).is_some()).await;
    rig.toy.clear_log();
    rig.move_on(LEVEL).await;
    rig
}
