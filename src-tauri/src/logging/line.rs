//! How a line of the log looks: the time in UTC, level, origin, message.

use std::{
    cell::Cell,
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

use log::Record;

thread_local! {
    #[cfg_attr(windows, allow(clippy::missing_const_for_thread_local, reason = "it is const"))]
    /// When the record was logged that is being written on this thread.
    static TIME: Cell<SystemTime> = const { Cell::new(UNIX_EPOCH) };
}

/// What is written next on this thread was logged at this time. The libraries that write the log hand on records
/// without their time.
pub(super) fn set_time(at: SystemTime) {
    TIME.set(at);
}

/// When the record was logged that is being written on this thread.
pub(crate) fn time() -> SystemTime {
    TIME.get()
}

/// The whole line, without its end.
#[derive(Debug)]
pub(crate) struct Line<'a>(pub &'a Record<'a>);

impl fmt::Display for Line<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = jiff::Timestamp::try_from(time()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let record = self.0;
        write!(
            formatter,
            "{at:.3} {:<5} {}: {}",
            record.level(),
            record.target(),
            record.args()
        )
    }
}
