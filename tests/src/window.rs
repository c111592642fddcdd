//! The real window, driven as a person drives it, through `WebDriver`.
//!
//! | file | what it does |
//! | --- | --- |
//! | `window` | opens the app, ends it in every way, and opens it again |
//! | `page` | what is on the screen: look, click, type |
//! | `driver` | tauri-driver and what it starts, as one process group |
//! | `process` | the app itself: its signals and its end |
//! | `cross` | the cross in the window's corner |
//! | `evidence` | what a failed test leaves behind |
//! | `picture` | screenshots, and whether there is anything on them |
//! | `patience` | every wait, by name |
//! | `environment` | what `cargo xtask test` says |

mod cross;
mod driver;
mod environment;
mod evidence;
mod page;
mod patience;
mod picture;
mod process;

use std::{
    ffi::OsString,
    fs,
    panic::{AssertUnwindSafe, resume_unwind},
    path::PathBuf,
};

use futures_util::FutureExt;
use serde_json::Value;
use tempfile::TempDir;

use self::{driver::Driver, process::AppProcess};
pub use self::{
    evidence::screens,
    page::Page,
    patience::{APPEARS, PING_OUT, WRITTEN, limited, until},
    picture::Picture,
};

/// One app with one data directory, and its window while it is open.
#[derive(Debug)]
pub struct Window {
    /// Before the data directory, so that it goes first.
    open: Option<Open>,
    arguments: Vec<OsString>,
    bluetooth: Option<(&'static str, String)>,
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

/// Runs a test with the window open on an empty data directory.
///
/// Whatever happens, all that was started has ended afterwards. A test that fails leaves a picture of the window and
/// the app's stderr in `target/test-screens`.
pub async fn with_window(name: &str, arguments: &[&str], test: impl AsyncFnOnce(&mut Window)) {
    let arguments = [arguments, &["--no-bluetooth"]].concat();
    run(name, &arguments, None, test).await;
}

/// The same, with the Bluetooth that this environment variable leads to.
pub async fn with_window_and_bluetooth(
    name: &str,
    arguments: &[&str],
    bluetooth: (&'static str, String),
    test: impl AsyncFnOnce(&mut Window),
) {
    run(name, arguments, Some(bluetooth), test).await;
}

async fn run(
    name: &str,
    arguments: &[&str],
    bluetooth: Option<(&'static str, String)>,
    test: impl AsyncFnOnce(&mut Window),
) {
    evidence::forget(name);
    let data_dir = TempDir::with_prefix("vigil-window-").unwrap();
    let mut all: Vec<OsString> = vec!["--data-dir".into(), data_dir.path().into()];
    all.extend(arguments.iter().map(OsString::from));
    let log = data_dir.path().join("stderr.txt");
    let mut window = Window {
        open: None,
        arguments: all,
        bluetooth,
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

impl Window {
    /// What is on the screen.
    pub fn page(&self) -> &Page {
        &self.open.as_ref().expect("the window is open").page
    }

    /// Opens the app again, with the same data directory.
    pub async fn open(&mut self) {
        assert!(self.open.is_none(), "the window is open already");
        let driver = Driver::start(&self.log, self.bluetooth.as_ref()).await;
        let page = driver.open(&self.arguments).await;
        let app = AppProcess::find(driver.group(), self.data_dir.path());
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

    /// Ends the app in the middle of whatever it does.
    pub async fn kill(&mut self) {
        let open = self.open.take().expect("the window is open");
        open.app.kill();
        open.app.ended("the app that was killed").await;
    }

    /// A file of the data directory, where there is one.
    pub fn stored(&self, name: &str) -> Option<Value> {
        let file = fs::read(self.data_dir.path().join(name)).ok()?;
        Some(serde_json::from_slice(&file).unwrap_or_else(|error| panic!("{name} is no JSON: {error}")))
    }
}
