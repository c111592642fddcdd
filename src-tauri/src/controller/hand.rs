use vigil_core::message::{CommandError, FeatureOutput, Output};
use vigil_server::{Hand, HandLost};

use super::{Controller, known_toys::output_kind, request::not_found};
use crate::{
    alerts::words,
    view::{RequestError, RequestErrorCode},
};

impl Controller {
    /// Moves a toy for the person. The first time it begins to watch the window.
    pub(super) fn try_toy(&mut self, index: u32, feature: u32, kind: &str, value: i32) -> Result<(), RequestError> {
        let kind = output_kind(kind)?;
        let hand = self
            .hand
            .take()
            .unwrap_or_else(|| Hand::take(&self.devices, self.clock, self.watchdog.clone()));
        let duration_ms = kind.needs_duration().then_some(SLIDE_MS);
        let output = FeatureOutput {
            feature,
            output: Output {
                kind,
                value,
                duration_ms,
            },
        };
        let moved = hand.output(&self.devices, index, output);
        self.hand = Some(hand);
        self.dirty = true;
        moved.map_err(|error| match error {
            CommandError::Held => refused("Everything is stopped. Let programs go on first."),
            CommandError::UnknownDevice(_) | CommandError::Disconnected => not_found("This toy is not connected."),
            other => refused(&format!("The toy cannot do that: {other}.")),
        })
    }

    /// The window lives.
    pub(super) fn keep_trying(&self) {
        if let Some(hand) = &self.hand {
            hand.keep();
        }
    }

    /// Stops what the person moved.
    pub(super) fn stop_trying(&mut self) {
        drop(self.hand.take());
        self.dirty = true;
    }

    /// The window fell silent; its toys have been stopped.
    pub(super) fn hand_lost(&mut self, lost: &HandLost) {
        self.hand = None;
        if lost.stops.iter().any(|stop| stop.was_moving) {
            self.alert(words::window_silent(lost.silent));
        }
        self.dirty = true;
    }
}

/// A carriage that follows a slider gets there in this time.
const SLIDE_MS: u32 = 300;

fn refused(sentence: &str) -> RequestError {
    RequestError {
        code: RequestErrorCode::Refused,
        sentence: sentence.to_owned(),
        field: None,
    }
}

/// For ever, where there is none.
pub(super) async fn lost(hand: Option<&Hand>) -> HandLost {
    match hand {
        Some(hand) => hand.lost().await,
        None => std::future::pending().await,
    }
}
