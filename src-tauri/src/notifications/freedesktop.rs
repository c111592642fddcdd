use std::{collections::HashMap, collections::VecDeque, fmt, sync::Arc};

use futures_util::StreamExt;
use tokio::{task::JoinHandle, time::Instant};
use zbus::{Connection, zvariant::Value};

use super::{Desktop, NotShown, Notice, Place, body};
use crate::{language::say, limits, timeouts};

/// <https://specifications.freedesktop.org/notification-spec/latest/>
#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
trait Notifications {
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;

    #[allow(clippy::too_many_arguments, reason = "as the specification has it")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;

    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: &str) -> zbus::Result<()>;
}

/// What the bus says if there is nobody of a name, and nobody to start either.
const SERVICE_UNKNOWN: &str = "org.freedesktop.DBus.Error.ServiceUnknown";

/// The desktop's own choice of how long a notification stays.
const USUAL_TIME: i32 = -1;

/// Some desktops tell every program of every button that was clicked, so that no other program may mean something else
/// by it.
const STOP: &str = "vigil-stop-everything";

/// As the specification counts.
const URGENCY_NORMAL: u8 = 1;
const URGENCY_CRITICAL: u8 = 2;

type OnStop = Arc<dyn Fn() + Send + Sync>;

/// Whoever shows notifications on the session bus.
pub(crate) struct Freedesktop {
    on_stop: OnStop,
    /// Kept: GNOME takes a notification away when the connection that it came on ends.
    link: Option<Link>,
    /// What was shown lately, newest last.
    shown: VecDeque<Shown>,
}

/// A connection to the session bus.
struct Link {
    server: NotificationsProxy<'static>,
    /// Hears of buttons that the person clicks.
    buttons: JoinHandle<()>,
}

struct Shown {
    place: Place,
    id: u32,
    at: Instant,
}

impl fmt::Debug for Freedesktop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Freedesktop").finish_non_exhaustive()
    }
}

impl Desktop for Freedesktop {
    async fn show(&mut self, notice: &Notice) -> Result<(), NotShown> {
        let had_link = self.link.is_some();
        match self.try_show(notice).await {
            // The bus was lost, perhaps long ago, and there may be another one by now.
            Err(NotShown::NoBus(_)) if had_link => self.try_show(notice).await,
            shown => shown,
        }
    }
}

impl Freedesktop {
    /// `on_stop` is called when the person clicks "Stop everything" on a notification; it must not wait for anything.
    pub(crate) fn new(on_stop: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            on_stop: Arc::new(on_stop),
            link: None,
            shown: VecDeque::new(),
        }
    }

    async fn try_show(&mut self, notice: &Notice) -> Result<(), NotShown> {
        let replaced = self.replaced(notice.place);
        let shown = async {
            let link = match &self.link {
                Some(link) => link,
                None => self.link.insert(Link::open(self.on_stop.clone()).await?),
            };
            show(&link.server, notice, replaced).await
        };
        match shown.await {
            Ok(id) => {
                self.note(notice.place, id);
                Ok(())
            }
            Err(zbus::Error::MethodError(name, words, _)) => {
                // There may be another one soon, which counts in its own way.
                self.shown.clear();
                let is_absent = name == SERVICE_UNKNOWN;
                Err(if is_absent {
                    NotShown::Absent
                } else {
                    NotShown::Refused(words.unwrap_or_else(|| name.to_string()))
                })
            }
            Err(error) => {
                self.shown.clear();
                self.link = None;
                Err(NotShown::NoBus(error.to_string()))
            }
        }
    }

    /// The notification that this one takes the place of. Not that of long ago: the person may have seen it, and some
    /// desktops change an old one without a word.
    fn replaced(&self, place: Place) -> Option<u32> {
        let shown = self.shown.iter().find(|shown| shown.place == place)?;
        (shown.at.elapsed() < timeouts::NOTIFICATION_CHANGES).then_some(shown.id)
    }

    fn note(&mut self, place: Place, id: u32) {
        self.shown.retain(|shown| shown.place != place);
        if self.shown.len() == limits::NOTIFICATIONS {
            self.shown.pop_front();
        }
        let at = Instant::now();
        self.shown.push_back(Shown { place, id, at });
    }
}

impl Link {
    async fn open(on_stop: OnStop) -> zbus::Result<Self> {
        let connection = Connection::session().await?;
        let server = NotificationsProxy::new(&connection).await?;
        let mut clicked = server.receive_action_invoked().await?;
        let buttons = tokio::spawn(async move {
            while let Some(click) = clicked.next().await {
                if click.args().is_ok_and(|click| click.action_key == STOP) {
                    on_stop();
                }
            }
        });
        Ok(Self { server, buttons })
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.buttons.abort();
    }
}

async fn show(server: &NotificationsProxy<'_>, notice: &Notice, replaced: Option<u32>) -> zbus::Result<u32> {
    let capabilities = server.get_capabilities().await?;
    let can = |what: &str| capabilities.iter().any(|capability| capability == what);
    let stop = say!(notice.language, "notification-stop");
    let both = [STOP, stop.as_str()];
    let actions: &[&str] = if can("actions") { &both } else { &[] };
    let urgency = match notice.place {
        Place::MayMove(_) => URGENCY_CRITICAL,
        Place::Alerts | Place::Questions | Place::Missed => URGENCY_NORMAL,
    };
    server
        .notify(
            "Vigil",
            replaced.unwrap_or(0),
            "vigil",
            "Vigil",
            // One that takes a body for plain text would show what is escaped.
            &body(&notice.sentence, can("body-markup")),
            actions,
            HashMap::from([("urgency", urgency.into())]),
            USUAL_TIME,
        )
        .await
}
