//! The two servers that are measured side by side.

use std::{
    ffi::OsString,
    net::{Ipv4Addr, SocketAddr},
    process::Stdio,
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    net::TcpStream,
    process::{Child, Command},
    time::sleep,
};

use crate::{environment, ports::free_port, waits};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Vigil,
    /// intiface-engine.
    Reference,
}

impl Kind {
    pub const BOTH: [Self; 2] = [Self::Vigil, Self::Reference];

    pub fn name(self) -> &'static str {
        match self {
            Self::Vigil => "Vigil",
            Self::Reference => "intiface-engine",
        }
    }

    pub fn program(self) -> OsString {
        match self {
            Self::Vigil => environment::headless_binary().into(),
            Self::Reference => environment::path("VIGIL_INTIFACE_ENGINE").into(),
        }
    }
}

/// One of them as a child, without any toy. Dropping it kills it.
#[derive(Debug)]
pub struct Peer {
    address: SocketAddr,
    _child: Child,
    _data: TempDir,
}

impl Peer {
    /// Starts one that expects pings within this time, and waits until it listens.
    pub async fn start(kind: Kind, limit: Duration) -> Self {
        let data = tempfile::tempdir().unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        let port = address.port().to_string();
        let mut command = Command::new(kind.program());
        match kind {
            Kind::Vigil => command
                .args(["--headless", "--no-bluetooth", "--port", &port, "--data-dir"])
                .arg(data.path()),
            // Without any way to find toys it would refuse to scan.
            Kind::Reference => command
                .args(["--log", "error", "--websocket-port", &port])
                .args(["--use-device-websocket-server", "--device-websocket-server-port"])
                .arg(free_port().to_string()),
        };
        command.args(["--max-ping-time", &limit.as_millis().to_string()]);
        // Nobody may have to read what it says: a full pipe would hold it up.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.kill_on_drop(true).spawn().expect("the server does not start");
        while TcpStream::connect(address).await.is_err() {
            sleep(waits::LOOK_AGAIN).await;
        }
        Self {
            address,
            _child: child,
            _data: data,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}
