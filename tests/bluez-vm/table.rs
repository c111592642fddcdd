//! What was seen, line by line as it happens.

use std::{fmt::Display, time::Duration};

use vigil_tests::figures::{milliseconds, percentile};

/// Begins the table.
pub(crate) fn begin() {
    println!("| step | what was seen | ms |");
    println!("| --- | --- | ---: |");
}

pub(crate) fn seen(step: &str, what: impl Display, took: Duration) {
    line(step, what, &format!("{:.0}", milliseconds(took)));
}

/// The median, and the longest.
pub(crate) fn seen_often(step: &str, what: impl Display, took: &[Duration]) {
    let mut values: Vec<_> = took.iter().copied().map(milliseconds).collect();
    let [median, longest] = [50, 100].map(|percent| percentile(&mut values, percent));
    line(step, what, &format!("{median:.0} ({longest:.0})"));
}

/// What takes no time.
pub(crate) fn fact(step: &str, what: impl Display) {
    line(step, what, "");
}

fn line(step: &str, what: impl Display, took: &str) {
    println!("| {step} | {what} | {took} |");
}
