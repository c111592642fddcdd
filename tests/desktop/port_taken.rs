use std::net::{Ipv4Addr, TcpListener};

use vigil_tests::window::with_window;

use crate::program::Program;

/// Another program sits on the port: the first thing the person sees says so, and one click mends it.
#[tokio::test]
async fn port_taken() {
    let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let taken = holder.local_addr().unwrap().port().to_string();
    with_window("port_taken", &["--port", &taken], async |window| {
        let page = window.page();
        let failed = r#"main [data-testid="server-failed"]"#;
        let sentence = page.wait_for_text(failed, &format!("Port {taken} is taken")).await;
        println!("port_taken: {}", sentence.replace('\n', " | "));
        page.click_css(&format!("{failed} button.primary")).await;
        page.wait_until_gone("server-failed").await;
        let url = page.text("server-url").await;
        assert!(
            sentence.contains(url.rsplit(':').next().unwrap()),
            "{url} is the port that was offered: {sentence}"
        );
        let mut program = Program::connect(&url, "A program on the other port").await;
        program.ping().await;
        let stored = window.stored("settings.json").expect("the port is kept");
        assert!(
            url.ends_with(&format!(":{}", stored["server"]["port"])),
            "{url} {stored}"
        );
    })
    .await;
}
