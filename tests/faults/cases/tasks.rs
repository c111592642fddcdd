//! Parts of Vigil that stand still, end, or panic.

use vigil_tests::shim::ThreadFault;

use crate::{
    case::{Case, Goal, How, NotRun, Seen},
    rig::{Kind, Rig, Setup},
    tried,
};

const LIMIT_MS: u32 = 1000;
/// How long a runtime may stand still before Vigil counts it as dead (`timeouts::RUNTIME_STALL` of the server).
const STALL_MS: u32 = 1000;

/// How long the watchdog may be without a look before the runtimes count it as gone (`timeouts::WATCHDOG_GONE` of the
/// server).
const GONE_MS: u32 = 2000;

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
        goal: Goal::After(GONE_MS, 20),
        how: tried!(|kind| watchdog(kind, "end")),
    },
    Case {
        name: "watchdog-stands-still",
        fault: "limit 1000: watchdog's thread stands still, no more pings",
        promise: "S5",
        goal: Goal::After(GONE_MS, 20),
        how: tried!(|kind| watchdog(kind, "freeze")),
    },
    by_test(
        "panic-in-handler",
        "panic in a toy's protocol handler",
        "S5",
        "src-tauri/crates/devices",
        "a_handler_that_panics_is_an_error_and_no_more",
    ),
    by_test(
        "panic-in-write",
        "panic while a toy is written to",
        "S5",
        "src-tauri/crates/devices",
        "s5_a_write_that_panics_has_failed",
    ),
    by_test(
        "panic-in-worker",
        "panics of a toy's task, again and again",
        "S4, S5",
        "src-tauri/crates/devices",
        "s5_a_worker_that_panics_again_and_again_cuts_the_link_and_the_person_is_told",
    ),
    by_test(
        "panic-in-battery",
        "panic in battery or sensor code",
        "S5",
        "src-tauri/crates/devices",
        "s5_a_toy_whose_battery_or_sensors_panic_is_still_driven_and_stopped",
    ),
    by_test(
        "panic-in-session",
        "panic in a program's session",
        "S5",
        "src-tauri/crates/server",
        "s5_a_session_that_panics_is_over_and_its_toys_are_stopped",
    ),
    by_test(
        "panic-in-watchdog",
        "panic in a look of the watchdog",
        "S5",
        "src-tauri/crates/server",
        "s5_a_watchdog_that_panics_stops_everything_and_goes_on",
    ),
    by_test(
        "panic-in-keeper",
        "panic of whoever keeps the guardian",
        "S5",
        "src-tauri/src",
        "s5_a_keeper_that_panics_starts_another_guardian",
    ),
    by_test(
        "panic-in-controller",
        "panic of the controller",
        "S5",
        "src-tauri/src",
        "s5_a_controller_that_fails_stops_the_toys_and_ends_vigil",
    ),
    by_test(
        "web-process-killed",
        "window's web process is killed, once and again",
        "S5",
        "tests/desktop",
        "s5_a_window_whose_process_is_killed_is_drawn_again_and_programs_are_watched_all_the_time",
    ),
    by_test(
        "older-release",
        "release of an older hold after a newer stop",
        "S3",
        "src-tauri/crates/devices",
        "a_release_of_an_older_hold_does_not_undo_a_newer_one",
    ),
    by_test(
        "newer-save",
        "a save that hangs, and a newer one",
        "S8",
        "src-tauri/src",
        "what_hangs_holds_up_nobody_and_never_comes_after_what_is_newer",
    ),
];

/// What cannot be caused from outside.
const fn by_test(
    name: &'static str,
    fault: &'static str,
    promise: &'static str,
    below: &'static str,
    test: &'static str,
) -> Case {
    Case {
        name,
        fault,
        promise,
        goal: Goal::Truth,
        how: How::ByTest { below, test },
    }
}

async fn stands_still(kind: Kind, limit_ms: u32, threads: &str) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(limit_ms)).await;
    if limit_ms > 0 {
        rig.client().ping().await;
    }
    let fault = ThreadFault::start("freeze", rig.server.id(), threads).map_err(NotRun)?;
    let since = rig.begin();
    let (stop, is_link_cut) = rig.stopped(since).await;
    drop(fault);
    Ok(rig.recovered(stop, is_link_cut).await)
}

async fn watchdog(kind: Kind, fault: &str) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(LIMIT_MS)).await;
    let fault = ThreadFault::start(fault, rig.server.id(), WATCHDOG).map_err(NotRun)?;
    rig.begin();
    let since = rig.client().ping().await;
    let (stop, is_link_cut) = rig.stopped(since).await;
    drop(fault);
    Ok(rig.recovered(stop, is_link_cut).await)
}
