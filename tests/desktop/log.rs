//! The Log place.

use std::fs;

use tempfile::TempDir;
use vigil_tests::window::with_window;

/// Through the system's own dialog, which is in nobody's way: everything can be stopped while it is open.
#[tokio::test]
async fn the_log_is_saved_where_the_person_wants_it() {
    with_window("the_log_is_saved", &["--port", "0"], async |window| {
        let folder = TempDir::with_prefix("vigil-log-").unwrap();
        let path = folder.path().join("Log.txt");
        let page = window.page();
        page.go_to("log").await;
        page.wait_for_content("main ol", "listening on").await;
        page.click("log-save").await;
        window.type_into_window("Save the log", "").await;
        assert!(
            fs::read_dir(folder.path()).unwrap().next().is_none(),
            "nothing is written before"
        );
        page.click("stop-everything").await;
        page.find("held").await;
        window.save_as("Save the log", &path).await;
        page.wait_for_text(r#"[data-testid="log-saved"]"#, &format!("Saved as {}", path.display()))
            .await;
        let saved = fs::read_to_string(path).unwrap();
        assert!(saved.contains("listening on"), "{saved}");
    })
    .await;
}
