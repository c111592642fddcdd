use std::time::Duration;

use vigil_core::{session::EndCause, time::whole_ms};
use vigil_devices::StopResult;
use vigil_server::SessionEnd;

use crate::alerts::alert::DrillOutcome;

/// How much later than the limit the drill still passes. The promise is far stricter, and measured elsewhere; a person's
/// computer may be busy.
const LATENESS: Duration = Duration::from_millis(500);

/// What is known at the end.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    /// How long after its last sign of life the program's connection was closed.
    pub played: Result<Duration, DrillOutcome>,
    pub limit: Duration,
    /// What the server says of the same session.
    pub ended: Option<&'a SessionEnd>,
    pub toy: u32,
}

/// What the drill came to. Only what both ends saw counts as passed.
pub(super) fn of(facts: &Facts<'_>) -> DrillOutcome {
    let closed_after = match facts.played {
        Ok(closed_after) => closed_after,
        Err(outcome) => return outcome,
    };
    let closed_ms = whole_ms(closed_after);
    let Some(end) = facts.ended else {
        return DrillOutcome::Unconfirmed { closed_ms };
    };
    if !matches!(end.cause, EndCause::PingTimeout { .. }) {
        return DrillOutcome::Interrupted;
    }
    let Some(stop) = end.stopped.iter().find(|stop| stop.device == facts.toy) else {
        return DrillOutcome::Unconfirmed { closed_ms };
    };
    // The server counts from the moment that the limit ran out.
    let still_after = facts.limit + stop.after;
    let still_ms = whole_ms(still_after);
    match stop.result {
        StopResult::Unconfirmed => DrillOutcome::Unconfirmed { closed_ms },
        StopResult::NothingToTell => DrillOutcome::NothingToTell { closed_ms },
        // Somebody else had stopped it already.
        StopResult::Confirmed if !stop.was_moving => DrillOutcome::Interrupted,
        StopResult::Confirmed if closed_after.max(still_after) > facts.limit + LATENESS => {
            DrillOutcome::Late { closed_ms, still_ms }
        }
        StopResult::Confirmed => DrillOutcome::Passed { closed_ms, still_ms },
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use vigil_core::lease::SessionId;
    use vigil_server::{ProgramIdentity, StoppedToy};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(1);

    fn ended(cause: EndCause, stop: Option<(StopResult, bool, u64)>) -> SessionEnd {
        let stopped = stop.map(|(result, was_moving, after_ms)| StoppedToy {
            device: 3,
            name: "Edge".to_owned(),
            was_moving,
            result,
            after: Duration::from_millis(after_ms),
        });
        SessionEnd {
            program: ProgramIdentity {
                session: SessionId(1),
                address: SocketAddr::from((Ipv4Addr::LOCALHOST, 1)),
                origin: None,
                name: None,
            },
            cause,
            late: Duration::ZERO,
            stopped: stopped.into_iter().collect(),
            others: Vec::new(),
            gaps: Vec::new(),
            pings: 1,
            is_repeated: false,
        }
    }

    #[test]
    fn only_what_both_ends_saw_passes() {
        let ping = || EndCause::PingTimeout {
            silent: LIMIT,
            limit: LIMIT,
            ever_pinged: true,
        };
        let closed = |ms| Ok(Duration::from_millis(ms));
        let passed = DrillOutcome::Passed {
            closed_ms: 1_002,
            still_ms: 1_009,
        };
        let unconfirmed = DrillOutcome::Unconfirmed { closed_ms: 1_002 };
        for (played, end, outcome) in [
            (
                closed(1_002),
                Some(ended(ping(), Some((StopResult::Confirmed, true, 9)))),
                passed,
            ),
            // The toy does not answer, the server does not tell, or tells of other toys.
            (
                closed(1_002),
                Some(ended(ping(), Some((StopResult::Unconfirmed, true, 900)))),
                unconfirmed,
            ),
            (closed(1_002), None, unconfirmed),
            (closed(1_002), Some(ended(ping(), None)), unconfirmed),
            (
                closed(1_002),
                Some(ended(ping(), Some((StopResult::NothingToTell, true, 0)))),
                DrillOutcome::NothingToTell { closed_ms: 1_002 },
            ),
            // Each end alone can be late.
            (
                closed(1_900),
                Some(ended(ping(), Some((StopResult::Confirmed, true, 9)))),
                DrillOutcome::Late {
                    closed_ms: 1_900,
                    still_ms: 1_009,
                },
            ),
            (
                closed(1_002),
                Some(ended(ping(), Some((StopResult::Confirmed, true, 700)))),
                DrillOutcome::Late {
                    closed_ms: 1_002,
                    still_ms: 1_700,
                },
            ),
            // Somebody else stopped the toy, or the program.
            (
                closed(1_002),
                Some(ended(ping(), Some((StopResult::Confirmed, false, 0)))),
                DrillOutcome::Interrupted,
            ),
            (
                closed(400),
                Some(ended(EndCause::ClosedByPerson, Some((StopResult::Confirmed, true, 9)))),
                DrillOutcome::Interrupted,
            ),
            (
                Err(DrillOutcome::NotClosed { waited_ms: 7_000 }),
                None,
                DrillOutcome::NotClosed { waited_ms: 7_000 },
            ),
        ] {
            let facts = Facts {
                played,
                limit: LIMIT,
                ended: end.as_ref(),
                toy: 3,
            };
            assert_eq!(of(&facts), outcome, "{facts:?}");
        }
    }
}
