//! The log: no thread that logs ever waits for whoever reads it.
//!
//! ```text
//! log::info!(…) on any thread ──► queue, at most `QUEUE` records ──► the log's thread ─┬─► queue ──► thread ──► stderr
//!                                  └─ full: counted, told later                       ├─► queue ──► thread ──► files
//!                                                                                      └─► queue ──► thread ──► window
//! ```
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | starts it, and ends it |
//! | `queue` | takes records from any thread |
//! | `writer` | the log's thread: hands records on to each sink, and looks up the names of a backtrace |
//! | `outlet` | a sink's thread, which may wait; what it misses is counted there, and keeps nothing from the others |
//! | `line` | how a line looks, wherever it is written |
//!
//! A panic is logged in the same way: the standard library's hook would write to stderr, and wait for it.

pub(crate) mod line;
mod outlet;
mod queue;
mod writer;

use std::{backtrace::Backtrace, io, panic, thread, time::Duration};

use log::{Log, Metadata};

use queue::Entrance;

/// The log of this process.
#[derive(Debug)]
pub(crate) struct Logging {
    writer: writer::Writer,
}

/// Which records are wanted; asked on the thread that logs.
pub(crate) type Filter = Box<dyn Fn(&Metadata<'_>) -> bool + Send + Sync>;

/// What writes records; it may wait, and is asked on a thread of its own alone.
pub(crate) type Sink = Box<dyn Log>;

/// Opens a sink, on the sink's own thread: there may be files to open, or somebody to wait for.
pub(crate) type OpenSink = Box<dyn FnOnce() -> Sink + Send>;

impl Logging {
    /// Takes the place of `log`'s logger and of the panic hook. Each sink gets a thread of the name that stands beside it.
    pub(crate) fn start(
        max_level: log::LevelFilter,
        filter: Filter,
        sinks: impl IntoIterator<Item = (&'static str, OpenSink)>,
    ) -> io::Result<Self> {
        let (queue, records) = queue::queue(filter);
        let writer = writer::Writer::start(records, sinks)?;
        let entrance = queue.entrance();
        // There is a logger already only in tests.
        if log::set_boxed_logger(Box::new(queue)).is_ok() {
            log::set_max_level(max_level);
        }
        panic::set_hook(Box::new(move |panic| log_panic(&entrance, panic)));
        Ok(Self { writer })
    }

    /// Waits until every sink has written all that was logged so far, but no longer than this.
    pub(crate) fn drain(&self, limit: Duration) {
        self.writer.drain(limit);
    }
}

fn log_panic(log: &Entrance, panic: &panic::PanicHookInfo<'_>) {
    let thread = thread::current();
    let name = thread.name().unwrap_or("unnamed");
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let what = panic.payload_as_str().unwrap_or("no message");
    log.add_panic(
        &format_args!("thread {name} panicked at {place}: {what}"),
        Backtrace::capture,
    );
}
