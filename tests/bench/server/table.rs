//! The two beside each other.

use vigil_tests::figures::{median, spread};

use crate::measure::Round;

type Figure = fn(&Round) -> Option<f64>;

/// Which way is good.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Good {
    Low,
    High,
}

const ROWS: [(&str, Good, Figure); 16] = [
    ("Ping, round trip, p50, us", Good::Low, |r| {
        Some(r.ping.round_trip_p50_us)
    }),
    ("Ping, round trip, p99, us", Good::Low, |r| {
        Some(r.ping.round_trip_p99_us)
    }),
    ("OutputCmd, round trip, p50, us", Good::Low, |r| {
        Some(r.output.round_trip_p50_us)
    }),
    ("OutputCmd, round trip, p99, us", Good::Low, |r| {
        Some(r.output.round_trip_p99_us)
    }),
    ("Ping, 64 under way, per second", Good::High, |r| {
        Some(r.ping.pipelined_per_s)
    }),
    ("OutputCmd, 64 under way, per second", Good::High, |r| {
        Some(r.output.pipelined_per_s)
    }),
    ("Ping, burst of 16, p50, us", Good::Low, |r| Some(r.ping.burst_p50_us)),
    ("Ping, burst of 16, p99, us", Good::Low, |r| Some(r.ping.burst_p99_us)),
    ("OutputCmd, burst of 16, p50, us", Good::Low, |r| {
        Some(r.output.burst_p50_us)
    }),
    ("OutputCmd, burst of 16, p99, us", Good::Low, |r| {
        Some(r.output.burst_p99_us)
    }),
    ("processor time, 100,000 Pings, ms", Good::Low, |r| Some(r.ping.cpu_ms)),
    ("processor time, 100,000 OutputCmds, ms", Good::Low, |r| {
        Some(r.output.cpu_ms)
    }),
    ("memory, 1 session, MiB", Good::Low, |r| Some(r.memory_1_mib)),
    ("memory, 100 sessions, MiB", Good::Low, |r| r.memory_hundred_mib),
    ("memory, 1,000 sessions, MiB", Good::Low, |r| r.memory_thousand_mib),
    ("start to first ServerInfo, ms", Good::Low, |r| {
        Some(r.first_server_info_ms)
    }),
];

pub(crate) fn print(vigil: &[Round], engine: &[Round]) {
    println!("\n{:<40}{:>32}{:>32}{:>10}", "", "Vigil", "intiface-engine", "ahead by");
    for (what, good, figure) in ROWS {
        let [ours, theirs] = [vigil, engine].map(|rounds| rounds.iter().filter_map(figure).collect::<Vec<f64>>());
        let ahead = median(&ours).zip(median(&theirs)).map(|(ours, theirs)| match good {
            Good::Low => theirs / ours,
            Good::High => ours / theirs,
        });
        println!(
            "{what:<40}{:>32}{:>32}{:>10}",
            spread(&ours),
            spread(&theirs),
            ahead.map_or_else(String::new, |ahead| format!("{ahead:.1}x"))
        );
    }
    if !engine.is_empty() {
        println!("\nintiface-engine takes one program at a time; so it has no figure for more sessions.");
    }
}
