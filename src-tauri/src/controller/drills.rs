//! The fire drill: who may begin one, and what becomes of its result.

use vigil_core::time::{Moment, whole_ms};

use super::{
    Controller,
    context::Context,
    effect::{Effect, ms_since_epoch},
    refused::Refused,
    storage::Storage,
};
use crate::{
    alerts::{
        Alert,
        alert::{DrillOutcome, DrillResult},
        words,
    },
    drill::{self, FireDrill, LastDrill},
    language::Language,
    view::{DrillResultView, DrillSilenceView, DrillView, RunningDrillView},
};

impl Controller {
    pub(super) fn start_drill(&mut self, index: u32) -> Result<(), Refused> {
        if self.parts.drill.progress().is_some() {
            return Err(Refused::DrillRuns);
        }
        let server = self.parts.serving.server().ok_or(Refused::DrillServerOff)?;
        if self.settings().ping.limit_ms == 0 {
            return Err(Refused::DrillNotWatched);
        }
        let devices = &self.context.devices;
        if devices.held().is_some() {
            return Err(Refused::Held);
        }
        let states = devices.states();
        let toy = states
            .iter()
            .find(|state| state.index == index && state.is_connected())
            .ok_or(Refused::ToyNotConnected)?;
        if toy.held.is_some() {
            return Err(Refused::ToyHeld);
        }
        if toy.is_moved() {
            return Err(Refused::DrillToyMoves);
        }
        let Context { runtime, clock, .. } = &self.context;
        let address = server.address();
        if self.parts.drill.begin(runtime, *clock, address, toy) {
            log::info!("fire drill with toy {index}");
            Ok(())
        } else {
            Err(Refused::DrillNothingRuns)
        }
    }

    pub(super) fn stop_drill(&mut self) {
        let result = self.parts.drill.stop();
        self.keep_drill(result);
    }

    pub(super) fn drill_news(&mut self, news: drill::News) {
        match news {
            // The window shows since when.
            drill::News::Silent => {}
            drill::News::Over(result) => self.keep_drill(Some(result)),
        }
    }

    fn keep_drill(&mut self, result: Option<DrillResult>) {
        let Some(result) = result else { return };
        log::info!("fire drill: {}", words::drill(Language::English, &result).sentence);
        let alert = result
            .is_failed()
            .then(|| Effect::Alert(Alert::DrillFailed(result.clone())));
        self.storage.keep_drill(LastDrill {
            at_ms: ms_since_epoch(),
            result: Some(result),
            ..LastDrill::default()
        });
        self.apply(alert);
    }
}

/// `ms`: since Vigil's start.
pub(super) fn view(storage: &Storage, drill: &FireDrill, language: Language, ms: impl Fn(Moment) -> u64) -> DrillView {
    let running = drill.progress().map(|progress| RunningDrillView {
        index: progress.index,
        toy: progress.toy.to_owned(),
        silence: progress.silence.map(|(since, limit)| DrillSilenceView {
            since_ms: ms(since),
            limit_ms: whole_ms(limit),
        }),
    });
    let last = storage.last_drill();
    DrillView {
        running,
        last: last
            .result
            .as_ref()
            .map(|result| of_result(language, last.at_ms, result)),
    }
}

fn of_result(language: Language, at_ms: u64, result: &DrillResult) -> DrillResultView {
    let words = words::drill(language, result);
    let times = match result.outcome {
        DrillOutcome::Passed { closed_ms, still_ms } => Some((closed_ms, still_ms)),
        _ => None,
    };
    DrillResultView {
        at_ms,
        toy: result.toy.clone(),
        passed: result.is_passed(),
        sentence: words.sentence,
        hint: words.hint,
        limit_ms: result.limit_ms,
        closed_ms: times.map(|(closed, _)| closed),
        still_ms: times.map(|(_, still)| still),
    }
}
