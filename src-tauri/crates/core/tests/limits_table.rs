//! `LIMITS.md` says what `limits.rs` holds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use vigil_core::limits;

const TABLE: &str = include_str!("../LIMITS.md");
const CODE: &str = include_str!("../src/limits.rs");

#[test]
fn the_table_has_every_figure_of_the_code() {
    let in_table = figures_of_the_table();
    let figures = figures_of_the_code();
    for (name, wanted) in &figures {
        assert_eq!(in_table.get(name), Some(wanted), "{name}");
    }
    let known: BTreeSet<_> = figures.keys().copied().collect();
    let named: BTreeSet<_> = in_table.keys().copied().collect();
    assert_eq!(named, known, "the table names what there is, and nothing else");
    let declared: BTreeSet<_> = CODE
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split(':').next())
        .collect();
    assert_eq!(known, declared, "this test knows every constant");
}

/// Whole numbers; times are milliseconds.
fn figures_of_the_code() -> BTreeMap<&'static str, Vec<u64>> {
    let count = |count: usize| vec![u64::try_from(count).unwrap()];
    let time = |time: Duration| vec![u64::try_from(time.as_millis()).unwrap()];
    let (least, most) = limits::PING_LIMIT_MS.into_inner();
    BTreeMap::from([
        ("MAX_FRAME_BYTES", count(limits::MAX_FRAME_BYTES)),
        ("MAX_MESSAGES_PER_FRAME", count(limits::MAX_MESSAGES_PER_FRAME)),
        ("MAX_REASON_CHARS", count(limits::MAX_REASON_CHARS)),
        ("MAX_OPEN_REQUESTS", count(limits::MAX_OPEN_REQUESTS)),
        ("MAX_LOG_LINES_AT_ONCE", vec![limits::MAX_LOG_LINES_AT_ONCE.into()]),
        ("LOG_LINES_PER_SECOND", vec![limits::LOG_LINES_PER_SECOND.into()]),
        ("MAX_LOG_LINE_CHARS", count(limits::MAX_LOG_LINE_CHARS)),
        ("LOG_PING_MARGIN", vec![limits::LOG_PING_MARGIN.into()]),
        ("MAX_NAME_CHARS", count(limits::MAX_NAME_CHARS)),
        ("MAX_SHOWN_CHARS", count(limits::MAX_SHOWN_CHARS)),
        ("MAX_PENDING_PAGES", count(limits::MAX_PENDING_PAGES)),
        ("MAX_PENDING_PER_SITE", count(limits::MAX_PENDING_PER_SITE)),
        ("MAX_PENDING_PER_PAGE", count(limits::MAX_PENDING_PER_PAGE)),
        ("MAX_FAREWELLS", count(limits::MAX_FAREWELLS)),
        ("MAX_FAREWELL_BYTES", count(limits::MAX_FAREWELL_BYTES)),
        ("MAX_ORIGIN_BYTES", count(limits::MAX_ORIGIN_BYTES)),
        ("PING_LIMIT_MS", vec![least.into(), most.into()]),
        ("PINGS_THAT_BIND", vec![limits::PINGS_THAT_BIND.into()]),
        (
            "BINDING_PART",
            vec![limits::BINDING_PART.0.into(), limits::BINDING_PART.1.into()],
        ),
        ("SAME_PING", time(limits::SAME_PING)),
        ("SAME_PING_PART", vec![limits::SAME_PING_PART.into()]),
        ("HANDSHAKE_LIMIT", time(limits::HANDSHAKE_LIMIT)),
        ("UNREAD_GRACE", time(limits::UNREAD_GRACE)),
        ("FLOOD_LIMIT", time(limits::FLOOD_LIMIT)),
        ("STALLED_LIMIT", time(limits::STALLED_LIMIT)),
        (
            "CONNECTION_LIMIT_MS",
            vec![
                (*limits::CONNECTION_LIMIT_MS.start()).into(),
                (*limits::CONNECTION_LIMIT_MS.end()).into(),
            ],
        ),
        (
            "DEFAULT_CONNECTION_LIMIT_MS",
            vec![limits::DEFAULT_CONNECTION_LIMIT_MS.into()],
        ),
        ("HEARTBEATS_PER_LIMIT", vec![limits::HEARTBEATS_PER_LIMIT.into()]),
        ("TOLERATED_STRIKES", vec![limits::TOLERATED_STRIKES.into()]),
        ("CALM_PAUSES", vec![limits::CALM_PAUSES.into()]),
        ("MAX_SLOWED_PER_PROGRAM", count(limits::MAX_SLOWED_PER_PROGRAM)),
        ("MAX_SLOWED", count(limits::MAX_SLOWED)),
        ("MAX_SENT_AHEAD_BYTES", count(limits::MAX_SENT_AHEAD_BYTES)),
        ("MAX_STRIKERS", count(limits::MAX_STRIKERS)),
        ("MAX_REPORTS", count(limits::MAX_REPORTS)),
    ])
}

/// Rows whose last cell names a constant of this crate, with the numbers of the second cell.
fn figures_of_the_table() -> BTreeMap<&'static str, Vec<u64>> {
    let mut figures = BTreeMap::new();
    for line in TABLE.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [_, value, _, place] = cells.as_slice() else {
            panic!("four cells: {line}");
        };
        if let Some(name) = place.strip_prefix("`core::limits::") {
            let before = figures.insert(name.trim_end_matches('`'), numbers(value));
            assert!(before.is_none(), "twice: {line}");
        }
    }
    figures
}

fn numbers(cell: &str) -> Vec<u64> {
    cell.replace(',', "")
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}
