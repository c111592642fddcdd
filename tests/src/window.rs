//! The real window, driven as a person drives it, through `WebDriver`.
//!
//! | file | what it does |
//! | --- | --- |
//! | `window` | opens the app, ends it in every way, and opens it again |
//! | `page` | what is on the screen: look, click, type |
//! | `driver` | tauri-driver and what it starts, as one process group |
//! | `process` | the app itself: its signals and its end |
//! | `cross` | the cross in the window's corner |
//! | `keyboard` | keys, for a window that WebDriver has lost |
//! | `game` | another program, which fills the screen and has the keyboard |
//! | `evidence` | what a failed test leaves behind |
//! | `picture` | screenshots, and whether there is anything on them |
//! | `patience` | every wait, by name |
//! | `environment` | what `cargo xtask test` says |

mod cross;
mod driver;
mod environment;
mod evidence;
mod game;
mod keyboard;
mod page;
mod patience;
mod picture;
mod process;

use std::{
    ffi::OsString,
    fs,
    panic::{AssertUnwindSafe, resume_unwind},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use futures_util::FutureExt;
use rustix::process::{Pid, Signal};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{process::Command, time::Instant};

pub use self::{
    cross::Cover,
    evidence::screens,
    game::{Game, TakenKey, keys},
    page::Page,
    patience::{APPEARS, PING_OUT, WRITTEN, limited, until},
    picture::Picture,
};
use self::{driver::Driver, patience::OPENS, process::AppProcess};

/// What stands on top of it.
const TITLE: &str = "Vigil";

const SETTINGS: &str = "settings.json";

/// What a person has who has used Vigil before and has set nothing: no program has to ping.
const AS_BEFORE: &str = r#"{"version":2,"ping":{"limit_ms":0,"policy":"required"}}"#;

/// One app with one data directory, and its window while it is open.
#[derive(Debug)]
pub struct Window {
    /// Before the data directory, so that it goes first.
    open: Option<Open>,
    arguments: Vec<OsString>,
    variables: Vec<(&'static str, OsString)>,
    data_dir: TempDir,
    /// What all runs of the app and of the drivers printed.
    log: PathBuf,
}

#[derive(Debug)]
struct Open {
    page: Page,
    app: AppProcess,
    /// Last: what is still running is ended with it.
    _driver: Driver,
}

/// Runs a test with the window open for a person who has used Vigil before and has set nothing.
///
/// Whatever happens, all that was started has ended afterwards. A test that fails leaves a picture of the window and
/// the app's stderr in `target/test-screens`.
pub async fn with_window(name: &str, arguments: &[&str], test: impl AsyncFnOnce(&mut Window)) {
    with_window_in(name, arguments, Vec::new(), test).await;
}

/// The same, with these variables in its environment.
pub async fn with_window_in(
    name: &str,
    arguments: &[&str],
    variables: Vec<(&'static str, OsString)>,
    test: impl AsyncFnOnce(&mut Window),
) {
    let arguments = [arguments, &["--no-bluetooth"]].concat();
    run(name, &arguments, variables, |_| {}, test).await;
}

/// The same, on a data directory that is prepared.
pub async fn with_window_on(
    name: &str,
    arguments: &[&str],
    prepare: impl FnOnce(&Path),
    test: impl AsyncFnOnce(&mut Window),
) {
    let arguments = [arguments, &["--no-bluetooth"]].concat();
    run(name, &arguments, Vec::new(), prepare, test).await;
}

/// The same, with the Bluetooth that this environment variable leads to.
pub async fn with_window_and_bluetooth(
    name: &str,
    arguments: &[&str],
    bluetooth: (&'static str, String),
    test: impl AsyncFnOnce(&mut Window),
) {
    let (variable, value) = bluetooth;
    run(name, arguments, vec![(variable, value.into())], |_| {}, test).await;
}

/// The same, with the buses that these environment variables lead to.
pub async fn with_window_and_buses(
    name: &str,
    arguments: &[&str],
    buses: [(&'static str, String); 2],
    test: impl AsyncFnOnce(&mut Window),
) {
    let variables = buses.map(|(variable, value)| (variable, value.into()));
    run(name, arguments, variables.into(), |_| {}, test).await;
}

/// Starts the app with this data directory, and waits until it has ended by itself. Gives back what it said in a message
/// box.
pub async fn start_in_vain_on(data_dir: &Path) -> (ExitStatus, String) {
    let log = TempDir::new().unwrap();
    let log = log.path().join("stderr.txt");
    let mut app = Command::new(environment::app());
    app.arg("--data-dir").arg(data_dir).env(process::MARK, &log);
    let status = in_vain(&mut app).await;
    let said = until("a message box", OPENS, async || process::message_box(&log)).await;
    (status, said)
}

async fn in_vain(app: &mut Command) -> ExitStatus {
    let mut app = app
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the app can be started");
    limited("the end of the second app", OPENS, app.wait()).await.unwrap()
}

async fn run(
    name: &str,
    arguments: &[&str],
    variables: Vec<(&'static str, OsString)>,
    prepare: impl FnOnce(&Path),
    test: impl AsyncFnOnce(&mut Window),
) {
    evidence::forget(name);
    let data_dir = TempDir::with_prefix("vigil-window-").unwrap();
    fs::write(data_dir.path().join(SETTINGS), AS_BEFORE).unwrap();
    prepare(data_dir.path());
    let mut all: Vec<OsString> = vec!["--data-dir".into(), data_dir.path().into()];
    all.extend(arguments.iter().map(OsString::from));
    let log = data_dir.path().join("stderr.txt");
    let mut window = Window {
        open: None,
        arguments: all,
        variables,
        data_dir,
        log,
    };
    let whole = async {
        window.open().await;
        test(&mut window).await;
    };
    let outcome = AssertUnwindSafe(whole).catch_unwind().await;
    if let Err(panic) = outcome {
        evidence::save(name, window.open.as_ref().map(|open| &open.page), &window.log).await;
        resume_unwind(panic);
    }
}

/// An app without its window.
#[derive(Debug)]
pub struct Closed(Open);

impl Closed {
    pub fn still_runs(&self) -> bool {
        !self.0.app.has_ended()
    }

    /// Waits until it has ended by itself.
    pub async fn ended(self) {
        self.0.app.ended("the app whose window was closed").await;
    }
}

impl Window {
    /// What is on the screen.
    pub fn page(&self) -> &Page {
        &self.open.as_ref().expect("the window is open").page
    }

    /// Opens the app again, with the same data directory.
    pub async fn open(&mut self) {
        assert!(self.open.is_none(), "the window is open already");
        let driver = Driver::start(&self.log, &self.variables).await;
        let page = driver.open(&self.arguments).await;
        let app = AppProcess::find(driver.group(), self.data_dir.path());
        // There is nothing to move yet.
        if !self.arguments.iter().any(|argument| argument == "--hidden") {
            cross::move_apart(app.id());
        }
        self.open = Some(Open {
            page,
            app,
            _driver: driver,
        });
    }

    /// Ends the app as the system does at logout: asked, not forced. It has to leave by itself.
    pub async fn quit(&mut self) {
        let open = self.open.take().expect("the window is open");
        open.app.terminate();
        open.app.ended("the app that was asked to leave").await;
    }

    /// Ends the app as a person does: by the cross in the window's corner. It has to leave by itself.
    pub async fn close(&mut self) {
        let open = self.open.take().expect("the window is open");
        cross::click(open.app.id());
        open.app.ended("the app whose window was closed").await;
    }

    /// Closes it by the cross. Gives back how long it was still on the screen, and the app, which may still run.
    pub async fn close_and_look(&mut self) -> (Duration, Closed) {
        let open = self.open.take().expect("the window is open");
        let app = open.app.id();
        let closed = Instant::now();
        cross::click(app);
        until("the window to go", APPEARS, async || {
            (!cross::is_shown(app, TITLE)).then_some(())
        })
        .await;
        (closed.elapsed(), Closed(open))
    }

    /// Lays another window over it, and over those of other tests, until that is dropped.
    pub fn cover(&self) -> Cover {
        cross::cover()
    }

    /// Sends the app a signal, and waits until it is gone. Gives back how long that took.
    pub async fn gone_after(&mut self, signal: Signal) -> Duration {
        let open = self.open.take().expect("the window is open");
        let told = Instant::now();
        open.app.signal(signal);
        open.app.ended("the app that was told to end").await;
        told.elapsed()
    }

    /// The number of the app's process.
    pub fn app(&self) -> Pid {
        self.open.as_ref().expect("the window is open").app.id()
    }

    /// Presses Ctrl and a key on the display's own keyboard, whoever draws the window.
    pub fn press_ctrl_and(&self, key: char) {
        self.press_keys(&[keys::CTRL, key.into()]);
    }

    /// Presses the last of these keys while the others are down.
    pub fn press_keys(&self, keys: &[u32]) {
        keyboard::press_in(self.app(), keys);
    }

    /// Makes it so large, as a person who drags its corner.
    pub fn resize(&self, width: u32, height: u32) {
        cross::resize(self.app(), width, height);
    }

    /// Types on the display's own keyboard, into the app's window with that title, as soon as it is there.
    pub async fn type_into_window(&self, title: &str, text: &str) {
        let app = self.app();
        until(&format!("the window {title:?}"), OPENS, async || {
            keyboard::type_into(app, title, text)
        })
        .await;
    }

    /// Saves a file as `path` in the system's own dialog with that title, which suggests a name with the same ending.
    pub async fn save_as(&self, title: &str, path: &Path) {
        // The name that is there is selected, and its ending is not.
        let typed = path.with_extension("");
        self.type_into_window(title, &typed.display().to_string()).await;
        // The first Enter may only close GTK's list of names that begin like this one; a person presses it again.
        until("the dialog to be done", APPEARS, async || {
            let is_open = keyboard::type_into(self.app(), title, "\n").is_some();
            (!is_open).then_some(())
        })
        .await;
    }

    /// What the message box says that Vigil opened, as soon as it is on the screen. It is closed afterwards.
    pub async fn message_box(&self) -> String {
        until("a message box", OPENS, async || process::message_box(&self.log)).await
    }

    /// Starts the app once more, beside the one that runs, and waits until it has ended by itself.
    pub async fn start_in_vain(&self) -> ExitStatus {
        let mut second = Command::new(environment::app());
        second.args(&self.arguments).env(process::MARK, &self.log);
        second.envs(self.variables.iter().map(|(name, value)| (name, value)));
        in_vain(&mut second).await
    }

    /// Clicks the cross in the window's corner, whatever becomes of it.
    pub fn click_the_cross(&self) {
        cross::click(self.app());
    }

    /// Moves it to a place of its own, once it is shown after a start without it.
    pub fn move_apart(&self) {
        cross::move_apart(self.app());
    }

    /// Whether the window is on the screen.
    pub fn is_shown(&self) -> bool {
        cross::is_shown(self.app(), TITLE)
    }

    /// Whether nothing that is shown lies above it.
    pub fn is_in_front(&self) -> bool {
        cross::is_in_front(self.app())
    }

    /// What the app itself has in memory, as Linux says it.
    pub fn memory(&self) -> String {
        let status = fs::read_to_string(format!("/proc/{}/status", self.app().as_raw_nonzero())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.unwrap_or_default().trim().to_owned()
    }

    /// The process that draws the window, as soon as there is one.
    pub async fn web_process(&self) -> Pid {
        let app = self.app();
        until("the process that draws the window", OPENS, async || {
            process::web_process(app)
        })
        .await
    }

    /// Whether the app has a thread of that name.
    pub fn has_thread(&self, name: &str) -> bool {
        process::has_thread(self.app(), name)
    }

    /// Waits until the app has ended by itself. Gives back how long that took.
    pub async fn ended(&mut self) -> Duration {
        let open = self.open.take().expect("the window is open");
        let before = Instant::now();
        open.app.ended("the app that ends by itself").await;
        before.elapsed()
    }

    /// Ends the app in the middle of whatever it does.
    pub async fn kill(&mut self) {
        let open = self.open.take().expect("the window is open");
        open.app.kill();
        open.app.ended("the app that was killed").await;
    }

    /// All that the app and the drivers have said on stderr.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// A file of the data directory, where there is one.
    pub fn stored(&self, name: &str) -> Option<Value> {
        let file = fs::read(self.data_dir.path().join(name)).ok()?;
        Some(serde_json::from_slice(&file).unwrap_or_else(|error| panic!("{name} is no JSON: {error}")))
    }

    /// The alerts that are kept, newest first, each as its facts: what was written as a whole, and the lines since.
    pub fn kept_alerts(&self) -> Vec<Value> {
        let whole = self.stored("alerts.json").unwrap_or(Value::Null);
        let mut alerts = whole["alerts"].as_array().cloned().unwrap_or_default();
        let lines = fs::read_to_string(self.data_dir.path().join("alerts.jsonl")).unwrap_or_default();
        // The first line says what they belong to; the last one may be under way.
        for line in lines.split_inclusive('\n').skip(1).filter(|line| line.ends_with('\n')) {
            let change: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line} is no JSON: {error}"));
            let kept = &change["added"]["kept"];
            if kept.is_object() {
                alerts.retain(|alert| alert["id"] != kept["id"]);
                alerts.push(kept.clone());
            }
        }
        alerts.reverse();
        alerts
    }
}
