//! Whether anything of the window can be seen, as far as the system says.
//!
//! The page itself knows when the window is minimised. That other windows lie over all of it, X says where nothing
//! composes the screen; elsewhere nobody does.

use tauri::WebviewWindow;
use tokio::sync::watch;

/// True until something else is known.
pub(super) fn watch(window: &WebviewWindow) -> watch::Receiver<bool> {
    let is_seen = watch::Sender::new(true);
    let told = is_seen.subscribe();
    #[cfg(target_os = "linux")]
    linux::watch(window, is_seen);
    #[cfg(not(target_os = "linux"))]
    let _ = window;
    told
}

#[cfg(target_os = "linux")]
mod linux {
    use gtk::{
        gdk::{Event, EventMask, EventVisibility, VisibilityState},
        glib::object::ObjectExt,
        prelude::WidgetExtManual,
    };
    use tauri::WebviewWindow;
    use tokio::sync::watch;

    pub(super) fn watch(window: &WebviewWindow, is_seen: watch::Sender<bool>) {
        let Ok(window) = window.gtk_window() else {
            return;
        };
        window.add_events(EventMask::VISIBILITY_NOTIFY_MASK);
        window.connect_local("visibility-notify-event", false, move |values| {
            let event = values.get(1).and_then(|value| value.get::<Event>().ok());
            if let Some(event) = event.as_ref().and_then(Event::downcast_ref::<EventVisibility>) {
                is_seen.send_replace(event.state() != VisibilityState::FullyObscured);
            }
            // Others may want it, too.
            Some(false.into())
        });
    }
}
