//! Vigil fails. It ends, and the person is told although there is no window any more (S5).

use vigil_tests::{shim::PanicOnThread, window::with_window_in};

use crate::program::Program;

/// The controller has nothing to turn away, and notes that in its log.
const TURN_ALL_AWAY: &str = "setTimeout(() => window.__TAURI_INTERNALS__.invoke('request', { request: { type: 'turn_all_pages_away' } }), 100);";

#[tokio::test]
async fn s5_a_controller_that_panics_ends_vigil_and_the_person_is_told() {
    let fault = PanicOnThread::new("vigil-sessions");
    with_window_in(
        "s5_a_controller_that_panics",
        &["--port", "0", "--simulate", "vibrator"],
        fault.environment(),
        async |window| {
            let page = window.page();
            let mut program = Program::connect(&page.text("server-url").await, "Night Drive").await;
            program.vibrate(0, 15).await;
            fault.begin();
            page.run(TURN_ALL_AWAY, vec![]).await;
            let gone = window.ended().await;
            println!("the controller panicked; Vigil was gone after {gone:?}");
            assert!(fault.has_happened());
            assert!(program.end().await, "programs are sent away in order");
            let said = window.message_box().await;
            assert!(said.contains("A part of Vigil failed"), "{said}");
            assert!(said.contains("Every toy was stopped first."), "{said}");
            let alerts = window.kept_alerts();
            assert_eq!(
                alerts[0]["alert"], "controller_failed",
                "it is in the history, too: {alerts:?}"
            );
        },
    )
    .await;
}
