//! Vigil, the program that moves the toy, and the toy.

use std::{
    future::pending,
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::json;
use tokio::time::{Instant, timeout};
use vigil_bluez::{ToySpec, Write};
use vigil_tests::{
    event::{Alert, Event},
    raw_client::{RawClient, output},
    vigil::{Launch, Mark, Vigil},
    waits,
};

use crate::{
    system::{CONTROLLERS, System},
    toy::Toy,
};

pub(crate) const EDGE: &str = "Lovense Edge";
pub(crate) const PROGRAM_MODE: &str = "program";
/// How long a program that once pinged may stay silent.
pub(crate) const LIMIT: Duration = Duration::from_millis(1_000);

/// An ordinary person: bluetoothd and the message bus let them do what Vigil needs.
const PERSON: u32 = 1_000;
const BUS: (&str, &str) = ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/run/dbus/system_bus_socket");
/// Reconnecting, with scans between the attempts.
pub(crate) const RECONNECT: Duration = Duration::from_secs(60);
const MOTORS: [u32; 2] = [0, 1];

pub(crate) struct Rig {
    pub(crate) system: System,
    pub(crate) toy: Toy,
    pub(crate) vigil: Vigil,
    pub(crate) client: RawClient,
    /// The toy's index in the protocol.
    pub(crate) index: u32,
}

/// A program in a process of its own. Dropping it kills it.
pub(crate) struct Program(Child);

impl Rig {
    pub(crate) async fn start() -> Self {
        let system = System::start().await;
        let toy = Toy::switch_on(edge(), PathBuf::from(CONTROLLERS));
        let vigil = launch().start().await;
        let client = RawClient::join(&vigil, "Looks And Moves").await;
        Self {
            system,
            toy,
            vigil,
            client,
            index: 0,
        }
    }

    /// Both motors turn.
    pub(crate) async fn move_toy(&mut self) {
        for motor in MOTORS {
            self.move_motor(motor, 10).await;
        }
    }

    /// Gives back how long it took until the toy heard of it.
    pub(crate) async fn move_motor(&mut self, motor: u32, value: i32) -> Duration {
        let mark = self.toy.mark();
        let asked = Instant::now();
        self.client
            .ok("OutputCmd", output(self.index, motor, "Vibrate", value))
            .await;
        let text = level(motor, value);
        let write = self.toy.wait_for_write(mark, &text, |write| write.text() == text).await;
        write.at - asked
    }

    /// Until both motors are told to stop; when the last one was.
    pub(crate) async fn told_to_stop(&self, mark: usize) -> Instant {
        let mut last = Instant::now();
        for motor in MOTORS {
            let text = level(motor, 0);
            let write = self.toy.wait_for_write(mark, &text, |write| write.text() == text).await;
            last = if motor == 0 { write.at } else { last.max(write.at) };
        }
        last
    }

    /// Nothing since has told it to move.
    pub(crate) fn assert_never_moved(&self, mark: usize) {
        let writes = self.toy.writes();
        let moved: Vec<_> = writes[mark..]
            .iter()
            .filter(|write| moves(write))
            .map(Write::text)
            .collect();
        assert!(moved.is_empty(), "the toy was told to move: {moved:?}");
    }

    pub(crate) async fn toy_lost(&self, mark: Mark) -> Alert {
        let alert = |event: &Event| event.alert("toy_lost").cloned();
        self.vigil.wait_since(mark, "an alert", alert).await
    }

    /// Until Vigil has the toy again, and has stopped it.
    pub(crate) async fn back(&mut self, vigil_mark: Mark, toy_mark: usize) {
        let added = |event: &Event| match event {
            Event::ToyAdded { toy, .. } => Some(*toy),
            _ => None,
        };
        let back = self
            .vigil
            .wait_long_since(vigil_mark, RECONNECT, "the toy to be back", added);
        assert_eq!(back.await, self.index, "a toy keeps its index");
        self.told_to_stop(toy_mark).await;
        self.assert_never_moved(toy_mark);
    }

    /// Starts a program that moves the toy, and waits until it does.
    pub(crate) async fn program_that_moves(&self) -> Program {
        let mark = self.toy.mark();
        let child = Command::new(std::env::current_exe().unwrap())
            .args([PROGRAM_MODE, &self.vigil.address().to_string(), &self.index.to_string()])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        for motor in MOTORS {
            let text = level(motor, 15);
            self.toy.wait_for_write(mark, &text, |write| write.text() == text).await;
        }
        Program(child)
    }
}

/// The program itself.
pub(crate) async fn move_and_wait(vigil: SocketAddr, toy: u32) {
    let mut client = RawClient::join_at(vigil, "Is Killed").await;
    for motor in MOTORS {
        client.ok("OutputCmd", output(toy, motor, "Vibrate", 15)).await;
    }
    pending::<()>().await;
}

pub(crate) fn launch() -> Launch {
    let limit = LIMIT.as_millis().to_string();
    Launch::new(&["--max-ping-time", &limit, "--ping-policy", "where-supported"])
        .bluetooth((BUS.0, BUS.1.to_owned()))
        .user(PERSON)
}

/// Asks for a scan and waits for the toy; gives back its index.
pub(crate) async fn scan_until_added(vigil: &Vigil, client: &mut RawClient) -> u32 {
    client.ok("StartScanning", json!({})).await;
    vigil
        .wait_long_for(RECONNECT, "the toy to be connected", |event| match event {
            Event::ToyAdded { toy, .. } => Some(*toy),
            _ => None,
        })
        .await
}

/// Until this kind of message comes.
pub(crate) async fn wait_for_message(client: &mut RawClient, kind: &str) {
    let came = async { while client.next().await.kind != kind {} };
    timeout(waits::EVENT, came)
        .await
        .unwrap_or_else(|_| panic!("no {kind} came"));
}

impl Program {
    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// It says another name when it is connected, as real ones do.
fn edge() -> ToySpec {
    ToySpec {
        gap_name: Some("Edge".to_owned()),
        ..ToySpec::of(EDGE)
    }
}

fn level(motor: u32, level: i32) -> String {
    format!("Vibrate{}:{level};", motor + 1)
}

fn moves(write: &Write) -> bool {
    write.text().starts_with("Vibrate") && !write.text().ends_with(":0;")
}
