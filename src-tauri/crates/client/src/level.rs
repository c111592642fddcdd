//! Fractions as steps of an output.

use vigil_core::{
    fraction,
    message::{CommandError, OutputKind, OutputRange},
};

/// The step of an output that a fraction means: from 0 to 1, or from -1 to 1 if the output goes both ways.
pub(crate) fn step(kind: OutputKind, range: &OutputRange, level: f64) -> Result<i32, CommandError> {
    let (least, most) = (*range.value.start(), *range.value.end());
    if kind.is_position() {
        let place = fraction::place(level, most.abs_diff(least))?;
        return Ok(least.saturating_add(place));
    }
    if level < 0.0 {
        if least >= 0 {
            return Err(CommandError::FractionOutOfRange(level));
        }
        let strength = fraction::strength(-level, least.unsigned_abs()).map_err(|_| out_of_range(level))?;
        return Ok(-strength);
    }
    fraction::strength(level, u32::try_from(most).unwrap_or(0))
}

fn out_of_range(level: f64) -> CommandError {
    CommandError::FractionOutOfRange(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(value: std::ops::RangeInclusive<i32>) -> OutputRange {
        OutputRange {
            value,
            duration_ms: None,
        }
    }

    #[test]
    fn the_least_strength_moves_and_signs_turn_round() {
        let vibrator = range(0..=20);
        assert_eq!(step(OutputKind::Vibrate, &vibrator, 0.001), Ok(1));
        assert_eq!(step(OutputKind::Vibrate, &vibrator, 0.5), Ok(10));
        assert!(step(OutputKind::Vibrate, &vibrator, -0.5).is_err());
        assert!(step(OutputKind::Vibrate, &vibrator, 1.01).is_err());
        assert!(step(OutputKind::Vibrate, &vibrator, f64::NAN).is_err());
        let rotator = range(-20..=20);
        assert_eq!(step(OutputKind::Rotate, &rotator, -1.0), Ok(-20));
        assert_eq!(step(OutputKind::Rotate, &rotator, 0.25), Ok(5));
        assert!(step(OutputKind::Rotate, &rotator, -1.5).is_err());
        let stroker = range(10..=110);
        assert_eq!(step(OutputKind::Position, &stroker, 0.5), Ok(60));
        assert_eq!(step(OutputKind::HwPositionWithDuration, &stroker, 1.0), Ok(110));
    }
}
