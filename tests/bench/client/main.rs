//! How evenly `vigil-client` pings, idle and with every core busy, and what it makes of a missed ping, with Vigil and with
//! the reference: `cargo xtask bench client`.
//!
//! An interval lies between two pings as they are handed to the system. Nothing here is a goal but this: no session ends
//! without a reason, and every one ends when its loop hangs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails by panicking"
)]

mod options;
mod stamped;

use std::{net::SocketAddr, process::ExitCode, thread, time::Duration};

use tokio::{
    net::TcpStream,
    runtime::Builder,
    sync::oneshot,
    time::{sleep, timeout},
};
use vigil_client::{CallError, Client, ErrorClass, Event, Events};
use vigil_tests::{
    figures::{milliseconds, percentile},
    load,
    peer::{Kind, Peer},
    waits,
};

use options::Options;
use stamped::{Stamped, Stamps};

const LIMITS: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(1)];
const NAME: &str = "Pings Evenly";

fn main() -> ExitCode {
    let options = match Options::read() {
        Ok(options) => options,
        Err(code) => return code,
    };
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    if runtime.block_on(run(&options)) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Whether all was well.
async fn run(options: &Options) -> bool {
    println!(
        "{:<16}{:>9}  {:<6}{:>8}{:>9}{:>9}{:>9}{:>9}  missed",
        "ms between pings", "limit", "cores", "pings", "min", "p50", "p99", "max"
    );
    let mut is_well = true;
    for kind in Kind::BOTH {
        for limit in LIMITS {
            for is_busy in [false, true] {
                if !options.wants(limit, is_busy) {
                    continue;
                }
                is_well &= intervals(kind, limit, is_busy, options.time).await;
            }
        }
    }
    for kind in Kind::BOTH {
        missed(kind).await;
        println!(
            "{}: a loop that hangs ends its session, and every call says ERROR_PING",
            kind.name()
        );
    }
    is_well
}

/// Whether no ping was missed.
async fn intervals(kind: Kind, limit: Duration, is_busy: bool, time: Duration) -> bool {
    let server = Peer::start(kind, limit).await;
    let stamps = Stamps::default();
    let address = server.address();
    let load = is_busy.then(|| load::busy(load::cores()));
    // As `connect` does: a thread with a runtime of its own.
    let (over, ended) = oneshot::channel();
    let program = thread::spawn({
        let stamps = stamps.clone();
        move || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            let _ = over.send(runtime.block_on(session(address, stamps, time)));
        }
    });
    let end = ended.await.expect("the session has run");
    program.join().unwrap();
    drop(load);
    let mut gaps = stamps.gaps();
    let least = gaps.iter().copied().min().unwrap_or_default();
    let mut gaps: Vec<f64> = gaps.drain(..).map(milliseconds).collect();
    println!(
        "{:<16}{:>9}  {:<6}{:>8}{:>9.2}{:>9.2}{:>9.2}{:>9.2}  {}",
        kind.name(),
        limit.as_millis(),
        if is_busy { "busy" } else { "idle" },
        gaps.len() + 1,
        milliseconds(least),
        percentile(&mut gaps, 50),
        percentile(&mut gaps, 99),
        percentile(&mut gaps, 100),
        end.as_ref().map_or("none".to_owned(), |event| format!("{event:?}")),
    );
    end.is_none()
}

/// How it ended before its time, if it did.
async fn session(address: SocketAddr, stamps: Stamps, time: Duration) -> Option<Event> {
    let all = stamps.clone();
    let open = move || {
        let stamps = stamps.clone();
        async move {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            Ok(Stamped::new(stream, stamps))
        }
    };
    let (client, mut events) = Client::builder(NAME)
        .connect_over(open)
        .await
        .expect("the server is there");
    let end = timeout(time, end(&mut events)).await.ok();
    all.close();
    client.disconnect().await;
    end
}

async fn end(events: &mut Events) -> Event {
    loop {
        let event = events.next().await.expect("the client goes on");
        if matches!(event, Event::PingTimeout(_) | Event::ServerDisconnect(_)) {
            return event;
        }
    }
}

/// Everything that a program asks for works until its loop hangs, and nothing afterwards.
async fn missed(kind: Kind) {
    let limit = Duration::from_secs(1);
    let server = Peer::start(kind, limit).await;
    let url = format!("ws://{}", server.address());
    let (client, mut events) = Client::builder("Hangs")
        .tied_to_loop(limit / 2)
        .connect(&url)
        .await
        .expect("the server is there");
    assert_eq!(client.ping_limit(), Some(limit));
    for _ in 0..30 {
        client.check_in();
        sleep(limit / 10).await;
    }
    client.stop_all().await.unwrap();
    client.start_scanning().await.unwrap();
    client.stop_scanning().await.unwrap();
    // The loop hangs. The reference says so when it is next spoken to.
    sleep(limit * 2).await;
    client.check_in();
    let told = timeout(waits::EVENT, end(&mut events)).await.expect("it has to end");
    let Event::PingTimeout(error) = told else {
        panic!("{}: a ping timeout was due: {told:?}", kind.name());
    };
    assert_eq!(error.class, ErrorClass::Ping);
    assert_eq!(
        client.start_scanning().await,
        Err(CallError::PingTimeout(error.clone()))
    );
    assert_eq!(client.stop_all().await, Err(CallError::PingTimeout(error)));
    let told = timeout(waits::EVENT, end(&mut events))
        .await
        .expect("it has to be closed");
    assert!(matches!(told, Event::ServerDisconnect(_)), "{told:?}");
    assert!(events.next().await.is_none());
}
