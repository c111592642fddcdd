use std::{collections::BTreeMap, ops::RangeInclusive};

use serde::{Deserialize, Deserializer, Serialize};
use vigil_core::message::{DeviceDescription, Output, OutputKind};

use super::reach::{Ends, Reach};
use crate::limits;

/// What the person wants of one toy. Whoever keeps it hands it in with
/// [`Devices::set_preferences`](crate::Devices::set_preferences), at any time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ToyPreferences {
    pub display_name: Option<String>,
    pub permission: Permission,
    /// By feature. What is not in here is as the toy is.
    pub outputs: BTreeMap<u32, BTreeMap<OutputKind, OutputPreferences>>,
    /// The shortest time between two writes, if that is longer than what the toy itself needs.
    #[serde(deserialize_with = "nearest_gap")]
    pub message_gap_ms: Option<u32>,
}

/// Whether Vigil may connect to a toy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// As [`ConnectPolicy`] says.
    #[default]
    Default,
    Allowed,
    Denied,
}

/// Which toys Vigil connects to where the person did not say so for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectPolicy {
    /// Every toy of a known kind that a scan finds.
    #[default]
    Everything,
    /// Over Bluetooth as with [`OnlyKnown`](Self::OnlyKnown). A toy over WebSocket comes through a port that the person
    /// opened for it, so it connects.
    OnlyKnownOverBluetooth,
    /// Only toys that were connected before and not forgotten, and those that are allowed.
    OnlyKnown,
}

/// What the person wants of one output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutputPreferences {
    /// Programs do not see it, and it stands still.
    pub disabled: bool,
    /// What a program's most comes to, 0 to 100. For a position, the upper end of its range. Of any size in a file: the
    /// nearest that fits here is read, and looked at by whoever keeps the file.
    #[serde(deserialize_with = "nearest_percent")]
    pub limit_percent: u8,
    /// The lower end of a position's range, 0 to `limit_percent`: what a program's least comes to. Strengths have none.
    #[serde(deserialize_with = "nearest_percent")]
    pub from_percent: u8,
    /// A program's lower end of a position is the toy's upper end, and the other way round.
    pub reversed: bool,
}

fn nearest_percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let percent = f64::deserialize(deserializer)?.clamp(0.0, u8::MAX.into());
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was clamped; a part of a percent is left off"
    )]
    let percent = percent as u8;
    Ok(percent)
}

fn nearest_gap<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let gap_ms = Option::<f64>::deserialize(deserializer)?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was clamped; a part of a millisecond is left off"
    )]
    let nearest = |gap_ms: f64| gap_ms.clamp(0.0, limits::LONGEST_MESSAGE_GAP_MS.into()) as u32;
    Ok(gap_ms.map(nearest))
}

impl Default for OutputPreferences {
    fn default() -> Self {
        Self {
            disabled: false,
            limit_percent: 100,
            from_percent: 0,
            reversed: false,
        }
    }
}

impl OutputPreferences {
    const fn ends(self) -> Ends {
        Ends {
            lower_percent: self.from_percent,
            upper_percent: self.limit_percent,
            reversed: self.reversed,
        }
    }

    /// Whether a position would be told another place by `other`, whatever a program wants.
    pub(crate) const fn has_other_range(self, other: Self) -> bool {
        self.limit_percent != other.limit_percent || self.from_percent != other.from_percent
    }
}

impl ToyPreferences {
    pub fn output(&self, feature: u32, kind: OutputKind) -> OutputPreferences {
        let of_feature = self.outputs.get(&feature);
        of_feature
            .and_then(|kinds| kinds.get(&kind))
            .copied()
            .unwrap_or_default()
    }

    /// The toy as programs see it.
    pub(crate) fn shown(&self, whole: &DeviceDescription) -> DeviceDescription {
        let mut shown = whole.clone();
        shown.display_name.clone_from(&self.display_name);
        shown.message_gap_ms = self.message_gap_ms(whole);
        for (&feature, details) in &mut shown.features {
            details.outputs.retain(|&kind, _| !self.output(feature, kind).disabled);
        }
        shown
            .features
            .retain(|_, details| !details.outputs.is_empty() || !details.inputs.is_empty());
        shown
    }

    /// The time between two writes to this toy: what it needs, or more if the person wants more.
    pub(crate) fn message_gap_ms(&self, whole: &DeviceDescription) -> u32 {
        let wished = self.message_gap_ms.unwrap_or_default();
        whole.message_gap_ms.max(wished.min(limits::LONGEST_MESSAGE_GAP_MS))
    }

    /// Where a program's positions are on the toy. `None` for what is no position.
    pub(crate) fn reach(&self, whole: &DeviceDescription, feature: u32, kind: OutputKind) -> Option<Reach> {
        let range = whole.features.get(&feature)?.outputs.get(&kind)?;
        kind.is_position()
            .then(|| Reach::new(&range.value, self.output(feature, kind).ends()))
    }

    /// A program's wish and what the limit makes of it; `None` if that is the same.
    pub(crate) fn limits(&self, whole: &DeviceDescription, feature: u32, output: Output) -> Option<LimitedOutput> {
        let told = self.limited(whole, feature, output).value;
        (told != output.value).then(|| LimitedOutput {
            feature,
            kind: output.kind,
            wished: output.value,
            told,
            by: self.output(feature, output.kind),
        })
    }

    /// A program's wish, within the limit.
    pub(crate) fn limited(&self, whole: &DeviceDescription, feature: u32, output: Output) -> Output {
        if let Some(reach) = self.reach(whole, feature, output.kind) {
            let value = reach.place(output.value);
            return Output { value, ..output };
        }
        let range = whole.features.get(&feature).and_then(|f| f.outputs.get(&output.kind));
        let percent = self.output(feature, output.kind).limit_percent;
        let Some(range) = range.filter(|_| percent < 100) else {
            return output;
        };
        let value = limited_strength(output.value, &range.value, percent);
        Output { value, ..output }
    }
}

/// An output that the person's preferences change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitedOutput {
    pub feature: u32,
    pub kind: OutputKind,
    /// What the program wants.
    pub wished: i32,
    /// What the toy is told instead.
    pub told: i32,
    /// What changes it.
    pub by: OutputPreferences,
}

/// Shrinks towards zero on either side. Rounded up, so that the faintest wish is still felt, but never past the limit.
fn limited_strength(value: i32, range: &RangeInclusive<i32>, percent: u8) -> i32 {
    let percent = i64::from(percent);
    let most = if value < 0 { *range.start() } else { *range.end() };
    let cap = i64::from(most).abs() * percent / 100;
    let limited = ((i64::from(value).abs() * percent + 99) / 100).min(cap);
    i32::try_from(limited * i64::from(value).signum()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_the_limit_is_half_the_strength() {
        for (value, expected) in [(20, 10), (10, 5), (1, 1), (0, 0), (-20, -10), (-1, -1)] {
            assert_eq!(limited_strength(value, &(-20..=20), 50), expected, "{value}");
        }
    }

    #[test]
    fn what_a_file_of_an_earlier_vigil_says_is_read_unchanged() {
        let kept = r#"{"outputs":{"0":{"Position":{"disabled":false,"limit_percent":60}}}}"#;
        let preferences: ToyPreferences = serde_json::from_str(kept).unwrap();
        let expected = OutputPreferences {
            limit_percent: 60,
            ..OutputPreferences::default()
        };
        assert_eq!(preferences.output(0, OutputKind::Position), expected);
        assert_eq!(preferences.message_gap_ms, None);
    }

    #[test]
    fn a_gap_of_any_size_in_a_file_is_the_nearest_that_holds() {
        for (kept, expected) in [("-3", 0), ("80", 80), ("1e300", limits::LONGEST_MESSAGE_GAP_MS)] {
            let preferences: ToyPreferences = serde_json::from_str(&format!(r#"{{"message_gap_ms":{kept}}}"#)).unwrap();
            assert_eq!(preferences.message_gap_ms, Some(expected), "{kept}");
        }
    }

    #[test]
    fn a_gap_is_never_shorter_than_what_the_toy_needs() {
        let whole = crate::simulated::describe(crate::simulated::SimulatedKind::Stroker);
        let own = whole.message_gap_ms;
        for (wished, expected) in [(None, own), (Some(0), own), (Some(own + 90), own + 90)] {
            let preferences = ToyPreferences {
                message_gap_ms: wished,
                ..ToyPreferences::default()
            };
            assert_eq!(preferences.shown(&whole).message_gap_ms, expected);
        }
    }

    #[test]
    fn only_what_a_limit_changes_is_told_as_limited() {
        let whole = crate::simulated::describe(crate::simulated::SimulatedKind::Vibrator);
        let half = OutputPreferences {
            limit_percent: 50,
            ..OutputPreferences::default()
        };
        let kinds = BTreeMap::from([(OutputKind::Vibrate, half)]);
        let preferences = ToyPreferences {
            outputs: BTreeMap::from([(0, kinds)]),
            ..ToyPreferences::default()
        };
        let limits = |feature, value| {
            let output = Output {
                kind: OutputKind::Vibrate,
                value,
                duration_ms: None,
            };
            preferences.limits(&whole, feature, output)
        };
        let limited = limits(0, 20).unwrap();
        assert_eq!((limited.wished, limited.told, limited.by), (20, 10, half));
        assert_eq!(limits(0, 0), None);
        assert_eq!(limits(1, 20), None, "another motor");
    }

    proptest! {
        #[test]
        fn a_limit_holds_and_never_turns_a_toy_round(value in -1000..=1000, percent in 0_u8..=100) {
            let limited = limited_strength(value, &(-1000..=1000), percent);
            prop_assert!(limited.abs() <= 10 * i32::from(percent));
            prop_assert!(limited.signum() * value.signum() >= 0);
        }

        #[test]
        fn more_stays_more(a in 0..=100, b in 0..=100, percent in 0_u8..=100) {
            prop_assume!(a <= b);
            prop_assert!(limited_strength(a, &(0..=100), percent) <= limited_strength(b, &(0..=100), percent));
        }
    }
}
