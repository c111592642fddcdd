use std::{convert::Infallible, pin::pin, time::Duration};

use ashpd::{
    Error, PortalError,
    desktop::{
        CreateSessionOptions, ResponseError,
        global_shortcuts::{BindShortcutsOptions, GlobalShortcuts, NewShortcut},
    },
};
use futures_util::StreamExt;
use tokio::time::timeout;
use zbus::{Connection, fdo::DBusProxy};

use super::{Pressed, Told, Wished};
use crate::{
    settings::StopKey,
    timeouts,
    view::{StopKeyFailure, StopKeyView},
};

/// What the desktop knows the key by.
const STOP: &str = "stop-everything";
const WORDS: &str = "Stop everything";

const PORTAL: &str = "org.freedesktop.portal.Desktop";

#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("{0}")]
    Portal(Error),
    #[error("the desktop does not answer")]
    NoAnswer,
    #[error("the desktop has given it up")]
    Gone,
}

impl<E: Into<Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Portal(error.into())
    }
}

/// As long as there is a key. False if nobody will wish for one any more.
pub(super) async fn listen(wished: &mut Wished, pressed: &Pressed) -> bool {
    let mut is_new = true;
    let mut goes_on = true;
    while let Some(key) = wished.now().filter(|_| goes_on) {
        if is_new {
            wished.told.say(StopKeyView::Asked);
        }
        let told = wished.told.clone();
        let failed = tokio::select! {
            failed = hold(key, pressed, &told) => match failed { Err(failed) => failed, Ok(never) => match never {} },
            // What was held ends with its connection.
            has_wish = wished.changed() => {
                (is_new, goes_on) = (true, has_wish);
                continue;
            }
        };
        wished.told.fails(failed.why(), &failed);
        // A person who said no is not asked again.
        is_new = failed.why() == StopKeyFailure::Refused;
        goes_on = if is_new {
            wished.changed().await
        } else {
            wished.again().await
        };
    }
    goes_on
}

/// As long as the desktop holds the key.
async fn hold(key: StopKey, pressed: &Pressed, told: &Told) -> Result<Infallible, Failed> {
    // One of its own for each key: with it goes what the desktop has for it.
    let connection = soon(Connection::session()).await?;
    let shortcuts = soon(GlobalShortcuts::with_connection(connection.clone())).await?;
    let session = soon(shortcuts.create_session(CreateSessionOptions::default())).await?;
    // First, so that none is missed.
    let mut activated = pin!(soon(shortcuts.receive_activated()).await?);
    let mut changed = pin!(soon(shortcuts.receive_shortcuts_changed()).await?);
    let mut closed = pin!(soon(session.receive_closed()).await?);
    let bus = soon(DBusProxy::new(&connection)).await?;
    let mut owner = soon(bus.receive_name_owner_changed_with_args(&[(0, PORTAL)])).await?;
    let mut ended = pin!(async {
        tokio::select! {
            _ = closed.next() => {}
            _ = owner.next() => {}
        }
    });
    let wish = NewShortcut::new(STOP, WORDS).preferred_trigger(trigger(key).as_str());
    let binding = async {
        // The person may be asked, and may take their time.
        let bound = shortcuts
            .bind_shortcuts(&session, &[wish], None, BindShortcutsOptions::default())
            .await?;
        let bound = bound.response()?;
        let ours = bound.shortcuts().iter().find(|one| one.id() == STOP);
        let keys = ours.map(|one| one.trigger_description().to_owned());
        Ok::<_, Error>(keys)
    };
    let keys = tokio::select! {
        bound = binding => bound?.ok_or(Error::Response(ResponseError::Other))?,
        () = &mut ended => return Err(Failed::Gone),
    };
    told.say(desktop(keys));
    loop {
        tokio::select! {
            biased;
            key = activated.next() => match key {
                Some(key) if key.shortcut_id() == STOP => pressed(),
                Some(_) => {}
                None => return Err(Failed::Gone),
            },
            () = &mut ended => return Err(Failed::Gone),
            Some(change) = changed.next() => {
                let ours = change.shortcuts().iter().find(|one| one.id() == STOP);
                if let Some(ours) = ours {
                    told.say(desktop(ours.trigger_description().to_owned()));
                }
            }
        }
    }
}

fn desktop(keys: String) -> StopKeyView {
    StopKeyView::Desktop {
        keys: Some(keys).filter(|keys| !keys.trim().is_empty()),
    }
}

/// As <https://specifications.freedesktop.org/shortcuts-spec/latest/> writes it.
fn trigger(key: StopKey) -> String {
    let with = key.with;
    let mut trigger = String::new();
    for (is_wanted, name) in [
        (with.ctrl, "CTRL+"),
        (with.alt, "ALT+"),
        (with.shift, "SHIFT+"),
        (with.meta, "LOGO+"),
    ] {
        if is_wanted {
            trigger.push_str(name);
        }
    }
    trigger + &key.key.keysym_name()
}

async fn soon<T, E: Into<Error>>(answer: impl Future<Output = Result<T, E>>) -> Result<T, Failed> {
    const LIMIT: Duration = timeouts::STOP_KEY_ANSWER;
    Ok(timeout(LIMIT, answer)
        .await
        .map_err(|_| Failed::NoAnswer)?
        .map_err(Into::into)?)
}

impl Failed {
    fn why(&self) -> StopKeyFailure {
        match self {
            Self::Portal(
                Error::Response(_) | Error::Portal(PortalError::Cancelled(_) | PortalError::NotAllowed(_)),
            ) => StopKeyFailure::Refused,
            Self::Portal(Error::PortalNotFound(_) | Error::Portal(PortalError::ZBus(_)) | Error::Zbus(_)) => {
                StopKeyFailure::DesktopHasNone
            }
            Self::Portal(_) | Self::NoAnswer | Self::Gone => StopKeyFailure::Broken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_as_desktops_read_it() {
        for (key, written) in [
            ("Ctrl+Alt+.", "CTRL+ALT+period"),
            ("Shift+Meta+S", "SHIFT+LOGO+s"),
            ("Pause", "Pause"),
            ("F12", "F12"),
            ("Ctrl+PageUp", "CTRL+Page_Up"),
        ] {
            assert_eq!(trigger(key.parse().unwrap_or_else(|_| panic!("{key}"))), written);
        }
    }
}
