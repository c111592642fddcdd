use serde::Deserialize;
use serde_json::Value;

use crate::event::ToyRefused;
use crate::limits;

/// What a toy says first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Introduction {
    pub(super) identifier: String,
    pub(super) address: String,
}

#[derive(Debug, Deserialize)]
struct Said {
    identifier: String,
    address: String,
    #[serde(default)]
    version: Value,
}

impl Introduction {
    /// From a text frame or a binary one: what is in it counts.
    pub(super) fn read(data: &[u8]) -> Result<Self, ToyRefused> {
        // Small machines put a zero at the end of a text, and some tools a mark at its beginning.
        let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
        let end = data.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        let said: Said = serde_json::from_slice(&data[..end])
            .map_err(|error| ToyRefused::Unreadable(shortened(&error.to_string())))?;
        // Many a toy that was built does not say it, and there is only one so far.
        if !said.version.is_null() && said.version.as_f64() != Some(0.0) {
            return Err(ToyRefused::Version(shortened(&said.version.to_string())));
        }
        let too_long = |text: &str| text.chars().count() > limits::INTRODUCTION_CHARS;
        if said.identifier.is_empty() || too_long(&said.identifier) {
            return Err(ToyRefused::Identifier);
        }
        if too_long(&said.address) {
            return Err(ToyRefused::Address);
        }
        let address = if said.address.is_empty() {
            said.identifier.clone()
        } else {
            said.address
        };
        Ok(Self {
            identifier: said.identifier,
            address,
        })
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(limits::INTRODUCTION_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_introduction_is_understood_however_it_is_spelled() {
        let address = |text: &str| Introduction::read(text.as_bytes()).map(|said| said.address);
        for good in [
            r#"{"identifier":"LVS-DIY","address":"0123456789ab","version":0}"#,
            r#"{"identifier":"LVS-DIY","address":"0123456789ab","version":0.0}"#,
            r#"{"identifier":"LVS-DIY","address":"0123456789ab","version":null}"#,
            r#"{"identifier":"LVS-DIY","address":"0123456789ab"}"#,
            r#"{"identifier":"LVS-DIY","address":"0123456789ab","version":0,"firmware":{"built":[1]},"battery":7}"#,
            " {\"identifier\":\"LVS-DIY\",\"address\":\"0123456789ab\"}\r\n",
            "{\"identifier\":\"LVS-DIY\",\"address\":\"0123456789ab\"}\n\0",
            "\u{feff}{\"identifier\":\"LVS-DIY\",\"address\":\"0123456789ab\"}",
        ] {
            assert_eq!(address(good).as_deref(), Ok("0123456789ab"), "{good}");
        }
        let nowhere = r#"{"identifier":"LVS-DIY","address":"","version":0}"#;
        assert_eq!(address(nowhere).as_deref(), Ok("LVS-DIY"));
    }

    #[test]
    fn what_is_no_introduction_is_refused() {
        for bad in [
            "",
            "\0",
            "hello",
            "[]",
            r#"{"identifier":"LVS-DIY","version":0}"#,
            r#"{"identifier":"LVS-DIY","address":"a","version":1}"#,
            r#"{"identifier":"LVS-DIY","address":"a","version":"3"}"#,
            r#"{"identifier":"","address":"a","version":0}"#,
            &format!(r#"{{"identifier":"{}","address":"a","version":0}}"#, "x".repeat(1000)),
        ] {
            assert!(Introduction::read(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn anything_may_come(data in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(said) = Introduction::read(&data) {
                prop_assert!(!said.identifier.is_empty() && !said.address.is_empty());
            }
        }
    }
}
