use serde::Deserialize;
use thiserror::Error;

use crate::limits;

/// What a toy says first.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Introduction {
    pub(super) identifier: String,
    pub(super) address: String,
    version: u32,
}

#[derive(Debug, Error)]
pub(super) enum UnreadableIntroduction {
    #[error("it introduced itself in no known way: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("it speaks version {0} of the protocol; version 0 is known")]
    Version(u32),
    #[error("its identifier is empty or too long")]
    Identifier,
    #[error("its address is too long")]
    Address,
}

impl Introduction {
    pub(super) fn read(text: &str) -> Result<Self, UnreadableIntroduction> {
        let mut said: Self = serde_json::from_str(text)?;
        let too_long = |text: &str| text.chars().count() > limits::INTRODUCTION_CHARS;
        if said.version != 0 {
            return Err(UnreadableIntroduction::Version(said.version));
        }
        if said.identifier.is_empty() || too_long(&said.identifier) {
            return Err(UnreadableIntroduction::Identifier);
        }
        if too_long(&said.address) {
            return Err(UnreadableIntroduction::Address);
        }
        if said.address.is_empty() {
            said.address.clone_from(&said.identifier);
        }
        Ok(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_introduction_is_refused() {
        let good = r#"{"identifier":"LVS-DIY","address":"0123456789ab","version":0}"#;
        assert_eq!(Introduction::read(good).unwrap().address, "0123456789ab");
        let nowhere = r#"{"identifier":"LVS-DIY","address":"","version":0}"#;
        assert_eq!(Introduction::read(nowhere).unwrap().address, "LVS-DIY");
        for bad in [
            "",
            "hello",
            "[]",
            r#"{"identifier":"LVS-DIY","version":0}"#,
            r#"{"identifier":"LVS-DIY","address":"a","version":1}"#,
            r#"{"identifier":"","address":"a","version":0}"#,
            &format!(r#"{{"identifier":"{}","address":"a","version":0}}"#, "x".repeat(1000)),
        ] {
            assert!(Introduction::read(bad).is_err(), "{bad}");
        }
    }
}
