use std::{
    backtrace::Backtrace,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
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
pub(crate) struct Taken {
    /// When it was logged, which may be long before it is written.
    pub at: SystemTime,
    pub level: Level,
    pub target: String,
    pub message: String,
}

/// What the log's own thread is handed.
pub(super) enum Job {
    Write(Taken),
    WritePanic(Taken, Trace),
    /// Answered when all before it is written.
    Flush(SyncSender<()>),
}

/// How a panic came about. Names are looked up when it is written: that takes a second and more in a large binary, and
/// the thread that panicked may be the one that drives toys.
pub(super) struct Trace {
    pub(super) backtrace: Backtrace,
    is_pending: Arc<AtomicBool>,
}

pub(super) struct Queue {
    filter: Filter,
    entrance: Entrance,
}

/// Where jobs go in; nobody waits there.
#[derive(Debug, Clone)]
pub(super) struct Entrance {
    jobs: SyncSender<Job>,
    dropped: Arc<AtomicU64>,
    /// There is a [`Trace`] that is not written yet. The standard library has one lock for taking a backtrace and for
    /// looking up its names: whoever took another one now would wait for the log.
    is_trace_pending: Arc<AtomicBool>,
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
        entrance: Entrance {
            jobs: sender.clone(),
            dropped: dropped.clone(),
            is_trace_pending: Arc::default(),
        },
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
        self.entrance.add(Job::Write(Taken {
            at: SystemTime::now(),
            level: record.level(),
            target: record.target().to_owned(),
            message: message(record.args()),
        }));
    }

    /// Nobody waits for the log but at the end of the process: see [`drain`](super::Logging::drain).
    fn flush(&self) {}
}

impl Queue {
    pub(super) fn entrance(&self) -> Entrance {
        self.entrance.clone()
    }
}

impl Entrance {
    /// Counts it as dropped if there is no room.
    fn add(&self, job: Job) {
        if self.jobs.try_send(job).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Logs a panic, whatever the filter says; with its backtrace, unless one is being written at the moment.
    pub(super) fn add_panic(&self, what: &fmt::Arguments<'_>, capture: impl FnOnce() -> Backtrace) {
        let taken = Taken {
            at: SystemTime::now(),
            level: Level::Error,
            target: "panic".to_owned(),
            message: message(what),
        };
        let job = if self.is_trace_pending.swap(true, Ordering::SeqCst) {
            Job::Write(taken)
        } else {
            let trace = Trace {
                backtrace: capture(),
                is_pending: self.is_trace_pending.clone(),
            };
            Job::WritePanic(taken, trace)
        };
        self.add(job);
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        self.is_pending.store(false, Ordering::SeqCst);
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Not the backtrace: that would look up its names.
            Self::Write(taken) | Self::WritePanic(taken, _) => taken.fmt(formatter),
            Self::Flush(_) => formatter.write_str("Flush"),
        }
    }
}

pub(super) fn message(arguments: &fmt::Arguments<'_>) -> String {
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
    fn a_second_panic_does_not_wait_for_the_backtrace_of_the_first() {
        let (queue, records) = queue(Box::new(|_| true));
        let entrance = queue.entrance();
        let next = || records.jobs.try_recv().unwrap();
        entrance.add_panic(&format_args!("first"), Backtrace::force_capture);
        let first = next();
        assert!(matches!(&first, Job::WritePanic(taken, _) if taken.message == "first"));
        entrance.add_panic(&format_args!("second"), || panic!("it would wait"));
        assert!(matches!(next(), Job::Write(taken) if taken.message == "second"));
        drop(first);
        entrance.add_panic(&format_args!("third"), Backtrace::force_capture);
        assert!(matches!(next(), Job::WritePanic(..)));
    }

    #[test]
    fn a_message_is_cut_between_characters() {
        let long = "ü".repeat(MESSAGE_BYTES);
        let cut = message(&format_args!("x{long}"));
        assert!(cut.len() <= MESSAGE_BYTES + '…'.len_utf8());
        assert!(cut.ends_with("ü…"));
    }
}
