//! Times in numbers.

use std::time::Duration;

/// With thousandths, since most of these are below one.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
