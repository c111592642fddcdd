//! How large everything in the window is shown. The web view does it, as a browser does: the page is laid out for the room
//! that is left.

use std::sync::{Mutex, PoisonError};

use tauri::WebviewWindow;

use crate::view::AppView;

/// The setting that the window follows.
#[derive(Debug)]
pub(super) struct Zoom {
    shown: Mutex<Shown>,
}

#[derive(Debug)]
struct Shown {
    percent: u32,
    /// Answers may overtake each other.
    revision: u64,
}

impl Zoom {
    /// Of a window that was opened like that.
    pub(super) fn new(percent: u32) -> Self {
        Self {
            shown: Mutex::new(Shown { percent, revision: 0 }),
        }
    }

    pub(super) fn follow(&self, window: &WebviewWindow, view: &AppView) {
        self.follow_with(view.revision, view.settings.zoom_percent, |percent| {
            show_at(window, percent);
        });
    }

    /// Only what is new is shown: the web view would lay out the page again.
    fn follow_with(&self, revision: u64, percent: u32, show: impl FnOnce(u32)) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if revision < shown.revision {
            return;
        }
        shown.revision = revision;
        if shown.percent != percent {
            shown.percent = percent;
            show(percent);
        }
    }
}

pub(super) fn show_at(window: &WebviewWindow, percent: u32) {
    if let Err(error) = window.set_zoom(f64::from(percent) / 100.0) {
        log::warn!("the window cannot be shown at {percent} %: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_size_is_shown_once() {
        let zoom = Zoom::new(110);
        let mut shown = Vec::new();
        for (revision, percent) in [(1, 110), (2, 125), (4, 150), (3, 125), (5, 150), (6, 100)] {
            zoom.follow_with(revision, percent, |percent| shown.push(percent));
        }
        assert_eq!(shown, [125, 150, 100]);
    }
}
