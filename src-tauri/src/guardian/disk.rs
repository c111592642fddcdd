//! The guardian's log and its record, written by a thread that nothing waits for.

use std::{
    collections::VecDeque,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use tokio::sync::watch;

use super::record::Record;
use crate::files::{JsonFile, guardian_record};

/// Lines of the log that wait for the disk. Further ones are dropped, and counted.
const LINES: usize = 1000;

/// What waits for the disk, which may hang or be missing: toys are stopped all the same.
#[derive(Debug, Clone)]
pub(super) struct Disk {
    queue: Arc<Queue>,
    /// Up to which record the disk is, and whether anything is still to be done; ends with the thread.
    done: watch::Receiver<u64>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    more: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    lines: VecDeque<Vec<u8>>,
    dropped: u64,
    /// The newest one, and how many there were. An older one that was not written yet needs not be.
    record: Option<Record>,
    records: u64,
    /// Nothing more will come.
    ended: bool,
}

impl Disk {
    /// Starts the thread, which touches no disk until there is something to write.
    pub(super) fn start(data_dir: &Path) -> io::Result<Self> {
        let queue = Arc::new(Queue::default());
        let (tell, done) = watch::channel(0);
        let disk = Self {
            queue: queue.clone(),
            done,
        };
        let data_dir = data_dir.to_owned();
        let work = move || write_all(&data_dir, &queue, &tell);
        thread::Builder::new().name("disk".to_owned()).spawn(work)?;
        Ok(disk)
    }

    /// Sends the log to the thread from now on. It replaces the last guardian's log.
    pub(super) fn begin_log(&self) {
        // An error: there is another log already, which only a test has.
        let _ = env_logger::Builder::new()
            .filter_level(log::LevelFilter::Info)
            .format_timestamp_millis()
            .target(env_logger::Target::Pipe(Box::new(self.clone())))
            .try_init();
    }

    /// Writes this record in place of earlier ones. The future is done when it is safe, or never will be.
    pub(super) fn save(&self, record: Record) -> impl Future<Output = ()> + use<> {
        let mut waiting = self.queue.lock();
        waiting.record = Some(record);
        waiting.records += 1;
        let number = waiting.records;
        drop(waiting);
        self.queue.more.notify_one();
        let mut done = self.done.clone();
        async move {
            // An error means that the thread has ended.
            let _ = done.wait_for(|done| *done >= number).await;
        }
    }

    /// Nothing more will come. The future is done when everything is written.
    pub(super) fn finish(&self) -> impl Future<Output = ()> + use<> {
        self.queue.lock().ended = true;
        self.queue.more.notify_one();
        let mut done = self.done.clone();
        async move { while done.changed().await.is_ok() {} }
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for something to do; `None` when nothing more will come.
    fn next(&self) -> Option<Waiting> {
        let mut waiting = self.lock();
        loop {
            let next = Waiting {
                lines: std::mem::take(&mut waiting.lines),
                dropped: std::mem::take(&mut waiting.dropped),
                record: waiting.record.take(),
                ..*waiting
            };
            if !next.lines.is_empty() || next.record.is_some() {
                return Some(next);
            }
            if next.ended {
                return None;
            }
            waiting = self.more.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The log's sink: it never blocks.
impl Write for Disk {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut waiting = self.queue.lock();
        if waiting.lines.len() < LINES {
            waiting.lines.push_back(line.to_vec());
        } else {
            waiting.dropped += 1;
        }
        drop(waiting);
        self.queue.more.notify_one();
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_all(data_dir: &Path, queue: &Queue, tell: &watch::Sender<u64>) {
    // A data directory that was removed stays so.
    let logs = data_dir.join("logs");
    let mut log = None;
    while let Some(next) = queue.next() {
        // The record first: a person is told of it.
        if let Some(record) = next.record {
            if let Err(error) = JsonFile::new(guardian_record(data_dir)).save(&record) {
                log::error!("{error}");
            }
            tell.send_replace(next.records);
        }
        if log.is_none() {
            log = begin_log(&logs).ok();
        }
        if let Some(file) = &mut log {
            for line in &next.lines {
                // There is nowhere to complain to.
                let _ = file.write_all(line);
            }
            if next.dropped > 0 {
                let _ = writeln!(file, "({} lines were lost)", next.dropped);
            }
        }
    }
}

#[cfg_attr(
    not(unix),
    allow(unused_mut, reason = "who may read it is the folder's affair there")
)]
fn begin_log(logs: &Path) -> io::Result<File> {
    let mut directory = fs::DirBuilder::new();
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

        directory.mode(0o700);
        options.mode(0o600).custom_flags(crate::files::NO_SYMLINK);
    }
    // It may be there.
    let _ = directory.create(logs);
    options.open(logs.join("guardian.log"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardian::{RECORD_VERSION, Record};

    fn record(at_ms: u64) -> Record {
        Record {
            version: RECORD_VERSION,
            at_ms,
            handed_over: false,
            toys: Vec::new(),
        }
    }

    #[tokio::test]
    async fn the_newest_record_is_on_the_disk_when_its_save_is_done() {
        let dir = tempfile::tempdir().unwrap();
        let disk = Disk::start(dir.path()).unwrap();
        drop(disk.save(record(1)));
        disk.save(record(2)).await;
        let file = fs::read(guardian_record(dir.path())).unwrap();
        assert_eq!(serde_json::from_slice::<Record>(&file).unwrap(), record(2));
        disk.finish().await;
    }

    #[tokio::test]
    async fn a_directory_that_is_gone_holds_nothing_up() {
        let dir = tempfile::tempdir().unwrap();
        let gone = dir.path().join("gone");
        let disk = Disk::start(&gone).unwrap();
        disk.save(record(1)).await;
        disk.finish().await;
        assert!(!gone.exists());
    }

    #[test]
    fn lines_beyond_the_bound_are_dropped_and_counted() {
        let (_tell, done) = watch::channel(0);
        let mut disk = Disk {
            queue: Arc::default(),
            done,
        };
        for _ in 0..LINES + 5 {
            disk.write_all(b"a line\n").unwrap();
        }
        let waiting = disk.queue.lock();
        assert_eq!((waiting.lines.len(), waiting.dropped), (LINES, 5));
    }
}
