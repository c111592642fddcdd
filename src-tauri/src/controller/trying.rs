use vigil_core::{
    lease::SessionId,
    message::{CommandError, FeatureOutput, Output},
};
use vigil_server::{ManualSession, ManualSessionLost};

use super::{context::Context, known_toys::output_kind, refused::Refused};

/// How long a carriage takes to follow a slider.
const SLIDE_MS: u32 = 300;

/// The person moves toys with the window, which is watched meanwhile like a program.
#[derive(Debug, Default)]
pub(super) struct Trying {
    session: Option<ManualSession>,
}

impl Trying {
    /// Moves a toy. The first time, the window begins to be watched.
    pub(super) fn move_toy(
        &mut self,
        context: &Context,
        toy: u32,
        (feature, kind): (u32, &str),
        value: i32,
    ) -> Result<(), Refused> {
        let kind = output_kind(kind)?;
        let session = self
            .session
            .get_or_insert_with(|| ManualSession::begin(&context.devices, context.clock, context.watchdog.clone()));
        let duration_ms = kind.needs_duration().then_some(SLIDE_MS);
        let output = FeatureOutput {
            feature,
            output: Output {
                kind,
                value,
                duration_ms,
            },
        };
        session
            .output(&context.devices, toy, output)
            .map_err(|error| match error {
                CommandError::Held => Refused::Held,
                CommandError::ToyHeld => Refused::ToyHeld,
                CommandError::UnknownDevice(_) | CommandError::Disconnected => Refused::ToyNotConnected,
                other => Refused::Device(other),
            })
    }

    /// The window is alive.
    pub(super) fn keep(&self) {
        if let Some(session) = &self.session {
            session.keep();
        }
    }

    /// Stops what the person moved.
    pub(super) fn stop(&mut self) {
        drop(self.session.take());
    }

    /// By which toys are known that the person moves.
    pub(super) fn session(&self) -> Option<SessionId> {
        self.session.as_ref().map(ManualSession::session)
    }

    /// Resolves when the window has fallen silent, and its toys have been stopped. Never while it moves nothing.
    pub(super) async fn lost(&mut self) -> ManualSessionLost {
        let Some(session) = &self.session else {
            return std::future::pending().await;
        };
        let lost = session.lost().await;
        self.session = None;
        lost
    }
}
