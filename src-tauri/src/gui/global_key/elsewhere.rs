use tauri::AppHandle;
use tauri_plugin_global_shortcut::{Code, GlobalShortcutExt, Modifiers, Shortcut, ShortcutState};
use tokio::runtime::Handle;

use super::{Pressed, Wished};
use crate::{
    settings::StopKey,
    view::{StopKeyFailure, StopKeyView},
};

/// The system tells the thread of the window, which asks nobody before it stops everything. Ends with the runtime.
pub(super) fn start(app: &AppHandle, runtime: &Handle, mut wished: Wished, pressed: Pressed) {
    let plugin = tauri_plugin_global_shortcut::Builder::new().with_handler(move |_, _, event| {
        if event.state() == ShortcutState::Pressed {
            pressed();
        }
    });
    if let Err(error) = app.plugin(plugin.build()) {
        return wished.told.fails(StopKeyFailure::Broken, &error);
    }
    let app = app.clone();
    drop(runtime.spawn(async move {
        let mut held = None;
        loop {
            let key = wished.now();
            let app = app.clone();
            // The window's thread is asked, which may be busy.
            let set = tauri::async_runtime::spawn_blocking(move || set(&app, held, key)).await;
            match set {
                Ok((now, state)) => {
                    held = now;
                    wished.told.say(state);
                }
                Err(error) => return wished.told.fails(StopKeyFailure::Broken, &error),
            }
            if !wished.changed().await {
                return;
            }
        }
    }));
}

/// Gives back what is held now.
fn set(app: &AppHandle, held: Option<Shortcut>, key: Option<StopKey>) -> (Option<Shortcut>, StopKeyView) {
    let shortcuts = app.global_shortcut();
    if let Some(held) = held
        && let Err(error) = shortcuts.unregister(held)
    {
        log::warn!("the last stop key is still held: {error}");
    }
    let Some(key) = key else {
        return (None, StopKeyView::Off);
    };
    let Some(shortcut) = shortcut(key) else {
        return (
            None,
            StopKeyView::Fails {
                why: StopKeyFailure::NoSuchKey,
            },
        );
    };
    match shortcuts.register(shortcut) {
        Ok(()) => (Some(shortcut), StopKeyView::Works),
        Err(error) => {
            log::warn!("the system does not give the stop key: {error}");
            (
                None,
                StopKeyView::Fails {
                    why: StopKeyFailure::Taken,
                },
            )
        }
    }
}

fn shortcut(key: StopKey) -> Option<Shortcut> {
    let with = key.with;
    let mut modifiers = Modifiers::empty();
    modifiers.set(Modifiers::CONTROL, with.ctrl);
    modifiers.set(Modifiers::ALT, with.alt);
    modifiers.set(Modifiers::SHIFT, with.shift);
    modifiers.set(Modifiers::SUPER, with.meta);
    let code: Code = key.key.code().parse().ok()?;
    Some(Shortcut::new(Some(modifiers), code))
}
