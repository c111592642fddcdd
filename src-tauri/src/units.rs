//! Times, in numbers and in words.

use std::time::Duration;

/// With thousandths, since most of these are below one.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

/// "1.0 s", "0.25 s", "2 min"; number and unit stay on one line.
pub(crate) fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 0.995 {
        format!("{seconds:.2}\u{a0}s")
    } else if seconds < 99.95 {
        format!("{seconds:.1}\u{a0}s")
    } else {
        format!("{:.0}\u{a0}min", seconds / 60.0)
    }
}

/// The same, of milliseconds.
pub(crate) fn seconds_of_ms(ms: u32) -> String {
    seconds(Duration::from_millis(ms.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_words() {
        for (ms, words) in [
            (250, "0.25 s"),
            (999, "1.0 s"),
            (1003, "1.0 s"),
            (60_000, "60.0 s"),
            (600_000, "10 min"),
        ] {
            assert_eq!(seconds(Duration::from_millis(ms)).replace('\u{a0}', " "), words);
        }
    }
}
