use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::packet::Packet;
use crate::{timeouts, toy::HardwareError};

/// What a protocol writes by itself.
///
/// A few protocols do not turn an output into a packet: they take note of it, and a task of theirs writes on until the
/// toy is there (a stroker that is led step by step, a motor that forgets its speed after 100 ms). Whether such a toy
/// stopped can only be told from what that task writes.
#[derive(Debug, Default)]
pub(crate) struct OwnWrites {
    state: watch::Sender<State>,
    /// The last one, unless something else was written since.
    newest: Mutex<Option<Packet>>,
}

#[derive(Debug, Clone, Default)]
struct State {
    begun: u64,
    in_flight: u32,
    /// The numbers of the newest two writes that succeeded, the newer first.
    succeeded: [u64; 2],
    /// The number of the newest write that failed, and why.
    failed: Option<(u64, HardwareError)>,
    last_begun: Option<Instant>,
}

/// One write under way.
#[derive(Debug)]
pub(crate) struct OwnWrite<'a> {
    writes: &'a OwnWrites,
    number: u64,
    answered: bool,
}

impl OwnWrites {
    /// To be called when a write begins; its answer goes to [`OwnWrite::answered`].
    pub(crate) fn begin(&self, packet: Packet) -> OwnWrite<'_> {
        *self.newest() = Some(packet);
        let mut number = 0;
        self.state.send_modify(|state| {
            state.begun += 1;
            state.in_flight += 1;
            state.last_begun = Some(Instant::now());
            number = state.begun;
        });
        OwnWrite {
            writes: self,
            number,
            answered: false,
        }
    }

    /// Takes note that somebody else wrote, or is about to.
    pub(crate) fn overtaken(&self) {
        *self.newest() = None;
    }

    /// The last one, where it was the last that the toy was told.
    pub(crate) fn last(&self) -> Option<Packet> {
        self.newest().clone()
    }

    /// A point in the sequence of writes; see [`settled_since`](Self::settled_since).
    pub(crate) fn mark(&self) -> u64 {
        self.state.borrow().begun
    }

    /// Waits until the protocol has said what it had to say since the mark: until it falls silent, or until its second
    /// write succeeded. It leads a carriage to its place in two steps, and lets go of a button that it pressed; what
    /// comes later (a machine's speed, set back notch by notch after it was switched off) moves nothing.
    pub(crate) async fn settled_since(&self, mark: u64) -> Result<(), HardwareError> {
        let since = Instant::now();
        let mut changes = self.state.subscribe();
        loop {
            let state = changes.borrow_and_update().clone();
            if state.succeeded[1] > mark {
                return Ok(());
            }
            if let Some((_, error)) = state.failed.filter(|(number, _)| *number > mark) {
                return Err(error);
            }
            let quiet_at = since.max(state.last_begun.unwrap_or(since)) + timeouts::OWN_WRITES_SILENT;
            if state.in_flight == 0 && Instant::now() >= quiet_at {
                return Ok(());
            }
            tokio::select! {
                more = changes.changed() => if more.is_err() {
                    return Err(HardwareError::Disconnected);
                },
                () = sleep_until(quiet_at), if state.in_flight == 0 => {}
            }
        }
    }

    fn newest(&self) -> MutexGuard<'_, Option<Packet>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OwnWrite<'_> {
    pub(crate) fn answered(mut self, result: &Result<(), HardwareError>) {
        self.answered = true;
        self.writes.state.send_modify(|state| {
            state.in_flight -= 1;
            match result {
                Ok(()) => {
                    let [newest, second] = &mut state.succeeded;
                    if self.number > *newest {
                        *second = std::mem::replace(newest, self.number);
                    } else {
                        *second = self.number.max(*second);
                    }
                }
                Err(error) => state.failed = Some((self.number, error.clone())),
            }
        });
    }
}

impl Drop for OwnWrite<'_> {
    fn drop(&mut self) {
        if !self.answered {
            self.writes.state.send_modify(|state| state.in_flight -= 1);
        }
    }
}

const _: () = assert!(timeouts::OWN_WRITES_SILENT.as_millis() < timeouts::CUT_LINK_AFTER.as_millis());

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::link::Endpoint;

    fn packet() -> Packet {
        Packet::new(Endpoint::Tx, &[1])
    }

    #[tokio::test(start_paused = true)]
    async fn s4_a_protocol_that_falls_silent_has_stopped() {
        let writes = OwnWrites::default();
        let begun = Instant::now();
        writes.begin(packet()).answered(&Ok(()));
        assert_eq!(writes.settled_since(writes.mark()).await, Ok(()));
        assert_eq!(begun.elapsed(), timeouts::OWN_WRITES_SILENT);
    }

    #[tokio::test(start_paused = true)]
    async fn s4_the_second_write_after_the_stop_confirms_it() {
        let writes = OwnWrites::default();
        let before = writes.begin(packet());
        let mark = writes.mark();
        before.answered(&Ok(()));
        let begun = Instant::now();
        let (settled, ()) = tokio::join!(writes.settled_since(mark), async {
            for _ in 0..2 {
                tokio::time::sleep(Duration::from_millis(100)).await;
                writes.begin(packet()).answered(&Ok(()));
            }
        });
        assert_eq!(settled, Ok(()));
        assert_eq!(begun.elapsed(), Duration::from_millis(200));
    }

    #[tokio::test(start_paused = true)]
    async fn s4_a_failed_write_confirms_nothing() {
        let writes = OwnWrites::default();
        let mark = writes.mark();
        writes
            .begin(packet())
            .answered(&Err(HardwareError::Failed("no".to_owned())));
        assert_eq!(
            writes.settled_since(mark).await,
            Err(HardwareError::Failed("no".to_owned()))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn s4_a_write_that_hangs_is_waited_for() {
        let writes = OwnWrites::default();
        let hung = writes.begin(packet());
        let settled = tokio::time::timeout(Duration::from_secs(60), writes.settled_since(writes.mark())).await;
        assert!(settled.is_err());
        drop(hung);
    }
}
