use tauri::{Manager, Runtime, Url, plugin::TauriPlugin};

/// The window shows Vigil and nothing else: whatever lured it to another page would speak with Vigil's voice.
pub(super) fn fence<R: Runtime>() -> TauriPlugin<R> {
    tauri::plugin::Builder::new("fence")
        .on_navigation(|webview, url| {
            let dev_server = webview.config().build.dev_url.as_ref().filter(|_| tauri::is_dev());
            let is_own = is_own(url, cfg!(windows), dev_server);
            if !is_own {
                log::warn!("the window was asked to open another page, and refused");
            }
            is_own
        })
        .build()
}

/// Whether a page is Vigil's own: its whole origin is compared, scheme, host and port.
///
/// Windows knows no schemes of an app's own; there Tauri answers for a host instead. Elsewhere that host would be
/// whoever listens on this computer.
fn is_own(url: &Url, on_windows: bool, dev_server: Option<&Url>) -> bool {
    let origin = origin(url);
    let is_apps = if on_windows {
        origin == ("http", Some("tauri.localhost"), Some(80))
    } else {
        origin == ("tauri", Some("localhost"), None)
    };
    let names_nobody = url.username().is_empty() && url.password().is_none();
    let is_dev_servers = dev_server.is_some_and(|dev_server| self::origin(dev_server) == origin);
    names_nobody && (is_apps || is_dev_servers)
}

/// `Url::origin` calls every origin with a scheme of its own opaque, and equal to nothing.
fn origin(url: &Url) -> (&str, Option<&str>, Option<u16>) {
    (url.scheme(), url.host_str(), url.port_or_known_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRANGERS: [&str; 20] = [
        "tauri://evil",
        "tauri://localhost.evil/",
        "tauri://localhost:81/",
        "tauri://user@localhost/",
        "tauri:localhost",
        "http://localhost/",
        "http://localhost:12345/",
        "http://127.0.0.1/",
        "https://tauri.localhost/",
        "http://tauri.localhost.evil/",
        "http://tauri.localhost:81/",
        "http://evil.tauri.localhost/",
        "http://user:word@tauri.localhost/",
        "http://tauri.localhost@evil.example/",
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "data:text/html,hello",
        "about:blank",
        "blob:tauri://localhost/1234",
        "https://example.com/tauri://localhost",
    ];

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn only_the_apps_own_origin_is_shown() {
        for stranger in STRANGERS {
            for on_windows in [false, true] {
                assert!(!is_own(&url(stranger), on_windows, None), "{stranger}");
            }
        }
        for page in [
            "tauri://localhost",
            "tauri://localhost/index.html#/toys",
            "TAURI://localhost/",
        ] {
            assert!(is_own(&url(page), false, None), "{page}");
            assert!(!is_own(&url(page), true, None), "{page}");
        }
        for page in ["http://tauri.localhost", "http://tauri.localhost:80/#/toys"] {
            assert!(is_own(&url(page), true, None), "{page}");
            assert!(!is_own(&url(page), false, None), "{page}");
        }
    }

    #[test]
    fn the_development_server_is_let_in_with_its_port() {
        let server = url("http://localhost:5183");
        assert!(is_own(&url("http://localhost:5183/#/toys"), false, Some(&server)));
        for stranger in ["http://localhost/", "http://localhost:5184/", "https://localhost:5183/"] {
            assert!(!is_own(&url(stranger), false, Some(&server)), "{stranger}");
        }
        for stranger in STRANGERS {
            assert!(!is_own(&url(stranger), false, Some(&server)), "{stranger}");
        }
    }
}
