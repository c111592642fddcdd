//! The key that stops everything whatever program is in front.
//!
//! | file | what it does |
//! | --- | --- |
//! | `linux` | which of the two ways this session has |
//! | `x11` | takes the key from all other programs, and hears it even while one of them has the keyboard to itself |
//! | `portal` | asks a Wayland desktop for it |
//! | `elsewhere` | Windows and macOS |
//!
//! Whoever hears the key calls [`Pressed`], which waits for nobody: not for the window, nor for the controller.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod portal;
#[cfg(target_os = "linux")]
mod x11;

use std::{fmt::Display, sync::Arc};

use tauri::AppHandle;
use tokio::sync::watch;

use crate::{
    engine::Engine,
    hold::StoppedFrom,
    settings::StopKey,
    view::{StopKeyFailure, StopKeyView},
};

/// The key is down.
type Pressed = Arc<dyn Fn() + Send + Sync>;

/// What the person wishes, and where it is said what became of that.
struct Wished {
    key: watch::Receiver<Option<String>>,
    told: Told,
}

/// Cheap to clone.
#[derive(Clone)]
struct Told(watch::Sender<StopKeyView>);

/// Listens to the key of the settings, and to another one as soon as they say so, until the process ends.
pub(super) fn start(app: &AppHandle, engine: &Engine) {
    let link = &engine.outputs().stop_key;
    let wished = Wished {
        key: link.wish.subscribe(),
        told: Told(link.state.clone()),
    };
    let requester = engine.requester();
    let pressed = Arc::new(move || {
        // What comes of it is shown as the toys' own state.
        drop(requester.stop_everything(StoppedFrom::StopKey));
        log::info!("everything is held: the stop key");
    });
    #[cfg(target_os = "linux")]
    {
        let _ = app;
        linux::start(wished, pressed);
    }
    #[cfg(not(target_os = "linux"))]
    elsewhere::start(app, engine.runtime(), wished, pressed);
}

impl Wished {
    /// As it is now; what the settings cannot hold is none.
    fn now(&mut self) -> Option<StopKey> {
        self.key.borrow_and_update().as_ref()?.parse().ok()
    }

    /// Resolves when it is another one. False when there will be none. May be interrupted.
    async fn changed(&mut self) -> bool {
        self.key.changed().await.is_ok()
    }

    /// What failed is tried again after a while, or with another key. False when there will be none.
    #[cfg(target_os = "linux")]
    async fn again(&mut self) -> bool {
        tokio::select! {
            goes_on = self.changed() => goes_on,
            () = tokio::time::sleep(crate::timeouts::STOP_KEY_AGAIN) => true,
        }
    }
}

impl Told {
    /// Whether that is new.
    fn say(&self, now: StopKeyView) -> bool {
        self.0.send_if_modified(|state| {
            let is_new = *state != now;
            *state = now;
            is_new
        })
    }

    /// What is tried again and again is written down once.
    fn fails(&self, why: StopKeyFailure, because: &dyn Display) {
        if self.say(StopKeyView::Fails { why }) {
            log::warn!("there is no stop key: {because}");
        }
    }
}
