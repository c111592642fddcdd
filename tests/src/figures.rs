//! What benchmarks make of their measurements.

use std::time::Duration;

/// The smallest value that so many percent do not exceed. Puts the values in order.
pub fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() * percent).div_ceil(100).max(1) - 1;
    values.get(place).copied().unwrap_or(f64::NAN)
}

pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// The median of some rounds, with the lowest and the highest in brackets; a dash if there are none.
pub fn spread(values: &[f64]) -> String {
    let Some(median) = median(values) else {
        return "-".to_owned();
    };
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let places = usize::from(median < 1_000.0);
    format!("{median:.places$} ({lowest:.places$}..{highest:.places$})")
}

pub fn median(values: &[f64]) -> Option<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
