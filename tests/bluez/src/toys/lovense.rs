//! What a Lovense toy does, as its commands say: text such as `Vibrate1:10;`.

use std::collections::BTreeMap;

use crate::log::Write;

/// What each motor was told last, by the name of its command: `Vibrate`, `Vibrate1`, `Rotate`, `Air:Level`, and
/// `Mply.0`, `Mply.1` … for the motors of `Mply:10:5;`. A motor that was never told anything is not there.
pub fn levels(writes: &[Write]) -> BTreeMap<String, i64> {
    let mut levels = BTreeMap::new();
    for text in writes.iter().map(Write::text) {
        for command in text.split(';') {
            note(command, &mut levels);
        }
    }
    levels
}

/// Every motor that was ever told anything stands still. A place to go to (`FSetSite`) is no movement.
pub fn is_at_rest(writes: &[Write]) -> bool {
    let levels = levels(writes);
    let mut moving = levels
        .iter()
        .filter(|(name, level)| *name != "FSetSite" && **level != 0);
    moving.next().is_none()
}

fn note(command: &str, levels: &mut BTreeMap<String, i64>) {
    let Some((name, value)) = command.rsplit_once(':') else {
        return;
    };
    if let Some((name, values)) = command.split_once(':')
        && name == "Mply"
    {
        for (motor, level) in values.split(':').enumerate() {
            // -1: as it is.
            if let Some(level) = level.parse().ok().filter(|level| *level >= 0) {
                levels.insert(format!("{name}.{motor}"), level);
            }
        }
    } else if let Ok(level) = value.parse() {
        levels.insert(name.to_owned(), level);
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_last_word_counts() {
        let writes = said(&[
            "DeviceType;",
            "Vibrate1:10;",
            "Vibrate2:5;",
            "Rotate:3;",
            "Vibrate1:0;",
            "Air:Level:2;",
        ]);
        let expected = [("Air:Level", 2), ("Rotate", 3), ("Vibrate1", 0), ("Vibrate2", 5)];
        assert_eq!(
            levels(&writes),
            expected.map(|(name, level)| (name.to_owned(), level)).into()
        );
        assert!(!is_at_rest(&writes));
    }

    #[test]
    fn several_motors_in_one_command() {
        let writes = said(&["Mply:10:5:-1;", "Mply:0:-1:3;"]);
        let expected = [("Mply.0", 0), ("Mply.1", 5), ("Mply.2", 3)];
        assert_eq!(
            levels(&writes),
            expected.map(|(name, level)| (name.to_owned(), level)).into()
        );
    }

    #[test]
    fn a_toy_that_was_never_told_anything_rests() {
        assert!(is_at_rest(&said(&["DeviceType;", "Battery;"])));
        assert!(is_at_rest(&said(&["FSetSite:40;", "Vibrate:1;", "Vibrate:0;"])));
    }

    fn said(texts: &[&str]) -> Vec<Write> {
        let now = Instant::now();
        let write = |text: &&str| Write {
            order: 0,
            asked: now,
            at: now,
            service: Uuid::nil(),
            characteristic: Uuid::nil(),
            bytes: text.as_bytes().to_vec(),
            with_response: false,
        };
        texts.iter().map(write).collect()
    }
}
