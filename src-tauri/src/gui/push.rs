//! What the window is told: the state, the log, and desktop notifications for when nobody looks.

use std::sync::Arc;

use tauri::{AppHandle, Emitter};
use tauri_plugin_notification::NotificationExt;
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        watch,
    },
    time::{Instant, sleep, timeout_at},
};

use super::log_buffer::LogBuffer;
use crate::{
    alerts::notification,
    engine::{Engine, Prepared},
    timeouts,
    view::{AlertView, AppView},
};

/// What is listened to.
pub(super) struct Listeners {
    view: watch::Receiver<Option<Arc<AppView>>>,
    alerts: broadcast::Receiver<AlertView>,
}

pub(super) fn listeners(prepared: &Prepared) -> Listeners {
    Listeners {
        view: prepared.outputs().view.subscribe(),
        alerts: prepared.outputs().alerts.subscribe(),
    }
}

/// The tasks end with the sessions' runtime.
pub(super) fn start(app: &AppHandle, engine: &Engine, listeners: Listeners, log: Arc<LogBuffer>) {
    let runtime = engine.runtime();
    runtime.spawn(states(app.clone(), listeners.view.clone()));
    runtime.spawn(notifications(app.clone(), listeners.alerts, listeners.view));
    runtime.spawn(log_lines(app.clone(), log));
}

async fn states(app: AppHandle, mut view: watch::Receiver<Option<Arc<AppView>>>) {
    while view.changed().await.is_ok() {
        let state = view.borrow_and_update().clone();
        if let Some(state) = state {
            emit(&app, "state", &state);
        }
    }
}

async fn notifications(
    app: AppHandle,
    mut alerts: broadcast::Receiver<AlertView>,
    view: watch::Receiver<Option<Arc<AppView>>>,
) {
    loop {
        match alerts.recv().await {
            Ok(alert) if alert.dismissed => {}
            Ok(alert) => {
                let wanted = view
                    .borrow()
                    .as_ref()
                    .is_none_or(|view| view.settings.desktop_notifications);
                if wanted {
                    notify(&app, &alert.sentence);
                }
                let more = count_more(&mut alerts).await;
                if wanted && more > 0 {
                    notify(
                        &app,
                        &format!("{more} more alerts came at the same time. Vigil's window lists them."),
                    );
                }
            }
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// One cause can end many sessions at once; a desktop full of notifications tells nobody anything.
async fn count_more(alerts: &mut broadcast::Receiver<AlertView>) -> u64 {
    let gathered = Instant::now() + timeouts::GATHER_NOTIFICATIONS;
    let mut more = 0;
    loop {
        match timeout_at(gathered, alerts.recv()).await {
            Ok(Ok(alert)) => more += u64::from(!alert.dismissed),
            Ok(Err(RecvError::Lagged(count))) => more += count,
            Ok(Err(RecvError::Closed)) | Err(_) => return more,
        }
    }
}

fn notify(app: &AppHandle, sentence: &str) {
    // The freedesktop desktops take a body for markup; Windows and macOS do not.
    let markup = cfg!(all(unix, not(target_os = "macos")));
    let body = notification::body(sentence, markup);
    let shown = app.notification().builder().title("Vigil").body(body).show();
    if let Err(error) = shown {
        log::warn!("the desktop shows no notifications: {error}");
    }
}

async fn log_lines(app: AppHandle, log: Arc<LogBuffer>) {
    let mut next = 0;
    loop {
        log.grown().await;
        let lines = log.since(next);
        if let Some(last) = lines.last() {
            next = last.seq + 1;
            emit(&app, "log", &lines);
        }
        // Gathers lines that come together.
        sleep(timeouts::PUSH_EVERY).await;
    }
}

fn emit<T: serde::Serialize>(app: &AppHandle, event: &str, payload: &T) {
    if let Err(error) = app.emit(event, payload) {
        // Not to the log: its lines are emitted here.
        if event != "log" {
            log::error!("the window was not told: {error}");
        }
    }
}
