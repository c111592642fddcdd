//! A web page in a real browser, and the site that it comes from.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use rustix::process::{Pid, Signal, kill_process_group};
use serde::Deserialize;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
    time::timeout,
};

use crate::{environment, waits};

/// More than any page here says.
const WORDS: usize = 100;

/// It has no screen, keeps to itself, and runs for root too, as tests in containers do.
const OPTIONS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // The certificate of a reverse proxy in the tests; programs are the ones that check it.
    "--ignore-certificate-errors",
    // Tests open tabs without a click.
    "--disable-popup-blocking",
    // The timers of a hidden tab run once a minute after so many seconds, and not only after five minutes.
    "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/5",
];

/// Chromium with one page. Dropping it kills it, as a crash would.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    /// Removed when the browser is gone.
    _profile: TempDir,
}

/// Serves a page, and hears what it says.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    words: mpsc::Receiver<Word>,
    server: JoinHandle<()>,
}

/// What the site serves, by path: its kind and its content. It is read before the browser starts: a page without its
/// client says nothing at all.
type Files = HashMap<&'static str, (&'static str, Vec<u8>)>;

/// What the page says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Word {
    /// What a GET of Vigil's address gave.
    Looked {
        status: u16,
        text: String,
    },
    Connected {
        toys: Vec<String>,
    },
    /// No connection came about, or something went wrong after it.
    Refused {
        error: String,
    },
    /// The toy was told to move, and that was answered with Ok.
    Moved,
    /// Vigil ended the connection.
    Lost,
    /// A story shows another line.
    Line {
        text: String,
    },
}

impl Browser {
    pub fn open(page: &str) -> Self {
        let profile = TempDir::with_prefix("vigil-browser-").unwrap();
        let child = Command::new(environment::browser())
            .args(OPTIONS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(page)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // All that it starts ends with it.
            .process_group(0)
            .spawn()
            .expect("the browser starts; cargo xtask test installs it");
        Self {
            child,
            _profile: profile,
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The group is named after its first process, which is ours until it is waited for.
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let _ = self.child.wait();
    }
}

impl Site {
    /// `clients/page.html` with the official client.
    pub async fn open() -> Self {
        let page = environment::client_file("page.html");
        let client = environment::client_file("node_modules/buttplug/dist/web/buttplug.mjs");
        Self::serving([
            ("/", ("text/html", page)),
            ("/buttplug.mjs", ("text/javascript", client)),
        ])
        .await
    }

    pub async fn serving(files: impl IntoIterator<Item = (&'static str, (&'static str, Vec<u8>))>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, words) = mpsc::channel(WORDS);
        let files = files.into_iter().collect();
        Self {
            address,
            words,
            server: tokio::spawn(serve(listener, Arc::new(files), sender)),
        }
    }

    /// Where the page comes from, by this name of the machine.
    pub fn origin(&self, host: &str) -> String {
        format!("http://{host}:{}", self.address.port())
    }

    /// The page that connects to this server.
    pub fn page(&self, host: &str, vigil: &str) -> String {
        format!("{}/?vigil={vigil}", self.origin(host))
    }

    /// The next thing that the page says.
    pub async fn word(&mut self) -> Word {
        timeout(waits::START, self.words.recv())
            .await
            .expect("the page says nothing")
            .expect("the site is up as long as the test is")
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(listener: TcpListener, files: Arc<Files>, words: mpsc::Sender<Word>) {
    while let Ok((visitor, _)) = listener.accept().await {
        let (files, words) = (files.clone(), words.clone());
        tokio::spawn(async move {
            // A browser opens connections in advance and may close them unused.
            let _ = answer(visitor, &files, &words).await;
        });
    }
}

async fn answer(mut visitor: TcpStream, files: &Files, words: &mpsc::Sender<Word>) -> std::io::Result<()> {
    let mut request = Vec::new();
    let head = loop {
        if visitor.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
        if let Some(end) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8_lossy(&request[..head]).into_owned();
    let mut first_line = text.split(' ');
    let (method, target) = (first_line.next(), first_line.next().unwrap_or_default());
    let path = target.split('?').next().unwrap_or_default();
    let (status, kind, body) = match (method, files.get(path)) {
        (Some("GET"), Some((kind, content))) => ("200 OK", *kind, content.clone()),
        (Some("POST"), _) if path == "/told" => {
            let length = content_length(&text);
            while request.len() < head + length && visitor.read_buf(&mut request).await? > 0 {}
            let word = &request[head..];
            let word = serde_json::from_slice(word)
                .unwrap_or_else(|error| panic!("no word: {} ({error})", String::from_utf8_lossy(word)));
            let _ = words.send(word).await;
            ("204 No Content", "text/plain", Vec::new())
        }
        _ => ("404 Not Found", "text/plain", Vec::new()),
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    visitor.write_all(head.as_bytes()).await?;
    visitor.write_all(&body).await?;
    visitor.shutdown().await
}

fn content_length(head: &str) -> usize {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.trim().parse().ok())
        .unwrap_or_default()
}
