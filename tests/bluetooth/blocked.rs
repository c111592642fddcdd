//! Nobody reads what Vigil prints, or its disk does not answer: that makes no difference to a stop (S5).

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    net::SocketAddr,
    path::Path,
    process::Stdio,
    time::Duration,
};

use libtest_mimic::Trial;
use rustix::{
    process::{Pid, Signal, kill_process},
    pty::OpenptFlags,
};
use serde_json::json;
use tokio::{
    process::Command,
    time::{Instant, sleep, timeout},
};
use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{
    environment,
    event::Event,
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
        s5_sigterm_after_ctrl_s_in_the_terminal,
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
    timeout(waits::EVENT, moved(&mut client))
        .await
        .expect("the toy can be moved");
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

/// More than may wait: each event is told or counted, and it is the oldest that are lost.
async fn events_that_nobody_read_are_counted() {
    let mut rig = Rig::edge_moving(&[]).await;
    let refused = async |rig: &Rig| {
        let refused = RawClient::connect_from(&rig.vigil, "https://evil.example").await;
        refused.unwrap_err();
    };
    // The first one comes with an alert, the others are told by their events alone.
    refused(&rig).await;
    rig.vibrate(2).await;

    rig.vigil.block(Stream::Stdout).await;
    let since = rig.vigil.mark();
    let pages = BACKLOG + PAGES;
    for _ in 0..pages {
        refused(&rig).await;
    }
    rig.vibrate_unseen(3).await;
    rig.vigil.unblock();
    rig.vigil.wait_for_wish_since(since, rig.index, 0, 3).await;
    let heard = rig.vigil.events_since(since);
    let is_refusal = |event: &&Event| matches!(event, Event::ProgramRefused { .. });
    let told = heard.iter().filter(is_refusal).count();
    let lost: usize = heard
        .iter()
        .filter_map(|event| match event {
            Event::EventsLost { count } => Some(usize::try_from(*count).unwrap()),
            _ => None,
        })
        .sum();
    note(format!("{pages} pages: {told} told, {lost} lost"));
    assert!(lost > 0 && told >= BACKLOG / 2, "{told} told, {lost} lost");
    assert_eq!(told + lost, pages);
    ends(&mut rig.vigil).await;
}

/// Ctrl+S in the terminal that Vigil was started in: nothing that it says gets through any more.
async fn s5_sigterm_after_ctrl_s_in_the_terminal() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(EDGE));
    let data_dir = tempfile::tempdir().unwrap();
    let (mut terminal, its_end) = terminal();
    let (variable, value) = bluez.environment();
    let mut vigil = Command::new(environment::headless_binary())
        .args(["--headless", "--port", "0", "--data-dir"])
        .arg(data_dir.path())
        .env(variable, value)
        .stdin(Stdio::null())
        .stdout(its_end.try_clone().unwrap())
        .stderr(its_end)
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let reading = tokio::task::spawn_blocking(move || {
        let address = listens_at(&mut terminal);
        // As the key does.
        terminal.write_all(&[CTRL_S]).unwrap();
        (address, terminal)
    });
    let (address, _terminal) = timeout(waits::START, reading).await.expect("it listens").unwrap();
    let mut client = RawClient::join_at(address, NAME).await;
    client.ok("StartScanning", json!({})).await;
    toy.wait_until_connected().await;
    timeout(waits::EVENT, moved(&mut client))
        .await
        .expect("the toy can be moved");
    toy.wait_for_write(|write| write.text() == "Vibrate1:10;").await;
    toy.clear_log();
    let told = Instant::now();
    let pid = Pid::from_raw(i32::try_from(vigil.id().unwrap()).unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    let took = still(&toy, told).await;
    let status = timeout(waits::EXIT, vigil.wait()).await.expect("it ends").unwrap();
    let gone = told.elapsed();
    note(format!(
        "Ctrl+S, SIGTERM: both motors still after {took:?}, process gone after {gone:?}"
    ));
    assert!(took < waits::LATENESS, "{took:?}");
    assert!(gone < GONE, "{gone:?}");
    assert!(status.success(), "{status}");
    stands_still(&toy);
}

const CTRL_S: u8 = 0x13;

/// A terminal: the person's end, and the program's.
fn terminal() -> (File, File) {
    let person = rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    rustix::pty::grantpt(&person).unwrap();
    rustix::pty::unlockpt(&person).unwrap();
    let path = rustix::pty::ptsname(&person, Vec::new()).unwrap();
    let program = OpenOptions::new()
        .read(true)
        .write(true)
        .open(Path::new(path.to_str().unwrap()))
        .unwrap();
    (File::from(person), program)
}

/// Reads what Vigil says, up to where it listens.
fn listens_at(terminal: &mut File) -> SocketAddr {
    let begin = "\"url\":\"ws://";
    let mut said = String::new();
    loop {
        let mut bytes = [0; 4096];
        let count = terminal.read(&mut bytes).unwrap();
        said.push_str(&String::from_utf8_lossy(&bytes[..count]));
        let address = said.split(begin).nth(1).and_then(|rest| rest.split_once('"'));
        if let Some((address, _)) = address {
            return address.parse().unwrap();
        }
    }
}

/// Tries until the new toy takes an output: Vigil may not be able to say that it is there.
async fn moved(client: &mut RawClient) {
    loop {
        let answer = client.request("OutputCmd", output(0, 0, "Vibrate", 10)).await;
        if answer.kind == "Ok" {
            return;
        }
        sleep(waits::LOOK_AGAIN).await;
    }
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
