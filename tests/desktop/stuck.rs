//! The window's thread stands still: a driver of the graphics card that hangs, a desktop that does not answer (S5).

use std::time::Duration;

use rustix::process::Signal;
use tokio::{join, time::Instant};
use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{
    raw_client::{RawClient, output},
    shim::ThreadFault,
    waits,
    window::with_window_and_bluetooth,
};

use crate::real_toys::{MODEL, scan_until_connected, server};

/// From a signal until the process is gone. Vigil promises 3 s, which the faults' run measures; a machine that does much
/// else may take more than twice that.
const GONE: Duration = Duration::from_secs(8);

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

            let _frozen =
                ThreadFault::start("freeze", window.app().as_raw_nonzero().get().unsigned_abs(), "#main").unwrap();
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
