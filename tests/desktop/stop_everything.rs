use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use serde_json::json;
use vigil_tests::{
    raw_client::{ERROR_DEVICE, Message},
    window::{APPEARS, Page, until, with_window},
};

use crate::program::{Habit, MOTORS, Program};

/// That many refused outputs are a second of a program that does not give up.
const INSISTS: u32 = 40;

/// A person stops everything. The program goes on sending; nothing moves until the person says so.
#[tokio::test]
async fn stop_everything_holds() {
    with_window(
        "stop_everything_holds",
        &["--port", "0", "--simulate", "vibrator"],
        async |window| {
            let page = window.page();
            let mut program = Program::connect(&page.text("server-url").await, "A program that insists").await;
            let tally = Tally::default();
            let person = async {
                page.go_to("toys").await;
                both_motors(page, "15").await;

                page.click("stop-everything").await;
                stays_stopped(page, &tally).await;
                page.click_css(r#"[data-testid="release"]:enabled"#).await;
                both_motors(page, "15").await;
                page.wait_until_gone("held").await;

                // The same by the keyboard, even while the person is typing.
                page.go_to("settings").await;
                page.type_into("limit-own", "12").await;
                page.press_ctrl_and('.').await;
                page.find("held").await;
                assert_eq!(value_of(page, "limit-own").await, "12", "the shortcut types nothing");
                page.go_to("toys").await;
                stays_stopped(page, &tally).await;
                page.click_css(r#"[data-testid="release"]:enabled"#).await;
                both_motors(page, "15").await;
            };
            let vibrates = Habit::Vibrates { toy: 0, value: 15 };
            program
                .while_busy(vibrates, |message| tally.count(message), person)
                .await;
        },
    )
    .await;
}

/// Both motors are still, and stay so however often the program asks for more.
async fn stays_stopped(page: &Page, tally: &Tally) {
    page.find("held").await;
    both_motors(page, "0").await;
    page.run(
        "window.seenValues = [];
         document.querySelectorAll('[data-testid*=\"-output-\"]').forEach((output) => {
             const note = () => seenValues.push(output.dataset.value);
             new MutationObserver(note).observe(output, { attributes: true });
             note();
         });",
        vec![],
    )
    .await;
    let refused_before = tally.refused.load(Relaxed);
    let accepted_before = tally.accepted.load(Relaxed);
    until("refused outputs", APPEARS, async || {
        (tally.refused.load(Relaxed) >= refused_before + INSISTS).then_some(())
    })
    .await;
    assert_eq!(
        tally.accepted.load(Relaxed),
        accepted_before,
        "outputs that were accepted meanwhile"
    );
    assert_eq!(
        page.run("return seenValues", vec![]).await,
        json!(["0", "0"]),
        "the motors' values meanwhile"
    );
}

async fn both_motors(page: &Page, value: &str) {
    for motor in MOTORS {
        page.wait_for_attribute(&format!("toy-0-output-{motor}"), "data-value", value)
            .await;
    }
}

async fn value_of(page: &Page, name: &str) -> String {
    page.find(name).await.prop("value").await.unwrap().unwrap_or_default()
}

/// What the program's outputs were answered with.
#[derive(Debug, Default)]
struct Tally {
    accepted: AtomicU32,
    refused: AtomicU32,
}

impl Tally {
    fn count(&self, message: &Message) {
        match message.error_code() {
            Some(ERROR_DEVICE) => self.refused.fetch_add(1, Relaxed),
            None if message.kind == "Ok" => self.accepted.fetch_add(1, Relaxed),
            _ => panic!("an output was answered with {message:?}"),
        };
    }
}
