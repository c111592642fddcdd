use std::collections::HashMap;

use zbus::{Connection, zvariant::Value};

use super::{Desktop, NotShown, body};

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
}

/// What the bus says if there is nobody of a name, and nobody to start either.
const SERVICE_UNKNOWN: &str = "org.freedesktop.DBus.Error.ServiceUnknown";

/// The desktop's own choice of how long a notification stays.
const USUAL_TIME: i32 = -1;

/// Whoever shows notifications on the session bus.
#[derive(Debug, Default)]
pub(crate) struct Freedesktop {
    /// Kept: GNOME takes a notification away when the connection that it came on ends.
    connection: Option<Connection>,
}

impl Desktop for Freedesktop {
    async fn show(&mut self, sentence: &str) -> Result<(), NotShown> {
        let had_connection = self.connection.is_some();
        match self.try_show(sentence).await {
            // The bus was lost, perhaps long ago, and there may be another one by now.
            Err(NotShown::NoBus(_)) if had_connection => self.try_show(sentence).await,
            shown => shown,
        }
    }
}

impl Freedesktop {
    async fn try_show(&mut self, sentence: &str) -> Result<(), NotShown> {
        let shown = async {
            let connection = match &self.connection {
                Some(connection) => connection,
                None => self.connection.insert(Connection::session().await?),
            };
            show(connection, sentence).await
        };
        match shown.await {
            Ok(()) => Ok(()),
            Err(zbus::Error::MethodError(name, words, _)) => {
                let is_absent = name == SERVICE_UNKNOWN;
                Err(if is_absent {
                    NotShown::Absent
                } else {
                    NotShown::Refused(words.unwrap_or_else(|| name.to_string()))
                })
            }
            Err(error) => {
                self.connection = None;
                Err(NotShown::NoBus(error.to_string()))
            }
        }
    }
}

async fn show(connection: &Connection, sentence: &str) -> zbus::Result<()> {
    let server = NotificationsProxy::new(connection).await?;
    // One that takes a body for plain text would show what is escaped.
    let capabilities = server.get_capabilities().await?;
    let has_markup = capabilities.iter().any(|capability| capability == "body-markup");
    server
        .notify(
            "Vigil",
            0,
            "vigil",
            "Vigil",
            &body(sentence, has_markup),
            &[],
            HashMap::new(),
            USUAL_TIME,
        )
        .await?;
    Ok(())
}
