//! Toys that stand still, in words.

use crate::{
    alerts::alert::{Confirmation, Stop},
    language::{Language, say},
};

/// "Both toys stood still 3 ms later. Nothing could be told to Keon, because its position is not known."
pub(super) fn standing_still(language: Language, stopped: &[Stop]) -> String {
    let moving = stopped.iter().filter(|toy| toy.moved);
    let (confirmed, open): (Vec<&Stop>, Vec<_>) = moving.partition(|toy| toy.result == Confirmation::Confirmed);
    if confirmed.is_empty() && open.is_empty() {
        return say!(language, "no-toy-moved");
    }
    let of_result = |result| {
        let toys = open.iter().filter(|toy| toy.result == result);
        language.row(&toys.map(|toy| toy.name.as_str()).collect::<Vec<_>>())
    };
    let (unconfirmed, untold) = (
        of_result(Confirmation::Unconfirmed),
        of_result(Confirmation::NothingToTell),
    );
    let names: Vec<_> = confirmed.iter().map(|toy| toy.name.as_str()).collect();
    let slowest = confirmed.iter().filter_map(|toy| toy.after_ms).fold(0.0, f64::max);
    let still = how_many(&names, open.is_empty()).map(|how_many| {
        let (toy, count) = (names[0], names.len());
        if slowest < 1.0 {
            say!(
                language,
                "still-at-once",
                confirmed = how_many,
                toy = toy,
                count = count
            )
        } else {
            let after = language.milliseconds(slowest);
            say!(
                language,
                "still-later",
                confirmed = how_many,
                toy = toy,
                count = count,
                after = after
            )
        }
    });
    let unconfirmed = (!unconfirmed.is_empty()).then(|| say!(language, "stop-not-confirmed", toys = unconfirmed));
    let untold = (!untold.is_empty()).then(|| say!(language, "stop-not-told", toys = untold));
    language.sentences([still, unconfirmed, untold].into_iter().flatten())
}

/// How the toys that confirmed their stop are spoken of. `are_all`: no other one was moving. `None` if there is none.
pub(super) const fn how_many(names: &[&str], are_all: bool) -> Option<&'static str> {
    match names {
        [] => None,
        [_] => Some("one"),
        [_, _] if are_all => Some("both"),
        _ if are_all => Some("all"),
        _ => Some("some"),
    }
}

#[cfg(test)]
pub(super) fn stop(name: &str, moved: bool, result: Confirmation, after_ms: f64) -> Stop {
    Stop {
        index: 0,
        name: name.to_owned(),
        moved,
        result,
        after_ms: Some(after_ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toy(name: &str, moved: bool, is_confirmed: bool, after_ms: f64) -> Stop {
        let result = if is_confirmed {
            Confirmation::Confirmed
        } else {
            Confirmation::Unconfirmed
        };
        stop(name, moved, result, after_ms)
    }

    #[test]
    fn standing_still_in_words() {
        let untold = stop("Keon", true, Confirmation::NothingToTell, 0.0);
        for (stopped, words) in [
            (vec![], "No toy was moving."),
            (vec![toy("Edge", false, true, 1.0)], "No toy was moving."),
            (vec![toy("Edge", true, true, 3.0)], "Edge stood still 3 ms later."),
            (vec![toy("Edge", true, true, 0.4)], "Edge stood still at once."),
            (
                vec![toy("Edge", true, true, 3.0), toy("Solace", true, true, 7.2)],
                "Both toys stood still 7 ms later.",
            ),
            (
                vec![toy("Edge", true, true, 3.0), toy("Solace", true, false, 900.0)],
                "Edge stood still 3 ms later. Solace did not confirm its stop.",
            ),
            (
                vec![toy("Solace", true, false, 900.0)],
                "Solace did not confirm its stop.",
            ),
            (
                vec![untold.clone()],
                "Nothing could be told to Keon, because its position is not known.",
            ),
            (
                vec![toy("Edge", true, true, 3.0), toy("Solace", true, false, 900.0), untold],
                "Edge stood still 3 ms later. Solace did not confirm its stop. \
                 Nothing could be told to Keon, because its position is not known.",
            ),
        ] {
            assert_eq!(
                standing_still(Language::English, &stopped).replace('\u{a0}', " "),
                words
            );
        }
    }
}
