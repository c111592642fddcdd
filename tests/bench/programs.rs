//! The programs that connect, ping for a while, and fall silent together.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tokio_tungstenite::tungstenite::Message as Frame;
use vigil_tests::{
    load::Busy,
    raw_client::{ERROR_PING, RawClient, output},
    waits,
};

/// At the same time in their handshake: more would overrun the listener's queue.
const JOINING: usize = 32;
/// All of them.
const JOIN_WITHIN: Duration = Duration::from_secs(60);
/// Pings within a limit, until the last one.
const PINGS_PER_LIMIT: u32 = 4;
/// With the cores busy, before the last ping.
const SETTLE: Duration = Duration::from_secs(2);

const PING: &str = r#"[{"Ping":{"Id":3}}]"#;

/// What one program saw.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) name: String,
    /// A moment before it was sent.
    pub(crate) last_ping: Instant,
    told: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Pinging,
    /// One more ping, then not a word.
    LastPing,
}

impl Outcome {
    /// In milliseconds, from when the limit had run out; negative where Vigil was early. It has in it how long the
    /// message took to this program, on a machine that is busy.
    pub(crate) fn told_after(&self, limit: Duration) -> f64 {
        ((self.told - self.last_ping).as_secs_f64() - limit.as_secs_f64()) * 1e3
    }
}

/// Runs them to their end. Those that are cut off before the last ping are left out.
pub(crate) async fn run(
    address: SocketAddr,
    sessions: usize,
    limit: Duration,
    toys: usize,
    burn: impl FnOnce() -> Option<Busy>,
) -> Vec<Outcome> {
    let phase = watch::Sender::new(Phase::Pinging);
    let doors = Arc::new(Semaphore::new(JOINING));
    let joined = watch::Sender::new(0);
    let mut programs = JoinSet::new();
    for number in 0..sessions {
        let toy = u32::try_from(number % toys).unwrap();
        programs.spawn(program(
            address,
            number,
            toy,
            limit,
            doors.clone(),
            joined.clone(),
            phase.subscribe(),
        ));
    }
    let all_joined = async {
        joined
            .subscribe()
            .wait_for(|joined| *joined == sessions)
            .await
            .map(drop)
    };
    if timeout(JOIN_WITHIN, all_joined).await.is_err() {
        eprintln!(
            "only {} of {sessions} programs could connect within {JOIN_WITHIN:?}",
            *joined.borrow()
        );
    }
    let _busy = burn();
    sleep(SETTLE).await;
    phase.send_replace(Phase::LastPing);

    let mut outcomes = Vec::new();
    while let Some(outcome) = programs.join_next().await {
        outcomes.extend(outcome.ok().flatten());
    }
    outcomes
}

/// `None` where it was cut off before the last ping.
async fn program(
    address: SocketAddr,
    number: usize,
    toy: u32,
    limit: Duration,
    doors: Arc<Semaphore>,
    joined: watch::Sender<usize>,
    mut phase: watch::Receiver<Phase>,
) -> Option<Outcome> {
    let name = format!("Program {number}");
    let door = doors.acquire().await.ok()?;
    let mut client = RawClient::join_at(address, &name).await;
    client.send("OutputCmd", output(toy, 0, "Vibrate", 10)).await;
    drop(door);
    joined.send_modify(|joined| *joined += 1);
    while *phase.borrow_and_update() == Phase::Pinging {
        client.try_send_frame(Frame::text(PING)).await.ok()?;
        // Either is a reason to look again.
        let _ = timeout(limit / PINGS_PER_LIMIT, phase.changed()).await;
    }
    let last_ping = Instant::now();
    client.try_send_frame(Frame::text(PING)).await.ok()?;
    let farewell = client.until_end(limit + waits::EVENT).await;
    let (told, error) = farewell.messages.last()?;
    (error.error_code() == Some(ERROR_PING)).then_some(Outcome {
        name,
        last_ping,
        told: *told,
    })
}
