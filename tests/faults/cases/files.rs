//! Files that cannot be read, or hold what cannot be: whatever they restricted, nothing is looser afterwards.

use std::{fs, sync::Arc};

use rustix::process::Signal;
use tempfile::TempDir;
use tokio::time::sleep;
use vigil_bluez::ToySpec;
use vigil_tests::{raw_client::RawClient, shim::SlowDisk, waits};

use crate::{
    case::{Case, Goal, NotRun, Seen, Stop},
    rig::{EDGE, Kind, LEVEL, PATIENCE, Rig, Setup, find_within, level},
    tried,
};

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "settings-out-of-range",
        fault: "settings.json: limit 20 (50 is the least)",
        promise: "S8",
        goal: Goal::Truth,
        how: tried!(out_of_range),
    },
    Case {
        name: "settings-cut-off",
        fault: "settings.json is cut off, no good copy",
        promise: "S8",
        goal: Goal::Truth,
        how: tried!(cut_off),
    },
    Case {
        name: "settings-cut-off-later",
        fault: "settings.json is cut off after a good run",
        promise: "S8",
        goal: Goal::Truth,
        how: tried!(cut_off_later),
    },
    Case {
        name: "settings-unreadable",
        fault: "settings.json may not be read",
        promise: "S8",
        goal: Goal::Truth,
        how: tried!(unreadable),
    },
    Case {
        name: "toys-cut-off",
        fault: "toys.json is cut off, no good copy",
        promise: "S8",
        goal: Goal::Truth,
        how: tried!(toys_cut_off),
    },
];

const SETTINGS: &str = "settings.json";
const GOOD: &str = r#"{"version":1,"ping":{"limit_ms":1000,"policy":"required"}}"#;
const CUT_OFF: &str = r#"{"version":1,"ping":{"limit_ms":10"#;

async fn out_of_range(kind: Kind) -> Result<Seen, NotRun> {
    let data_dir = holding(SETTINGS, r#"{"version":1,"ping":{"limit_ms":20,"policy":"required"}}"#);
    is_restricted(kind, Setup::default().data_dir(&data_dir), 50).await
}

async fn cut_off(kind: Kind) -> Result<Seen, NotRun> {
    let data_dir = holding(SETTINGS, CUT_OFF);
    is_restricted(kind, Setup::default().data_dir(&data_dir), 1000).await
}

async fn cut_off_later(kind: Kind) -> Result<Seen, NotRun> {
    let data_dir = holding(SETTINGS, GOOD);
    let mut before = Rig::looking(kind, Setup::default().data_dir(&data_dir), ToySpec::of(EDGE)).await;
    before.server.signal(Signal::TERM);
    before.server.ended_within(PATIENCE).await;
    drop(before);
    fs::write(data_dir.path().join(SETTINGS), CUT_OFF).unwrap();
    is_restricted(kind, Setup::default().data_dir(&data_dir), 1000).await
}

/// The person that Vigil runs as here may read everything, so the system's answer is made up.
async fn unreadable(kind: Kind) -> Result<Seen, NotRun> {
    let data_dir = holding(SETTINGS, GOOD);
    let file = data_dir.path().join(SETTINGS);
    let shim = SlowDisk::new("open", &file).failing("EACCES");
    shim.begin();
    let setup = Setup::default().data_dir(&data_dir).variables(shim.environment());
    let mut seen = is_restricted(kind, setup, 1000).await?;
    if fs::read_to_string(&file).ok().as_deref() != Some(GOOD) {
        seen.stop = Stop::Wrong("a good file was moved or replaced".to_owned());
    }
    Ok(seen)
}

async fn toys_cut_off(kind: Kind) -> Result<Seen, NotRun> {
    let data_dir = holding("toys.json", r#"{"version":1,"toys":[{"#);
    // It has no limit for programs: they may come in, and the toy may not move.
    is_restricted(kind, Setup::default().data_dir(&data_dir), 0).await
}

fn holding(file: &str, content: &str) -> Arc<TempDir> {
    let data_dir = Arc::new(tempfile::tempdir().unwrap());
    fs::write(data_dir.path().join(file), content).unwrap();
    data_dir
}

/// The limit is at least as strict as this (0: none is expected), or no program can move the toy.
async fn is_restricted(kind: Kind, setup: Setup, limit_ms: u64) -> Result<Seen, NotRun> {
    let rig = Rig::looking(kind, setup, ToySpec::of(EDGE)).await;
    let mut client = RawClient::connect_to(rig.server.address).await;
    let info = client.handshake("Moves A Toy").await;
    let limit = info["MaxPingTime"].as_u64().unwrap_or_default();
    let stop = if limit > 0 && limit <= limit_ms {
        Stop::Right("the limit holds")
    } else {
        // Held, it may not even be connected.
        if let Some(index) = find_within(&mut client, PATIENCE / 2).await {
            let body = vigil_tests::raw_client::output(index, 0, "Vibrate", i32::try_from(LEVEL).unwrap());
            client.request("OutputCmd", body).await;
        }
        sleep(waits::AFTERMATH).await;
        if rig.toy.writes().iter().any(|write| write.text() == level(0, LEVEL)) {
            Stop::Wrong(format!("toys are moved, under a limit of {limit}"))
        } else {
            Stop::Right("toys are held still")
        }
    };
    Ok(super::toys::only(rig, stop, false).await)
}
