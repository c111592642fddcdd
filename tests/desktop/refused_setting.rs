use vigil_tests::window::{Page, with_window};

const FIELD: &str = "limit-own";

/// A limit that cannot hold: the person is told at the field, keeps what they typed, and nothing changes.
#[tokio::test]
async fn a_refused_setting_changes_nothing() {
    with_window("a_refused_setting_changes_nothing", &["--port", "0"], async |window| {
        let page = window.page();
        page.go_to("settings").await;
        // So that there is a file.
        page.click("limit-2000").await;
        page.wait_for_attribute("limit-current", "data-limit-ms", "2000").await;
        let before = window.stored("settings.json").expect("a limit that was set is stored");
        assert_eq!(before["ping"]["limit_ms"], 2000);

        page.type_into(FIELD, "10").await;
        page.press_enter_in(FIELD).await;
        page.wait_for_attribute(FIELD, "aria-invalid", "true").await;
        let said_by = page
            .attribute(FIELD, "aria-describedby")
            .await
            .expect("the field says where its refusal is");
        let sentence = page
            .wait_for_text(&format!("#{said_by}"), "between 50 and 600000")
            .await;
        println!("a_refused_setting: {sentence}");
        assert_eq!(typed(page).await, "10");
        page.wait_for_attribute("limit-current", "data-limit-ms", "2000").await;
        assert_eq!(window.stored("settings.json"), Some(before));

        // The same field takes one that can hold, and the sentence goes.
        page.find(FIELD).await.clear().await.unwrap();
        page.type_into(FIELD, "1500").await;
        page.press_enter_in(FIELD).await;
        page.wait_for_attribute("limit-current", "data-limit-ms", "1500").await;
        page.wait_for_attribute(FIELD, "aria-invalid", "false").await;
        assert_eq!(window.stored("settings.json").unwrap()["ping"]["limit_ms"], 1500);
    })
    .await;
}

async fn typed(page: &Page) -> String {
    page.find(FIELD).await.prop("value").await.unwrap().unwrap_or_default()
}
