//! Whether an open window delays a stop: programs that move toys without end fall silent, one after the other.

use std::{fs, net::SocketAddr, path::Path, time::Duration};

use serde_json::Value;
use tokio::{
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use vigil_tests::{
    figures::{milliseconds, percentile},
    raw_client::{ERROR_PING, RawClient, output},
    waits,
};

use crate::app::{App, Setup};

const PROGRAMS: u32 = 16;
const TOYS: u32 = 8;
const OUTPUTS_A_SECOND: u32 = 30;
const LIMIT: Duration = Duration::from_secs(1);
const PING_EVERY: Duration = Duration::from_millis(250);

/// All of them play for so long; then one falls silent after the other.
const PLAY: Duration = Duration::from_secs(4);
/// A lost program stops every toy; the next one finds them moving again.
const APART: Duration = Duration::from_millis(300);

/// In milliseconds.
#[derive(Debug, Default)]
struct Stops {
    /// From the deadline until the stop was on its way, as Vigil's history has it.
    inside: Vec<f64>,
    /// From last ping + limit until the program had the Error, and until the connection was closed.
    told: Vec<f64>,
    closed: Vec<f64>,
}

pub(crate) async fn measure(rounds: usize) {
    println!(
        "\n{PROGRAMS} programs, {TOYS} toys, {OUTPUTS_A_SECOND} outputs/s each, limit {} ms: how late they are stopped",
        LIMIT.as_millis()
    );
    println!(
        "{:<64}{:>7}{:>9}{:>9}{:>9}",
        "milliseconds after the deadline", "stops", "p50", "p99", "max"
    );
    for (name, is_headless) in [("no window", true), ("window open", false)] {
        let mut stops = Stops::default();
        for _ in 0..rounds {
            round(is_headless, &mut stops).await;
        }
        row(&format!("{name}: the stop is on its way"), stops.inside);
        row(&format!("{name}: the program has the Error"), stops.told);
        row(&format!("{name}: the connection is closed"), stops.closed);
    }
}

async fn round(is_headless: bool, stops: &mut Stops) {
    let setup = Setup {
        limit_ms: 1000,
        toys: usize::try_from(TOYS).unwrap(),
        is_headless,
        ..Setup::default()
    };
    let app = if is_headless {
        let app = App::start(setup);
        app.listens().await;
        app
    } else {
        App::open(setup).await
    };
    let mut programs = JoinSet::new();
    let silent_from = Instant::now() + PLAY;
    for number in 0..PROGRAMS {
        programs.spawn(program(app.address(), number, silent_from + APART * number));
    }
    for (told, closed) in programs.join_all().await {
        stops.told.push(told);
        stops.closed.push(closed);
    }
    // The last alert is in the history by then.
    app.rests().await;
    stops.inside.extend(told_in(&app.data()));
    app.close().await;
}

/// It moves its toy on and on, also after its last ping.
async fn program(address: SocketAddr, number: u32, silent_from: Instant) -> (f64, f64) {
    let mut client = RawClient::join_at(address, &format!("Game {number}")).await;
    let mut pings = interval(PING_EVERY);
    let mut outputs = interval(Duration::from_secs(1) / OUTPUTS_A_SECOND);
    outputs.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last_ping = Instant::now();
    let mut value = 0;
    loop {
        tokio::select! {
            _ = pings.tick(), if Instant::now() < silent_from => {
                last_ping = Instant::now();
                client.send("Ping", serde_json::json!({})).await;
            }
            _ = outputs.tick() => {
                value = value % 20 + 1;
                client.send("OutputCmd", output(number % TOYS, 0, "Vibrate", value)).await;
            }
            () = sleep_until(last_ping + LIMIT * 9 / 10) => break,
        }
    }
    let farewell = client.until_end(LIMIT + waits::EVENT).await;
    let (told, _) = farewell.error(ERROR_PING);
    let after = |at: Instant| milliseconds(at - last_ping) - milliseconds(LIMIT);
    (after(told), after(farewell.at))
}

/// How late each stop left, as far as the history in that folder has it.
fn told_in(data: &Path) -> Vec<f64> {
    let mut late = Vec::new();
    for name in ["alerts.json", "alerts.jsonl"] {
        let text = fs::read_to_string(data.join(name)).unwrap_or_default();
        for value in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
            gather(&value.unwrap_or_default(), &mut late);
        }
    }
    late
}

fn gather(value: &Value, late: &mut Vec<f64>) {
    match value {
        Value::Object(fields) => {
            late.extend(fields.get("late_ms").and_then(Value::as_f64));
            fields.values().for_each(|value| gather(value, late));
        }
        Value::Array(items) => items.iter().for_each(|value| gather(value, late)),
        _ => {}
    }
}

fn row(what: &str, mut values: Vec<f64>) {
    println!(
        "{what:<64}{:>7}{:>9.2}{:>9.2}{:>9.2}",
        values.len(),
        percentile(&mut values, 50),
        percentile(&mut values, 99),
        percentile(&mut values, 100),
    );
}
