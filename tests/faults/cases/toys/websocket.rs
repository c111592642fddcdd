//! A toy that somebody built: an Edge that connects over WebSocket.

use std::{
    net::TcpStream,
    sync::{Arc, Mutex},
    thread,
};

use rustix::process::Signal;
use serde_json::Value;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{Message, client};
use vigil_bluez::ToySpec;
use vigil_tests::raw_client::RawClient;

use crate::{
    case::{NotRun, Seen, Stop},
    rig::{EDGE, Kind, LEVEL, PATIENCE, Rig, Setup, find, level, move_both, server::until},
};

const INTRODUCTION: &str = r#"{"identifier":"LVS-DIY","address":"A1B2C3D4E5F6","version":0}"#;

/// What it was told, and when; the end of its connection last.
type Told = Arc<Mutex<Vec<(Instant, String)>>>;
const END: &str = "the end";

pub(super) async fn killed(kind: Kind) -> Result<Seen, NotRun> {
    let setup = Setup::limit(0).arguments(&["--device-port", "0"]);
    let mut rig = Rig::looking(kind, setup, ToySpec::of(EDGE)).await;
    rig.toy.stop_advertising();
    let told = Told::default();
    until(PATIENCE, || port(&rig).is_some()).await;
    let url = port(&rig).ok_or_else(|| NotRun("no port for toys".to_owned()))?;
    let of_toy = told.clone();
    thread::spawn(move || be_a_toy(&url, &of_toy));
    let mut program = RawClient::join_at(rig.server.address, "Moves A Toy").await;
    let index = find(&mut program).await;
    move_both(&mut program, index, LEVEL).await;
    until(PATIENCE, || {
        let told = told.lock().unwrap();
        [0, 1]
            .iter()
            .all(|motor| told.iter().any(|(_, text)| *text == level(*motor, LEVEL)))
    })
    .await;
    told.lock().unwrap().clear();
    rig.client = Some(program);
    let since = rig.begin();
    rig.server.signal(Signal::KILL);
    until(PATIENCE / 4, || {
        told.lock().unwrap().iter().any(|(_, text)| text == END)
    })
    .await;
    let stop = {
        let told = told.lock().unwrap();
        let at = |motor| {
            told.iter()
                .find(|(_, text)| *text == level(motor, 0))
                .map(|(at, _)| *at)
        };
        match (at(0), at(1)) {
            (Some(one), Some(other)) => Stop::After(one.max(other).saturating_duration_since(since)),
            _ if told.iter().any(|(_, text)| text == END) => {
                Stop::Wrong("its connection ends, without a stop".to_owned())
            }
            _ => Stop::Never,
        }
    };
    Ok(super::only(rig, stop, true).await)
}

fn port(rig: &Rig) -> Option<String> {
    rig.server.stdout.lines().iter().find_map(|line| {
        let event: Value = serde_json::from_str(line).ok()?;
        (event["event"] == "toys_listening").then(|| event["url"].as_str().map(str::to_owned))?
    })
}

fn be_a_toy(url: &str, told: &Told) {
    let address = url.trim_start_matches("ws://").trim_end_matches('/');
    let stream = TcpStream::connect(address).unwrap();
    let (mut socket, _) = client(url, stream).unwrap();
    let _ = socket.send(Message::text(INTRODUCTION));
    while let Ok(message) = socket.read() {
        let text = match &message {
            Message::Text(text) => text.to_string(),
            Message::Binary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            _ => continue,
        };
        let answer: &[u8] = if text.starts_with("DeviceType") {
            b"P:37:A1B2C3D4E5F6;"
        } else if text.starts_with("Battery") {
            b"87;"
        } else {
            b"OK;"
        };
        let mut told = told.lock().unwrap();
        let now = Instant::now();
        // A message may carry several commands.
        told.extend(text.split_inclusive(';').map(|command| (now, command.to_owned())));
        drop(told);
        if socket.send(Message::binary(answer.to_vec())).is_err() {
            break;
        }
    }
    told.lock().unwrap().push((Instant::now(), END.to_owned()));
}
