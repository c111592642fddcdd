//! Vigil is started once more with the same data.

use rustix::process::Signal;
use serde_json::Value;
use vigil_tests::{
    vigil::Vigil,
    window::{APPEARS, start_in_vain_on, until, with_window},
};

use crate::program::Program;

/// The window that is there comes to the front, and says what it did not take over.
#[tokio::test]
async fn a_second_start_shows_the_window_of_the_first() {
    with_window("a_second_start", &["--port", "0"], async |window| {
        let mut program = Program::connect(&window.page().text("server-url").await, "A program that plays on").await;
        let cover = window.cover();
        until("the window to be covered", APPEARS, async || {
            (!window.is_in_front()).then_some(())
        })
        .await;
        let status = window.start_in_vain().await;
        assert_eq!(status.code(), Some(0));
        assert!(window.is_in_front(), "the window is still covered");
        drop(cover);
        let said = window.message_box().await;
        assert!(said.contains("Vigil is open already"), "{said}");
        assert!(said.contains("--port 0 --no-bluetooth"), "{said}");
        assert!(!said.contains("--data-dir"), "{said}");
        // The first one is none the worse for it.
        program.ping().await;
        assert_eq!(window.kept_alerts(), Vec::<Value>::new());
    })
    .await;
}

#[tokio::test]
async fn a_second_start_says_that_the_first_one_has_no_window() {
    let vigil = Vigil::start(&[]).await;
    let (status, said) = start_in_vain_on(vigil.data_dir()).await;
    assert_eq!(status.code(), Some(1));
    assert!(said.contains("Vigil is running without a window"), "{said}");
    vigil.stop().await;
}

#[tokio::test]
async fn a_second_start_says_that_the_first_one_hangs() {
    let vigil = Vigil::start(&[]).await;
    vigil.signal(Signal::STOP);
    let (status, said) = start_in_vain_on(vigil.data_dir()).await;
    vigil.signal(Signal::CONT);
    assert_eq!(status.code(), Some(1));
    let says = format!("Vigil (process {}) did not answer within 2 s", vigil.id());
    assert!(said.contains(&says), "{said}");
    vigil.stop().await;
}
