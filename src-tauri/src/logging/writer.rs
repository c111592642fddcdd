use std::{
    backtrace::BacktraceStatus,
    io,
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use vigil_clock::Clock;

use super::{
    OpenSink,
    outlet::Outlet,
    queue::{Job, Records, message},
};
use crate::timeouts;

/// The thread that hands records on to the sinks; it ends with the process.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: SyncSender<Job>,
    outlets: Arc<[Outlet]>,
}

impl Writer {
    /// Each sink gets a thread of the name that stands beside it.
    pub(super) fn start(
        records: Records,
        sinks: impl IntoIterator<Item = (&'static str, OpenSink)>,
    ) -> io::Result<Self> {
        let jobs = records.sender.clone();
        let outlets: Arc<[Outlet]> = sinks
            .into_iter()
            .map(|(thread, open)| Outlet::start(thread, open))
            .collect::<io::Result<_>>()?;
        thread::Builder::new().name("vigil-log".to_owned()).spawn({
            let outlets = outlets.clone();
            move || hand_on(&records, &outlets)
        })?;
        Ok(Self { jobs, outlets })
    }

    /// Waits for every sink, but for all of them together no longer than this.
    pub(super) fn drain(&self, limit: Duration) {
        let clock = Clock::system();
        let due = clock.now() + limit;
        let until = |mut is_done: Box<dyn FnMut() -> bool + '_>| {
            while !is_done() && clock.now() < due {
                thread::park_timeout(timeouts::LOG_LOOK);
            }
        };
        let (answer, answered) = sync_channel(1);
        // The queue may be full, of what is being handed on right now. An error besides: the thread is gone.
        until(Box::new(|| {
            !matches!(
                self.jobs.try_send(Job::Flush(answer.clone())),
                Err(std::sync::mpsc::TrySendError::Full(_))
            )
        }));
        let _ = answered.recv_timeout(due - clock.now());

        let (answer, answered) = sync_channel(self.outlets.len());
        let mut unasked: Vec<&Outlet> = self.outlets.iter().collect();
        let mut unanswered = self.outlets.len();
        // A sink that hangs is not waited for before the others.
        until(Box::new(|| {
            unasked.retain(|outlet| !outlet.flush(&answer));
            unanswered -= answered.try_iter().count();
            unanswered == 0
        }));
    }
}

/// Waits for nothing but records, and names of a backtrace.
fn hand_on(records: &Records, outlets: &[Outlet]) {
    let add = |taken| {
        let taken = Arc::new(taken);
        for outlet in outlets {
            outlet.add(&taken);
        }
    };
    while let Ok(job) = records.jobs.recv() {
        let flushed = match job {
            Job::Write(taken) => {
                add(taken);
                None
            }
            Job::WritePanic(mut taken, trace) => {
                let backtrace = &trace.backtrace;
                if backtrace.status() == BacktraceStatus::Captured {
                    taken.message = message(&format_args!("{}\n{backtrace}", taken.message));
                }
                add(taken);
                None
            }
            Job::Flush(answer) => Some(answer),
        };
        let count = records.dropped.swap(0, Ordering::Relaxed);
        if count > 0 {
            // Each sink tells it beside what it missed itself.
            for outlet in outlets {
                outlet.miss(count);
            }
        }
        if let Some(answer) = flushed {
            // Whoever asked may have given up.
            let _ = answer.try_send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Mutex,
        mpsc::{Receiver, sync_channel},
    };

    use log::{Level, Log, Metadata, Record};

    use super::{
        super::queue::{QUEUE, Queue, queue},
        *,
    };

    const SHORT: Duration = Duration::from_millis(20);
    const PATIENCE: Duration = Duration::from_secs(60);

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

    /// A sink, what it took, and what lets it go on when it is dropped.
    fn slow() -> (OpenSink, Arc<Mutex<Vec<String>>>, SyncSender<()>) {
        let (allow, allowed) = sync_channel(1);
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Slow {
            allowed: Mutex::new(allowed),
            lines: lines.clone(),
        };
        (Box::new(move || Box::new(sink)), lines, allow)
    }

    fn log(queue: &Queue, message: &str) {
        queue.log(
            &Record::builder()
                .args(format_args!("{message}"))
                .level(Level::Info)
                .build(),
        );
    }

    /// How many lines were written, and how many are said to be missing.
    fn told(lines: &[String]) -> (usize, usize) {
        let (lost, written): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.contains("were lost"));
        let count = |line: &String| line.split(' ').next().unwrap().parse::<usize>().unwrap();
        (written.len(), lost.into_iter().map(count).sum())
    }

    #[test]
    fn a_sink_that_hangs_holds_up_nobody_and_what_was_lost_is_told() {
        let (open, lines, allow) = slow();
        let (queue, records) = queue(Box::new(|_| true));
        let writer = Writer::start(records, [("slow", open)]).unwrap();
        let count = QUEUE * 4;
        for number in 0..count {
            log(&queue, &number.to_string());
        }
        assert!(lines.lock().unwrap().is_empty(), "it hangs");
        // It gives up, too.
        writer.drain(SHORT);
        drop(allow);
        writer.drain(PATIENCE);
        let lines = lines.lock().unwrap();
        let (written, lost) = told(&lines);
        assert!(lost > 0);
        assert_eq!(written + lost, count);
        assert_eq!(lines[0], "0");
    }

    #[test]
    fn a_sink_that_hangs_keeps_nothing_from_the_others_nor_from_the_last_words() {
        let (hangs, unwritten, allow) = slow();
        let (open, lines, _) = slow();
        let (queue, records) = queue(Box::new(|_| true));
        // The one that hangs is the first one that is asked.
        let writer = Writer::start(records, [("hangs", hangs), ("works", open)]).unwrap();
        let count = QUEUE * 4;
        for number in 0..count {
            log(&queue, &number.to_string());
            if number % (QUEUE / 4) == 0 {
                // Waits for the one that works, as far as it can.
                while lines.lock().unwrap().len() <= number {
                    thread::yield_now();
                }
            }
        }
        log(&queue, "last words");
        writer.drain(SHORT);
        assert!(unwritten.lock().unwrap().is_empty(), "it hangs");
        while lines.lock().unwrap().len() <= count {
            thread::yield_now();
        }
        {
            let lines = lines.lock().unwrap();
            assert_eq!(told(&lines), (count + 1, 0), "nothing is missing there");
            assert_eq!(lines[count], "last words");
        }
        drop(allow);
        writer.drain(PATIENCE);
        let (written, lost) = told(&unwritten.lock().unwrap());
        assert!(lost > 0);
        assert_eq!(written + lost, count + 1);
    }

    #[test]
    fn the_names_of_a_backtrace_are_looked_up_by_the_log() {
        let (open, lines, allow) = slow();
        drop(allow);
        let (queue, records) = queue(Box::new(|_| true));
        let writer = Writer::start(records, [("slow", open)]).unwrap();
        let entrance = queue.entrance();
        entrance.add_panic(&format_args!("it broke"), std::backtrace::Backtrace::force_capture);
        writer.drain(PATIENCE);
        let lines = lines.lock().unwrap();
        assert!(lines[0].starts_with("it broke\n"), "{lines:?}");
        assert!(lines[0].contains("the_names_of_a_backtrace"), "{lines:?}");
    }
}
