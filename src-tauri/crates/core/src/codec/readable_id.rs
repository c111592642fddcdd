use std::fmt;

use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::whole::Natural;

/// The Id of a message that could not be understood, so that its answer finds the request; 0 if none can be read.
///
/// `{"Name": {"Id": 5, …}, …}`: the Id of the first body that has one; of several in a body, the last, as JSON readers
/// do it. Nothing else in the message matters: other values are skipped, not read, so that no number is too large, no
/// text too odd and no nesting too deep.
pub(super) fn readable_id(message: &str) -> u32 {
    let mut found = None;
    for_each_entry(message, |_, body| {
        if found.is_none() {
            for_each_entry(body, |name, value| {
                if is_id(name) {
                    found = serde_json::from_str::<Natural>(value).map(|id| id.0).ok().or(found);
                }
            });
        }
    });
    found.unwrap_or(0)
}

fn is_id(name: &str) -> bool {
    means(name, r#""Id""#)
}

/// Compares names, which may be written with escapes. `plain` is in quotes and has none.
fn means(name: &str, plain: &str) -> bool {
    name == plain
        || (name.contains('\\')
            && serde_json::from_str::<String>(name).is_ok_and(|name| plain == format!("\"{name}\"")))
}

/// The messages that stop toys, in every version, as they stand in JSON.
const STOPS: [&str; 3] = [r#""StopCmd""#, r#""StopDeviceCmd""#, r#""StopAllDevices""#];

/// Whether a frame or message that could not be understood was meant to stop toys. In doubt it was: if a frame is no
/// JSON, the name of a stop anywhere in it is enough.
pub(super) fn names_a_stop(text: &str) -> bool {
    if STOPS.iter().any(|stop| text.contains(stop)) {
        return true;
    }
    let mut found = false;
    if text.contains('\\') {
        for_each_entry(text, |name, _| found |= STOPS.iter().any(|stop| means(name, stop)));
    }
    found
}

/// Each name and value of an object, as they stand in the text; none if it is no object.
fn for_each_entry<'a>(text: &'a str, each: impl FnMut(&'a str, &'a str)) {
    // After an error there are no more entries.
    let _ = serde_json::Deserializer::from_str(text).deserialize_map(Entries(each));
}

struct Entries<F>(F);

impl<'a, F: FnMut(&'a str, &'a str)> Visitor<'a> for Entries<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut object: A) -> Result<(), A::Error> {
        while let Some((name, value)) = object.next_entry::<&RawValue, &RawValue>()? {
            (self.0)(name.get(), value.get());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{names_a_stop, readable_id};

    #[test]
    fn the_id_is_found_whatever_else_is_wrong() {
        let huge = format!(r#"{{"Ping":{{"X":{},"Id":5}}}}"#, "9".repeat(500));
        let deep = format!(
            r#"{{"OutputCmd":{{"Command":{}{},"Id":5}}}}"#,
            "[".repeat(10_000),
            "]".repeat(10_000)
        );
        let cases = [
            (r#"{"Ping":{"Id":5}}"#, 5),
            (r#"{"Ping":{"Id":4294967295}}"#, u32::MAX),
            (r#"{"Ping":{"Id":5.0}}"#, 5),
            (r#"{"Ping":{"Id":0.5e1}}"#, 5),
            (r#"{"Ping":{"X":1e400,"Id":5}}"#, 5),
            (r#"{"Test":{"TestString":"\ud800","Id":5}}"#, 5),
            (r#"{"Ping":{"\ud800":1,"Id":5}}"#, 5),
            (r#"{"\udfff":{"Id":5}}"#, 5),
            (r#"{"Ping":{"\u0049d":5}}"#, 5),
            (r#"{"Ping":{"Id":5,"Id":6}}"#, 6),
            (r#"{"Ping":{"Id":5,"Id":"x"}}"#, 5),
            (r#"{"Ping":null,"Pong":{"Id":5},"Pang":{"Id":6}}"#, 5),
            (huge.as_str(), 5),
            (deep.as_str(), 5),
        ];
        for (message, id) in cases {
            assert_eq!(readable_id(message), id, "{message}");
        }
    }

    #[test]
    fn what_is_no_id_is_none() {
        for message in [
            "",
            "null",
            "5",
            "[]",
            "{}",
            r#"{"Id":5}"#,
            r#"{"Ping":5}"#,
            r#"{"Ping":[{"Id":5}]}"#,
            r#"{"Ping":{"id":5}}"#,
            r#"{"Ping":{"Id":-5}}"#,
            r#"{"Ping":{"Id":5.5}}"#,
            r#"{"Ping":{"Id":4294967296.0}}"#,
            r#"{"Ping":{"Id":"5"}}"#,
            r#"{"Ping":{"Id":4294967296}}"#,
            r#"{"Ping":{"Id":[5]}}"#,
            r#"{"Ping":{"In":{"Id":5}}}"#,
        ] {
            assert_eq!(readable_id(message), 0, "{message}");
        }
    }

    #[test]
    fn a_stop_is_known_by_its_name_whatever_else_is_wrong() {
        for stop in [
            r#"{"StopCmd":null}"#,
            r#"{"StopDeviceCmd":{"Id":"x","DeviceIndex":[[0]]}}"#,
            r#"{"\u0053topAllDevices":{"Id":1.5}}"#,
            r#"{"Ping":{"Id":1},"StopCmd":{"Id":2}}"#,
            r#"[{"StopAllDevices":{"Id":1}}"#,
            r#""StopAllDevices""#,
        ] {
            assert!(names_a_stop(stop), "{stop}");
        }
        for other in [
            "",
            "{}",
            r#"{"StopScanning":{"Id":"x"}}"#,
            r#"{"stopcmd":{"Id":"x"}}"#,
            r#"{"\u0053topScanning":{"Id":"x"}}"#,
            r#"{"OutputCmd":{"Id":1}}"#,
        ] {
            assert!(!names_a_stop(other), "{other}");
        }
    }
}
