//! What is measured of one server, from its start to its end.

use std::time::Duration;

use tokio::time::Instant;

use serde_json::json;
use vigil_tests::{
    figures::{milliseconds, percentile},
    peer::Kind,
    raw_client::output,
};

use crate::{
    link::{Link, frame},
    options::Options,
    process,
    server::Server,
};

const ROUND_TRIPS: u32 = 20_000;
const PIPELINED: u32 = 300_000;
const WINDOW: usize = 64;
const BURSTS: u32 = 200;
const BURST: usize = 16;
/// Not counted: caches, branch predictors and allocators get to know the work.
const WARM_UP: u32 = 2_000;
/// The steps of either server's first motor.
const STRONGEST: i32 = 20;
const MANY_SESSIONS: [usize; 2] = [100, 1_000];

/// One server's figures.
#[derive(Debug, Default)]
pub(crate) struct Round {
    pub(crate) first_server_info_ms: f64,
    pub(crate) ping: Load,
    pub(crate) output: Load,
    pub(crate) memory_1_mib: f64,
    /// `None` where it does not take so many.
    pub(crate) memory_hundred_mib: Option<f64>,
    pub(crate) memory_thousand_mib: Option<f64>,
}

/// The figures of one kind of message.
#[derive(Debug, Default)]
pub(crate) struct Load {
    pub(crate) round_trip_p50_us: f64,
    pub(crate) round_trip_p99_us: f64,
    pub(crate) pipelined_per_s: f64,
    /// Processor time of the server for 100,000 messages, pipelined.
    pub(crate) cpu_ms: f64,
    pub(crate) burst_p50_us: f64,
    pub(crate) burst_p99_us: f64,
}

pub(crate) fn round(kind: Kind, options: &Options) -> Round {
    let server = Server::start(kind);
    let mut link = Link::reach(server.address, server.started);
    let first_server_info_ms = milliseconds(server.started.elapsed());
    let toy = link.toy();
    let memory_1_mib = memory(&server);

    let pings = vec![frame("Ping", json!({}))];
    // Each differs from the one before, so that none can be left out as a repetition.
    let outputs: Vec<_> = (0..=STRONGEST)
        .map(|value| frame("OutputCmd", output(toy, 0, "Vibrate", value)))
        .collect();
    let ping = load(&server, &mut link, &pings, options.divide);
    let output = load(&server, &mut link, &outputs, options.divide);
    let [memory_hundred_mib, memory_thousand_mib] = many_sessions(kind, &server, link);
    Round {
        first_server_info_ms,
        ping,
        output,
        memory_1_mib,
        memory_hundred_mib,
        memory_thousand_mib,
    }
}

fn load(server: &Server, link: &mut Link, frames: &[Vec<u8>], divide: u32) -> Load {
    round_trips(link, frames, WARM_UP);
    let mut trips = round_trips(link, frames, ROUND_TRIPS / divide);
    let pipelined = PIPELINED / divide;
    let cpu = process::cpu_nanos(server.pid());
    let took = pipeline(link, frames, pipelined);
    let cpu = process::cpu_nanos(server.pid()) - cpu;
    let mut bursts = bursts(link, frames, BURSTS / divide);
    #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
    let cpu_ms = cpu as f64 / 1e6 * 100_000.0 / f64::from(pipelined);
    Load {
        round_trip_p50_us: percentile(&mut trips, 50),
        round_trip_p99_us: percentile(&mut trips, 99),
        pipelined_per_s: f64::from(pipelined) / took.as_secs_f64(),
        cpu_ms,
        burst_p50_us: percentile(&mut bursts, 50),
        burst_p99_us: percentile(&mut bursts, 99),
    }
}

/// One message, its reply, the next message: microseconds each.
fn round_trips(link: &mut Link, frames: &[Vec<u8>], count: u32) -> Vec<f64> {
    let frames = frames.iter().cycle().take(count as usize);
    frames
        .map(|frame| {
            let sent = Instant::now();
            link.write(frame);
            link.await_replies(1);
            microseconds(sent.elapsed())
        })
        .collect()
}

/// Always so many under way, one write each.
fn pipeline(link: &mut Link, frames: &[Vec<u8>], count: u32) -> Duration {
    let mut frames = frames.iter().cycle().take(count as usize);
    let begun = Instant::now();
    let mut under_way = 0;
    loop {
        for frame in frames.by_ref().take(WINDOW - under_way) {
            link.write(frame);
            under_way += 1;
        }
        if under_way == 0 {
            return begun.elapsed();
        }
        under_way -= link.replies();
    }
}

/// So many in one write, then all their replies: microseconds each.
fn bursts(link: &mut Link, frames: &[Vec<u8>], count: u32) -> Vec<f64> {
    let burst: Vec<u8> = frames.iter().cycle().take(BURST).flatten().copied().collect();
    (0..count.max(20))
        .map(|_| {
            let sent = Instant::now();
            link.write(&burst);
            link.await_replies(BURST);
            microseconds(sent.elapsed())
        })
        .collect()
}

fn many_sessions(kind: Kind, server: &Server, first: Link) -> [Option<f64>; 2] {
    if kind == Kind::Reference {
        // It takes one program at a time.
        return [None, None];
    }
    let mut links = vec![first];
    MANY_SESSIONS.map(|count| {
        while links.len() < count {
            links.push(Link::join(server.address));
        }
        Some(memory(server))
    })
}

fn memory(server: &Server) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
    let kib = process::memory_kib(server.pid()) as f64;
    kib / 1024.0
}

fn microseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
