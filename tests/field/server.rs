//! A server with a toy that somebody built, started alike for all.

use std::{
    ffi::OsString,
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    net::TcpStream,
    time::{Instant, sleep, timeout},
};
use vigil_tests::{
    built_toy::BuiltToy,
    peer::Kind,
    ports::free_port,
    raw_client::{Message, RawClient},
    waits,
};

/// After this time an answer is not coming.
const ANSWER: Duration = Duration::from_millis(700);
/// Until a toy has written what it was told.
pub(crate) const WRITTEN: Duration = Duration::from_millis(500);

#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) name: &'static str,
    kind: Kind,
    path: OsString,
}

impl Program {
    pub(crate) fn of(kind: Kind) -> Self {
        Self {
            name: kind.name(),
            kind,
            path: kind.program(),
        }
    }

    pub(crate) fn vigil_at(path: OsString) -> Self {
        Self {
            name: "Vigil before",
            kind: Kind::Vigil,
            path,
        }
    }

    /// Without a limit.
    pub(crate) async fn start(&self) -> Server {
        self.start_with(None).await
    }

    /// Returns when it accepts connections.
    pub(crate) async fn start_with(&self, limit: Option<Duration>) -> Server {
        let data = tempfile::tempdir().unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        let device_port = free_port();
        let mut command = Command::new(&self.path);
        match self.kind {
            Kind::Vigil => {
                command.args(["--headless", "--no-bluetooth", "--port", &address.port().to_string()]);
                command.args(["--device-port", &device_port.to_string(), "--data-dir"]);
                command.arg(data.path());
            }
            Kind::Reference => {
                command.args(["--log", "error", "--websocket-port", &address.port().to_string()]);
                command.args(["--use-device-websocket-server", "--device-websocket-server-port"]);
                command.arg(device_port.to_string());
                command.arg("--user-device-config-file").arg(built_toys(data.path()));
            }
        }
        if let Some(limit) = limit {
            command.args(["--max-ping-time", &limit.as_millis().to_string()]);
        }
        // Nobody may have to read what it says.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Server {
            address,
            device_port,
            child: command.spawn().expect("the server does not start"),
            _data: data,
        };
        let listening = async {
            while TcpStream::connect(address).await.is_err() {
                sleep(waits::LOOK_AGAIN).await;
            }
        };
        timeout(waits::START, listening).await.expect("nobody listens");
        server
    }
}

/// The reference's own configuration knows no toy that comes over WebSocket.
fn built_toys(folder: &Path) -> std::path::PathBuf {
    let config = json!({
        "version": { "major": 5, "minor": 1 },
        "user_configs": { "protocols": {
            "lovense": { "communication": [{ "websocket": { "name": "LVS-DIY" } }] },
            "tcode-v03": { "communication": [{ "websocket": { "name": "tcode-v03" } }] },
        } },
    });
    let file = folder.join("devices.json");
    fs::write(&file, config.to_string()).unwrap();
    file
}

/// Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) device_port: u16,
    child: Child,
    _data: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub(crate) async fn connect(&self) -> RawClient {
        RawClient::connect_to(self.address).await
    }

    /// A program of this version that has looked for toys; the index of the first.
    pub(crate) async fn with_toy(&self, version: u32) -> (RawClient, u64) {
        let mut client = self.connect().await;
        introduce(&mut client, version).await;
        let index = find_toys(&mut client, 1).await;
        (client, index)
    }

    pub(crate) async fn hush(&self) -> BuiltToy {
        BuiltToy::hush(self.device_port).await
    }
}

/// Completes the handshake.
pub(crate) async fn introduce(client: &mut RawClient, version: u32) {
    let body = if version >= 4 {
        json!({ "ClientName": "Field", "ProtocolVersionMajor": version, "ProtocolVersionMinor": 0 })
    } else {
        json!({ "ClientName": "Field", "MessageVersion": version })
    };
    client.request("RequestServerInfo", body).await;
}

/// Looks until so many toys are there; the index of the first.
pub(crate) async fn find_toys(client: &mut RawClient, wanted: usize) -> u64 {
    client.send("StartScanning", json!({})).await;
    let found = async {
        loop {
            let devices = devices(client).await;
            if devices.len() >= wanted {
                return devices
                    .iter()
                    .filter_map(|device| device["DeviceIndex"].as_u64())
                    .min()
                    .unwrap();
            }
            sleep(waits::LOOK_AGAIN).await;
        }
    };
    timeout(waits::START, found).await.expect("the toys do not appear")
}

/// What the list of toys has, in every version.
pub(crate) async fn devices(client: &mut RawClient) -> Vec<Value> {
    let list = client.request("RequestDeviceList", json!({})).await;
    match &list.body["Devices"] {
        Value::Array(devices) => devices.clone(),
        Value::Object(devices) => devices.values().cloned().collect(),
        _ => Vec::new(),
    }
}

/// All that comes until nothing more does. `Err` if the connection ends.
pub(crate) async fn heard(client: &mut RawClient) -> Result<Vec<Message>, Vec<Message>> {
    let mut messages = Vec::new();
    let until = Instant::now() + waits::ANSWER;
    while Instant::now() < until {
        match timeout(ANSWER, client.next_if_any()).await {
            Ok(Some(message)) => messages.push(message),
            Ok(None) => return Err(messages),
            Err(_) => break,
        }
    }
    Ok(messages)
}

/// What answers there were, in a few words.
pub(crate) fn answers(heard: &Result<Vec<Message>, Vec<Message>>) -> String {
    let (messages, end) = match heard {
        Ok(messages) => (messages, ""),
        Err(messages) => (messages, "connection closed"),
    };
    let mut words: Vec<String> = messages
        .iter()
        .filter(|message| matches!(message.kind.as_str(), "Ok" | "Error" | "ServerInfo" | "DeviceList"))
        .map(|message| match message.error_code() {
            Some(code) => format!("Error {code} to Id {}", message.id()),
            None => format!("{} to Id {}", message.kind, message.id()),
        })
        .collect();
    if !end.is_empty() {
        words.push(end.to_owned());
    }
    if words.is_empty() {
        words.push("no answer".to_owned());
    }
    words.join(", ")
}
