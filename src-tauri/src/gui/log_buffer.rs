use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::UNIX_EPOCH,
};

use tokio::sync::Notify;

use crate::{
    logging,
    view::{LogLevel, LogLine},
};

/// Lines that are kept for the window; the files have more.
const KEPT: usize = 2000;

/// The last lines of the log.
#[derive(Debug, Default)]
pub(super) struct LogBuffer {
    lines: Mutex<Lines>,
    grown: Notify,
}

#[derive(Debug, Default)]
struct Lines {
    kept: VecDeque<LogLine>,
    next_seq: u64,
}

impl LogBuffer {
    pub(super) fn push(&self, record: &log::Record<'_>) {
        let at_ms = logging::line::time()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_millis();
        let mut lines = self.lock();
        let line = LogLine {
            seq: lines.next_seq,
            at_ms: u64::try_from(at_ms).unwrap_or(u64::MAX),
            level: match record.level() {
                log::Level::Error => LogLevel::Error,
                log::Level::Warn => LogLevel::Warn,
                log::Level::Info => LogLevel::Info,
                log::Level::Debug => LogLevel::Debug,
                log::Level::Trace => LogLevel::Trace,
            },
            target: record.target().to_owned(),
            message: record.args().to_string(),
        };
        lines.next_seq += 1;
        if lines.kept.len() == KEPT {
            lines.kept.pop_front();
        }
        lines.kept.push_back(line);
        drop(lines);
        self.grown.notify_one();
    }

    pub(super) fn lines(&self) -> Vec<LogLine> {
        self.lock().kept.iter().cloned().collect()
    }

    /// The lines from this number on.
    pub(super) fn since(&self, seq: u64) -> Vec<LogLine> {
        self.lock()
            .kept
            .iter()
            .filter(|line| line.seq >= seq)
            .cloned()
            .collect()
    }

    /// Waits until a line was added since the last call.
    pub(super) async fn grown(&self) {
        self.grown.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_kept_and_numbered() {
        let buffer = LogBuffer::default();
        for n in 0..KEPT + 5 {
            buffer.push(
                &log::Record::builder()
                    .args(format_args!("line {n}"))
                    .level(log::Level::Warn)
                    .build(),
            );
        }
        let lines = buffer.lines();
        assert_eq!(lines.len(), KEPT);
        assert_eq!(lines[0].seq, 5);
        assert_eq!(buffer.since(KEPT as u64 + 3).len(), 2);
        assert_eq!(lines[KEPT - 1].message, format!("line {}", KEPT + 4));
    }
}
