//! Ports for programs that cannot be told to take any free one.

use std::{
    iter,
    net::{Ipv4Addr, TcpListener},
    ops::Range,
    process,
    sync::{
        OnceLock,
        atomic::{AtomicU16, Ordering::Relaxed},
    },
};

/// Below those that systems hand out by themselves: between here and the start of whoever takes it, somebody else would
/// get one of those.
const PORTS: Range<u16> = 20_000..32_000;

/// A free port that nobody else here was given.
pub fn free_port() -> u16 {
    static NEXT: OnceLock<AtomicU16> = OnceLock::new();
    // Test programs that run at the same time start at different places.
    let start = || AtomicU16::new(u16::try_from(process::id() % 1_000).unwrap_or_default() * 12);
    let next = NEXT.get_or_init(start);
    iter::repeat_with(|| PORTS.start + next.fetch_add(1, Relaxed) % (PORTS.end - PORTS.start))
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("there are many")
}
