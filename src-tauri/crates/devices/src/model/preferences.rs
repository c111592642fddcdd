use std::{collections::BTreeMap, ops::RangeInclusive};

use serde::{Deserialize, Deserializer, Serialize};
use vigil_core::message::{DeviceDescription, Output, OutputKind};

/// What the person wants of one toy. Whoever keeps it hands it in with
/// [`Devices::set_preferences`](crate::Devices::set_preferences), at any time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ToyPreferences {
    pub display_name: Option<String>,
    pub permission: Permission,
    /// By feature. What is not in here is as the toy is.
    pub outputs: BTreeMap<u32, BTreeMap<OutputKind, OutputPreferences>>,
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
    /// What a program's most comes to, 0 to 100. A place's range is scaled alike. Of any size in a file: the nearest that
    /// fits here is read, and looked at by whoever keeps the file.
    #[serde(deserialize_with = "nearest_percent")]
    pub limit_percent: u8,
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

impl Default for OutputPreferences {
    fn default() -> Self {
        Self {
            disabled: false,
            limit_percent: 100,
        }
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
        for (&feature, details) in &mut shown.features {
            details.outputs.retain(|&kind, _| !self.output(feature, kind).disabled);
        }
        shown
            .features
            .retain(|_, details| !details.outputs.is_empty() || !details.inputs.is_empty());
        shown
    }

    /// A program's wish, within the limit.
    pub(crate) fn limited(&self, whole: &DeviceDescription, feature: u32, output: Output) -> Output {
        let range = whole.features.get(&feature).and_then(|f| f.outputs.get(&output.kind));
        let percent = self.output(feature, output.kind).limit_percent;
        let Some(range) = range.filter(|_| percent < 100) else {
            return output;
        };
        let value = if output.kind.is_position() {
            limited_place(output.value, &range.value, percent)
        } else {
            limited_strength(output.value, &range.value, percent)
        };
        Output { value, ..output }
    }
}

/// The range shrinks towards its start.
fn limited_place(value: i32, range: &RangeInclusive<i32>, percent: u8) -> i32 {
    let way = i64::from(value) - i64::from(*range.start());
    let limited = i64::from(*range.start()) + (way * i64::from(percent) + 50) / 100;
    i32::try_from(limited).unwrap_or(*range.start())
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
    fn a_place_is_scaled_with_its_range() {
        for (value, expected) in [(0, 0), (100, 50), (50, 25), (1, 1)] {
            assert_eq!(limited_place(value, &(0..=100), 50), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn a_limit_holds_and_never_turns_a_toy_round(value in -1000..=1000, percent in 0_u8..=100) {
            let limited = limited_strength(value, &(-1000..=1000), percent);
            prop_assert!(limited.abs() <= 10 * i32::from(percent));
            prop_assert!(limited.signum() * value.signum() >= 0);
            let place = limited_place(value.abs(), &(0..=1000), percent);
            prop_assert!((0..=10 * i32::from(percent)).contains(&place));
        }

        #[test]
        fn more_stays_more(a in 0..=100, b in 0..=100, percent in 0_u8..=100) {
            prop_assume!(a <= b);
            prop_assert!(limited_strength(a, &(0..=100), percent) <= limited_strength(b, &(0..=100), percent));
        }
    }
}
