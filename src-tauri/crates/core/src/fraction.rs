//! Floats from 0 to 1, in steps of a feature.

use crate::message::CommandError;

/// Below this a strength is zero: what some programs send for "off".
const NEARLY_ZERO: f64 = 0.000_001;

/// The tolerance, as a share of the whole range, within which a value counts as a step: programs calculate with 32-bit
/// floats, in which 0.05 of 20 steps is 1.0000000149. It allows for two roundings of such a float and is less than
/// [`NEARLY_ZERO`].
const ROUNDING: f64 = 1.0 / (1_u32 << 22) as f64;

/// The most tolerance, in steps, for features with so many steps that [`ROUNDING`] would be a good part of one.
const MOST_ROUNDING: f64 = 0.1;

/// A strength, rounded up, so that the least value above zero moves the toy; a value within the tolerance of a step is
/// that step.
pub fn strength(fraction: f64, steps: u32) -> Result<i32, CommandError> {
    let fraction = checked(fraction)?;
    let steps = f64::from(steps);
    let wish = steps * if fraction < NEARLY_ZERO { 0.0 } else { fraction };
    Ok(whole(meant(wish, steps).unwrap_or(wish.ceil())))
}

/// A position, rounded down; a value within the tolerance of a step is that step.
pub fn place(fraction: f64, steps: u32) -> Result<i32, CommandError> {
    let steps = f64::from(steps);
    let wish = steps * checked(fraction)?;
    Ok(whole(meant(wish, steps).unwrap_or(wish.floor())))
}

/// The step within whose tolerance a value is, if any.
fn meant(wish: f64, steps: f64) -> Option<f64> {
    let step = wish.round();
    ((wish - step).abs() <= (steps * ROUNDING).min(MOST_ROUNDING)).then_some(step)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// More than any toy has.
    const MOST_STEPS: u32 = 1000;

    /// As f64 and as f32, and reckoned in two more ways.
    fn spelled(step: u32, steps: u32) -> [f64; 5] {
        let (step, steps) = (f64::from(step), f64::from(steps));
        #[allow(clippy::cast_possible_truncation, reason = "that is what programs do")]
        let (short_step, short_steps) = (step as f32, steps as f32);
        [
            step / steps,
            step * (1.0 / steps),
            f64::from(short_step / short_steps),
            f64::from(short_step * (1.0 / short_steps)).min(1.0),
            f64::from(1.0 - (short_steps - short_step) / short_steps),
        ]
    }

    #[test]
    fn the_step_that_was_meant_is_told() {
        for steps in 1..=MOST_STEPS {
            for step in 0..=steps {
                for fraction in spelled(step, steps) {
                    let meant = Ok(i32::try_from(step).unwrap());
                    assert_eq!(place(fraction, steps), meant, "{step} of {steps}: {fraction}");
                    // Such a small one is off.
                    if step == 0 || fraction >= NEARLY_ZERO {
                        assert_eq!(strength(fraction, steps), meant, "{step} of {steps}: {fraction}");
                    }
                }
            }
        }
    }

    /// A program's own levels on a toy that has others: what is exact in fractions is what is told.
    #[test]
    fn levels_of_another_number_are_rounded_as_exact_fractions_are() {
        for steps in [1, 3, 5, 8, 16, 20, 27, 99, 100, 255, 1000] {
            for levels in 1..=MOST_STEPS {
                for level in 0..=levels {
                    let exact = level * steps;
                    let up = Ok(i32::try_from(exact.div_ceil(levels)).unwrap());
                    let down = Ok(i32::try_from(exact / levels).unwrap());
                    // Those of one division.
                    let [long, _, short, ..] = spelled(level, levels);
                    for fraction in [long, short] {
                        assert_eq!(
                            strength(fraction, steps),
                            up,
                            "{level} of {levels} on {steps}: {fraction}"
                        );
                        assert_eq!(
                            place(fraction, steps),
                            down,
                            "{level} of {levels} on {steps}: {fraction}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_least_wish_moves_and_nearly_nothing_does_not() {
        for steps in [1, 20, 100, 255, 1000, 65_535] {
            assert_eq!(strength(0.000_001, steps), Ok(1));
            for nothing in [0.0, -0.0, 5e-324, 0.000_000_9] {
                assert_eq!(strength(nothing, steps), Ok(0));
            }
            assert_eq!(strength(1.0, steps), Ok(i32::try_from(steps).unwrap()));
        }
    }

    proptest! {
        #[test]
        fn never_more_than_before_and_never_out_of_range(fraction in 0.0..=1.0_f64, steps in 1..=1_000_000_u32) {
            let (strength, place) = (strength(fraction, steps).unwrap(), place(fraction, steps).unwrap());
            let wish = f64::from(steps) * fraction;
            prop_assert!(strength >= 0 && f64::from(strength) <= wish.ceil());
            prop_assert!(place >= 0 && f64::from(place) <= f64::from(steps));
            prop_assert!((f64::from(strength) - wish).abs() < 1.0 + MOST_ROUNDING);
            prop_assert!((f64::from(place) - wish).abs() < 1.0 + MOST_ROUNDING);
        }
    }
}
