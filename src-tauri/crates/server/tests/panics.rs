//! A defect in Vigil's own code, while a program moves a toy (S5).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod parts;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures_util::{SinkExt, StreamExt};
use tokio::{net::TcpStream, runtime::Handle, sync::mpsc, time::timeout};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};
use vigil_clock::Clock;
use vigil_core::{session::EndCause, time::Moment};
use vigil_devices::{
    Devices,
    simulated::{SimulatedKind, SimulatedToy, describe},
};
use vigil_server::{Server, ServerEvent, ServerSetup, Watchdog};

use parts::{Calm, PATIENCE, config};

/// Whether the sessions' clock panics the next time it is asked.
static FAILS: AtomicBool = AtomicBool::new(false);

fn clock_that_panics() -> Moment {
    assert!(!FAILS.swap(false, Ordering::SeqCst), "a defect in a session");
    Clock::system().now()
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_a_session_that_panics_is_over_and_its_toys_are_stopped() {
    let sessions = Handle::current();
    let devices = Devices::new(Clock::system(), sessions.clone());
    let toy = Arc::new(SimulatedToy::default());
    devices.add(0, describe(SimulatedKind::Vibrator), toy).unwrap();
    let watchdog = Arc::new(Watchdog::start(Clock::system(), devices.clone(), &sessions, Arc::new(Calm)).unwrap());
    let config = config();
    let (tell, mut events) = mpsc::channel(256);
    let address = "127.0.0.1:0".parse().unwrap();
    let clock = Clock::from_fn(clock_that_panics);
    let setup = ServerSetup {
        devices: devices.clone(),
        clock,
        watchdog,
        runtime: sessions,
        events: tell,
    };
    let server = Server::start(address, config, setup).unwrap();

    let mut program = introduced(&server).await;
    let output = r#"[{"OutputCmd":{"Id":2,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":5}}}}]"#;
    ask(&mut program, output).await;
    until_strength(&devices, 5).await;

    FAILS.store(true, Ordering::SeqCst);
    program.send(Message::text(r#"[{"Ping":{"Id":3}}]"#)).await.unwrap();
    let ended = loop {
        if let ServerEvent::Ended(ended) = timeout(PATIENCE, events.recv()).await.unwrap().unwrap() {
            break ended;
        }
    };
    assert_eq!(ended.cause, EndCause::Internal);
    until_strength(&devices, 0).await;
    // Nothing more is said to it.
    while let Some(Ok(_)) = timeout(PATIENCE, program.next()).await.unwrap() {}
    // The next one is served.
    let mut next = introduced(&server).await;
    ask(&mut next, output).await;
    until_strength(&devices, 5).await;
    server.stop().await;
}

/// What programs move is no change that is told.
async fn until_strength(devices: &Devices, strength: i32) {
    let becomes = async {
        while devices.states()[0].outputs[0].value != strength {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, becomes).await.unwrap();
}

async fn introduced(server: &Server) -> WebSocketStream<TcpStream> {
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let (mut program, _) = client_async(format!("ws://{}", server.address()), stream)
        .await
        .unwrap();
    let hello =
        r#"[{"RequestServerInfo":{"Id":1,"ClientName":"Page","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]"#;
    ask(&mut program, hello).await;
    program
}

/// Sends it, and waits for what comes next, which is no error.
async fn ask(program: &mut WebSocketStream<TcpStream>, message: &str) {
    program.send(Message::text(message)).await.unwrap();
    let answer = timeout(PATIENCE, program.next()).await.unwrap().unwrap().unwrap();
    assert!(!answer.to_text().unwrap().contains("Error"), "{answer}");
}
