//! How WebKit draws, where there is no graphics card.
//!
//! It draws as if there were one, with a driver that computes what a card would do: every change of the smallest part
//! costs the whole window. Told to draw without, it draws what has changed. The page is made for both: it moves by steps,
//! and nothing on it stands in a layer of its own.
//!
//! On Windows and macOS the system's own web view sees to that by itself.

#[cfg(target_os = "linux")]
pub(super) use linux::choose;

#[cfg(not(target_os = "linux"))]
pub(super) fn choose(_window: &tauri::WebviewWindow) {}

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        env,
        fs::{self, File},
        path::Path,
    };

    use tauri::WebviewWindow;
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    const DEVICES: &str = "/dev/dri";

    /// Before the page draws for the first time.
    pub(in crate::gui) fn choose(window: &WebviewWindow) {
        if has_graphics_card(Path::new(DEVICES)) || is_driven() {
            return;
        }
        log::info!("there is no graphics card that Vigil may use; its window is drawn without");
        let told = window.with_webview(|webview| {
            if let Some(settings) = WebViewExt::settings(&webview.inner()) {
                settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
            }
        });
        if let Err(error) = told {
            log::warn!("the window is drawn as if there were a graphics card: {error}");
        }
    }

    /// WebDriver waits for the pictures of a page that WebKit composes.
    fn is_driven() -> bool {
        ["TAURI_AUTOMATION", "TAURI_WEBVIEW_AUTOMATION"]
            .iter()
            .any(|variable| env::var_os(variable).is_some())
    }

    /// A render node that this person may use.
    fn has_graphics_card(devices: &Path) -> bool {
        let Ok(devices) = fs::read_dir(devices) else {
            return false;
        };
        devices.flatten().any(|device| {
            let is_render_node = device.file_name().to_string_lossy().starts_with("renderD");
            is_render_node && File::options().read(true).write(true).open(device.path()).is_ok()
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_card_is_a_render_node_that_can_be_opened() {
            let devices = tempfile::tempdir().unwrap();
            let path = devices.path();
            assert!(!has_graphics_card(&path.join("dri")), "no folder");
            fs::write(path.join("card0"), "").unwrap();
            assert!(!has_graphics_card(path), "a screen without a card");
            fs::create_dir(path.join("renderD127")).unwrap();
            assert!(!has_graphics_card(path), "one that cannot be opened");
            fs::write(path.join("renderD128"), "").unwrap();
            assert!(has_graphics_card(path));
        }
    }
}
