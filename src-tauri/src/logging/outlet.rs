use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::SystemTime,
};

use log::{Level, Log, Record};

use super::{
    OpenSink, line,
    queue::{QUEUE, Taken},
};

/// A sink with a thread and a queue of its own: one that hangs keeps nothing from the others.
#[derive(Debug)]
pub(super) struct Outlet {
    jobs: SyncSender<Job>,
    /// Records that found no place since this was last told.
    dropped: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Job {
    Write(Arc<Taken>),
    /// Answered when all before it is written.
    Flush(SyncSender<()>),
}

impl Outlet {
    /// The thread ends with the process. It opens the sink, since that may take as long as writing.
    pub(super) fn start(thread: &'static str, open: OpenSink) -> io::Result<Self> {
        let (jobs, queue) = sync_channel(QUEUE);
        let dropped = Arc::<AtomicU64>::default();
        let outlet = Self {
            jobs,
            dropped: dropped.clone(),
        };
        thread::Builder::new()
            .name(thread.to_owned())
            .spawn(move || write_all(&queue, &dropped, &*open()))?;
        Ok(outlet)
    }

    /// Counts it as dropped if there is no room.
    pub(super) fn add(&self, taken: &Arc<Taken>) {
        if self.jobs.try_send(Job::Write(taken.clone())).is_err() {
            self.miss(1);
        }
    }

    /// So many did not even come here.
    pub(super) fn miss(&self, count: u64) {
        self.dropped.fetch_add(count, Ordering::Relaxed);
    }

    /// Has the answer sent when all so far is written. False if there is no room for that at the moment.
    pub(super) fn flush(&self, answer: &SyncSender<()>) -> bool {
        !matches!(
            self.jobs.try_send(Job::Flush(answer.clone())),
            Err(TrySendError::Full(_))
        )
    }
}

fn write_all(queue: &Receiver<Job>, dropped: &AtomicU64, sink: &dyn Log) {
    while let Ok(job) = queue.recv() {
        let flushed = match job {
            Job::Write(taken) => {
                write(sink, &taken);
                None
            }
            Job::Flush(answer) => Some(answer),
        };
        let count = dropped.swap(0, Ordering::Relaxed);
        if count > 0 {
            write(
                sink,
                &Taken {
                    at: SystemTime::now(),
                    level: Level::Warn,
                    target: module_path!().to_owned(),
                    message: format!("{count} lines of the log were lost here, because they were not read in time"),
                },
            );
        }
        if let Some(answer) = flushed {
            sink.flush();
            // Whoever asked may have given up.
            let _ = answer.try_send(());
        }
    }
}

fn write(sink: &dyn Log, taken: &Taken) {
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
