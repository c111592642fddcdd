//! Where the window opens, and how large.

use std::fs;

use serde_json::json;
use vigil_tests::window::{APPEARS, Page, until, with_window_on};

/// How much of the page fits into the window.
async fn wait_for_size(page: &Page, wished: (u64, u64)) {
    until(&format!("a window of {wished:?}"), APPEARS, async || {
        let size = page.run("return [innerWidth, innerHeight]", vec![]).await;
        (size == json!([wished.0, wished.1])).then_some(())
    })
    .await;
}

/// It was last on a monitor that is gone.
#[tokio::test]
async fn the_window_opens_as_large_as_it_was() {
    let gone = |dir: &std::path::Path| {
        let frame = json!({ "x": 90_000, "y": -5_000, "width": 900, "height": 650 });
        let kept = json!({ "version": 1, "frame": frame, "maximized": false });
        fs::write(dir.join("window.json"), kept.to_string()).unwrap();
    };
    with_window_on(
        "the_window_opens_as_large_as_it_was",
        &["--port", "0"],
        gone,
        async |window| {
            wait_for_size(window.page(), (900, 650)).await;
            window.resize(1010, 720);
            wait_for_size(window.page(), (1010, 720)).await;
            window.quit().await;
            let kept = window.stored("window.json").unwrap();
            assert_eq!(
                (&kept["frame"]["width"], &kept["frame"]["height"]),
                (&json!(1010), &json!(720))
            );
            let x = kept["frame"]["x"].as_i64().unwrap();
            assert!((0..6_000).contains(&x), "on the screen: {kept}");
            window.open().await;
            wait_for_size(window.page(), (1010, 720)).await;
        },
    )
    .await;
}
