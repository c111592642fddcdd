//! A real reverse proxy in front of Vigil, with the configuration that `docs/wss.md` tells people to use.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;
use tokio::{net::TcpStream, time};

use crate::{environment, ports, waits};

const RECIPE: &str = include_str!("../../docs/wss.md");
/// What the recipe has in places that each person fills in.
const NAME: &str = "toys.example";
const PORT: &str = ":8443";
const VIGIL: &str = "127.0.0.1:12345";

/// Caddy. Dropping it kills it.
#[derive(Debug)]
pub struct ReverseProxy {
    child: Child,
    name: String,
    port: u16,
    folder: TempDir,
}

impl ReverseProxy {
    /// Serves `name`, and passes everything to this Vigil. Returns when it accepts connections.
    pub async fn start(name: &str, vigil: SocketAddr) -> Self {
        let port = ports::free_port();
        let folder = TempDir::with_prefix("vigil-proxy-").unwrap();
        let config = folder.path().join("Caddyfile");
        fs::write(&config, configuration(name, port, vigil)).unwrap();
        let child = Command::new(environment::caddy())
            .args(["run", "--config"])
            .arg(&config)
            .env("HOME", folder.path())
            .env("XDG_DATA_HOME", folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Caddy starts; cargo xtask test unpacks it");
        let proxy = Self {
            child,
            name: name.to_owned(),
            port,
            folder,
        };
        time::timeout(waits::START, proxy.accepts())
            .await
            .expect("Caddy does not accept connections");
        proxy
    }

    async fn accepts(&self) {
        while !self.root_certificate().exists() || TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.is_err() {
            time::sleep(waits::LOOK_AGAIN).await;
        }
    }

    pub fn url(&self) -> String {
        format!("wss://{}:{}", self.name, self.port)
    }

    /// What a program has to trust, so that it accepts the proxy's certificate.
    pub fn root_certificate(&self) -> PathBuf {
        let certificate = Path::new("caddy/pki/authorities/local/root.crt");
        self.folder.path().join(certificate)
    }
}

impl Drop for ReverseProxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The recipe's, with the name and the ports of this test in it.
fn configuration(name: &str, port: u16, vigil: SocketAddr) -> String {
    let (_, text) = RECIPE.split_once("```caddyfile\n").expect("the recipe has a Caddyfile");
    let (text, _) = text.split_once("```").expect("and its end");
    for part in [NAME, PORT, VIGIL] {
        assert!(text.contains(part), "the recipe has no {part}");
    }
    text.replace(NAME, name)
        .replace(PORT, &format!(":{port}"))
        .replace(VIGIL, &vigil.to_string())
}
