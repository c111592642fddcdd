//! What the first version stored: what the window showed, with its sentences.

use serde::{Deserialize, Deserializer, de::Error as _};

use super::{
    super::alert::{Alert, Confirmation, Measured, Program, Stop, Told},
    kept::Kept,
};
use crate::view::AlertCause;

/// `alerts.json` of version 1; newest first.
#[derive(Deserialize)]
pub(super) struct Stored {
    pub(super) version: u32,
    pub(super) alerts: Vec<Shown>,
}

/// An alert as the window showed it. It stays as it was told.
#[derive(Deserialize)]
pub(super) struct Shown {
    id: u64,
    #[serde(flatten)]
    times: ShownTimes,
    dismissed: bool,
    cause: AlertCause,
    sentence: String,
    hint: Option<String>,
    #[serde(flatten)]
    program: ShownProgram,
    toys: Vec<ShownToy>,
    gaps: Vec<ShownGap>,
    offer_exemption: bool,
    #[serde(default)]
    page: Option<String>,
}

#[derive(Deserialize)]
struct ShownTimes {
    at_ms: u64,
    #[serde(default)]
    first_at_ms: u64,
    #[serde(default = "once")]
    count: u32,
}

#[derive(Deserialize)]
struct ShownProgram {
    program: Option<String>,
    #[serde(default)]
    program_origin: Option<String>,
    silent_ms: Option<u32>,
    limit_ms: Option<u32>,
    late_ms: Option<f64>,
}

struct ShownToy {
    index: u32,
    name: String,
    still_after_ms: Option<f64>,
    result: Confirmation,
}

#[derive(Deserialize)]
struct ShownGap {
    ago_ms: u32,
    gap_ms: u32,
}

impl From<Shown> for Kept {
    fn from(shown: Shown) -> Self {
        let ShownProgram {
            program,
            program_origin,
            silent_ms,
            limit_ms,
            late_ms,
        } = shown.program;
        let told = Told {
            cause: shown.cause,
            sentence: shown.sentence,
            hint: shown.hint,
            program: program.map(|name| Program {
                name,
                origin: program_origin,
            }),
            measured: Measured {
                silent: silent_ms,
                limit: limit_ms,
                late: late_ms,
            },
            toys: shown.toys.into_iter().map(Stop::from).collect(),
            gaps: shown.gaps.into_iter().map(|gap| (gap.ago_ms, gap.gap_ms)).collect(),
            offers_exemption: shown.offer_exemption,
            page: shown.page,
        };
        Self {
            id: shown.id,
            at_ms: shown.times.at_ms,
            first_at_ms: shown.times.first_at_ms,
            count: shown.times.count,
            dismissed: shown.dismissed,
            decision: None,
            alert: Alert::Told(Box::new(told)),
        }
    }
}

impl From<ShownToy> for Stop {
    fn from(toy: ShownToy) -> Self {
        Self {
            index: toy.index,
            name: toy.name,
            moved: true,
            result: toy.result,
            after_ms: toy.still_after_ms,
        }
    }
}

impl<'de> Deserialize<'de> for ShownToy {
    /// At first it said whether the stop was confirmed, and no more.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Raw {
            index: u32,
            name: String,
            still_after_ms: Option<f64>,
            result: Option<Confirmation>,
            confirmed: Option<bool>,
        }
        let raw = Raw::deserialize(deserializer)?;
        let result = match (raw.result, raw.confirmed) {
            (Some(result), _) => result,
            (None, Some(true)) => Confirmation::Confirmed,
            (None, Some(false)) => Confirmation::Unconfirmed,
            (None, None) => return Err(D::Error::missing_field("result")),
        };
        Ok(Self {
            index: raw.index,
            name: raw.name,
            still_after_ms: raw.still_after_ms,
            result,
        })
    }
}

const fn once() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s8_what_earlier_versions_wrote_of_a_stop_is_understood() {
        let read = |json: &str| serde_json::from_str::<ShownToy>(json).unwrap().result;
        let toy = |result: &str| format!(r#"{{"index":0,"name":"Edge","still_after_ms":null,{result}}}"#);
        assert_eq!(read(&toy(r#""confirmed":true"#)), Confirmation::Confirmed);
        assert_eq!(read(&toy(r#""confirmed":false"#)), Confirmation::Unconfirmed);
        for (name, result) in [
            ("confirmed", Confirmation::Confirmed),
            ("nothing_to_tell", Confirmation::NothingToTell),
            ("unconfirmed", Confirmation::Unconfirmed),
        ] {
            assert_eq!(read(&toy(&format!(r#""result":"{name}""#))), result);
        }
    }
}
