use std::time::Duration;

use tokio::time::sleep;
use vigil_tests::window::with_window;

use crate::program::Program;

/// For whatever was under way when the window was covered.
const QUIET: Duration = Duration::from_millis(700);

/// A window that nobody sees is told nothing; when it is seen again, it shows what is so by then.
#[tokio::test]
async fn a_covered_window_is_told_nothing_until_it_is_seen_again() {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window("a_covered_window_is_told_nothing", &arguments, async |window| {
        let page = window.page();
        let mut program = Program::connect(&page.text("server-url").await, "Night Drive").await;
        page.go_to("toys").await;
        program.vibrate(0, 5).await;
        page.wait_for_attribute("toy-0-output-0", "data-value", "5").await;
        let cover = window.cover();
        sleep(QUIET).await;
        program.vibrate(0, 15).await;
        sleep(QUIET).await;
        let shown = page.attribute("toy-0-output-0", "data-value").await;
        assert_eq!(shown.as_deref(), Some("5"), "it was told, though nobody sees it");
        drop(cover);
        page.wait_for_attribute("toy-0-output-0", "data-value", "15").await;
    })
    .await;
}
