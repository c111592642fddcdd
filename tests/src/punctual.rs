//! A program that pings well within its limit, on a thread of its own: whatever others do, it must not feel it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use serde_json::Value;
use tokio::{task::spawn_blocking, time::Instant};

use crate::{
    message::{message, output},
    raw_socket::{RawSocket, ping_frame, text_frame},
    waits,
};

/// Pings within a limit.
const PINGS_PER_LIMIT: u32 = 4;

/// Pings until told to stop.
#[derive(Debug)]
pub struct Punctual {
    limit: Duration,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Vec<Session>>,
}

/// How it fared.
#[derive(Debug)]
pub struct Fared {
    /// From each ping to its answer, the quickest first.
    pub round_trips: Vec<Duration>,
    /// How often it began anew, since it had been late itself, which proves nothing.
    pub late: usize,
}

#[derive(Debug)]
struct Session {
    round_trips: Vec<Duration>,
    end: End,
}

#[derive(Debug)]
enum End {
    /// It was told to stop.
    Told,
    /// It was late itself.
    Late,
    /// Vigil cut it off; how it looked.
    Cut(String),
}

impl Punctual {
    /// Joins under that name, where the ping limit is this one.
    pub fn start(address: SocketAddr, name: &str, limit: Duration) -> Self {
        Self::sending(address, name, limit, Vec::new())
    }

    /// The same, and moves the first toy.
    pub fn moving(address: SocketAddr, name: &str, limit: Duration) -> Self {
        let command = message("OutputCmd", 3, output(0, 0, "Vibrate", 10));
        Self::sending(
            address,
            name,
            limit,
            text_frame(&Value::from(vec![command]).to_string()),
        )
    }

    fn sending(address: SocketAddr, name: &str, limit: Duration, first: Vec<u8>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let (name, stop) = (name.to_owned(), stop.clone());
            move || {
                let mut sessions = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    sessions.push(session(address, &name, limit, &first, &stop));
                    if matches!(
                        sessions.last(),
                        Some(Session {
                            end: End::Cut { .. },
                            ..
                        })
                    ) {
                        break;
                    }
                }
                sessions
            }
        });
        Self { limit, stop, thread }
    }

    /// Tells it to stop. It must not have been cut off.
    pub async fn finish(self) -> Fared {
        self.stop.store(true, Ordering::Relaxed);
        let sessions = spawn_blocking(move || self.thread.join().unwrap()).await.unwrap();
        let late = sessions
            .iter()
            .filter(|session| matches!(session.end, End::Late))
            .count();
        let mut round_trips = Vec::new();
        for Session {
            round_trips: its, end, ..
        } in sessions
        {
            if let End::Cut(how) = end {
                panic!("S6: cut off, with a limit of {:?}: {how}", self.limit);
            }
            round_trips.extend(its);
        }
        round_trips.sort_unstable();
        assert!(!round_trips.is_empty(), "it never pinged, so this proves nothing");
        Fared { round_trips, late }
    }
}

impl Fared {
    /// Nine of ten answers came faster.
    pub fn usual(&self) -> Duration {
        self.round_trips[self.round_trips.len() * 9 / 10]
    }

    pub fn slowest(&self) -> Duration {
        self.round_trips[self.round_trips.len() - 1]
    }

    /// For the notes.
    pub fn told(&self) -> String {
        format!(
            "{} pings, answered within {:.1} ms at p90, {:.1} ms at most, the program late itself {} times",
            self.round_trips.len(),
            self.usual().as_secs_f64() * 1e3,
            self.slowest().as_secs_f64() * 1e3,
            self.late
        )
    }
}

fn session(address: SocketAddr, name: &str, limit: Duration, first: &[u8], stop: &AtomicBool) -> Session {
    // Its clock starts somewhere within the handshake.
    let mut last = Instant::now();
    let mut socket = RawSocket::join(address, name);
    let mut round_trips = Vec::new();
    if !first.is_empty() {
        socket.send(first);
        socket.read_message(Instant::now() + waits::ANSWER);
    }
    loop {
        let before = Instant::now();
        let sent = socket.try_send(&ping_frame(2));
        // From before the one ping to after the other: no gap that Vigil can have seen is longer.
        let gap = last.elapsed();
        let answer = socket.read_message(Instant::now() + waits::ANSWER);
        let answered = answer.as_ref().is_some_and(|answer| answer.kind == "Ok");
        let end = if gap >= limit {
            End::Late
        } else if !sent || !answered {
            End::Cut(format!("pinged after {gap:?}, was answered {answer:?}"))
        } else {
            round_trips.push(before.elapsed());
            last = before;
            while socket.read_message(before + limit / PINGS_PER_LIMIT).is_some() {}
            if !stop.load(Ordering::Relaxed) {
                continue;
            }
            End::Told
        };
        return Session { round_trips, end };
    }
}
