//! What becomes of Vigil when its window is closed: it ends, or keeps watching with its icon in the tray.
//!
//! Without a tray it ends: nobody could open the window again. While the window is away and the tray goes, the window comes
//! back.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use tauri::{AppHandle, Manager};
use tokio::{sync::watch, time::timeout};

use super::WINDOW;
use crate::{engine::Engine, outputs::Outputs, settings::OnClose, timeouts, view::AppView};

/// Whether the desktop shows the icon in its tray. `None` until that is known.
pub(super) type Hosted = watch::Receiver<Option<bool>>;

/// What is to be done about the click.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Way {
    Quit,
    Keep,
    /// The page asks the person.
    Ask,
}

/// Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Closing {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    tray: OnceLock<Hosted>,
    /// Not received: views are made for the window alone.
    view: OnceLock<watch::Sender<Option<Arc<AppView>>>>,
    /// Counts the questions.
    asked: watch::Sender<u64>,
    /// The person was asked and has not answered.
    is_asking: AtomicBool,
    /// The window is away, and the icon in the tray is the way back to it.
    is_away: AtomicBool,
}

impl Closing {
    /// From now on it may be kept in that tray. `show` brings the window back.
    pub(super) fn know_tray(&self, engine: &Engine, hosted: Hosted, show: impl Fn() + Send + 'static) {
        let Outputs { view, .. } = engine.outputs().clone();
        let _ = self.shared.view.set(view);
        let _ = self.shared.tray.set(hosted.clone());
        drop(engine.runtime().spawn(self.clone().bring_back(hosted, show)));
    }

    /// The window is closed, or what asks the page to close it.
    pub(super) fn way(&self) -> Way {
        if !self.has_tray() {
            return Way::Quit;
        }
        match self.setting() {
            OnClose::Quit => Way::Quit,
            OnClose::Keep => Way::Keep,
            // A page that does not ask keeps nobody from closing the window.
            OnClose::Ask if self.shared.is_asking.swap(true, Ordering::SeqCst) => Way::Quit,
            OnClose::Ask => {
                self.shared.asked.send_modify(|asked| *asked += 1);
                Way::Ask
            }
        }
    }

    /// How often the person was to be asked, as soon as that is not as often as the page has heard.
    pub(super) async fn asked(&self, heard: Option<u64>) -> Option<u64> {
        let mut asked = self.shared.asked.subscribe();
        let asked = asked.wait_for(|asked| Some(*asked) != heard).await;
        asked.ok().map(|asked| *asked)
    }

    pub(super) fn answered(&self) {
        self.shared.is_asking.store(false, Ordering::SeqCst);
    }

    /// The window leaves the screen; the icon in the tray is the way back to it.
    pub(super) fn keep(&self, app: &AppHandle) {
        self.is_away(true);
        if let Some(Err(error)) = app.get_webview_window(WINDOW).map(|window| window.hide()) {
            log::error!("the window does not leave the screen: {error}");
        }
    }

    pub(super) fn is_away(&self, is_away: bool) {
        self.shared.is_away.store(is_away, Ordering::SeqCst);
    }

    fn has_tray(&self) -> bool {
        let tray = self.shared.tray.get();
        tray.is_some_and(|hosted| *hosted.borrow() == Some(true))
    }

    fn setting(&self) -> OnClose {
        let view = self.shared.view.get();
        let of_view = |view: &watch::Sender<Option<Arc<AppView>>>| {
            let view = view.borrow();
            view.as_ref().map(|view| view.settings.on_close)
        };
        view.and_then(of_view).unwrap_or_default()
    }

    /// A window that is away comes back if the tray goes, unless that is back soon.
    async fn bring_back(self, mut hosted: Hosted, show: impl Fn()) {
        while hosted.wait_for(|hosted| *hosted == Some(false)).await.is_ok() {
            let back = timeout(timeouts::TRAY_BACK, hosted.wait_for(|hosted| *hosted == Some(true)));
            let is_back = matches!(back.await, Ok(Ok(_)));
            if !is_back && self.shared.is_away.swap(false, Ordering::SeqCst) {
                log::info!("the tray is gone, so the window is shown");
                show();
            }
            if !is_back && hosted.wait_for(|hosted| *hosted == Some(true)).await.is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_once_and_the_second_click_ends_vigil() {
        let closing = Closing::default();
        assert_eq!(closing.way(), Way::Quit, "nothing is known of a tray");
        let hosted = watch::Sender::new(Some(true));
        closing.shared.tray.set(hosted.subscribe()).unwrap();
        assert_eq!(closing.way(), Way::Ask);
        assert_eq!(closing.way(), Way::Quit, "the page has not answered");
        closing.answered();
        assert_eq!(closing.way(), Way::Ask);
        closing.answered();
        hosted.send_replace(Some(false));
        assert_eq!(closing.way(), Way::Quit);
    }
}
