//! The two beside each other.

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
        let (ours, theirs) = (Spread::of(vigil, figure), Spread::of(engine, figure));
        let ahead = ours.as_ref().zip(theirs.as_ref()).map(|(ours, theirs)| match good {
            Good::Low => theirs.median / ours.median,
            Good::High => ours.median / theirs.median,
        });
        println!(
            "{what:<40}{:>32}{:>32}{:>10}",
            shown(ours.as_ref()),
            shown(theirs.as_ref()),
            ahead.map_or_else(String::new, |ahead| format!("{ahead:.1}x"))
        );
    }
    if !engine.is_empty() {
        println!("\nintiface-engine takes one program at a time; so it has no figure for more sessions.");
    }
}

/// A figure over all rounds.
struct Spread {
    lowest: f64,
    median: f64,
    highest: f64,
}

impl Spread {
    fn of(rounds: &[Round], figure: Figure) -> Option<Self> {
        let mut values: Vec<f64> = rounds.iter().filter_map(figure).collect();
        values.sort_by(f64::total_cmp);
        Some(Self {
            lowest: *values.first()?,
            median: values[values.len() / 2],
            highest: *values.last()?,
        })
    }
}

fn shown(spread: Option<&Spread>) -> String {
    let Some(Spread {
        lowest,
        median,
        highest,
    }) = spread
    else {
        return "-".to_owned();
    };
    let places = usize::from(*median < 1_000.0);
    format!("{median:.places$} ({lowest:.places$}..{highest:.places$})")
}
