//! What the page cannot do, were it ever made to run what is not ours.

use std::{
    io::{ErrorKind, Read},
    net::{Ipv4Addr, TcpListener},
};

use serde_json::json;
use vigil_tests::window::with_window;

/// Calls that the framework knows and the window does not need.
const DENIED: [&str; 9] = [
    "plugin:notification|notify",
    "plugin:notification|is_permission_granted",
    "plugin:log|log",
    "plugin:window|close",
    "plugin:webview|create_webview_window",
    "plugin:event|emit",
    "plugin:path|resolve_directory",
    "plugin:resources|close",
    "plugin:app|version",
];

/// Each tries to reach the address that it is given, and answers with how that went.
const WAYS_OUT: [(&str, &str); 4] = [
    (
        "fetch",
        "fetch(`http://${arguments[0]}/`, { mode: 'no-cors' }).then(() => done('through'), () => done('refused'));",
    ),
    (
        "image",
        "const image = new Image();
         image.onload = () => done('through');
         image.onerror = () => done('refused');
         image.src = `http://${arguments[0]}/x.png`;",
    ),
    (
        "WebSocket",
        "try {
             const socket = new WebSocket(`ws://${arguments[0]}/`);
             socket.onopen = () => done('through');
             socket.onerror = () => done('refused');
         } catch { done('refused'); }",
    ),
    (
        "script",
        "const script = document.createElement('script');
         script.onload = () => done('through');
         script.onerror = () => done('refused');
         script.src = `http://${arguments[0]}/x.js`;
         document.head.append(script);",
    ),
];

#[tokio::test]
async fn the_page_reaches_nobody() {
    let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    server.set_nonblocking(true).unwrap();
    let address = server.local_addr().unwrap().to_string();
    with_window("the_page_reaches_nobody", &["--port", "0"], async |window| {
        let page = window.page();
        for (way, script) in WAYS_OUT {
            let script = format!("const done = arguments[arguments.length - 1]; {script}");
            assert_eq!(page.run_async(&script, vec![json!(address)]).await, "refused", "{way}");
        }
        let visit = server.accept().map_err(|error| error.kind());
        assert_eq!(visit.unwrap_err(), ErrorKind::WouldBlock, "nobody came");

        // A script in the page's own text, as an attacker would smuggle it in, does not run.
        let smuggled = "const script = document.createElement('script');
             script.textContent = 'window.smuggled = true';
             document.head.append(script);
             return window.smuggled ?? false;";
        assert_eq!(page.run(smuggled, vec![]).await, false);
    })
    .await;
}

/// A link that leads away would take Stop everything from the screen.
#[tokio::test]
async fn the_window_stays_where_it_is() {
    let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    server.set_nonblocking(true).unwrap();
    let address = server.local_addr().unwrap().to_string();
    with_window("the_window_stays_where_it_is", &["--port", "0"], async |window| {
        let page = window.page();
        let link = "const link = document.createElement('a');
             link.href = `http://${arguments[0]}/`;
             document.body.append(link);
             link.click();";
        page.run(link, vec![json!(address)]).await;
        page.go_to("toys").await;
        page.click("stop-everything").await;
        page.find("held").await;
        assert!(!has_asked(&server), "the page of the link was asked for");
    })
    .await;
}

#[tokio::test]
async fn the_page_calls_only_what_it_needs() {
    with_window("the_page_calls_only_what_it_needs", &["--port", "0"], async |window| {
        let page = window.page();
        for command in DENIED {
            let answer = page.invoke(command).await;
            let refusal = answer["refused"]
                .as_str()
                .unwrap_or_else(|| panic!("{command} was let through: {answer}"));
            assert!(refusal.contains("not allowed"), "{command}: {refusal}");
        }
        // The same way of asking, for what the window does need.
        let state = page.invoke("changes").await;
        assert!(state["done"]["view"]["settings"].is_object(), "{state}");
    })
    .await;
}

/// Whether a request has come. A connection without one is WebKit's, which prepares for a click before it asks whether
/// that leads anywhere.
fn has_asked(server: &TcpListener) -> bool {
    server.incoming().map_while(Result::ok).any(|mut visitor| {
        visitor.set_nonblocking(true).unwrap();
        visitor.read(&mut [0]).is_ok_and(|length| length > 0)
    })
}
