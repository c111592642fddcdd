//! The two servers, started alike.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    process::{Child, Command, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::time::Instant;
use vigil_tests::{peer::Kind, ports::free_port};

use crate::toy;

/// Both watch: without a limit the reference answers a Ping with an Error.
const MAX_PING_TIME_MS: &str = "60000";

/// A server that was just started. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) started: Instant,
    pub(crate) address: SocketAddr,
    child: Child,
    _data: TempDir,
}

impl Server {
    /// Starts it with one vibrator with two motors. Returns at once.
    pub(crate) fn start(kind: Kind) -> Self {
        let data = tempfile::tempdir().unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        let mut command = Command::new(kind.program());
        match kind {
            Kind::Vigil => vigil(&mut command, address, &data),
            Kind::Reference => engine(&mut command, address, &data),
        }
        command.args(["--max-ping-time", MAX_PING_TIME_MS]);
        // Nobody may have to read what it says: a full pipe would hold it up.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = Instant::now();
        let child = command.spawn().expect("the server does not start");
        Self {
            started,
            address,
            child,
            _data: data,
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

fn vigil(command: &mut Command, address: SocketAddr, data: &TempDir) {
    command
        .args(["--headless", "--no-bluetooth", "--simulate", "vibrator"])
        .args(["--port", &address.port().to_string(), "--data-dir"])
        .arg(data.path());
}

fn engine(command: &mut Command, address: SocketAddr, data: &TempDir) {
    let device_port = free_port();
    let config = data.path().join("devices.json");
    // Its own configuration knows no toy that comes over WebSocket.
    let devices = format!(
        r#"{{"version":{{"major":5,"minor":1}},"user_configs":{{"protocols":{{"lovense":{{"communication":[{{"websocket":{{"name":"{}"}}}}]}}}}}}}}"#,
        toy::IDENTIFIER
    );
    fs::write(&config, devices).unwrap();
    toy::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, device_port)));
    command
        .args(["--log", "error", "--websocket-port", &address.port().to_string()])
        .args(["--use-device-websocket-server", "--device-websocket-server-port"])
        .arg(device_port.to_string())
        .arg("--user-device-config-file")
        .arg(config);
}
