//! The two servers, over the same Bluetooth.

use std::{
    net::{Ipv4Addr, SocketAddr},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};
use vigil_bluez::{Bluez, Toy, ToySpec};
use vigil_tests::{
    environment,
    ports::free_port,
    raw_client::{RawClient, output},
};

pub(crate) const TOY: &str = "Lovense Edge";
const READY_WITHIN: Duration = Duration::from_secs(30);
const TRY_EVERY: Duration = Duration::from_millis(20);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Vigil,
    Engine,
}

/// A server with a program that has found the toy.
#[derive(Debug)]
pub(crate) struct Peer {
    child: Child,
    pub(crate) toy: Toy,
    client: Option<RawClient>,
    pub(crate) index: u32,
    _bluez: Bluez,
    _data: TempDir,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Vigil => "Vigil",
            Self::Engine => "intiface-engine",
        }
    }

    fn command(self, address: SocketAddr, data: &TempDir) -> Command {
        let port = address.port().to_string();
        match self {
            Self::Vigil => {
                let mut command = Command::new(environment::headless_binary());
                command
                    .args(["--headless", "--port", &port, "--data-dir"])
                    .arg(data.path());
                command
            }
            Self::Engine => {
                let mut command = Command::new(environment::path("VIGIL_INTIFACE_ENGINE"));
                command.args(["--log", "error", "--use-bluetooth-le", "--websocket-port", &port]);
                command
            }
        }
    }
}

impl Peer {
    /// Found, connected, and both motors turning.
    pub(crate) async fn moving(kind: Kind, max_ping_time_ms: u32) -> Self {
        let bluez = Bluez::start().await;
        let toy = bluez.add_toy(ToySpec::of(TOY));
        let data = tempfile::tempdir().unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        let (variable, value) = bluez.environment();
        let child = kind
            .command(address, &data)
            .args(["--max-ping-time", &max_ping_time_ms.to_string()])
            .env(variable, value)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server does not start");
        let mut client = reach(address).await;
        client.ok("StartScanning", json!({})).await;
        let index = found(&mut client).await;
        client.ok("StopScanning", json!({})).await;
        let mut peer = Self {
            child,
            toy,
            client: Some(client),
            index,
            _bluez: bluez,
            _data: data,
        };
        for motor in [0, 1] {
            peer.client().ok("OutputCmd", output(index, motor, "Vibrate", 10)).await;
            peer.toy.wait_for_write(|write| write.text() == level(motor, 10)).await;
        }
        peer
    }

    pub(crate) fn client(&mut self) -> &mut RawClient {
        self.client.as_mut().expect("it has not vanished")
    }

    /// The program is gone, without a goodbye.
    pub(crate) async fn lose_client(&mut self) {
        if let Some(client) = self.client.take() {
            client.vanish().await;
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, signal).unwrap();
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What an Edge is told so that this motor turns so fast.
pub(crate) fn level(motor: u32, level: u32) -> String {
    format!("Vibrate{}:{level};", motor + 1)
}

async fn reach(address: SocketAddr) -> RawClient {
    let give_up = Instant::now() + READY_WITHIN;
    while tokio::net::TcpStream::connect(address).await.is_err() {
        assert!(Instant::now() < give_up, "nobody listens at {address}");
        sleep(TRY_EVERY).await;
    }
    // The reference takes one program at a time, and has to see that the look was none.
    sleep(TRY_EVERY).await;
    RawClient::join_at(address, "Load").await
}

async fn found(client: &mut RawClient) -> u32 {
    let give_up = Instant::now() + READY_WITHIN;
    loop {
        // Also keeps the limit from running out.
        client.ok("Ping", json!({})).await;
        let list = client.request("RequestDeviceList", json!({})).await;
        let first = list.body["Devices"]
            .as_object()
            .and_then(|devices| devices.keys().next().cloned());
        if let Some(index) = first {
            return index.parse().unwrap();
        }
        assert!(Instant::now() < give_up, "the toy is not found");
        sleep(TRY_EVERY).await;
    }
}
