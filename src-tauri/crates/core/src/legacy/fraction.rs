//! Floats from 0 to 1, in steps of a feature.

use crate::message::CommandError;

/// Below this a strength is zero: what some programs send for "off".
const NEARLY_ZERO: f64 = 0.000_001;

/// A strength, rounded up: the least wish above zero moves the toy, as with the reference.
pub(super) fn strength(fraction: f64, steps: u32) -> Result<i32, CommandError> {
    let fraction = checked(fraction)?;
    Ok(whole(
        (f64::from(steps) * if fraction < NEARLY_ZERO { 0.0 } else { fraction }).ceil(),
    ))
}

/// A place, rounded down, as with the reference.
pub(super) fn place(fraction: f64, steps: u32) -> Result<i32, CommandError> {
    Ok(whole((f64::from(steps) * checked(fraction)?).floor()))
}

fn checked(fraction: f64) -> Result<f64, CommandError> {
    // Not a number is in no range.
    if (0.0..=1.0).contains(&fraction) {
        Ok(fraction)
    } else {
        Err(CommandError::FractionOutOfRange(fraction))
    }
}

/// Between 0 and the steps of a feature, which are an i32.
#[allow(clippy::cast_possible_truncation)]
fn whole(value: f64) -> i32 {
    value as i32
}
