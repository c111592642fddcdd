//! What a fire drill came to.

use super::Words;
use crate::{
    alerts::alert::{DrillOutcome, DrillProblem, DrillResult},
    units::seconds_of_ms,
};

const BY_HAND: &str = "If it still moves, switch it off by hand.";

pub(crate) fn drill(result: &DrillResult) -> Words {
    let toy = &result.toy;
    let seconds = seconds_of_ms;
    let exactly = |ms: u32| format!("{ms}\u{a0}ms");
    match result.outcome {
        DrillOutcome::Passed { closed_ms, still_ms } => Words::new(
            format!(
                "Passed: the program fell silent, its connection was closed after {}, and {toy} stood still after {}.",
                exactly(closed_ms),
                exactly(still_ms)
            ),
            "The toy itself confirmed its stop.",
        ),
        DrillOutcome::Late { closed_ms, still_ms } => Words::new(
            format!(
                "Fire drill failed: {toy} stood still only {} after the program fell silent, and not after {}.",
                seconds(still_ms.max(closed_ms)),
                seconds(result.limit_ms)
            ),
            "The computer was probably very busy. Close what keeps it busy, and repeat the drill.",
        ),
        DrillOutcome::Unconfirmed { .. } => Words::new(
            format!("Fire drill failed: {toy} did not confirm that it stopped. {BY_HAND}"),
            "Charge it, bring it nearer, and repeat the drill before you use it. Do not rely on a toy that fails again.",
        ),
        DrillOutcome::NothingToTell { .. } => Words::new(
            format!("Fire drill failed: nothing could be told to {toy}, because its position is not known. {BY_HAND}"),
            "Toys of this kind finish the movement that they were told last.",
        ),
        DrillOutcome::NotClosed { waited_ms } => Words::new(
            format!(
                "Fire drill failed: Vigil did not close the silent program's connection within {}. {BY_HAND}",
                seconds(waited_ms)
            ),
            "Restart Vigil and repeat the drill. If it fails again, please report it with the log.",
        ),
        DrillOutcome::Interrupted => Words::new(
            "The fire drill was stopped before its end.".to_owned(),
            "It proved nothing. Repeat it while nobody stops or disconnects anything.",
        ),
        DrillOutcome::NotRun(problem) => match problem {
            DrillProblem::NotConnected => Words::new(
                "Fire drill failed: Vigil did not let its own program in.",
                "Other programs probably cannot connect either. Switch the server off and on again.",
            ),
            DrillProblem::NotWatched => Words::new(
                "The fire drill was not possible: Vigil does not expect pings.",
                "Choose when to stop in Settings, under “Stops when silent for”.",
            ),
            DrillProblem::Refused => Words::new(
                format!("The fire drill was not possible: {toy} could not be moved."),
                "It may have left, or be stopped, or all that it can do may be switched off.",
            ),
            DrillProblem::NoAnswer => Words::new(
                "Fire drill failed: Vigil did not answer its own program.",
                "The computer was probably very busy. Close what keeps it busy, and repeat the drill.",
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_says_what_to_do() {
        let times = (1_003, 1_009);
        for (outcome, is_passed, is_failed, says) in [
            (
                DrillOutcome::Passed {
                    closed_ms: times.0,
                    still_ms: times.1,
                },
                true,
                false,
                "Edge stood still after",
            ),
            (DrillOutcome::Unconfirmed { closed_ms: times.0 }, false, true, "by hand"),
            (DrillOutcome::NotClosed { waited_ms: 7_000 }, false, true, "by hand"),
            (DrillOutcome::Interrupted, false, false, "before its end"),
            (
                DrillOutcome::NotRun(DrillProblem::NotWatched),
                false,
                false,
                "does not expect pings",
            ),
        ] {
            let result = DrillResult {
                toy: "Edge".to_owned(),
                limit_ms: 1_000,
                outcome,
            };
            assert_eq!(
                (result.is_passed(), result.is_failed()),
                (is_passed, is_failed),
                "{outcome:?}"
            );
            let words = drill(&result);
            assert!(words.sentence.contains(says), "{words:?}");
            assert!(words.hint.is_some(), "{words:?}");
        }
    }
}
