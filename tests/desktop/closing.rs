use std::time::Duration;

use vigil_tests::{
    shim::ThreadFault,
    window::{Window, with_window},
};

use crate::program::Program;

/// A window that waits for the frozen sessions stays for more than two seconds.
const AT_ONCE: Duration = Duration::from_millis(1_500);

/// Killed in the middle of everything: the next start knows what was set, and says nothing is wrong.
#[tokio::test]
async fn killed_with_the_window_open() {
    with_window("killed_with_the_window_open", &["--port", "0"], async |window| {
        let page = window.page();
        page.go_to("toys").await;
        page.click("add-toy").await;
        page.click("add-toy-rotator").await;
        page.find_css("main article").await;
        page.go_to("settings").await;
        page.click("appearance-dark").await;
        page.find_css(r#"html[data-theme="dark"]"#).await;
        page.click("limit-5000").await;
        page.wait_for_attribute("limit-current", "data-limit-ms", "5000").await;
        let mut program = Program::connect(&page.text("server-url").await, "A program that is left alone").await;

        window.kill().await;
        let _ = program.end().await;
        window.open().await;

        let page = window.page();
        page.find_css(r#"html[data-theme="dark"]"#).await;
        page.go_to("settings").await;
        page.wait_for_attribute("limit-current", "data-limit-ms", "5000").await;
        page.go_to("toys").await;
        page.wait_for_content("main article", "Simulated Rotator").await;
        let _next = Program::connect(&page.text("server-url").await, "The next program").await;
        page.go_to("alerts").await;
        let alerts = page
            .run(
                r#"return document.querySelectorAll('[data-testid^="alert-"]').length"#,
                vec![],
            )
            .await;
        assert_eq!(alerts, 0, "a kill damages no file");
    })
    .await;
}

/// Asked by the system, at logout: it leaves by itself, and programs are sent away with a Close.
#[tokio::test]
async fn logging_out_sends_programs_away() {
    leaving_in_order("logging_out_sends_programs_away", Window::quit).await;
}

/// The same by the cross in the window's corner, which is how most people leave.
#[tokio::test]
async fn the_cross_sends_programs_away() {
    leaving_in_order("the_cross_sends_programs_away", Window::close).await;
}

/// Sessions and toys take their time to end; the person who closes the window does not have to look on.
#[tokio::test]
async fn a_closed_window_is_gone_at_once_whatever_is_waited_for() {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window("a_closed_window_is_gone_at_once", &arguments, async |window| {
        let mut program = Program::connect(&window.page().text("server-url").await, "Night Drive").await;
        program.vibrate(0, 15).await;
        let app = window.app().as_raw_nonzero().get().cast_unsigned();
        let sessions = ThreadFault::start("freeze", app, "vigil-sessions*").unwrap();
        let (shown, closed) = window.close_and_look().await;
        assert!(shown < AT_ONCE, "the window was on the screen for {shown:?}");
        assert!(closed.still_runs(), "nothing has ended yet");
        drop(sessions);
        closed.ended().await;
    })
    .await;
}

/// Whoever closes it and opens it again at once finds it open, although the last one has not come to its end.
#[tokio::test]
async fn a_start_while_the_last_one_is_ending_waits_for_it() {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window("a_start_while_the_last_one_is_ending", &arguments, async |window| {
        let mut program = Program::connect(&window.page().text("server-url").await, "Night Drive").await;
        program.vibrate(0, 15).await;
        let app = window.app().as_raw_nonzero().get().cast_unsigned();
        let sessions = ThreadFault::start("freeze", app, "vigil-sessions*").unwrap();
        let (_, closed) = window.close_and_look().await;
        assert!(closed.still_runs(), "nothing has ended yet");
        window.open().await;
        let url = window.page().text("server-url").await;
        assert!(url.starts_with("ws://"), "{url}");
        drop(sessions);
        closed.ended().await;
    })
    .await;
}

async fn leaving_in_order(name: &str, leave: impl AsyncFnOnce(&mut Window)) {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window(name, &arguments, async |window| {
        let page = window.page();
        let mut program = Program::connect(&page.text("server-url").await, "A program that is sent away").await;
        program.vibrate(0, 15).await;
        page.go_to("toys").await;
        page.wait_for_attribute("toy-0-output-0", "data-value", "15").await;
        leave(window).await;
        assert!(program.end().await, "a Close came before the connection went down");
    })
    .await;
}
