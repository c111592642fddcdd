use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::UNIX_EPOCH,
};

use tokio::sync::watch;

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
    /// The number of the next line.
    grown: watch::Sender<u64>,
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
        let next = lines.next_seq;
        drop(lines);
        self.grown.send_replace(next);
    }

    /// The lines from this number on, as far as they are kept, as soon as there is one.
    pub(super) async fn from(&self, seq: u64) -> Vec<LogLine> {
        // It ends with this value.
        let _ = self.grown.subscribe().wait_for(|next| *next > seq).await;
        self.lock()
            .kept
            .iter()
            .filter(|line| line.seq >= seq)
            .cloned()
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_lines_are_kept_and_numbered() {
        let buffer = LogBuffer::default();
        let push = |n: usize| {
            buffer.push(
                &log::Record::builder()
                    .args(format_args!("line {n}"))
                    .level(log::Level::Warn)
                    .build(),
            );
        };
        (0..KEPT + 5).for_each(push);
        let lines = buffer.from(0).await;
        assert_eq!(lines.len(), KEPT);
        assert_eq!(lines[0].seq, 5);
        assert_eq!(lines[KEPT - 1].message, format!("line {}", KEPT + 4));
        assert_eq!(buffer.from(KEPT as u64 + 3).await.len(), 2);

        let next = buffer.from(KEPT as u64 + 5);
        let mut next = std::pin::pin!(next);
        assert!(futures_util::poll!(next.as_mut()).is_pending(), "there is none yet");
        push(KEPT + 5);
        assert_eq!(next.await.len(), 1);
    }
}
