//! The key that stops everything whatever program is in front.
//!
//! Tests run side by side on one display, which has one keyboard: each has a key of its own.

use std::{fs, path::Path};

use rustix::process::{Signal, kill_process};
use serde_json::json;
use vigil_bluez::{DesktopKeys, DesktopTray};
use vigil_tests::window::{
    APPEARS, Game, Page, TakenKey, Window, keys, until, with_window, with_window_in, with_window_on,
};
use x11rb::protocol::xproto::ModMask;

use crate::program::{Habit, MOTORS, Program};

const ARGUMENTS: [&str; 4] = ["--port", "0", "--simulate", "vibrator"];

#[tokio::test]
async fn it_works_over_a_game_that_fills_the_screen_and_takes_all_it_can() {
    const K: u32 = 'k' as u32;
    with_window("stop_key_over_a_game", &ARGUMENTS, async |window| {
        let page = window.page();
        let person = async {
            choose(window, 'k').await;
            state(page, "It works over every program.").await;
            page.go_to("toys").await;
            let nothing: &dyn Fn(&Game) = &|_| {};
            let pointer: &dyn Fn(&Game) = &Game::take_pointer;
            let locks: &dyn Fn(&Game) = &|game| {
                game.lock(keys::NUM_LOCK);
                game.lock(keys::CAPS_LOCK);
            };
            for prepare in [nothing, pointer, locks] {
                moves(page).await;
                let game = Game::start();
                prepare(&game);
                game.press(&[keys::CTRL, keys::ALT, K]);
                game.press(&[K]);
                assert!(game.has_heard(K), "other keys are the game's");
                game.press(&[keys::CTRL, K]);
                held(window).await;
                assert!(!game.has_heard(K), "the game does not hear it");
                drop(game);
                stopped(page).await;
                let_go(window).await;
            }
            // X gives a key to nobody else then. Vigil hears it all the same, and so does the game.
            moves(page).await;
            let game = Game::start();
            game.take_keyboard();
            game.press(&[keys::CTRL, K]);
            held(window).await;
            assert!(game.has_heard(K), "what it took is its own");
            drop(game);
            stopped(page).await;
            assert_eq!(presses_heard(window), 4, "no other keys count");
        };
        while_a_program_plays(window, person).await;
        assert_eq!(window.stored("hold.json").unwrap()["from"], json!("stop_key"));
    })
    .await;
}

#[tokio::test]
async fn one_that_another_program_has_works_too_and_is_said_to_be_shared() {
    const J: u32 = 'j' as u32;
    const G: u32 = 'g' as u32;
    let take = |key| TakenKey::take(ModMask::CONTROL, key);
    let press = |key| Game::start().press(&[keys::CTRL, key]);
    let taken = take(J).expect("nobody has it yet");
    let set = |data_dir: &Path| {
        let settings = json!({ "version": 2, "ping": { "limit_ms": 0, "policy": "required" }, "stop_key": "Ctrl+J" });
        fs::write(data_dir.join("settings.json"), settings.to_string()).unwrap();
    };
    Box::pin(with_window_on(
        "stop_key_of_another_program",
        &ARGUMENTS,
        set,
        async |window| {
            let page = window.page();
            let person = async {
                page.go_to("settings").await;
                state(page, "It works. Another program has chosen the same key").await;
                page.go_to("toys").await;
                moves(page).await;
                press(J);
                stopped(page).await;
                let_go(window).await;

                // Another key: the one before is anybody's again, and stops nothing.
                choose(window, 'g').await;
                state(page, "It works over every program.").await;
                page.go_to("toys").await;
                moves(page).await;
                drop(taken);
                let given_back = take(J);
                assert!(given_back.is_some(), "Vigil has given it back");
                assert!(take(G).is_none(), "Vigil has it");
                assert!(window.has_thread("vigil-key-x11"));
                press(J);
                press(G);
                stopped(page).await;
                let_go(window).await;
                assert_eq!(presses_heard(window), 2);

                // None at all.
                page.go_to("settings").await;
                page.click("stop-key-remove").await;
                until("the key to be anybody's", APPEARS, async || take(G).map(drop)).await;
                until("nobody to listen", APPEARS, async || {
                    (!window.has_thread("vigil-key-x11")).then_some(())
                })
                .await;
                press(G);
                page.go_to("toys").await;
                moves(page).await;
                assert_eq!(presses_heard(window), 2);
            };
            while_a_program_plays(window, person).await;
        },
    ))
    .await;
}

/// Also while there is no page, and over a restart; and it goes with Vigil.
#[tokio::test]
async fn it_works_while_the_window_is_hidden_or_hangs_and_after_a_restart() {
    const F9: u32 = keys::f(9);
    let take = || TakenKey::take(ModMask::CONTROL | ModMask::SHIFT, F9);
    let press = || Game::start().press(&[keys::CTRL, keys::SHIFT, F9]);
    let tray = DesktopTray::start().await;
    let (variable, value) = tray.environment();
    let variables = vec![(variable, value.into())];
    with_window_in("stop_key_of_a_hidden_window", &ARGUMENTS, variables, async |window| {
        let page = window.page();
        let person = async {
            page.go_to("settings").await;
            page.click("stop-key").await;
            window.press_keys(&[keys::CTRL, keys::SHIFT, F9]);
            state(page, "It works over every program.").await;
            tray.wait_for("1 toy moving").await;
            window.click_the_cross();
            page.click("close-keep").await;
            until("the window to go", APPEARS, async || (!window.is_shown()).then_some(())).await;
            press();
            tray.wait_for("Everything is stopped").await;
            tray.click("Let programs move toys again").await;
            tray.wait_for("1 toy moving").await;
        };
        while_a_program_plays(window, person).await;
        assert_eq!(
            window.stored("settings.json").unwrap()["stop_key"],
            json!("Ctrl+Shift+F9")
        );
        window.quit().await;
        assert!(take().is_some(), "it went with Vigil");

        window.open().await;
        let person = async {
            // The icon itself tells of the program that left without a goodbye.
            until("a toy that moves", APPEARS, async || {
                let menu = tray.menu().await;
                menu.iter().any(|line| line.ends_with(": moving")).then_some(())
            })
            .await;
            assert!(take().is_none(), "it came with Vigil");
            let page = window.web_process().await;
            kill_process(page, Signal::STOP).expect("it runs");
            press();
            tray.wait_for("Everything is stopped").await;
            kill_process(page, Signal::CONT).expect("it runs");
        };
        while_a_program_plays(window, person).await;
    })
    .await;
}

#[tokio::test]
async fn a_wayland_desktop_is_asked_for_it() {
    let mut desktop = DesktopKeys::start().await;
    let variables = desktop.environment().map(|(name, value)| (name, value.into()));
    with_window_in("stop_key_of_a_desktop", &ARGUMENTS, variables.into(), async |window| {
        let page = window.page();
        page.go_to("settings").await;
        page.click("stop-key-proposed").await;
        state(page, "It works. Your desktop has it as Press CTRL+ALT+period").await;
        assert_eq!(desktop.asked(1).await, ["CTRL+ALT+period"]);
        desktop.press().await;
        page.find("held").await;
        let_go(window).await;

        desktop.rebind("Meta+F12").await;
        state(page, "It works. Your desktop has it as Meta+F12").await;

        // Another key is another question.
        page.click("stop-key").await;
        window.press_ctrl_and('p');
        state(page, "It works. Your desktop has it as Press CTRL+p").await;
        assert_eq!(desktop.asked(2).await.last().unwrap(), "CTRL+p");

        // A desktop that takes it back is asked again, and so is one that was gone.
        desktop.take_back().await;
        desktop.asked(3).await;
        state(page, "It works.").await;
        desktop.vanish().await;
        state(page, "It does not work").await;
        page.go_to("watch").await;
        page.find("stop-key-note").await;
        desktop.appear().await;
        desktop.asked(4).await;
        page.wait_until_gone("stop-key-note").await;
        desktop.press().await;
        page.find("held").await;
    })
    .await;
}

#[tokio::test]
async fn a_wayland_desktop_that_gives_no_keys_is_said_to_be_one() {
    for (name, is_there, words) in [
        (
            "none",
            false,
            "It does not work: this desktop lets no program have such a key.",
        ),
        ("refused", true, "It does not work: the desktop did not give it"),
    ] {
        let desktop = if is_there {
            DesktopKeys::start().await
        } else {
            DesktopKeys::without().await
        };
        desktop.refuse();
        let variables = desktop.environment().map(|(name, value)| (name, value.into()));
        let name = format!("stop_key_of_no_desktop_{name}");
        with_window_in(&name, &ARGUMENTS, variables.into(), async |window| {
            let page = window.page();
            page.go_to("settings").await;
            page.click("stop-key-proposed").await;
            state(page, words).await;
            state(page, words).await;
            page.go_to("watch").await;
            page.find("stop-key-note").await;
        })
        .await;
    }
}

/// Ctrl and this key, pressed as a person does who is asked for it.
async fn choose(window: &Window, key: char) {
    let page = window.page();
    page.go_to("settings").await;
    page.click("stop-key").await;
    window.press_ctrl_and(key);
    let wanted = format!("Ctrl+{}", key.to_ascii_uppercase());
    page.wait_for_text(r#"[data-testid="stop-key"]"#, &wanted).await;
}

async fn state(page: &Page, words: &str) {
    page.wait_for_text(r#"[data-testid="stop-key-state"]"#, words).await;
}

/// A program that insists, whatever is answered.
async fn while_a_program_plays(window: &Window, person: impl Future<Output = ()>) {
    let url = window.page().text("server-url").await;
    let mut program = Program::connect(&url, "Night Drive").await;
    let vibrates = Habit::Vibrates { toy: 0, value: 15 };
    program.while_busy(vibrates, |_| {}, person).await;
}

/// In Toys.
async fn moves(page: &Page) {
    both_motors(page, "15").await;
}

/// Whatever can be seen of the window, which is told nothing while something lies over it.
async fn held(window: &Window) {
    until("a hold", APPEARS, async || window.stored("hold.json")).await;
}

async fn stopped(page: &Page) {
    page.find("held").await;
    both_motors(page, "0").await;
}

fn presses_heard(window: &Window) -> usize {
    window.log().matches("everything is held: the stop key").count()
}

async fn let_go(window: &Window) {
    let page = window.page();
    page.click_css(r#"[data-testid="release"]:enabled"#).await;
    page.wait_until_gone("held").await;
    until("no hold on the disk", APPEARS, async || {
        window.stored("hold.json").is_none().then_some(())
    })
    .await;
}

async fn both_motors(page: &Page, value: &str) {
    for motor in MOTORS {
        page.wait_for_attribute(&format!("toy-0-output-{motor}"), "data-value", value)
            .await;
    }
}
