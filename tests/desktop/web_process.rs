//! The process that draws the window is killed, as by a fault in WebKit or by a system that is short of memory (S5).
//!
//! `WebDriver` gives the window up then. What a person can do is tried with the display's keyboard.

use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use vigil_tests::{
    raw_client::{ERROR_DEVICE, ERROR_PING, RawClient, output},
    window::{APPEARS, PING_OUT, Window, limited, until, with_window},
};

use crate::program::{Habit, Program};

const NAME: &str = "Night Drive";

/// The second time Vigil waits for a second before it draws again.
const DRAWN_AGAIN: Duration = APPEARS.saturating_add(Duration::from_secs(5));

#[tokio::test]
async fn s5_a_window_whose_process_is_killed_is_drawn_again_and_programs_are_watched_all_the_time() {
    let arguments = ["--port", "0", "--max-ping-time", "1000", "--simulate", "vibrator"];
    with_window("s5_a_window_whose_process_is_killed", &arguments, async |window| {
        let url = window.page().text("server-url").await;
        let server = url.trim_start_matches("ws://").parse().unwrap();
        let mut program = Program::connect(&url, NAME).await;
        program.vibrate(0, 15).await;
        let drawn_again = async {
            let first = window.web_process().await;
            kill(first);
            drawn_after(window, first, 2).await;
            until("an alert", APPEARS, async || (told(window).len() == 1).then_some(())).await;
        };
        program
            .while_busy(
                Habit::Pings,
                |answer| assert_eq!(answer.kind, "Ok", "{answer:?}"),
                drawn_again,
            )
            .await;
        // The program goes silent, and is out: it was watched, and still is.
        let cut = limited("the end of the silent program", PING_OUT, program.listen_to_the_end()).await;
        assert_eq!(cut.last.error_code(), Some(ERROR_PING), "{cut:?}");

        // The new page works: the person stops everything with it.
        let mut other = RawClient::join_at(server, "Another").await;
        let mut refused = async || {
            let answer = other.request("OutputCmd", output(0, 0, "Vibrate", 5)).await;
            (answer.error_code() == Some(ERROR_DEVICE)).then_some(())
        };
        assert_eq!(refused().await, None, "nothing is held");
        stops_everything(window, refused).await;
        assert_eq!(told(window), ["once 1"], "told once");
    })
    .await;
}

#[tokio::test]
async fn s5_a_window_whose_process_is_killed_twice_holds_everything() {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window(
        "s5_a_window_whose_process_is_killed_twice",
        &arguments,
        async |window| {
            let url = window.page().text("server-url").await;
            let mut program = RawClient::join_at(url.trim_start_matches("ws://").parse().unwrap(), NAME).await;
            program.ok("OutputCmd", output(0, 0, "Vibrate", 10)).await;
            let first = window.web_process().await;
            kill(first);
            let second = drawn_after(window, first, 2).await;
            program.ok("OutputCmd", output(0, 0, "Vibrate", 11)).await;
            kill(second);
            until("toys that are held", APPEARS, async || {
                let answer = program.request("OutputCmd", output(0, 0, "Vibrate", 12)).await;
                (answer.error_code() == Some(ERROR_DEVICE)).then_some(())
            })
            .await;
            drawn_after(window, second, 3).await;
            until("the second alert", APPEARS, async || {
                (told(window).len() == 2).then_some(())
            })
            .await;
            assert_eq!(told(window)[0], "again 1");
        },
    )
    .await;
}

/// A page that hangs hears no key.
#[tokio::test]
async fn s5_ctrl_and_the_full_stop_work_while_the_page_hangs() {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window(
        "s5_ctrl_and_the_full_stop_work_while_the_page_hangs",
        &arguments,
        async |window| {
            let url = window.page().text("server-url").await;
            let mut program = RawClient::join_at(url.trim_start_matches("ws://").parse().unwrap(), NAME).await;
            program.ok("OutputCmd", output(0, 0, "Vibrate", 10)).await;
            let page = window.web_process().await;
            kill_process(page, Signal::STOP).expect("it runs");
            stops_everything(window, async || {
                let answer = program.request("OutputCmd", output(0, 0, "Vibrate", 12)).await;
                (answer.error_code() == Some(ERROR_DEVICE)).then_some(())
            })
            .await;
            kill_process(page, Signal::CONT).expect("it runs");
            window.page().find("held").await;
        },
    )
    .await;
}

fn kill(process: Pid) {
    kill_process(process, Signal::KILL).expect("it runs");
}

/// Another process has drawn the window, for the time of that number.
///
/// It is not killed before: WebKit ends the whole program if its process dies while it starts.
async fn drawn_after(window: &Window, before: Pid, times: usize) -> Pid {
    until("a window that is drawn again", DRAWN_AGAIN, async || {
        let drawn = window.log().matches("the window's page was loaded").count();
        let now = window.web_process().await;
        (drawn >= times && now != before).then_some(now)
    })
    .await
}

/// Presses the shortcut until programs are refused: the page may not be there yet.
async fn stops_everything(window: &Window, mut refused: impl AsyncFnMut() -> Option<()>) {
    until("a page that stops everything", APPEARS, async || {
        window.press_ctrl_and('.');
        refused().await
    })
    .await;
}

/// What the person was told of the window, newest first: how it ended, and how often.
fn told(window: &Window) -> Vec<String> {
    let alerts = window.kept_alerts();
    alerts
        .iter()
        .filter_map(|kept| {
            let end = kept["alert"]["window_crashed"].as_str()?;
            Some(format!("{end} {}", kept["count"].as_u64().unwrap_or(1)))
        })
        .collect()
}
