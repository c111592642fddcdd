//! Vigil is started when the person logs in, if they want it.

use std::{fs, time::Duration};

use vigil_tests::window::{until, with_window_in};

const WRITTEN: Duration = Duration::from_secs(20);

#[tokio::test]
async fn an_entry_for_this_program_is_written_and_removed() {
    let config = tempfile::tempdir().unwrap();
    let variables = vec![("XDG_CONFIG_HOME", config.path().into())];
    let file = config.path().join("autostart/app.vigil.Vigil.desktop");
    let entry = || fs::read_to_string(&file).ok();
    with_window_in("autostart", &["--port", "0"], variables, async |window| {
        let page = window.page();
        page.go_to("settings").await;
        page.click("autostart").await;
        let written = until("the entry", WRITTEN, async || entry()).await;
        let program = fs::read_link(format!("/proc/{}/exe", window.app().as_raw_nonzero())).unwrap();
        let exec = format!("\nExec=\"{}\" \"--data-dir\" ", program.display());
        assert!(
            written.contains(&exec) && written.contains("\"--hidden\"\n"),
            "{written}"
        );
        page.click("autostart-hidden").await;
        until("an entry that shows the window", WRITTEN, async || {
            entry().filter(|entry| !entry.contains("--hidden"))
        })
        .await;
        page.click("autostart").await;
        until("the end of the entry", WRITTEN, async || {
            entry().is_none().then_some(())
        })
        .await;
    })
    .await;
}
