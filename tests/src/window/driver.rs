use std::{
    ffi::OsString,
    fs::OpenOptions,
    io,
    net::Ipv4Addr,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
};

use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    environment,
    page::Page,
    patience::{OPENS, limited, until},
    process::MARK,
};
use crate::ports::free_port;

/// tauri-driver with `WebKit`'s own driver behind it, and the app that this one starts: one process group, which ends
/// when this value does.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts it on ports of its own, so that tests can run at the same time. What anyone of the group says on stderr
    /// goes to the log.
    pub(super) async fn start(log: &Path, variables: &[(&'static str, OsString)]) -> Self {
        environment::expect_a_display();
        let [port, native_port] = [free_port(), free_port()];
        let output = OpenOptions::new().create(true).append(true).open(log).unwrap();
        let child = Command::new(environment::tauri_driver())
            .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
            .arg("--native-driver")
            .arg(environment::webkit_driver())
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .env(MARK, log)
            // Errors that it meets get no backtraces; panics of the app do.
            .env("RUST_LIB_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .process_group(0)
            .spawn()
            .expect("tauri-driver starts; cargo xtask test installs it");
        let driver = Self { child, port };
        let native_is_ready = async || is_ready(native_port).await.unwrap_or(false).then_some(());
        until("WebKit's driver", OPENS, native_is_ready).await;
        // The one in front passes on what it is asked, on connections that it would keep; so it is not asked yet.
        let front_is_there = async || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.ok();
        until("tauri-driver", OPENS, front_is_there).await;
        driver
    }

    /// Starts the app and waits for its first page.
    pub(super) async fn open(&self, arguments: &[OsString]) -> Page {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|argument| argument.to_str().expect("UTF-8"))
            .collect();
        let options = json!({ "application": environment::app(), "args": arguments });
        let capabilities = [
            ("browserName".to_owned(), json!("wry")),
            ("tauri:options".to_owned(), options),
        ];
        let client = limited("the window", OPENS, async {
            ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities.into_iter().collect())
                .connect(&format!("http://127.0.0.1:{}", self.port))
                .await
        })
        .await
        .expect("the app opens a window");
        let page = Page::new(client);
        page.wait_until_drawn().await;
        page
    }

    pub(super) fn group(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The group is named after its first process, which is ours until it is waited for.
        let _ = kill_process_group(self.group(), Signal::KILL);
        let _ = self.child.wait();
    }
}

/// Whether it is a driver that answers there, and has no session yet.
async fn is_ready(port: u16) -> io::Result<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    let request = format!("GET /status HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer.contains(r#""ready":true"#))
}
