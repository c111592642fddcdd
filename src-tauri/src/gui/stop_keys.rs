//! The keys that stop everything are the window's own: they work whatever has become of the page that it shows.
//!
//! Elsewhere than on Linux the page alone hears them.

#[cfg(target_os = "linux")]
pub(super) use linux::watch;

#[cfg(not(target_os = "linux"))]
pub(super) fn watch(_window: &tauri::WebviewWindow, _engine: &crate::engine::Engine) {}

#[cfg(target_os = "linux")]
mod linux {
    use gtk::{
        gdk::{
            ModifierType,
            keys::constants::{KP_Decimal, period},
        },
        glib::Propagation,
        prelude::WidgetExt,
    };
    use tauri::WebviewWindow;

    use crate::{engine::Engine, hold::StoppedFrom};

    pub(in crate::gui) fn watch(window: &WebviewWindow, engine: &Engine) {
        let gtk_window = match window.gtk_window() {
            Ok(window) => window,
            Err(error) => return log::error!("only the page hears the keys that stop everything: {error}"),
        };
        let requester = engine.requester();
        // Whoever the keys go to next, this hears them first.
        gtk_window.connect_key_press_event(move |_, key| {
            let is_full_stop = [period, KP_Decimal].contains(&key.keyval());
            if !is_full_stop || !key.state().contains(ModifierType::CONTROL_MASK) {
                return Propagation::Proceed;
            }
            // What comes of it is shown as the toys' own state.
            drop(requester.stop_everything(StoppedFrom::Window));
            Propagation::Stop
        });
    }
}
