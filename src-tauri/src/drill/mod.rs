//! The fire drill: a program of Vigil's own connects over the real socket, moves a toy a little and falls silent. Vigil has
//! to notice, to close the connection and to stop the toy, as it does for any program; what came of it is told.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | one drill at a time, and what the server says of it |
//! | `program` | the program that falls silent |
//! | `verdict` | what it came to |

mod program;
mod verdict;

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::{
    runtime::Handle,
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep_until},
};
use vigil_clock::Clock;
use vigil_core::{
    message::{FeatureOutput, Output, OutputKind},
    time::{Moment, whole_ms},
};
use vigil_devices::{DeviceState, OutputState};
use vigil_server::{ServerEvent, SessionEnd};

use self::program::{Plan, Signs, Silence};
use crate::{
    alerts::alert::{DrillOutcome, DrillProblem, DrillResult},
    files::Versioned,
    timeouts,
};

/// The version written by this build.
pub(crate) const DRILLS_VERSION: u32 = 1;

/// The last drill, as it is kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct LastDrill {
    pub version: u32,
    /// When it was over, in ms since 1970.
    pub at_ms: u64,
    pub result: Option<DrillResult>,
}

impl Versioned for LastDrill {
    const NEWEST: u32 = DRILLS_VERSION;

    fn version(&self) -> u32 {
        self.version
    }
}

/// How strongly the toy moves.
const STRENGTH_PERCENT: i32 = 20;

/// How long a carriage is on its way: longer than any limit that a person would try.
const STROKE_MS: u32 = 60_000;

/// The drill that is under way.
#[derive(Debug, Default)]
pub(crate) struct FireDrill {
    running: Option<Running>,
    /// The last one's program, whose end may be told after the drill.
    own: Option<Arc<OnceLock<SocketAddr>>>,
}

#[derive(Debug)]
struct Running {
    index: u32,
    toy: String,
    silence: watch::Receiver<Option<Silence>>,
    /// It ends with the drill.
    program: JoinSet<Result<Duration, DrillOutcome>>,
    /// What the program saw.
    played: Option<Result<Duration, DrillOutcome>>,
    /// What the server did, which is told when the toy has answered.
    ended: Option<Box<SessionEnd>>,
    /// The server is not waited for any longer.
    due: Option<Instant>,
}

/// What [`FireDrill::next`] tells.
#[derive(Debug)]
pub(crate) enum News {
    /// The program has fallen silent.
    Silent,
    Over(DrillResult),
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress<'a> {
    pub index: u32,
    pub toy: &'a str,
    pub silence: Option<(Moment, Duration)>,
}

impl FireDrill {
    /// Begins with this toy, unless nothing of it goes on moving by itself.
    pub(crate) fn begin(&mut self, runtime: &Handle, clock: Clock, server: SocketAddr, toy: &DeviceState) -> bool {
        let Some(output) = output(&toy.outputs) else {
            return false;
        };
        let (silence, seen) = watch::channel(None);
        let signs = Signs {
            own: Arc::default(),
            silence,
        };
        self.own = Some(signs.own.clone());
        let plan = Plan {
            address: server,
            toy: toy.index,
            output,
        };
        let mut program = JoinSet::new();
        program.spawn_on(program::play(plan, clock, signs), runtime);
        self.running = Some(Running {
            index: toy.index,
            toy: toy.name.shown().to_owned(),
            silence: seen,
            program,
            played: None,
            ended: None,
            due: None,
        });
        true
    }

    /// Ends it at once: its program vanishes, and the server stops the toy.
    pub(crate) fn stop(&mut self) -> Option<DrillResult> {
        let running = self.running.take()?;
        Some(running.result(DrillOutcome::Interrupted))
    }

    pub(crate) fn progress(&self) -> Option<Progress<'_>> {
        self.running.as_ref().map(|running| Progress {
            index: running.index,
            toy: &running.toy,
            silence: (*running.silence.borrow()).map(|silence| (silence.since, silence.limit)),
        })
    }

    /// Takes note of what the server says of the drill's own program. Returns whether the event is about that.
    pub(crate) fn heed(&mut self, event: &ServerEvent) -> bool {
        let address = match event {
            ServerEvent::Connected { address, .. } => address,
            ServerEvent::Ended(end) => &end.program.address,
            _ => return false,
        };
        let own = self.own.as_ref().and_then(|own| own.get());
        if own != Some(address) {
            return false;
        }
        if let (ServerEvent::Ended(end), Some(running)) = (event, &mut self.running) {
            running.ended = Some(end.clone());
        }
        true
    }

    /// What comes next. Never resolves while there is no drill.
    pub(crate) async fn next(&mut self) -> News {
        loop {
            if self.running.as_ref().is_some_and(Running::is_over)
                && let Some(running) = self.running.take()
            {
                let outcome = verdict::of(&running.facts());
                return News::Over(running.result(outcome));
            }
            let Some(running) = &mut self.running else {
                return std::future::pending().await;
            };
            tokio::select! {
                Some(played) = running.program.join_next() => {
                    // A panic of it is a drill that did not run.
                    let played = played.unwrap_or(Err(DrillOutcome::NotRun(DrillProblem::NoAnswer)));
                    running.played = Some(played);
                    running.due = Some(Instant::now() + timeouts::DRILL_REPORT);
                }
                Ok(()) = running.silence.changed() => return News::Silent,
                () = until(running.due) => {}
            }
        }
    }
}

impl Running {
    /// Both ends have told what they saw, or the server does not tell.
    fn is_over(&self) -> bool {
        match &self.played {
            None => false,
            Some(Err(_)) => true,
            Some(Ok(_)) => self.ended.is_some() || self.due.is_some_and(|due| due <= Instant::now()),
        }
    }

    fn facts(&self) -> verdict::Facts<'_> {
        verdict::Facts {
            played: self.played.unwrap_or(Err(DrillOutcome::Interrupted)),
            limit: self.limit(),
            ended: self.ended.as_deref(),
            toy: self.index,
        }
    }

    fn limit(&self) -> Duration {
        self.silence.borrow().map_or(Duration::ZERO, |silence| silence.limit)
    }

    fn result(&self, outcome: DrillOutcome) -> DrillResult {
        DrillResult {
            toy: self.toy.clone(),
            limit_ms: whole_ms(self.limit()),
            outcome,
        }
    }
}

/// The first output that goes on moving by itself, at a fifth of its strength; or a carriage, on its way as long as the
/// drill lasts. One that is sent somewhere without a duration has arrived long before the limit.
fn output(outputs: &[OutputState]) -> Option<FeatureOutput> {
    let usable = || {
        outputs
            .iter()
            .filter(|output| !output.disabled && output.limit_percent > output.from_percent)
    };
    let strength = usable().find(|output| {
        matches!(
            output.kind,
            OutputKind::Vibrate | OutputKind::Rotate | OutputKind::Oscillate | OutputKind::Constrict
        )
    });
    let chosen = strength.or_else(|| usable().find(|output| output.kind.needs_duration()))?;
    Some(FeatureOutput {
        feature: chosen.feature,
        output: Output {
            kind: chosen.kind,
            value: (chosen.max * STRENGTH_PERCENT / 100).max(1),
            duration_ms: chosen.kind.needs_duration().then_some(STROKE_MS),
        },
    })
}

/// Never resolves without a time.
async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: OutputKind, disabled: bool, limit_percent: u8) -> OutputState {
        OutputState {
            feature: 4,
            description: String::new(),
            kind,
            min: 0,
            max: 20,
            value: 0,
            duration_ms: None,
            disabled,
            limit_percent,
            from_percent: 0,
            reversed: false,
        }
    }

    #[test]
    fn only_what_goes_on_by_itself_proves_something() {
        for (outputs, chosen) in [
            (vec![], None),
            (
                vec![of(OutputKind::Led, false, 100), of(OutputKind::Position, false, 100)],
                None,
            ),
            (
                vec![of(OutputKind::Vibrate, true, 100), of(OutputKind::Rotate, false, 0)],
                None,
            ),
            (
                vec![
                    of(OutputKind::HwPositionWithDuration, false, 100),
                    of(OutputKind::Vibrate, true, 100),
                ],
                Some((OutputKind::HwPositionWithDuration, Some(STROKE_MS))),
            ),
            (
                vec![
                    of(OutputKind::HwPositionWithDuration, false, 100),
                    of(OutputKind::Oscillate, false, 100),
                ],
                Some((OutputKind::Oscillate, None)),
            ),
        ] {
            let output = output(&outputs).map(|chosen| chosen.output);
            assert_eq!(
                output.as_ref().map(|output| (output.kind, output.duration_ms)),
                chosen,
                "{outputs:?}"
            );
            assert!(output.is_none_or(|output| output.value == 4), "{outputs:?}");
        }
    }
}
