//! Numbers of any size and sign in a file, as the nearest ones of their kind. They are looked at afterwards: one that is
//! out of range must not make the whole file unreadable.

use std::fmt;

use serde::{
    Deserializer,
    de::{Error, Visitor},
};

/// A limit in milliseconds, of which 0 is none: what is below 0 or between 0 and 1 becomes 1, which is mended to the
/// strictest.
pub(crate) fn limit_ms<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    Ok(match deserializer.deserialize_any(Number)? {
        ..0 => 1,
        limit_ms => u32::try_from(limit_ms).unwrap_or(u32::MAX),
    })
}

/// A toy's index. One that is none becomes the largest, which is mended to a free one.
pub(crate) fn index<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let index = deserializer.deserialize_any(Number)?;
    Ok(u32::try_from(index).unwrap_or(u32::MAX))
}

/// A port. One that is none becomes 0, which is mended.
pub(crate) fn port<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let port = deserializer.deserialize_any(Number)?;
    Ok(u16::try_from(port).unwrap_or(0))
}

/// A percentage. What is below 0 becomes 0, which is mended to the smallest.
pub(crate) fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let percent = deserializer.deserialize_any(Number)?.max(0);
    Ok(u32::try_from(percent).unwrap_or(u32::MAX))
}

struct Number;

impl Visitor<'_> for Number {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
        Ok(i64::try_from(number).unwrap_or(i64::MAX))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<i64, E> {
        // Away from 0, which means something of its own.
        let whole = if number.abs() < 1.0 {
            if number == 0.0 { 0.0 } else { number.signum() }
        } else {
            number.trunc()
        };
        #[allow(clippy::cast_possible_truncation, reason = "what is too large becomes the largest")]
        let whole = whole as i64;
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Numbers {
        #[serde(deserialize_with = "super::limit_ms")]
        limit_ms: u32,
        #[serde(deserialize_with = "super::index")]
        index: u32,
        #[serde(deserialize_with = "super::port")]
        port: u16,
        #[serde(deserialize_with = "super::percent")]
        percent: u32,
    }

    #[test]
    fn the_nearest_number() {
        for (text, limit_ms, index, port, percent) in [
            ("0", 0, 0, 0, 0),
            ("20", 20, 20, 20, 20),
            ("-5", 1, u32::MAX, 0, 0),
            ("0.5", 1, 1, 1, 1),
            ("-0.5", 1, u32::MAX, 0, 0),
            ("0.0", 0, 0, 0, 0),
            ("1000.9", 1000, 1000, 1000, 1000),
            ("70000", 70_000, 70_000, 0, 70_000),
            ("4294967296", u32::MAX, u32::MAX, 0, u32::MAX),
            ("1e300", u32::MAX, u32::MAX, 0, u32::MAX),
            ("99999999999999999999", u32::MAX, u32::MAX, 0, u32::MAX),
        ] {
            let json = format!(r#"{{"limit_ms":{text},"index":{text},"port":{text},"percent":{text}}}"#);
            let numbers: Numbers = serde_json::from_str(&json).unwrap();
            assert_eq!(
                (numbers.limit_ms, numbers.index, numbers.port, numbers.percent),
                (limit_ms, index, port, percent),
                "{text}"
            );
        }
        for bad in ["\"20\"", "null", "[]", "true"] {
            let json = format!(r#"{{"limit_ms":{bad},"index":1,"port":1,"percent":1}}"#);
            assert!(serde_json::from_str::<Numbers>(&json).is_err(), "{bad}");
        }
    }
}
