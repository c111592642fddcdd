//! Prints events on a thread of its own, which may wait for whoever reads stdout.

use std::{
    io::{self, Write},
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, sync_channel},
    },
    thread,
    time::Duration,
};

use tokio::sync::broadcast::{self, error::RecvError};

use crate::events::Event;

/// The thread; it ends after the last event.
#[derive(Debug)]
pub(super) struct Printer {
    done: Mutex<Receiver<()>>,
}

impl Printer {
    /// Prints until [`Event::Stopped`] was printed, or nobody can send any more. Events that stdout does not take in
    /// time are dropped, the oldest first, with an event that says how many.
    pub(super) fn start(events: broadcast::Receiver<Event>, stdout: impl Write + Send + 'static) -> io::Result<Self> {
        let (tell_done, done) = sync_channel(1);
        thread::Builder::new().name("vigil-stdout".to_owned()).spawn(move || {
            print_all(events, stdout);
            let _ = tell_done.send(());
        })?;
        Ok(Self { done: Mutex::new(done) })
    }

    /// Waits until the last event is printed, but no longer than this.
    pub(super) fn finish(&self, limit: Duration) {
        // An error means that it takes too long, or that it was asked before.
        let _ = self
            .done
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv_timeout(limit);
    }
}

fn print_all(mut events: broadcast::Receiver<Event>, mut stdout: impl Write) {
    loop {
        match events.blocking_recv() {
            Ok(event) => {
                print(&event, &mut stdout);
                if matches!(event, Event::Stopped { .. }) {
                    return;
                }
            }
            Err(RecvError::Lagged(count)) => print(&Event::EventsLost { count }, &mut stdout),
            Err(RecvError::Closed) => return,
        }
    }
}

pub(super) fn print(event: &Event, stdout: &mut impl Write) {
    let Ok(mut line) = serde_json::to_vec(event) else {
        return;
    };
    line.push(b'\n');
    // Whoever read it may have gone; Vigil keeps its watch.
    let _ = stdout.write_all(&line).and_then(|()| stdout.flush());
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc, Mutex,
        mpsc::{Receiver, sync_channel},
    };

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);
    const BACKLOG: usize = 8;

    /// Takes nothing before it is let.
    struct Slow {
        allowed: Receiver<()>,
        written: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // An error means: as much as it likes.
            let _ = self.allowed.recv();
            self.written.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn removed(toy: u32) -> Event {
        Event::ToyRemoved {
            toy,
            name: String::new(),
        }
    }

    #[test]
    fn the_oldest_are_lost_with_a_count_and_the_newest_are_printed() {
        let sender = broadcast::Sender::new(BACKLOG);
        let written = Arc::<Mutex<Vec<u8>>>::default();
        let (allow, allowed) = sync_channel(0);
        let slow = Slow {
            allowed,
            written: written.clone(),
        };
        let printer = Printer::start(sender.subscribe(), slow).unwrap();
        for toy in 0..100 {
            sender.send(removed(toy)).unwrap();
        }
        sender
            .send(Event::Stopped {
                all_toys_confirmed: true,
            })
            .unwrap();
        // Nothing is printed after the last event.
        sender.send(removed(100)).unwrap();
        printer.finish(Duration::from_millis(20));
        drop(allow);
        printer.finish(PATIENCE);
        let text = String::from_utf8(written.lock().unwrap().clone()).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.last().unwrap()["event"], "stopped");
        let lost: u64 = lines.iter().filter_map(|line| line["count"].as_u64()).sum();
        let kept = lines.iter().filter(|line| line["event"] == "toy_removed").count();
        assert_eq!(lost + u64::try_from(kept).unwrap(), 100, "{text}");
        assert!(lost > 0, "{text}");
        assert_eq!(lines[lines.len() - 2]["toy"], 99, "the newest are kept");
    }

    #[test]
    fn it_ends_with_the_last_sender() {
        let sender = broadcast::Sender::new(BACKLOG);
        let printer = Printer::start(sender.subscribe(), io::sink()).unwrap();
        sender.send(removed(0)).unwrap();
        drop(sender);
        printer.finish(PATIENCE);
    }
}
