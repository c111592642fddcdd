//! What the person is told of an alert when nobody looks at the window: by the desktop, and by a tone.

use std::sync::Arc;

use tauri::{AppHandle, Manager, WindowEvent};
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        watch,
    },
    time::{Instant, timeout_at},
};

use super::WINDOW;
use crate::{
    engine::{Engine, EngineBuilder},
    language::{Language, say},
    notifications::{Desktop, Notice, Notifier, Place},
    settings::Settings,
    timeouts,
    view::{AlertView, AppView},
};

/// What is listened to.
pub(super) struct Listeners {
    /// Not received: views are made for the window alone.
    view: watch::Sender<Option<Arc<AppView>>>,
    alerts: broadcast::Receiver<AlertView>,
    notices: broadcast::Receiver<String>,
    language: watch::Receiver<Language>,
}

/// Counts the tones that the page is to play.
pub(super) type Tones = watch::Receiver<u64>;

pub(super) fn listeners(prepared: &EngineBuilder) -> Listeners {
    Listeners {
        view: prepared.outputs().view.clone(),
        alerts: prepared.outputs().alerts.subscribe(),
        notices: prepared.outputs().notices.subscribe(),
        language: prepared.outputs().language.subscribe(),
    }
}

/// The tasks end with the sessions' runtime.
pub(super) fn start(app: &AppHandle, engine: &Engine, listeners: Listeners) -> Tones {
    let tones = watch::Sender::new(0);
    let heard = tones.subscribe();
    match Notifier::start(desktop(app, engine)) {
        Ok(notifier) => {
            let language = listeners.language;
            let asked = notices(notifier.clone(), listeners.notices, in_use(app), language.clone());
            drop(engine.runtime().spawn(asked));
            let teller = Teller {
                notifier,
                tones,
                view: listeners.view,
                language,
            };
            drop(engine.runtime().spawn(teller.tell_all(listeners.alerts)));
        }
        Err(error) => log::error!("there is no thread that shows notifications: {error}"),
    }
    heard
}

/// A question that stands in the window is no news for somebody who works in it.
async fn notices(
    notifier: Notifier,
    mut notices: broadcast::Receiver<String>,
    in_use: watch::Receiver<bool>,
    language: watch::Receiver<Language>,
) {
    loop {
        match notices.recv().await {
            Ok(_) if *in_use.borrow() => {}
            Ok(sentence) => notifier.notify(Notice {
                sentence,
                language: *language.borrow(),
                place: Place::Questions,
            }),
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// Whether the person works in the window, as far as the system says. The window itself is not asked: it may hang.
fn in_use(app: &AppHandle) -> watch::Receiver<bool> {
    let in_use = watch::Sender::new(false);
    let told = in_use.subscribe();
    if let Some(window) = app.get_webview_window(WINDOW) {
        window.on_window_event(move |event| {
            if let WindowEvent::Focused(is_focused) = event {
                in_use.send_replace(*is_focused);
            }
        });
    }
    told
}

struct Teller {
    notifier: Notifier,
    tones: watch::Sender<u64>,
    view: watch::Sender<Option<Arc<AppView>>>,
    language: watch::Receiver<Language>,
}

impl Teller {
    async fn tell_all(self, mut alerts: broadcast::Receiver<AlertView>) {
        loop {
            match alerts.recv().await {
                Ok(alert) if alert.dismissed => {}
                Ok(alert) => {
                    self.tone();
                    let is_common = self.tell(alert);
                    self.gather(&mut alerts, u64::from(is_common)).await;
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// One cause can end many sessions at once; a desktop full of notifications tells nobody anything. What tells of a toy
    /// that may still move waits for nothing.
    async fn gather(&self, alerts: &mut broadcast::Receiver<AlertView>, told: u64) {
        let gathered = Instant::now() + timeouts::GATHER_NOTIFICATIONS;
        let mut more = told;
        let mut last = None;
        loop {
            match timeout_at(gathered, alerts.recv()).await {
                Ok(Ok(alert)) if alert.dismissed => {}
                Ok(Ok(alert)) if alert.cause.is_important() => {
                    self.tell(alert);
                }
                Ok(Ok(alert)) => {
                    more += u64::from(last.replace(alert).is_some());
                }
                Ok(Err(RecvError::Lagged(count))) => more += count,
                Ok(Err(RecvError::Closed)) | Err(_) => break,
            }
        }
        if let Some(last) = last {
            self.notify(Notice {
                sentence: with_more(self.language(), last.sentence, more),
                language: self.language(),
                place: Place::Alerts,
            });
        }
    }

    /// Whether it shares its place with others.
    fn tell(&self, alert: AlertView) -> bool {
        let place = if alert.cause.is_important() {
            Place::MayMove(alert.id)
        } else {
            Place::Alerts
        };
        self.notify(Notice {
            sentence: alert.sentence,
            language: self.language(),
            place,
        });
        place == Place::Alerts
    }

    fn language(&self) -> Language {
        *self.language.borrow()
    }

    fn notify(&self, notice: Notice) {
        if self.is_wanted(|settings| settings.desktop_notifications) {
            self.notifier.notify(notice);
        }
    }

    fn tone(&self) {
        if self.is_wanted(|settings| settings.alerts.sound) {
            self.tones.send_modify(|tones| *tones += 1);
        }
    }

    fn is_wanted(&self, setting: impl Fn(&Settings) -> bool) -> bool {
        let view = self.view.borrow();
        view.as_ref()
            .map_or_else(|| setting(&Settings::default()), |view| setting(&view.settings))
    }
}

/// `more`: so many before it, which its notification takes the place of.
fn with_more(language: Language, sentence: String, more: u64) -> String {
    match more {
        0 => sentence,
        more => say!(language, "notification-more", sentence = sentence, more = more),
    }
}

#[cfg(target_os = "linux")]
fn desktop(_app: &AppHandle, engine: &Engine) -> impl Desktop + use<> {
    use crate::{hold::StoppedFrom, notifications::Freedesktop};

    let requester = engine.requester();
    // What comes of it is shown as the toys' own state.
    Freedesktop::new(move || drop(requester.stop_everything(StoppedFrom::Notification)))
}

/// Tauri's plugin knows the other systems. Untried.
#[cfg(not(target_os = "linux"))]
fn desktop(app: &AppHandle, _engine: &Engine) -> impl Desktop + use<> {
    use tauri_plugin_notification::NotificationExt;

    use crate::notifications::{NotShown, body};

    struct Plugin(AppHandle);

    impl Desktop for Plugin {
        async fn show(&mut self, notice: &Notice) -> Result<(), NotShown> {
            // The freedesktop desktops take a body for markup; Windows and macOS do not.
            let body = body(&notice.sentence, cfg!(all(unix, not(target_os = "macos"))));
            let shown = self.0.notification().builder().title("Vigil").body(body).show();
            shown.map_err(|error| NotShown::Refused(error.to_string()))
        }
    }

    Plugin(app.clone())
}
