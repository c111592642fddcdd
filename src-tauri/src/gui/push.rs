//! Desktop notifications, for when nobody looks at the window.

use std::sync::Arc;

use tauri::AppHandle;
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        watch,
    },
    time::{Instant, timeout_at},
};

use crate::{
    engine::{Engine, EngineBuilder},
    notifications::{Desktop, Notifier},
    timeouts,
    view::{AlertView, AppView},
};

/// What is listened to.
pub(super) struct Listeners {
    /// Not received: views are made for the window alone.
    view: watch::Sender<Option<Arc<AppView>>>,
    alerts: broadcast::Receiver<AlertView>,
}

pub(super) fn listeners(prepared: &EngineBuilder) -> Listeners {
    Listeners {
        view: prepared.outputs().view.clone(),
        alerts: prepared.outputs().alerts.subscribe(),
    }
}

/// The tasks end with the sessions' runtime.
pub(super) fn start(app: &AppHandle, engine: &Engine, listeners: Listeners) {
    let runtime = engine.runtime();
    match Notifier::start(desktop(app)) {
        Ok(notifier) => drop(runtime.spawn(notifications(notifier, listeners.alerts, listeners.view))),
        Err(error) => log::error!("there is no thread that shows notifications: {error}"),
    }
}

async fn notifications(
    notifier: Notifier,
    mut alerts: broadcast::Receiver<AlertView>,
    view: watch::Sender<Option<Arc<AppView>>>,
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
                    notifier.notify(alert.sentence);
                }
                let more = count_more(&mut alerts).await;
                if wanted && more > 0 {
                    notifier.notify(summed_up(more));
                }
            }
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

fn summed_up(more: u64) -> String {
    match more {
        1 => "One more alert came at the same time. Vigil's window lists it.".to_owned(),
        more => format!("{more} more alerts came at the same time. Vigil's window lists them."),
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

#[cfg(target_os = "linux")]
fn desktop(_app: &AppHandle) -> impl Desktop {
    crate::notifications::Freedesktop::default()
}

/// Tauri's plugin knows the other systems. Untried.
#[cfg(not(target_os = "linux"))]
fn desktop(app: &AppHandle) -> impl Desktop {
    use tauri_plugin_notification::NotificationExt;

    use crate::notifications::{NotShown, body};

    struct Plugin(AppHandle);

    impl Desktop for Plugin {
        async fn show(&mut self, sentence: &str) -> Result<(), NotShown> {
            // The freedesktop desktops take a body for markup; Windows and macOS do not.
            let body = body(sentence, cfg!(all(unix, not(target_os = "macos"))));
            let shown = self.0.notification().builder().title("Vigil").body(body).show();
            shown.map_err(|error| NotShown::Refused(error.to_string()))
        }
    }

    Plugin(app.clone())
}
