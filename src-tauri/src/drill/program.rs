use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value, json};
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{sleep, timeout},
};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};
use vigil_clock::Clock;
use vigil_core::{
    message::{FeatureOutput, Output},
    time::{Moment, whole_ms},
};

use crate::{
    alerts::alert::{DrillOutcome, DrillProblem},
    timeouts,
};

/// What it calls itself, for the person who sees it among the programs.
pub(super) const NAME: &str = "Fire drill";

const GREETING: u32 = 1;
const OUTPUT: u32 = 2;
const PING: u32 = 3;
/// How often it pings before it moves the toy. Where pings are not required, that shows that it keeps the limit; one more
/// than it takes, for a machine that is late.
const PINGS_FIRST: u32 = 3;

/// What it is to do.
#[derive(Debug)]
pub(super) struct Plan {
    /// The server's.
    pub address: SocketAddr,
    pub toy: u32,
    pub output: FeatureOutput,
}

/// Since when it has been silent, and how long it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Silence {
    pub since: Moment,
    pub limit: Duration,
}

/// Where the others can see how far it is.
#[derive(Debug, Clone)]
pub(super) struct Signs {
    /// Its own end of the socket, by which the server's events name it.
    pub own: Arc<OnceLock<SocketAddr>>,
    pub silence: watch::Sender<Option<Silence>>,
}

type Socket = WebSocketStream<TcpStream>;

/// Connects, pings a few times, moves the toy, pings once more, and falls silent. Returns how long after its last ping the
/// server closed the connection. It knows of Vigil what any program knows: the address.
pub(super) async fn play(plan: Plan, clock: Clock, signs: Signs) -> Result<Duration, DrillOutcome> {
    let answered = timeout(timeouts::DRILL_STEP, begin(&plan, clock, &signs)).await;
    let (mut socket, silence) = answered
        .unwrap_or(Err(DrillProblem::NoAnswer))
        .map_err(DrillOutcome::NotRun)?;
    // Nobody has to look.
    signs.silence.send_replace(Some(silence));
    let patience = silence.limit * 2 + timeouts::DRILL_STEP;
    match timeout(patience, end_of(&mut socket)).await {
        Ok(()) => Ok(clock.now() - silence.since),
        Err(_) => Err(DrillOutcome::NotClosed {
            waited_ms: whole_ms(patience),
        }),
    }
}

async fn begin(plan: &Plan, clock: Clock, signs: &Signs) -> Result<(Socket, Silence), DrillProblem> {
    let mut socket = connect(plan.address, signs).await.ok_or(DrillProblem::NotConnected)?;
    let hello = json!({ "ClientName": NAME, "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 0 });
    let info = ask(&mut socket, GREETING, "RequestServerInfo", hello)
        .await
        .map_err(|_| DrillProblem::NotConnected)?;
    let limit_ms = info.get("MaxPingTime").and_then(Value::as_u64).unwrap_or(0);
    if limit_ms == 0 {
        return Err(DrillProblem::NotWatched);
    }
    let limit = Duration::from_millis(limit_ms);
    for _ in 0..PINGS_FIRST {
        sleep((limit / 4).min(timeouts::BETWEEN_DRILL_PINGS)).await;
        ask(&mut socket, PING, "Ping", json!({})).await?;
    }
    ask(&mut socket, OUTPUT, "OutputCmd", output(plan)).await?;
    let since = clock.now();
    ask(&mut socket, PING, "Ping", json!({})).await?;
    Ok((socket, Silence { since, limit }))
}

async fn connect(address: SocketAddr, signs: &Signs) -> Option<Socket> {
    let stream = TcpStream::connect(address).await.ok()?;
    // Otherwise the ping waits up to 40 ms for the other end's acknowledgement, and the silence seems longer than it was.
    stream.set_nodelay(true).ok()?;
    // There is one socket in the life of a drill.
    let _ = signs.own.set(stream.local_addr().ok()?);
    let (socket, _) = client_async(format!("ws://{address}"), stream).await.ok()?;
    Some(socket)
}

fn output(plan: &Plan) -> Value {
    let FeatureOutput {
        feature,
        output: Output {
            kind,
            value,
            duration_ms,
        },
    } = plan.output;
    let mut fields = Map::from_iter([("Value".to_owned(), value.into())]);
    if let Some(duration_ms) = duration_ms {
        fields.insert("Duration".to_owned(), duration_ms.into());
    }
    json!({ "DeviceIndex": plan.toy, "FeatureIndex": feature, "Command": { kind.name(): fields } })
}

/// Sends this message, and waits for the answer to it.
async fn ask(socket: &mut Socket, id: u32, name: &str, mut fields: Value) -> Result<Map<String, Value>, DrillProblem> {
    fields["Id"] = id.into();
    let text = json!([{ name: fields }]).to_string();
    socket
        .send(Message::text(text))
        .await
        .map_err(|_| DrillProblem::NoAnswer)?;
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        let messages: Vec<Map<String, Value>> = serde_json::from_str(&text).unwrap_or_default();
        for (name, fields) in messages.into_iter().flatten() {
            let Value::Object(fields) = fields else { continue };
            if fields.get("Id").and_then(Value::as_u64) == Some(u64::from(id)) {
                return if name == "Error" {
                    Err(DrillProblem::Refused)
                } else {
                    Ok(fields)
                };
            }
        }
    }
    Err(DrillProblem::NoAnswer)
}

/// Resolves when the server has closed the connection, or broken it.
async fn end_of(socket: &mut Socket) {
    while let Some(Ok(message)) = socket.next().await {
        if message.is_close() {
            return;
        }
    }
}
