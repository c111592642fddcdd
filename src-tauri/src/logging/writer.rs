use std::{
    backtrace::BacktraceStatus,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        atomic::Ordering,
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::{Duration, SystemTime},
};

use log::{Level, Record};
use vigil_clock::Clock;

use super::{
    Sink, line,
    queue::{Job, Records, Taken, message},
};
use crate::timeouts;

/// The thread that writes; it ends with the process.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: SyncSender<Job>,
}

impl Writer {
    pub(super) fn start(records: Records, sink: impl FnOnce() -> Sink + Send + 'static) -> io::Result<Self> {
        let jobs = records.sender.clone();
        thread::Builder::new()
            .name("vigil-log".to_owned())
            .spawn(move || write(&records, &*sink()))?;
        Ok(Self { jobs })
    }

    pub(super) fn drain(&self, limit: Duration) {
        let clock = Clock::system();
        let due = clock.now() + limit;
        let (answer, answered) = sync_channel(1);
        let mut flush = Job::Flush(answer);
        // The queue may be full, of what is being written right now.
        while let Err(TrySendError::Full(refused)) = self.jobs.try_send(flush) {
            if clock.now() >= due {
                return;
            }
            flush = refused;
            thread::park_timeout(timeouts::LOG_LOOK);
        }
        // An error means that it takes too long, or that the thread is gone.
        let _ = answered.recv_timeout(due - clock.now());
    }
}

fn write(records: &Records, sink: &dyn log::Log) {
    while let Ok(job) = records.jobs.recv() {
        match job {
            Job::Write(taken) => write_one(sink, &taken),
            Job::WritePanic(mut taken, trace) => {
                let backtrace = &trace.backtrace;
                if backtrace.status() == BacktraceStatus::Captured {
                    taken.message = message(&format_args!("{}\n{backtrace}", taken.message));
                }
                write_one(sink, &taken);
            }
            Job::Flush(answer) => {
                tell_dropped(records, sink);
                sink.flush();
                // Whoever asked may have given up.
                let _ = answer.try_send(());
                continue;
            }
        }
        tell_dropped(records, sink);
    }
}

fn tell_dropped(records: &Records, sink: &dyn log::Log) {
    let count = records.dropped.swap(0, Ordering::Relaxed);
    if count > 0 {
        write_one(
            sink,
            &Taken {
                at: SystemTime::now(),
                level: Level::Warn,
                target: module_path!().to_owned(),
                message: format!("{count} lines of the log were lost, because nobody took them in time"),
            },
        );
    }
}

fn write_one(sink: &dyn log::Log, taken: &Taken) {
    line::set_time(taken.at);
    let written = catch_unwind(AssertUnwindSafe(|| {
        sink.log(
            &Record::builder()
                .args(format_args!("{}", taken.message))
                .level(taken.level)
                .target(&taken.target)
                .build(),
        );
    }));
    // A sink that panics loses a line, not the log; the panic itself is in the queue.
    drop(written);
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc, Mutex,
        mpsc::{Receiver, sync_channel},
    };

    use log::{Log, Metadata};

    use super::{super::queue::queue, *};

    /// Takes a line each time it is let.
    struct Slow {
        allowed: Mutex<Receiver<()>>,
        lines: Arc<Mutex<Vec<String>>>,
    }

    impl Log for Slow {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn log(&self, record: &Record<'_>) {
            // An error means: as much as it likes.
            let _ = self.allowed.lock().unwrap().recv();
            self.lines.lock().unwrap().push(record.args().to_string());
        }

        fn flush(&self) {}
    }

    #[test]
    fn a_sink_that_hangs_holds_up_nobody_and_what_was_lost_is_told() {
        let (allow, allowed) = sync_channel(1);
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Slow {
            allowed: Mutex::new(allowed),
            lines: lines.clone(),
        };
        let (queue, records) = queue(Box::new(|_| true));
        let writer = Writer::start(records, move || Box::new(sink)).unwrap();
        let count = super::super::queue::QUEUE * 2;
        for number in 0..count {
            queue.log(
                &Record::builder()
                    .args(format_args!("{number}"))
                    .level(Level::Info)
                    .build(),
            );
        }
        assert!(lines.lock().unwrap().is_empty(), "it hangs");
        // It gives up, too.
        writer.drain(Duration::from_millis(20));
        drop(allow);
        writer.drain(Duration::from_secs(20));
        let lines = lines.lock().unwrap();
        let told: Vec<_> = lines.iter().filter(|line| line.contains("were lost")).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        let lost: usize = told[0].split(' ').next().unwrap().parse().unwrap();
        assert_eq!(lines.len() - 1 + lost, count);
        assert_eq!(lines[0], "0");
    }
    #[test]
    fn the_names_of_a_backtrace_are_looked_up_by_the_log() {
        let (allow, allowed) = sync_channel(1);
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Slow {
            allowed: Mutex::new(allowed),
            lines: lines.clone(),
        };
        drop(allow);
        let (queue, records) = queue(Box::new(|_| true));
        let writer = Writer::start(records, move || Box::new(sink)).unwrap();
        let entrance = queue.entrance();
        entrance.add_panic(&format_args!("it broke"), std::backtrace::Backtrace::force_capture);
        writer.drain(Duration::from_secs(60));
        let lines = lines.lock().unwrap();
        assert!(lines[0].starts_with("it broke\n"), "{lines:?}");
        assert!(lines[0].contains("the_names_of_a_backtrace"), "{lines:?}");
    }
}
