//! The icon in the desktop's tray, if there is one: what it shows, and what its menu does.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | what it can do to Vigil |
//! | `standing` | what it says of Vigil's state |
//! | `picture` | the icon, drawn |
//! | `linux` | StatusNotifierItem, over D-Bus, on a thread of its own |
//!
//! The desktop is never waited for, and Vigil does without one. Elsewhere than on Linux there is no icon yet.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod picture;
#[cfg(target_os = "linux")]
mod standing;

use tauri::AppHandle;
use tokio::{runtime::Handle, sync::watch};

use super::{closing::Hosted, shown};
use crate::{
    controller::Requester,
    ending::{Cause, Ending},
    engine::Engine,
    hold::StoppedFrom,
    view::Request,
};

/// What a click in the menu does.
#[derive(Debug, Clone)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "there is no menu yet"))]
struct Orders {
    app: AppHandle,
    requester: Requester,
    runtime: Handle,
    ending: Ending,
}

/// Shows the icon, as soon as the desktop does.
pub(super) fn start(app: &AppHandle, engine: &Engine, ending: &Ending) -> Hosted {
    let hosted = watch::Sender::new(None);
    let told = hosted.subscribe();
    let orders = Orders {
        app: app.clone(),
        requester: engine.requester(),
        runtime: engine.runtime().clone(),
        ending: ending.clone(),
    };
    #[cfg(target_os = "linux")]
    linux::start(orders, engine.outputs().clone(), hosted);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = orders;
        hosted.send_replace(Some(false));
    }
    told
}

#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "there is no menu yet"))]
impl Orders {
    fn show(&self, token: Option<String>) {
        shown::ask(&self.app, token);
    }

    fn stop_everything(&self) {
        // What comes of it is shown as the toys' own state.
        drop(self.requester.stop_everything(StoppedFrom::Tray));
    }

    fn ask(&self, request: Request) {
        let requester = self.requester.clone();
        drop(self.runtime.spawn(async move {
            if let Err(refusal) = requester.ask(request).await {
                // What it says is for the person, in their language.
                log::error!("what was chosen in the tray was refused: {:?}", refusal.code);
            }
        }));
    }

    fn quit(&self) {
        self.ending.begin(Cause::Quit);
    }
}
