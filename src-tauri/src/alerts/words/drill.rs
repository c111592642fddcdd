//! What a fire drill came to.

use super::Words;
use crate::{
    alerts::alert::{DrillOutcome, DrillProblem, DrillResult},
    language::{Language, say},
};

pub(crate) fn drill(language: Language, result: &DrillResult) -> Words {
    let toy = result.toy.as_str();
    let seconds = |ms| language.seconds_of_ms(ms);
    let exactly = |ms: u32| language.milliseconds(ms.into());
    match result.outcome {
        DrillOutcome::Passed { closed_ms, still_ms } => Words::new(
            say!(
                language,
                "drill-passed",
                toy = toy,
                closed = exactly(closed_ms),
                still = exactly(still_ms)
            ),
            say!(language, "drill-passed-hint"),
        ),
        DrillOutcome::Late { closed_ms, still_ms } => Words::new(
            say!(
                language,
                "drill-late",
                toy = toy,
                after = seconds(still_ms.max(closed_ms)),
                limit = seconds(result.limit_ms)
            ),
            say!(language, "drill-busy-hint"),
        ),
        DrillOutcome::Unconfirmed { .. } => Words::new(
            say!(language, "drill-unconfirmed", toy = toy),
            say!(language, "drill-unconfirmed-hint"),
        ),
        DrillOutcome::NothingToTell { .. } => Words::new(
            say!(language, "drill-nothing-to-tell", toy = toy),
            say!(language, "drill-nothing-to-tell-hint"),
        ),
        DrillOutcome::NotClosed { waited_ms } => Words::new(
            say!(language, "drill-not-closed", waited = seconds(waited_ms)),
            say!(language, "drill-not-closed-hint"),
        ),
        DrillOutcome::Interrupted => Words::new(
            say!(language, "drill-interrupted"),
            say!(language, "drill-interrupted-hint"),
        ),
        DrillOutcome::NotRun(problem) => match problem {
            DrillProblem::NotConnected => Words::new(
                say!(language, "drill-not-connected"),
                say!(language, "drill-not-connected-hint"),
            ),
            DrillProblem::NotWatched => Words::new(
                say!(language, "drill-not-watched"),
                say!(language, "drill-not-watched-hint"),
            ),
            DrillProblem::Refused => Words::new(
                say!(language, "drill-refused", toy = toy),
                say!(language, "drill-refused-hint"),
            ),
            DrillProblem::NoAnswer => Words::new(say!(language, "drill-no-answer"), say!(language, "drill-busy-hint")),
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
            let words = drill(Language::English, &result);
            assert!(words.sentence.contains(says), "{words:?}");
            assert!(words.hint.is_some(), "{words:?}");
        }
    }
}
