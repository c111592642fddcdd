//! The window's thread stands still: a driver of the graphics card that hangs, a desktop that does not answer (S5).

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal};
use tokio::{join, time::Instant};
use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{
    raw_client::{RawClient, output},
    shim::thread_fault,
    waits,
    window::with_window_and_bluetooth,
};

use crate::real_toys::{MODEL, scan_until_connected, server};

/// From a signal until the process is gone. Vigil promises 3 s.
const GONE: Duration = Duration::from_millis(3_000).saturating_add(waits::LATENESS);

#[tokio::test]
async fn s5_sigterm_while_the_windows_thread_stands_still() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    with_window_and_bluetooth(
        "s5_sigterm_while_the_windows_thread_stands_still",
        &["--port", "0"],
        bluez.environment(),
        async |window| {
            scan_until_connected(window.page()).await;
            let mut program = RawClient::join_at(server(window.page()).await, "Night Drive").await;
            for motor in [0, 1] {
                program.ok("OutputCmd", output(0, motor, "Vibrate", 20)).await;
                let told = format!("Vibrate{}:20;", motor + 1);
                toy.wait_for_write(|write| write.text() == told).await;
            }
            toy.clear_log();

            let _frozen = FrozenThread::first_of(window.app());
            let told = Instant::now();
            let still = async {
                for stop in ["Vibrate1:0;", "Vibrate2:0;"] {
                    toy.wait_for_write(|write| write.text() == stop).await;
                }
                told.elapsed()
            };
            let (gone, still) = join!(window.gone_after(Signal::TERM), still);
            println!("SIGTERM with a frozen window: both motors still after {still:?}, process gone after {gone:?}");
            assert!(still < waits::LATENESS, "{still:?}");
            assert!(gone < GONE, "{gone:?}");
        },
    )
    .await;
}

/// A thread that stands still until this is dropped.
struct FrozenThread(Child);

impl FrozenThread {
    fn first_of(process: Pid) -> Self {
        let mut tool = Command::new(thread_fault())
            .args(["freeze", &process.as_raw_nonzero().to_string(), "#main"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(tool.stdout.take().unwrap())
            .read_line(&mut said)
            .unwrap();
        let frozen = Self(tool);
        assert_eq!(said.trim(), "done 1", "the system lets nobody freeze threads (ptrace)");
        frozen
    }
}

impl Drop for FrozenThread {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
