//! A message bus of our own: `dbus-daemon` as a child.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::{trial, waits};

/// Where libdbus, and with it every program, looks for the system's bus.
pub(crate) const BUS_ADDRESS: &str = "DBUS_SYSTEM_BUS_ADDRESS";

/// What fits into `sockaddr_un.sun_path`, less its final zero.
const LONGEST_SOCKET_PATH: usize = 107;

/// Where temporary folders are short.
const SHORT_FOLDER: &str = "/tmp";

/// Everybody may own every name and call everybody. Type "session": a system bus would want a user of its own.
const CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Dropping it ends the bus and takes its files away.
#[derive(Debug)]
pub(crate) struct Bus {
    folder: PathBuf,
    /// Unless the folder belongs to whoever started this process.
    _own: Option<TempDir>,
    daemon: Option<Child>,
}

impl Bus {
    pub(crate) async fn start() -> Self {
        let (folder, own) = if let Some(folder) = trial::folder_of_this_process() {
            assert!(!socket(&folder).exists(), "the process of a test has one bus");
            (folder, None)
        } else {
            let own = temporary_folder();
            (own.path().to_owned(), Some(own))
        };
        let config = CONFIG.replace("SOCKET", path_str(&socket(&folder)));
        fs::write(config_file(&folder), config).expect("a temporary file can be written");
        let mut bus = Self {
            folder,
            _own: own,
            daemon: None,
        };
        bus.restart().await;
        bus
    }

    /// A new bus at the same address; ends the old one if it still runs.
    pub(crate) async fn restart(&mut self) {
        self.kill().await;
        let _ = fs::remove_file(socket(&self.folder));
        // It ends with us even where we are killed and nothing of ours runs any more (setpriv is in util-linux).
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig", "KILL", "dbus-daemon", "--nofork", "--nopidfile"])
            .arg("--print-address=1")
            .arg(format!("--config-file={}", path_str(&config_file(&self.folder))))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            // As root it complains about a limit it may not raise.
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut daemon = command
            .spawn()
            .expect("dbus-daemon (Debian: apt-get install dbus-daemon) can be started through setpriv");
        let mut output = BufReader::new(daemon.stdout.take().expect("it is piped"));
        let mut line = String::new();
        timeout(waits::BUS_START, output.read_line(&mut line))
            .await
            .expect("dbus-daemon starts in time")
            .expect("its output can be read");
        assert!(line.starts_with("unix:"), "dbus-daemon did not start; it said {line:?}");
        self.daemon = Some(daemon);
    }

    /// Without a farewell, as in a crash.
    pub(crate) async fn kill(&mut self) -> Option<ExitStatus> {
        let mut daemon = self.daemon.take()?;
        let _ = daemon.start_kill();
        daemon.wait().await.ok()
    }

    /// As `DBUS_SYSTEM_BUS_ADDRESS` wants it.
    pub(crate) fn address(&self) -> String {
        address(&self.folder)
    }

    /// Somebody comes to the bus who has this name and offers this, until the connection is closed.
    pub(crate) async fn serve(
        &self,
        name: &str,
        path: &str,
        interface: impl zbus::object_server::Interface,
    ) -> zbus::Connection {
        zbus::connection::Builder::address(self.address().as_str())
            .and_then(|builder| builder.serve_at(path, interface))
            .and_then(|builder| builder.name(name))
            .expect("a name of the specification")
            .build()
            .await
            .expect("our own bus takes us")
    }
}

/// Of the bus in this folder.
pub(crate) fn address(folder: &Path) -> String {
    format!("unix:path={}", path_str(&socket(folder)))
}

pub(crate) fn temporary_folder() -> TempDir {
    let mut builder = tempfile::Builder::new();
    builder.prefix("vigil-bluez-");
    let folder = builder.tempdir().expect("a temporary folder can be made");
    if socket(folder.path()).as_os_str().len() <= LONGEST_SOCKET_PATH {
        return folder;
    }
    builder
        .tempdir_in(SHORT_FOLDER)
        .expect("a temporary folder can be made")
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("bus")
}

fn config_file(folder: &Path) -> PathBuf {
    folder.join("bus.conf")
}

fn path_str(path: &Path) -> &str {
    path.to_str().expect("temporary paths are readable")
}
