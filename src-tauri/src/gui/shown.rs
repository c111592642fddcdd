//! Brings the window to the front, such as when Vigil is started once more.

use std::{path::Path, process::ExitCode};

use tauri::{AppHandle, Manager};

use super::{WINDOW, closing::Closing, message};
use crate::{
    engine::Engine,
    instance::{self, Again, StartedAgain, StartsAgain},
};

/// A Vigil with this data directory runs already: its window is shown, and this process ends with that code. `None` if
/// it is gone by now.
pub(super) fn in_the_other(data_dir: &Path) -> Option<ExitCode> {
    match instance::show(data_dir) {
        Again::Shown(unheeded) => {
            log::info!("Vigil is open already; its window is shown");
            if let Some(sentence) = unheeded {
                message::open(&sentence);
            }
            Some(ExitCode::SUCCESS)
        }
        Again::Gone => None,
        Again::Failed(sentence) => {
            message::open(&sentence);
            Some(ExitCode::FAILURE)
        }
    }
}

/// Shows the window each time Vigil is started once more, until the end begins. The task ends with the sessions'
/// runtime.
pub(super) fn when_started_again(app: &AppHandle, engine: &Engine, starts_again: Option<StartsAgain>) {
    let Some(mut starts_again) = starts_again else {
        return;
    };
    let app = app.clone();
    drop(engine.runtime().spawn(async move {
        while let Some(StartedAgain { start, shown }) = starts_again.recv().await {
            log::info!("Vigil was started once more: {:?}", start.options);
            if start.hidden {
                let _ = shown.send(());
                continue;
            }
            let on_screen = app.clone();
            let asked = app.run_on_main_thread(move || {
                to_the_front(&on_screen, start.token.as_deref());
                // Whoever asked may have gone.
                let _ = shown.send(());
            });
            if let Err(error) = asked {
                log::error!("the window is not asked to come to the front: {error}");
            }
        }
    }));
}

/// Asks the window's thread to bring it to the front, and waits for nobody.
pub(super) fn ask(app: &AppHandle, token: Option<String>) {
    let on_screen = app.clone();
    if let Err(error) = app.run_on_main_thread(move || to_the_front(&on_screen, token.as_deref())) {
        log::error!("the window is not asked to come to the front: {error}");
    }
}

/// To be called on the window's thread. With what the desktop gave whoever asked for it, it comes to the front although
/// another program has the keyboard.
fn to_the_front(app: &AppHandle, token: Option<&str>) {
    let Some(window) = app.get_webview_window(WINDOW) else {
        return;
    };
    if let Some(closing) = app.try_state::<Closing>() {
        closing.is_away(false);
    }
    for done in [window.show(), window.unminimize()] {
        if let Err(error) = done {
            log::error!("the window does not come to the front: {error}");
        }
    }
    #[cfg(target_os = "linux")]
    if let Ok(window) = window.gtk_window() {
        use gtk::prelude::GtkWindowExt;

        if let Some(token) = token {
            window.set_startup_id(token);
        }
        window.present();
    }
    #[cfg(not(target_os = "linux"))]
    if let (Err(error), _) = (window.set_focus(), token) {
        log::error!("the window does not get the keyboard: {error}");
    }
}
