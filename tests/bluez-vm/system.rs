//! The system under Vigil: the message bus, the radio and bluetoothd, all of them real programs.

use std::{fs::File, path::Path, process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep, timeout},
};
use vigil_tests::waits;

/// Where btvirt hands out controllers with Bluetooth LE alone.
pub(crate) const CONTROLLERS: &str = "/tmp/bt-server-le";

const BUS: &str = "/run/dbus/system_bus_socket";
const ADAPTER: &str = "/org/bluez/hci0";
const LOOK_EVERY: Duration = Duration::from_millis(50);

#[derive(Debug)]
pub(crate) struct System {
    _bus: Child,
    radio: Child,
    bluetoothd: Child,
}

impl System {
    /// Returns when the adapter is on.
    pub(crate) async fn start() -> Self {
        let bus = start(
            "dbus-daemon",
            Command::new("dbus-daemon").args(["--system", "--nofork", "--nopidfile"]),
        );
        until("the message bus", || async { Path::new(BUS).exists() }).await;
        let radio = radio().await;
        let system = Self {
            _bus: bus,
            radio,
            bluetoothd: bluetoothd(),
        };
        system.until_powered().await;
        system
    }

    /// SIGKILL.
    pub(crate) async fn kill_bluetoothd(&mut self) {
        self.bluetoothd.kill().await.unwrap();
    }

    /// SIGTERM, as `systemctl restart bluetooth` begins.
    pub(crate) async fn end_bluetoothd(&mut self) {
        let id = i32::try_from(self.bluetoothd.id().unwrap()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), Signal::TERM).unwrap();
        timeout(waits::EXIT, self.bluetoothd.wait()).await.unwrap().unwrap();
    }

    pub(crate) async fn start_bluetoothd(&mut self) {
        self.bluetoothd = bluetoothd();
        self.until_powered().await;
    }

    /// The adapter is gone, and every other controller with it.
    pub(crate) async fn pull_adapter(&mut self) {
        self.radio.kill().await.unwrap();
    }

    pub(crate) async fn put_adapter_back(&mut self) {
        self.radio = radio().await;
        self.until_powered().await;
    }

    /// As a person's settings do.
    pub(crate) async fn power_adapter(&self, on: bool) {
        let value = format!("variant:boolean:{on}");
        let done = properties("Set", &["string:Powered", &value]).await;
        assert!(done.is_some(), "the adapter could not be switched");
    }

    /// Airplane mode.
    pub(crate) fn block_radio(blocked: bool) {
        for radio in std::fs::read_dir("/sys/class/rfkill").unwrap() {
            let switch = radio.unwrap().path().join("soft");
            std::fs::write(switch, if blocked { "1" } else { "0" }).unwrap();
        }
    }

    pub(crate) async fn until_powered(&self) {
        until("the adapter to be on", || async {
            let answer = properties("Get", &["string:Powered"]).await;
            answer.is_some_and(|answer| answer.contains("boolean true"))
        })
        .await;
    }
}

fn bluetoothd() -> Child {
    start(
        "bluetoothd",
        Command::new("/usr/libexec/bluetooth/bluetoothd").arg("--nodetach"),
    )
}

/// One controller for the computer, and as many as are asked for for toys.
async fn radio() -> Child {
    let _ = std::fs::remove_file(CONTROLLERS);
    let radio = start("btvirt", Command::new("btvirt").args(["-L", "-l1", "-s"]));
    until("btvirt", || async { Path::new(CONTROLLERS).exists() }).await;
    radio
}

fn start(name: &str, command: &mut Command) -> Child {
    let log = File::options()
        .create(true)
        .append(true)
        .open(format!("/var/log/{name}"))
        .unwrap();
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{name} could not be started: {error}"))
}

/// What the adapter's properties answer; `None` for an error.
async fn properties(method: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new("dbus-send")
        .args(["--system", "--print-reply", "--dest=org.bluez", ADAPTER])
        .arg(format!("org.freedesktop.DBus.Properties.{method}"))
        .arg("string:org.bluez.Adapter1")
        .args(arguments)
        .output()
        .await
        .unwrap();
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

async fn until<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    let give_up_at = Instant::now() + waits::START;
    while !is_so().await {
        assert!(Instant::now() < give_up_at, "waited in vain for {what}");
        sleep(LOOK_EVERY).await;
    }
}
