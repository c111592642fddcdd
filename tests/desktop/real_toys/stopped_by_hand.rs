use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{
    raw_client::Message,
    window::{APPEARS, until, with_window_and_bluetooth},
};

use super::{MODEL, scan_until_connected};
use crate::program::{Habit, Program};

/// That many refused outputs are a second of a program that does not give up.
const INSISTS: u32 = 40;
const FULL: &str = "Vibrate1:20;";
const STILL: &str = "Vibrate1:0;";

/// A person stops one toy while a program insists: it stands still, also when its link is lost and it comes back, until
/// the person lets programs move it again.
#[tokio::test]
async fn a_toy_that_the_person_stopped_stays_still() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    with_window_and_bluetooth(
        "a_toy_that_the_person_stopped_stays_still",
        &["--port", "0"],
        bluez.environment(),
        async |window| {
            let page = window.page();
            scan_until_connected(page).await;
            let mut program = Program::connect(&page.text("server-url").await, "A program that insists").await;
            let refused = AtomicU32::new(0);
            let insists = async || {
                let before = refused.load(Relaxed);
                until("refused outputs", APPEARS, async || {
                    (refused.load(Relaxed) >= before + INSISTS).then_some(())
                })
                .await;
            };
            let moves = || toy.writes().iter().any(|write| write.text() == FULL);
            let person = async {
                toy.wait_for_write(|write| write.text() == FULL).await;
                page.click("toy-0-stop").await;
                page.find("toy-0-held").await;
                toy.wait_for_write(|write| write.text() == STILL).await;
                page.wait_for_attribute("toy-0-output-0", "data-value", "0").await;
                toy.clear_log();
                insists().await;
                assert!(!moves(), "{:?}", toy.writes());

                let connects = toy.calls().connect;
                toy.drop_link();
                toy.wait_for_calls(|calls| calls.connect > connects).await;
                page.wait_for_attribute("toy-0-link", "data-link", "connected").await;
                toy.wait_for_write(|write| write.text() == STILL).await;
                insists().await;
                assert!(!moves(), "{:?}", toy.writes());
                page.find("toy-0-held").await;

                page.click_css(r#"[data-testid="toy-0-release"]:enabled"#).await;
                toy.wait_for_write(|write| write.text() == FULL).await;
                page.wait_until_gone("toy-0-held").await;
            };
            let vibrates = Habit::Vibrates { toy: 0, value: 20 };
            let count = |message: &Message| {
                if message.kind == "Error" {
                    refused.fetch_add(1, Relaxed);
                }
            };
            program.while_busy(vibrates, count, person).await;
        },
    )
    .await;
}
