//! What a program may do, and all the ways in which it may leave.

use std::{
    io::{Read, Write},
    thread,
    time::Duration,
};

use rustix::process::Signal;
use serde_json::json;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message as Frame;
use vigil_bluez::ToySpec;
use vigil_tests::{
    message::{message, output},
    raw_client::RawClient,
    raw_socket::{RawSocket, text_frame},
};

use crate::{
    case::{Case, Goal, NotRun, Seen},
    compared,
    rig::{
        EDGE, Kind, LEVEL, PATIENCE, Rig, Setup, move_both, moves,
        server::{has_option, until},
    },
    tried,
};

const LIMIT_MS: u32 = 1000;
const PINGS_EVERY: Duration = Duration::from_millis(300);

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "goodbye",
        fault: "program says goodbye (Close frame)",
        promise: "S5",
        goal: Goal::Within(20),
        how: compared!(goodbye),
    },
    Case {
        name: "connection-closed",
        fault: "program closes its connection",
        promise: "S5",
        goal: Goal::Within(20),
        how: compared!(connection_closed),
    },
    Case {
        name: "program-killed",
        fault: "program is killed (SIGKILL)",
        promise: "S5",
        goal: Goal::Within(20),
        how: compared!(program_killed),
    },
    Case {
        name: "missed-ping",
        fault: "limit 1000: no more pings",
        promise: "S2",
        goal: Goal::After(LIMIT_MS, 20),
        how: compared!(missed_ping),
    },
    Case {
        name: "program-frozen",
        fault: "limit 1000: program is frozen (SIGSTOP)",
        promise: "S2",
        goal: Goal::After(LIMIT_MS, 20),
        how: compared!(program_frozen),
    },
    Case {
        name: "flood-past-deadline",
        fault: "limit 1000: outputs without end, no pings",
        promise: "S1, S2",
        goal: Goal::After(LIMIT_MS, 20),
        how: compared!(flood_past_deadline),
    },
    Case {
        name: "reads-never-writes",
        fault: "no limit: program reads, and never writes again",
        promise: "S5",
        goal: Goal::After(LIMIT_MS, 20),
        how: compared!(reads_never_writes),
    },
    Case {
        name: "never-pinged-frozen",
        fault: "limit 6000 where supported: never pinged, frozen",
        promise: "S5",
        goal: Goal::After(LIMIT_MS, 20),
        how: tried!(never_pinged_frozen),
    },
    Case {
        name: "writes-never-reads",
        fault: "program writes, and never reads again",
        promise: "S5",
        // Its answers fill the system's buffers first.
        goal: Goal::After(5000, 1000),
        how: compared!(writes_never_reads),
    },
];

async fn goodbye(kind: Kind) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(0)).await;
    let since = rig.begin();
    rig.client().send_frame(Frame::Close(None)).await;
    Ok(rig.seen(since).await)
}

async fn connection_closed(kind: Kind) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(0)).await;
    let since = rig.begin();
    rig.lose_client().await;
    Ok(rig.seen(since).await)
}

async fn program_killed(kind: Kind) -> Result<Seen, NotRun> {
    let (mut rig, program) = Rig::moving_by_process(kind, Setup::limit(0), None).await;
    let since = rig.begin();
    program.signal(Signal::KILL);
    Ok(rig.seen(since).await)
}

/// With a connection that ends with RST, since there is nothing to linger for.
pub(super) async fn resettable(kind: Kind) -> Rig {
    let mut rig = Rig::found(kind, Setup::limit(0), ToySpec::of(EDGE)).await;
    dismiss(&mut rig).await;
    let mut client = RawClient::join_at_by(
        rig.server.address,
        "Will Be Reset",
        tokio::net::TcpStream::set_zero_linger,
    )
    .await;
    move_both(&mut client, rig.index, LEVEL).await;
    moves(&rig.toy, LEVEL).await;
    rig.client = Some(client);
    rig
}

async fn missed_ping(kind: Kind) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(LIMIT_MS)).await;
    let since = rig.client().ping().await;
    rig.begin();
    Ok(rig.seen(since).await)
}

async fn program_frozen(kind: Kind) -> Result<Seen, NotRun> {
    let (mut rig, program) = Rig::moving_by_process(kind, Setup::limit(LIMIT_MS), Some(PINGS_EVERY)).await;
    let since = rig.begin();
    program.signal(Signal::STOP);
    let (stop, is_link_cut) = rig.stopped(since).await;
    drop(program);
    Ok(rig.recovered(stop, is_link_cut).await)
}

/// Something of it is always unread, so that the watchdog cannot give its verdict at once.
async fn flood_past_deadline(kind: Kind) -> Result<Seen, NotRun> {
    let (mut rig, mut socket) = moving_by_socket(kind, Setup::limit(LIMIT_MS)).await;
    let ping = text_frame(&json!([message("Ping", 900, json!({}))]).to_string());
    let since = rig.begin();
    socket.send(&ping);
    let (mut stream, _) = socket.into_parts();
    let mut answers = stream.try_clone().unwrap();
    thread::spawn(move || {
        let mut bytes = vec![0; 65_536];
        while matches!(answers.read(&mut bytes), Ok(read) if read > 0) {}
    });
    let index = rig.index;
    thread::spawn(move || {
        // Every frame has many, and the last of each is another level than the last of the one before.
        for round in 1_u32.. {
            let outputs: Vec<_> = (0..20)
                .map(|place: u32| {
                    let value = i32::try_from(1 + (round + place) % 20).unwrap();
                    message("OutputCmd", 1000 + place, output(index, place % 2, "Vibrate", value))
                })
                .collect();
            let frame = text_frame(&json!(outputs).to_string());
            if stream.write_all(&frame).is_err() {
                return;
            }
        }
    });
    Ok(rig.seen(since).await)
}

async fn reads_never_writes(kind: Kind) -> Result<Seen, NotRun> {
    silent(kind, with_connection_limit(Setup::limit(0))).await
}

async fn never_pinged_frozen(kind: Kind) -> Result<Seen, NotRun> {
    let setup = Setup::limit(6 * LIMIT_MS).arguments(&["--ping-policy", "where-supported"]);
    silent(kind, with_connection_limit(setup)).await
}

/// A program of which nothing comes, not even answers to heartbeats, while its connection stands.
async fn silent(kind: Kind, setup: Setup) -> Result<Seen, NotRun> {
    let setup = if kind == Kind::Reference {
        Setup::limit(0)
    } else {
        setup
    };
    let (mut rig, socket) = moving_by_socket(kind, setup).await;
    let since = rig.begin();
    let (stop, is_link_cut) = rig.stopped(since).await;
    drop(socket);
    Ok(rig.recovered(stop, is_link_cut).await)
}

async fn writes_never_reads(kind: Kind) -> Result<Seen, NotRun> {
    let (mut rig, socket) = moving_by_socket(kind, Setup::limit(0)).await;
    let since = rig.begin();
    let (mut stream, _) = socket.into_parts();
    let kept = stream.try_clone().unwrap();
    thread::spawn(move || {
        let questions: Vec<_> = (0..100)
            .map(|place| message("RequestDeviceList", 1000 + place, json!({})))
            .collect();
        let frame = text_frame(&json!(questions).to_string());
        while stream.write_all(&frame).is_ok() {}
    });
    let (stop, is_link_cut) = rig.stopped_within(since, 2 * PATIENCE).await;
    let _ = kept.shutdown(std::net::Shutdown::Both);
    Ok(rig.recovered(stop, is_link_cut).await)
}

/// A connection of which nothing comes counts as lost after [`LIMIT_MS`], where this Vigil can be told so.
pub(super) fn with_connection_limit(setup: Setup) -> Setup {
    if has_option("--connection-limit") {
        setup.arguments(&["--connection-limit", &LIMIT_MS.to_string()])
    } else {
        setup
    }
}

/// A socket by hand moves the toy; no other program is there.
pub(super) async fn moving_by_socket(kind: Kind, setup: Setup) -> (Rig, RawSocket) {
    let mut rig = Rig::found(kind, setup, ToySpec::of(EDGE)).await;
    dismiss(&mut rig).await;
    let mut socket = RawSocket::join(rig.server.address, "By Hand");
    for motor in [0, 1] {
        let output = output(rig.index, motor, "Vibrate", i32::try_from(LEVEL).unwrap());
        socket.send(&text_frame(
            &json!([message("OutputCmd", 2 + motor, output)]).to_string(),
        ));
        socket.read_message(Instant::now() + PATIENCE);
    }
    moves(&rig.toy, LEVEL).await;
    (rig, socket)
}

/// The program that found the toy says goodbye.
async fn dismiss(rig: &mut Rig) {
    if let Some(mut client) = rig.client.take() {
        client.send_frame(Frame::Close(None)).await;
        client.until_end(PATIENCE).await;
    }
    // The reference has none while a program is there.
    until(PATIENCE, || rig.server.has_open_port()).await;
}
