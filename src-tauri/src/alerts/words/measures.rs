//! Times, and toys that stand still, in words and numbers.

use vigil_devices::StopResult;
use vigil_server::StoppedToy;

use crate::{units::milliseconds, view::StoppedToyView};

/// For the view and the event stream.
pub(crate) fn stopped_toy(toy: &StoppedToy) -> StoppedToyView {
    StoppedToyView {
        index: toy.device,
        name: toy.name.clone(),
        still_after_ms: (toy.result == StopResult::Confirmed).then(|| milliseconds(toy.after)),
        result: toy.result.into(),
    }
}

/// "Both toys stood still 3 ms later. Nothing could be told to Keon, because its position is not known."
pub(super) fn standing_still(stopped: &[StoppedToy]) -> String {
    let moving = stopped.iter().filter(|toy| toy.was_moving);
    let (confirmed, open): (Vec<&StoppedToy>, Vec<_>) = moving.partition(|toy| toy.result == StopResult::Confirmed);
    let slowest = confirmed.iter().map(|toy| toy.after).max().unwrap_or_default();
    let later = match milliseconds(slowest) {
        ms if ms < 1.0 => "at once".to_owned(),
        ms => format!("{ms:.0}\u{a0}ms later"),
    };
    let still = match confirmed.as_slice() {
        [] if open.is_empty() => return "No toy was moving.".to_owned(),
        [] => String::new(),
        [toy] => format!("{} stood still {later}.", toy.name),
        [_, _] if open.is_empty() => format!("Both toys stood still {later}."),
        toys if open.is_empty() => format!("All {} toys stood still {later}.", toys.len()),
        toys => format!("{} toys stood still {later}.", toys.len()),
    };
    let named = |result| {
        let toys = open.iter().filter(|toy| toy.result == result);
        toys.map(|toy| toy.name.as_str()).collect::<Vec<_>>()
    };
    let mut sentences = vec![still];
    let unconfirmed = named(StopResult::Unconfirmed);
    if !unconfirmed.is_empty() {
        sentences.push(format!("{} did not confirm its stop.", unconfirmed.join(", ")));
    }
    let untold = named(StopResult::NothingToTell);
    if !untold.is_empty() {
        sentences.push(format!(
            "Nothing could be told to {}, because its position is not known.",
            untold.join(", ")
        ));
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn toy(name: &str, was_moving: bool, confirmed: bool, after_ms: u64) -> StoppedToy {
        StoppedToy {
            device: 0,
            name: name.into(),
            was_moving,
            result: if confirmed {
                StopResult::Confirmed
            } else {
                StopResult::Unconfirmed
            },
            after: Duration::from_millis(after_ms),
        }
    }

    #[test]
    fn standing_still_in_words() {
        let cases = [
            (vec![], "No toy was moving."),
            (vec![toy("Edge", false, true, 1)], "No toy was moving."),
            (vec![toy("Edge", true, true, 3)], "Edge stood still 3 ms later."),
            (vec![toy("Edge", true, true, 0)], "Edge stood still at once."),
            (
                vec![toy("Edge", true, true, 3), toy("Solace", true, true, 7)],
                "Both toys stood still 7 ms later.",
            ),
            (
                vec![toy("Edge", true, true, 3), toy("Solace", true, false, 900)],
                "Edge stood still 3 ms later. Solace did not confirm its stop.",
            ),
            (
                vec![toy("Solace", true, false, 900)],
                "Solace did not confirm its stop.",
            ),
        ];
        let untold = StoppedToy {
            result: StopResult::NothingToTell,
            ..toy("Keon", true, false, 0)
        };
        let cases = cases.into_iter().chain([
            (
                vec![untold.clone()],
                "Nothing could be told to Keon, because its position is not known.",
            ),
            (
                vec![toy("Edge", true, true, 3), toy("Solace", true, false, 900), untold],
                "Edge stood still 3 ms later. Solace did not confirm its stop. \
                 Nothing could be told to Keon, because its position is not known.",
            ),
        ]);
        for (stopped, words) in cases {
            assert_eq!(standing_still(&stopped).replace('\u{a0}', " "), words);
        }
    }
}
