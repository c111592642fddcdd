use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::SystemTime,
};

use log::{Level, Log, Metadata, Record};

use super::Filter;

/// Records that wait to be written, before new ones are dropped and counted.
pub(super) const QUEUE: usize = 4096;

/// The bytes of one message that are kept: nobody can fill the memory by way of the log.
pub(super) const MESSAGE_BYTES: usize = 8 * 1024;

/// A record that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// When it was logged, which may be long before it is written.
    pub at: SystemTime,
    pub level: Level,
    pub target: String,
    pub message: String,
}

/// What the log's own thread is handed.
pub(super) enum Job {
    Write(Taken),
    /// Answered when all before it is written.
    Flush(SyncSender<()>),
}

pub(super) struct Queue {
    filter: Filter,
    jobs: SyncSender<Job>,
    dropped: Arc<AtomicU64>,
}

/// The other end.
#[derive(Debug)]
pub(super) struct Records {
    pub(super) jobs: Receiver<Job>,
    pub(super) sender: SyncSender<Job>,
    /// Records that found no place since this was last looked at.
    pub(super) dropped: Arc<AtomicU64>,
}

pub(super) fn queue(filter: Filter) -> (Queue, Records) {
    let (sender, jobs) = sync_channel(QUEUE);
    let dropped = Arc::<AtomicU64>::default();
    let queue = Queue {
        filter,
        jobs: sender.clone(),
        dropped: dropped.clone(),
    };
    (queue, Records { jobs, sender, dropped })
}

impl Log for Queue {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        (self.filter)(metadata)
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let taken = Taken {
            at: SystemTime::now(),
            level: record.level(),
            target: record.target().to_owned(),
            message: message(record.args()),
        };
        if self.jobs.try_send(Job::Write(taken)).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Nobody waits for the log but at the end of the process: see [`drain`](super::Logging::drain).
    fn flush(&self) {}
}

impl fmt::Debug for Job {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write(taken) => taken.fmt(formatter),
            Self::Flush(_) => formatter.write_str("Flush"),
        }
    }
}

fn message(arguments: &fmt::Arguments<'_>) -> String {
    let mut message = arguments.to_string();
    if message.len() > MESSAGE_BYTES {
        message.truncate(message.floor_char_boundary(MESSAGE_BYTES));
        message.push('…');
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(queue: &Queue, message: &str) {
        queue.log(
            &Record::builder()
                .args(format_args!("{message}"))
                .level(Level::Info)
                .target("vigil::tests")
                .build(),
        );
    }

    #[test]
    fn what_finds_no_place_is_counted_and_nobody_waits() {
        let (queue, records) = queue(Box::new(|_| true));
        for number in 0..QUEUE + 7 {
            log(&queue, &number.to_string());
        }
        assert_eq!(records.dropped.load(Ordering::Relaxed), 7);
        let Job::Write(first) = records.jobs.recv().unwrap() else {
            panic!("nobody asked for a flush");
        };
        assert_eq!(first.message, "0");
    }

    #[test]
    fn what_is_not_wanted_takes_no_place() {
        let (queue, records) = queue(Box::new(|metadata| metadata.level() <= Level::Warn));
        log(&queue, "unwanted");
        assert!(records.jobs.try_recv().is_err());
    }

    #[test]
    fn a_message_is_cut_between_characters() {
        let long = "ü".repeat(MESSAGE_BYTES);
        let cut = message(&format_args!("x{long}"));
        assert!(cut.len() <= MESSAGE_BYTES + '…'.len_utf8());
        assert!(cut.ends_with("ü…"));
    }
}
