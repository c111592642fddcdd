//! Toys that stand still, and lists, in words.

use crate::alerts::alert::{Confirmation, Stop};

/// "Both toys stood still 3 ms later. Nothing could be told to Keon, because its position is not known."
pub(super) fn standing_still(stopped: &[Stop]) -> String {
    let moving = stopped.iter().filter(|toy| toy.moved);
    let (confirmed, open): (Vec<&Stop>, Vec<_>) = moving.partition(|toy| toy.result == Confirmation::Confirmed);
    let slowest = confirmed.iter().filter_map(|toy| toy.after_ms).fold(0.0, f64::max);
    let later = if slowest < 1.0 {
        "at once".to_owned()
    } else {
        format!("{slowest:.0}\u{a0}ms later")
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
    let unconfirmed = named(Confirmation::Unconfirmed);
    if !unconfirmed.is_empty() {
        sentences.push(format!("{} did not confirm its stop.", unconfirmed.join(", ")));
    }
    let untold = named(Confirmation::NothingToTell);
    if !untold.is_empty() {
        sentences.push(format!(
            "Nothing could be told to {}, because its position is not known.",
            untold.join(", ")
        ));
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

/// "A, B and C".
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        names => names.concat(),
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
            assert_eq!(standing_still(&stopped).replace('\u{a0}', " "), words);
        }
    }
}
