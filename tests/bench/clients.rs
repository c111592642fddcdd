//! What client libraries make of pings: `cargo xtask bench clients`.
//!
//! With each library a program connects, does nothing for three limits, is frozen for three, and asks for something
//! afterwards. The table says whether it pinged and what its author would hear, with both servers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails by panicking"
)]

mod our_client;

use std::{
    env,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use rustix::process::Signal;
use serde::Deserialize;
use tokio::{
    io::{self, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    process::Command,
    time::sleep,
};
use vigil_tests::{
    child::{Child, Mark},
    environment,
    peer::{Kind, Peer},
    waits,
};

const LIMIT: Duration = Duration::from_secs(1);
/// How long the program does nothing, and how long it is frozen.
const LIMITS: u32 = 3;
/// From its connection until it asks for something: it is awake again for two limits by then.
const CALL_AFTER_MS: &str = "8000";

/// A library, and the program that is built on it.
struct Library {
    name: &'static str,
    program: fn(url: &str) -> Command,
}

const LIBRARIES: [Library; 6] = [
    Library {
        name: "our `vigil-client`",
        program: |url| {
            let mut command = Command::new(env::current_exe().unwrap());
            command.args([our_client::PROBE, url, CALL_AFTER_MS]);
            command
        },
    },
    Library {
        name: "crates.io `buttplug_client` 11.0.1",
        program: |url| {
            let mut command = Command::new(environment::rust_clients().join("probe"));
            command.args([url, CALL_AFTER_MS]);
            command
        },
    },
    Library {
        name: "npm `buttplug` 3.2.2",
        program: |url| javascript("buttplug-3", url),
    },
    Library {
        name: "npm `buttplug` 5.0.2",
        program: |url| javascript("buttplug", url),
    },
    Library {
        name: "npm `buttplug` 5.0.2 and our keep-alive",
        program: |url| {
            let mut command = javascript("buttplug", url);
            command.arg(environment::examples().join("js/keepalive/keepalive.js"));
            command
        },
    },
    Library {
        name: "PyPI `buttplug` 1.0.0",
        program: |url| {
            let mut command = Command::new(environment::python());
            command.arg(probes().join("probe.py")).args([url, CALL_AFTER_MS]);
            command
        },
    },
];

/// What the programs say.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Word {
    Connected,
    PingTimeout,
    Disconnected,
    Call {
        outcome: String,
        #[serde(default)]
        class: String,
    },
}

/// A row of the table.
struct Heard {
    pings: usize,
    ping_timeout: bool,
    disconnected: bool,
    call: String,
}

#[tokio::main]
async fn main() {
    let words: Vec<_> = env::args().collect();
    if let [_, our_client::PROBE, url, call_after] = words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        return our_client::probe(url, call_after).await;
    }
    println!("| library | server | pings by itself | PingTimeout event | disconnect event | calls afterwards |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for library in LIBRARIES {
        for kind in Kind::BOTH {
            let heard = hear(&library, kind).await;
            let yes = |is: bool| if is { "yes" } else { "no" };
            println!(
                "| {} | {} | {} | {} | {} | {} |",
                library.name,
                kind.name(),
                yes(heard.pings > 0),
                yes(heard.ping_timeout),
                yes(heard.disconnected),
                heard.call
            );
        }
    }
}

async fn hear(library: &Library, kind: Kind) -> Heard {
    let server = Peer::start(kind, LIMIT).await;
    let relay = Relay::to(server.address()).await;
    let url = format!("ws://{}", relay.address);
    let mut program = Child::<Word>::start(library.name, &mut (library.program)(&url));
    program
        .wait("its connection", waits::START, Mark::default(), |word| {
            matches!(word, Word::Connected).then_some(())
        })
        .await;
    sleep(LIMIT * LIMITS).await;
    let pings = relay.pings();
    program.signal(Signal::STOP);
    sleep(LIMIT * LIMITS).await;
    program.signal(Signal::CONT);
    program.ended().await;
    let words = program.since(Mark::default());
    let call = words.iter().position(|word| matches!(word, Word::Call { .. }));
    // What a library says while the program ends does not count.
    let (before, call) = match call.map(|call| (&words[..call], &words[call])) {
        Some((before, Word::Call { outcome, class })) if class.is_empty() => (before, outcome.clone()),
        Some((before, Word::Call { outcome, class })) => (before, format!("{outcome}: `{class}`")),
        _ => panic!("it does not say how its call went: {}", program.report()),
    };
    Heard {
        pings,
        ping_timeout: before.iter().any(|word| matches!(word, Word::PingTimeout)),
        disconnected: before.iter().any(|word| matches!(word, Word::Disconnected)),
        call,
    }
}

/// Stands between a program and a server, passes on every byte, and counts the program's pings.
struct Relay {
    address: SocketAddr,
    sent: Arc<Mutex<Vec<u8>>>,
}

impl Relay {
    async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let sent = Arc::new(Mutex::new(Vec::new()));
        let copy = sent.clone();
        tokio::spawn(async move {
            let (program, _) = listener.accept().await.unwrap();
            let server = TcpStream::connect(server).await.unwrap();
            let (mut from_program, mut to_program) = program.into_split();
            let (mut from_server, mut to_server) = server.into_split();
            tokio::spawn(async move {
                let _ = io::copy(&mut from_server, &mut to_program).await;
            });
            let mut bytes = vec![0; 4096];
            while let Ok(read @ 1..) = from_program.read(&mut bytes).await {
                copy.lock().unwrap().extend_from_slice(&bytes[..read]);
                if to_server.write_all(&bytes[..read]).await.is_err() {
                    return;
                }
            }
        });
        Self { address, sent }
    }

    /// The frames with a Ping in them. Programs mask what they send; all frames here are short.
    fn pings(&self) -> usize {
        let sent = self.sent.lock().unwrap();
        let head = sent
            .windows(4)
            .position(|bytes| bytes == b"\r\n\r\n")
            .map_or(0, |end| end + 4);
        let (mut rest, mut pings) = (&sent[head..], 0);
        while let [_, length, more @ ..] = rest {
            let length = usize::from(length & 0x7f);
            let (length, more) = match (length, more) {
                (126, [high, low, more @ ..]) => (usize::from(u16::from_be_bytes([*high, *low])), more),
                (..126, more) => (length, more),
                _ => panic!("a long frame"),
            };
            let Some((mask, more)) = more.split_at_checked(4) else {
                break;
            };
            let Some((payload, more)) = more.split_at_checked(length) else {
                break;
            };
            let text: Vec<_> = payload
                .iter()
                .zip(mask.iter().cycle())
                .map(|(byte, mask)| byte ^ mask)
                .collect();
            pings += usize::from(text.windows(6).any(|bytes| bytes == b"\"Ping\""));
            rest = more;
        }
        pings
    }
}

fn javascript(package: &str, url: &str) -> Command {
    let mut command = Command::new(environment::node());
    command
        .arg(probes().join("probe.mjs"))
        .args([package, url, CALL_AFTER_MS]);
    command
}

fn probes() -> PathBuf {
    environment::clients().join("probes")
}
