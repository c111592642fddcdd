use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use thiserror::Error;
use tokio::{sync::oneshot, time::timeout};

/// Jobs that wait for a disk that does not answer; what comes then fails at once.
const QUEUE: usize = 64;

/// Writes to the disk, one after the other, on a thread of its own: a disk that hangs holds up nobody else, and a write
/// that hung never comes after a newer one.
#[derive(Debug, Clone)]
pub(crate) struct Disk {
    jobs: SyncSender<Job>,
    count: Arc<Count>,
}

/// Jobs by number.
#[derive(Debug, Default)]
struct Count {
    submitted: AtomicU64,
    done: AtomicU64,
    /// The last one that was given up.
    given_up: AtomicU64,
}

type Job = Box<dyn FnOnce() + Send>;

/// The disk did not do a job in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the disk does not answer")]
pub(crate) struct NoAnswer;

/// Tells a job whether anybody still counts on it.
#[derive(Debug, Clone, Default)]
pub(crate) struct GivenUp(Arc<AtomicBool>);

impl GivenUp {
    /// Nobody waits any more, and whoever asked was told that it failed.
    pub(crate) fn is_so(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

impl Disk {
    /// Starts the thread. It ends with the last handle, as soon as the disk lets it.
    pub(crate) fn start() -> io::Result<Self> {
        let (jobs, queue) = sync_channel::<Job>(QUEUE);
        thread::Builder::new().name("vigil-disk".to_owned()).spawn(move || {
            while let Ok(job) = queue.recv() {
                job();
            }
        })?;
        Ok(Self {
            jobs,
            count: Arc::default(),
        })
    }

    /// Has a job done after all that were asked for before, whatever time it takes. The receiver fails if the queue is
    /// full.
    pub(crate) fn submit<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> oneshot::Receiver<T> {
        self.numbered(job).1
    }

    /// Has a job done, and waits for it. After `limit` it is given up: it does not begin any more, and if it has begun,
    /// it has to see to it that it changes nothing.
    ///
    /// As long as a job that was given up is not over, others fail at once.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        limit: Duration,
        job: impl FnOnce(&GivenUp) -> T + Send + 'static,
    ) -> Result<T, NoAnswer> {
        if self.count.done.load(Ordering::SeqCst) < self.count.given_up.load(Ordering::SeqCst) {
            return Err(NoAnswer);
        }
        let given_up = GivenUp::default();
        let (number, answered) = self.numbered({
            let given_up = given_up.clone();
            move || (!given_up.is_so()).then(|| job(&given_up))
        });
        match timeout(limit, answered).await {
            Ok(Ok(Some(done))) => Ok(done),
            Ok(_) => Err(NoAnswer),
            Err(_) => {
                given_up.0.store(true, Ordering::SeqCst);
                self.count.given_up.fetch_max(number, Ordering::SeqCst);
                Err(NoAnswer)
            }
        }
    }

    fn numbered<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> (u64, oneshot::Receiver<T>) {
        let (answer, answered) = oneshot::channel();
        let number = self.count.submitted.fetch_add(1, Ordering::SeqCst) + 1;
        let count = self.count.clone();
        // If the queue is full, the job is dropped here, and with it the sender of the answer.
        let _ = self.jobs.try_send(Box::new(move || {
            // A panic is in the log; whoever waits is told that there is no answer.
            let done = catch_unwind(AssertUnwindSafe(job));
            count.done.fetch_max(number, Ordering::SeqCst);
            if let Ok(done) = done {
                // Nobody has to wait for it.
                let _ = answer.send(done);
            }
        }));
        (number, answered)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    const LIMIT: Duration = Duration::from_millis(50);
    const PATIENCE: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn what_hangs_holds_up_nobody_and_never_comes_after_what_is_newer() {
        let disk = Disk::start().unwrap();
        let written = Arc::new(Mutex::new(Vec::new()));
        let (wake, asleep) = sync_channel::<()>(1);
        let first = disk.run(LIMIT, {
            let written = written.clone();
            move |given_up: &GivenUp| {
                let _ = asleep.recv();
                if !given_up.is_so() {
                    written.lock().unwrap().push(1);
                }
            }
        });
        assert_eq!(first.await, Err(NoAnswer));
        // While it hangs, nobody waits for another limit; and what was not begun is not done later.
        let note = |number| {
            let written = written.clone();
            move |_: &GivenUp| written.lock().unwrap().push(number)
        };
        assert_eq!(disk.run(PATIENCE, note(2)).await, Err(NoAnswer));
        wake.send(()).unwrap();
        disk.submit(|| ()).await.unwrap();
        assert_eq!(disk.run(PATIENCE, note(3)).await, Ok(()));
        assert_eq!(*written.lock().unwrap(), [3]);
    }

    #[tokio::test]
    async fn a_queue_that_is_full_refuses_at_once() {
        let disk = Disk::start().unwrap();
        let (wake, asleep) = sync_channel::<()>(1);
        let _hanging = disk.submit(move || asleep.recv().is_ok());
        let waiting: Vec<_> = (0..QUEUE * 2).map(|_| disk.submit(|| ())).collect();
        assert_eq!(disk.run(PATIENCE, |_| ()).await, Err(NoAnswer));
        wake.send(()).unwrap();
        assert!(waiting.into_iter().next().unwrap().await.is_ok());
    }
}
