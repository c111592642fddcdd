//! The process that draws the window may end by itself: a fault in WebKit or in the graphics driver, too little memory.
//! The window would go on showing its last picture, and no button on it would do anything.
//!
//! Toys go on being watched. The window is drawn again at once; if that process ends again soon, everything is stopped
//! first, since nobody could stop it with the window, and the pauses grow.
//!
//! On macOS Tauri draws it again itself, and nobody is told. On Windows the WebView2 runtime shows a page of its own;
//! hearing of it needs `unsafe` code.

use std::time::Duration;

use tokio::time::Instant;

use crate::{alerts::PageEnd, timeouts};

#[cfg(target_os = "linux")]
pub(super) use linux::watch;

#[cfg(not(target_os = "linux"))]
pub(super) fn watch(_app: &tauri::AppHandle, _engine: &crate::engine::Engine) {}

/// How often it ended, lately.
#[derive(Debug, Default)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "nobody tells there"))]
struct Ends {
    last: Option<Instant>,
    in_a_row: u32,
}

/// What to do about one end.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    end: PageEnd,
    /// Nobody has to hear the same again and again.
    is_told: bool,
    draw_after: Duration,
}

#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "nobody tells there"))]
impl Ends {
    fn ended(&mut self, now: Instant) -> Answer {
        let is_proven = self.last.is_none_or(|last| now - last >= timeouts::PAGE_PROVEN);
        self.last = Some(now);
        self.in_a_row = if is_proven { 0 } else { self.in_a_row.saturating_add(1) };
        let doubled = self.in_a_row.saturating_sub(1).min(16);
        Answer {
            end: if is_proven { PageEnd::Once } else { PageEnd::Again },
            is_told: self.in_a_row < 2,
            draw_after: if is_proven {
                Duration::ZERO
            } else {
                (timeouts::PAGE_AGAIN_FIRST * 2_u32.pow(doubled)).min(timeouts::PAGE_AGAIN_LONGEST)
            },
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::sync::{Mutex, PoisonError};

    use tauri::{AppHandle, Manager};
    use tokio::time::{Instant, sleep};
    use webkit2gtk::WebViewExt;

    use super::Ends;
    use crate::{engine::Engine, gui::WINDOW};

    /// Draws the window again whenever WebKit's process has ended.
    pub(in crate::gui) fn watch(app: &AppHandle, engine: &Engine) {
        let Some(window) = app.get_webview_window(WINDOW) else {
            log::error!("there is no window to watch");
            return;
        };
        let (requester, runtime) = (engine.requester(), engine.runtime().clone());
        let ends = Mutex::new(Ends::default());
        let to_draw = window.clone();
        let watched = window.with_webview(move |webview| {
            webview.inner().connect_web_process_terminated(move |_, reason| {
                let answer = ends
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .ended(Instant::now());
                requester.page_ended(answer.end, answer.is_told);
                log::error!("the window's process has ended: {reason:?}");
                let window = to_draw.clone();
                runtime.spawn(async move {
                    sleep(answer.draw_after).await;
                    if let Err(error) = window.reload() {
                        log::error!("the window is not drawn again: {error}");
                    }
                });
            });
        });
        if let Err(error) = watched {
            log::error!("Vigil will not notice if the window's process ends: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_that_ends_again_and_again_is_drawn_ever_more_seldom() {
        let mut ends = Ends::default();
        let mut now = Instant::now();
        let mut seen = Vec::new();
        for _ in 0..8 {
            now += Duration::from_secs(1);
            let Answer {
                end,
                is_told,
                draw_after,
            } = ends.ended(now);
            seen.push((end == PageEnd::Again, is_told, draw_after.as_secs()));
        }
        assert_eq!(
            seen,
            [
                (false, true, 0),
                (true, true, 1),
                (true, false, 2),
                (true, false, 4),
                (true, false, 8),
                (true, false, 16),
                (true, false, 30),
                (true, false, 30)
            ]
        );
        now += timeouts::PAGE_PROVEN;
        assert_eq!(ends.ended(now).end, PageEnd::Once);
    }
}
