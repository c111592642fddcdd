//! What the desktop is told, and what becomes of alerts if it hangs or is not there.

use std::net::SocketAddr;

use tokio::time::Instant;
use vigil_bluez::{Can, Notifications};
use vigil_tests::{
    raw_client::{RawClient, output},
    window::{APPEARS, Page, Window, limited, until, with_window_in},
};

use crate::program::{Habit, Program};

#[tokio::test]
async fn a_notification_says_what_happened_and_names_are_no_markup() {
    let name = "<b>Game</b> & more";
    for (desktop, shown) in [
        (Notifications::start().await, "&lt;b&gt;Game&lt;/b&gt; &amp; more"),
        (Notifications::that(Can::Little).await, name),
    ] {
        told("a_notification_says_what_happened", &desktop, async |server, window| {
            vanishes(window, server, name).await;
            let notification = desktop.wait_for(shown).await;
            assert_eq!(
                (notification.program.as_str(), notification.summary.as_str()),
                ("Vigil", "Vigil")
            );
        })
        .await;
    }
}

#[tokio::test]
async fn a_desktop_that_is_slow_loses_nothing() {
    let desktop = Notifications::start().await;
    told("a_desktop_that_is_slow", &desktop, async |server, window| {
        desktop.hang();
        vanishes(window, server, "First").await;
        desktop.wait_until_asked(1).await;
        desktop.recover();
        desktop.wait_for("First").await;
        assert_eq!(desktop.shown().len(), 1);
    })
    .await;
}

/// The window works meanwhile.
#[tokio::test]
async fn a_desktop_that_hung_is_told_the_last_alert_again() {
    let desktop = Notifications::start().await;
    told("a_desktop_that_hung", &desktop, async |server, window| {
        desktop.hang();
        vanishes(window, server, "First").await;
        desktop.wait_until_asked(1).await;
        window.page().go_to("alerts").await;
        window
            .page()
            .wait_for_content(r#"[data-testid^="alert-"]"#, "First")
            .await;
        says(window, "no answer within").await;
        vanishes(window, server, "Second").await;
        desktop.wait_until_asked(2).await;
        desktop.recover();
        desktop.wait_for("Second").await;
    })
    .await;
}

/// At once, in the window and outside of it, also for what was there before.
#[tokio::test]
async fn a_person_who_chooses_a_language_is_told_everything_in_it() {
    const ALERTS: &str = r#"[data-testid^="alert-"]"#;
    let desktop = Notifications::start().await;
    told("a_person_who_chooses_a_language", &desktop, async |server, window| {
        let page = window.page();
        vanishes(window, server, "First").await;
        desktop.wait_for("First went away without a goodbye.").await;
        page.go_to("alerts").await;
        page.wait_for_content(ALERTS, "First went away without a goodbye.")
            .await;
        page.go_to("settings").await;
        page.click("language-de").await;
        page.wait_for_content("h1", "Einstellungen").await;
        let language = page.run("return document.documentElement.lang", vec![]).await;
        assert_eq!(language, "de");
        page.go_to("alerts").await;
        page.wait_for_content(ALERTS, "First ist ohne Abschied verschwunden.")
            .await;
        vanishes(window, server, "Second").await;
        let notification = desktop.wait_for("Second ist ohne Abschied verschwunden.").await;
        assert_eq!(notification.buttons[0].1, "Alles stoppen");
        // Whoever reads the log helps, in any language.
        assert!(!window.log().contains("Abschied"), "{}", window.log());
    })
    .await;
}

#[tokio::test]
async fn a_desktop_that_comes_later_is_told_of_the_last_alert() {
    let mut desktop = Notifications::absent().await;
    let environment = desktop.environment();
    told_in("a_desktop_that_comes_later", environment, async |server, window| {
        vanishes(window, server, "First").await;
        says(window, "no program shows notifications here").await;
        desktop.appear().await;
        desktop.wait_for("First").await;
    })
    .await;
}

/// A desktop full of notifications tells nobody anything.
#[tokio::test]
async fn many_alerts_at_once_are_one_notification_that_changes() {
    const PROGRAMS: usize = 6;
    let desktop = Notifications::start().await;
    let (variable, value) = desktop.environment();
    // None of them pings.
    let arguments = ["--port", "0", "--max-ping-time", "1000"];
    let environment = vec![(variable, value.into())];
    with_window_in("many_alerts_at_once", &arguments, environment, async |window| {
        let server = server(window.page()).await;
        let mut programs = Vec::new();
        for n in 0..PROGRAMS {
            programs.push(joins(server, &format!("Program {n}")).await);
        }
        // Those that came after the first one.
        let last = desktop.wait_for("more alerts came just before").await;
        assert!(
            last.body.starts_with(&format!("Program {}", PROGRAMS - 1)),
            "{}",
            last.body
        );
        let shown = desktop.shown();
        assert!(shown.iter().all(|shown| shown.id == last.id), "{shown:?}");
        assert!(shown.len() < PROGRAMS, "{shown:?}");
    })
    .await;
}

#[tokio::test]
async fn everything_can_be_stopped_from_a_notification() {
    let desktop = Notifications::start().await;
    told("everything_can_be_stopped", &desktop, async |server, window| {
        let page = window.page();
        vanishes(window, server, "First").await;
        let notification = desktop.wait_for("First").await;
        let [(button, words)] = notification.buttons.as_slice() else {
            panic!("{notification:?}");
        };
        assert_eq!(words, "Stop everything");
        let mut program = Program::connect(&page.text("server-url").await, "A program that insists").await;
        let person = async {
            page.go_to("toys").await;
            page.wait_for_attribute("toy-0-output-0", "data-value", "15").await;
            // Another program's button is none of ours.
            desktop.click(notification.id, "stop").await;
            desktop.click(notification.id, button).await;
            page.find("held").await;
            page.wait_for_attribute("toy-0-output-0", "data-value", "0").await;
        };
        let vibrates = Habit::Vibrates { toy: 0, value: 15 };
        program.while_busy(vibrates, |_| {}, person).await;
    })
    .await;
}

#[tokio::test]
async fn a_desktop_without_buttons_is_offered_none() {
    let desktop = Notifications::that(Can::Little).await;
    told("a_desktop_without_buttons", &desktop, async |server, window| {
        vanishes(window, server, "First").await;
        let notification = desktop.wait_for("First").await;
        assert!(
            notification.buttons.is_empty() && !notification.is_urgent,
            "{notification:?}"
        );
    })
    .await;
}

/// The person stops everything while the desktop takes a notification and never answers.
#[tokio::test]
async fn s5_a_desktop_that_hangs_delays_no_stop() {
    let desktop = Notifications::start().await;
    told("s5_a_desktop_that_hangs", &desktop, async |server, window| {
        let page = window.page();
        desktop.hang();
        vanishes(window, server, "First").await;
        desktop.wait_until_asked(1).await;
        let mut program = Program::connect(&page.text("server-url").await, "A program that insists").await;
        let person = async {
            page.go_to("toys").await;
            page.wait_for_attribute("toy-0-output-0", "data-value", "15").await;
            let told = Instant::now();
            page.click("stop-everything").await;
            page.wait_for_attribute("toy-0-output-0", "data-value", "0").await;
            println!("stopped {:?} after the click, while the desktop hung", told.elapsed());
            assert!(desktop.shown().is_empty(), "it hangs still");
        };
        let vibrates = Habit::Vibrates { toy: 0, value: 15 };
        program.while_busy(vibrates, |_| {}, person).await;
    })
    .await;
}

async fn told(name: &str, desktop: &Notifications, test: impl AsyncFnOnce(SocketAddr, &mut Window)) {
    told_in(name, desktop.environment(), test).await;
}

async fn told_in(
    name: &str,
    (variable, value): (&'static str, String),
    test: impl AsyncFnOnce(SocketAddr, &mut Window),
) {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window_in(name, &arguments, vec![(variable, value.into())], async |window| {
        let server = server(window.page()).await;
        test(server, window).await;
    })
    .await;
}

async fn server(page: &Page) -> SocketAddr {
    let url = page.text("server-url").await;
    url.trim_start_matches("ws://").parse().unwrap()
}

async fn joins(server: SocketAddr, name: &str) -> RawClient {
    let connect = RawClient::join_at(server, name);
    limited("the server to take a connection", APPEARS, connect).await
}

/// A program's connection breaks while it moves a toy, of which the person is told. That of a program which moves nothing
/// is worth no notification, and a toy takes a command some milliseconds after Vigil has.
async fn vanishes(window: &Window, server: SocketAddr, name: &str) {
    const LEVEL: i32 = 10;
    let mut program = joins(server, name).await;
    // The program before it may not have been missed yet.
    until("the toy to stand still", APPEARS, async || {
        (level(window).await == 0).then_some(())
    })
    .await;
    program.ok("OutputCmd", output(0, 0, "Vibrate", LEVEL)).await;
    until("the toy to move", APPEARS, async || {
        (level(window).await == i64::from(LEVEL)).then_some(())
    })
    .await;
    program.vanish().await;
}

/// How strongly the toy vibrates, as the window would show it.
async fn level(window: &Window) -> i64 {
    let state = window.page().invoke("changes").await;
    let value = &state["done"]["view"]["toys"][0]["outputs"][0]["value"];
    value.as_i64().unwrap_or_else(|| panic!("no toy: {state}"))
}

async fn says(window: &Window, words: &str) {
    until(&format!("{words:?} in the log"), APPEARS, async || {
        window.log().contains(words).then_some(())
    })
    .await;
}
