//! Nobody reads what Vigil prints, or its disk does not answer: that makes no difference to a stop (S5).

use std::time::Duration;

use libtest_mimic::Trial;
use rustix::process::Signal;
use serde_json::json;
use tokio::time::{Instant, sleep, timeout};
use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{
    raw_client::{RawClient, output},
    shim::SlowDisk,
    trial::note,
    trials,
    vigil::{Launch, Stream},
    waits,
};

use crate::rig::{EDGE, NAME, Rig, stands_still, still_at};

/// From whatever ends Vigil until its process is gone. Vigil promises 3 s.
const GONE: Duration = Duration::from_millis(3_000).saturating_add(waits::LATENESS);

/// So many refused pages filled stderr.
const PAGES: usize = 100;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_a_program_that_goes_while_nobody_reads_the_log,
        s5_sigterm_while_nobody_reads_the_log,
        s5_sigterm_while_nobody_reads_the_events,
        s5_sigterm_while_nobody_reads_anything,
        s5_sigterm_while_the_disk_does_not_answer,
        events_that_nobody_read_are_counted,
    ]
}

async fn s5_a_program_that_goes_while_nobody_reads_the_log() {
    let mut rig = Rig::edge_moving(&[]).await;
    rig.vigil.block(Stream::Stderr).await;
    refused_pages(&rig).await;
    rig.toy.clear_log();
    let gone = Instant::now();
    rig.client.vanish().await;
    let took = still(&rig.toy, gone).await;
    note(format!(
        "stderr blocked, program gone: both motors still after {took:?}"
    ));
    assert!(took < waits::LATENESS, "{took:?}");
    ends(&mut rig.vigil).await;
}

async fn s5_sigterm_while_nobody_reads_the_log() {
    blocked("stderr", &[Stream::Stderr]).await;
}

async fn s5_sigterm_while_nobody_reads_the_events() {
    blocked("stdout", &[Stream::Stdout]).await;
}

async fn s5_sigterm_while_nobody_reads_anything() {
    blocked("stdout and stderr", &[Stream::Stdout, Stream::Stderr]).await;
}

async fn blocked(what: &str, streams: &[Stream]) {
    let mut rig = Rig::edge_moving(&[]).await;
    for stream in streams {
        rig.vigil.block(*stream).await;
    }
    refused_pages(&rig).await;
    rig.toy.clear_log();
    let told = Instant::now();
    rig.vigil.signal(Signal::TERM);
    let took = still(&rig.toy, told).await;
    let (status, _) = rig.vigil.exits_after(Signal::TERM).await;
    let gone = told.elapsed();
    note(format!(
        "{what} blocked, SIGTERM: both motors still after {took:?}, process gone after {gone:?}"
    ));
    assert!(took < waits::LATENESS, "{took:?}");
    assert!(gone < GONE, "{gone:?}");
    assert!(status.success(), "{status}");
    stands_still(&rig.toy);
}

/// Every sync of a file hangs, from the moment at which the new toy is to be remembered.
async fn s5_sigterm_while_the_disk_does_not_answer() {
    let data_dir = tempfile::tempdir().unwrap();
    let disk = SlowDisk::new("fsync", data_dir.path());
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(EDGE));
    let mut vigil = Launch::new(&[])
        .variables(disk.environment())
        .data_dir(data_dir)
        .bluetooth(bluez.environment())
        .start()
        .await;
    disk.begin();
    let mut client = RawClient::join(&vigil, NAME).await;
    client.ok("StartScanning", json!({})).await;
    toy.wait_until_connected().await;
    disk.wait_until_disturbed("fsync").await;
    // Vigil may be busy with its disk and tell nothing; the program hears of the toy all the same.
    let moved = async {
        loop {
            let answer = client.request("OutputCmd", output(0, 0, "Vibrate", 10)).await;
            if answer.kind == "Ok" {
                return;
            }
            sleep(waits::LOOK_AGAIN).await;
        }
    };
    timeout(waits::EVENT, moved).await.expect("the toy can be moved");
    toy.wait_for_write(|write| write.text() == "Vibrate1:10;").await;
    toy.clear_log();
    let told = Instant::now();
    vigil.signal(Signal::TERM);
    let took = still(&toy, told).await;
    let (_, _) = vigil.exits_after(Signal::TERM).await;
    let gone = told.elapsed();
    note(format!(
        "disk hung, SIGTERM: both motors still after {took:?}, process gone after {gone:?}"
    ));
    assert!(took < waits::LATENESS, "{took:?}");
    assert!(gone < GONE, "{gone:?}");
    stands_still(&toy);
}

/// More than may wait: the oldest are lost, and the newest are told with a count.
async fn events_that_nobody_read_are_counted() {
    let mut rig = Rig::edge_moving(&[]).await;
    rig.vigil.block(Stream::Stdout).await;
    let since = rig.vigil.mark();
    for _ in 0..BACKLOG + PAGES {
        RawClient::connect_from(&rig.vigil, "https://evil.example")
            .await
            .unwrap_err();
    }
    rig.vibrate_unseen(3).await;
    rig.vigil.unblock();
    rig.vigil
        .wait_since(since, "word of lost events", |event| match event {
            vigil_tests::event::Event::EventsLost { count } => Some(*count),
            _ => None,
        })
        .await;
    rig.vigil.wait_for_wish_since(since, rig.index, 0, 3).await;
    ends(&mut rig.vigil).await;
}

/// Events that Vigil keeps for whoever reads them.
const BACKLOG: usize = 4096;

async fn refused_pages(rig: &Rig) {
    for _ in 0..PAGES {
        let refused = RawClient::connect_from(&rig.vigil, "https://evil.example");
        // A Vigil that is stuck does not answer; that is for the stop to show.
        if timeout(waits::LATENESS, refused).await.is_err() {
            return;
        }
    }
}

/// Waits until both motors stand still. Gives back how long that took.
async fn still(toy: &vigil_bluez::Toy, since: Instant) -> Duration {
    let still = async {
        loop {
            if let Some(at) = still_at(&toy.writes()) {
                return at - since;
            }
            sleep(waits::LOOK_AGAIN).await;
        }
    };
    timeout(waits::EVENT, still).await.expect("the toy is stopped")
}

async fn ends(vigil: &mut vigil_tests::vigil::Vigil) {
    let (status, gone) = vigil.exits_after(Signal::TERM).await;
    assert!(gone < GONE, "{gone:?}");
    assert!(status.success(), "{status}");
}
