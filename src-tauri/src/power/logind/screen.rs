//! Whether this session's screen is locked, or shows another user's session.

use std::env;

use futures_util::StreamExt;
use zbus::{
    Connection,
    fdo::{PropertiesChangedStream, PropertiesProxy},
    proxy::CacheProperties,
    zvariant::OwnedObjectPath,
};

use super::{
    bus::{LockStream, ManagerProxy, SessionProxy, UnlockStream},
    error::{LogindError, answer},
};
use crate::power::{keeper::Keeper, report::Cause};

#[derive(Debug)]
pub(super) struct Screen {
    session: SessionProxy<'static>,
    locks: LockStream,
    unlocks: UnlockStream,
    properties: PropertiesChangedStream,
    state: State,
}

/// What is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    /// The desktop was asked to lock the screen. Not every one says afterwards that it has done so.
    asked: bool,
    hint: bool,
    /// The session is in the foreground.
    active: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Lock,
    Unlock,
    /// A property may have changed.
    Properties,
}

impl State {
    fn said(&mut self, said: Said) {
        match said {
            Said::Lock => self.asked = true,
            Said::Unlock => self.asked = false,
            Said::Properties => {}
        }
    }

    fn read(&mut self, hint: bool, active: bool) {
        // The desktop has unlocked what it was asked to lock.
        if self.hint && !hint {
            self.asked = false;
        }
        self.hint = hint;
        self.active = active;
    }

    fn causes(self) -> [(Cause, bool); 2] {
        [
            (Cause::ScreenLocked, self.asked || self.hint),
            (Cause::UserSwitched, !self.active),
        ]
    }
}

impl Screen {
    /// Looks for the session that Vigil, or else its user, has on the screen.
    pub(super) async fn find(connection: &Connection, manager: &ManagerProxy<'_>) -> Result<Self, LogindError> {
        let path = own_session(manager).await?;
        let build = SessionProxy::builder(connection)
            .path(path.clone())
            .map_err(LogindError::Refused)?
            .cache_properties(CacheProperties::No)
            .build();
        let session = answer(build).await?;
        let build = PropertiesProxy::builder(connection)
            .destination("org.freedesktop.login1")
            .and_then(|builder| builder.path(path))
            .map_err(LogindError::Refused)?
            .cache_properties(CacheProperties::No)
            .build();
        let properties = answer(build).await?;
        // Listened to before it is looked at, so that nothing falls in between.
        let locks = answer(session.receive_lock()).await?;
        let unlocks = answer(session.receive_unlock()).await?;
        let properties = answer(properties.receive_properties_changed()).await?;
        let mut screen = Self {
            session,
            locks,
            unlocks,
            properties,
            state: State {
                asked: false,
                hint: false,
                active: true,
            },
        };
        screen.read().await?;
        Ok(screen)
    }

    /// What was said about it; `None` once the bus is gone.
    pub(super) async fn said(&mut self) -> Option<Said> {
        tokio::select! {
            biased;
            said = self.locks.next() => said.map(|_| Said::Lock),
            said = self.unlocks.next() => said.map(|_| Said::Unlock),
            said = self.properties.next() => said.map(|_| Said::Properties),
        }
    }

    /// Acts at once on what can be acted on at once, and reads the rest.
    pub(super) async fn follow(&mut self, said: Said, keeper: &mut Keeper) -> Result<(), LogindError> {
        self.state.said(said);
        self.apply(keeper);
        if said == Said::Properties {
            self.read().await?;
            self.apply(keeper);
        }
        Ok(())
    }

    pub(super) fn apply(&self, keeper: &mut Keeper) {
        for (cause, is_so) in self.state.causes() {
            match (is_so, keeper.is_going_on(cause)) {
                (true, false) => keeper.begins(cause),
                (false, true) => keeper.ends(cause),
                _ => {}
            }
        }
    }

    async fn read(&mut self) -> Result<(), LogindError> {
        let hint = answer(self.session.locked_hint()).await?;
        let active = answer(self.session.active()).await?;
        self.state.read(hint, active);
        Ok(())
    }
}

/// Nobody looks at the screen any more.
pub(super) fn forget(keeper: &mut Keeper) {
    for cause in [Cause::ScreenLocked, Cause::UserSwitched] {
        keeper.ends(cause);
    }
}

/// A program that the desktop starts as a service of the user is in no session; "auto" is then the one that its user
/// has on the screen. Older systems do not know that word.
async fn own_session(manager: &ManagerProxy<'_>) -> Result<OwnedObjectPath, LogindError> {
    let error = match answer(manager.get_session("auto")).await {
        Ok(path) => return Ok(path),
        Err(error) => error,
    };
    match env::var("XDG_SESSION_ID") {
        Ok(id) if !id.is_empty() => answer(manager.get_session(&id)).await,
        _ => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(state: State) -> (bool, bool) {
        let [(_, locked), (_, switched)] = state.causes();
        (locked, switched)
    }

    #[test]
    fn locked_is_what_was_asked_for_or_what_the_desktop_says() {
        let mut state = State {
            asked: false,
            hint: false,
            active: true,
        };
        assert_eq!(told(state), (false, false));
        state.said(Said::Lock);
        assert_eq!(told(state), (true, false), "before the desktop has done it");
        state.read(true, true);
        assert_eq!(told(state), (true, false));
        state.read(false, true);
        assert_eq!(told(state), (false, false), "unlocked with the password");
        state.said(Said::Lock);
        state.said(Said::Unlock);
        assert_eq!(told(state), (false, false));
        state.read(false, false);
        assert_eq!(told(state), (false, true), "another user's session is in front");
    }
}
