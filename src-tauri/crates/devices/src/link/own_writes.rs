use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use crate::{timeouts, toy::HardwareError};

/// What a protocol writes by itself.
///
/// A few protocols do not turn an output into a packet: they take note of it, and a task of theirs writes on until the
/// toy is there (a stroker that is led step by step, a motor that forgets its speed after 100 ms). Whether such a toy
/// stopped can only be told from what that task writes.
#[derive(Debug, Default)]
pub(crate) struct OwnWrites {
    state: watch::Sender<State>,
}

#[derive(Debug, Clone, Default)]
struct State {
    begun: u64,
    in_flight: u32,
    /// The number of the newest write that succeeded.
    succeeded: u64,
    last_begun: Option<Instant>,
    last_error: Option<HardwareError>,
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
    pub(crate) fn begin(&self) -> OwnWrite<'_> {
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

    /// A point in the sequence of writes; see [`settled_since`](Self::settled_since).
    pub(crate) fn mark(&self) -> u64 {
        self.state.borrow().begun
    }

    /// Waits until a write that began after the mark succeeded, or until the protocol has fallen silent: then it has
    /// nothing more to say to the toy.
    pub(crate) async fn settled_since(&self, mark: u64) -> Result<(), HardwareError> {
        let since = Instant::now();
        let mut changes = self.state.subscribe();
        loop {
            let state = changes.borrow_and_update().clone();
            if state.succeeded > mark {
                return Ok(());
            }
            if state.begun > mark && state.in_flight == 0 {
                // All that began since the mark has failed.
                return Err(state
                    .last_error
                    .unwrap_or_else(|| HardwareError::Failed("the protocol's own write was dropped".to_owned())));
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
}

impl OwnWrite<'_> {
    pub(crate) fn answered(mut self, result: &Result<(), HardwareError>) {
        self.answered = true;
        self.writes.state.send_modify(|state| {
            state.in_flight -= 1;
            match result {
                Ok(()) => state.succeeded = state.succeeded.max(self.number),
                Err(error) => state.last_error = Some(error.clone()),
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

    #[tokio::test(start_paused = true)]
    async fn s4_a_protocol_that_falls_silent_has_stopped() {
        let writes = OwnWrites::default();
        let begun = Instant::now();
        writes.begin().answered(&Ok(()));
        assert_eq!(writes.settled_since(writes.mark()).await, Ok(()));
        assert_eq!(begun.elapsed(), timeouts::OWN_WRITES_SILENT);
    }

    #[tokio::test(start_paused = true)]
    async fn s4_the_first_write_after_the_stop_confirms_it() {
        let writes = OwnWrites::default();
        let before = writes.begin();
        let mark = writes.mark();
        before.answered(&Ok(()));
        let begun = Instant::now();
        let (settled, ()) = tokio::join!(writes.settled_since(mark), async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            writes.begin().answered(&Ok(()));
        });
        assert_eq!(settled, Ok(()));
        assert_eq!(begun.elapsed(), Duration::from_millis(100));
    }

    #[tokio::test(start_paused = true)]
    async fn s4_a_failed_write_confirms_nothing() {
        let writes = OwnWrites::default();
        let mark = writes.mark();
        writes.begin().answered(&Err(HardwareError::Failed("no".to_owned())));
        assert_eq!(
            writes.settled_since(mark).await,
            Err(HardwareError::Failed("no".to_owned()))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn s4_a_write_that_hangs_is_waited_for() {
        let writes = OwnWrites::default();
        let hung = writes.begin();
        let settled = tokio::time::timeout(Duration::from_secs(60), writes.settled_since(writes.mark())).await;
        assert!(settled.is_err());
        drop(hung);
    }
}
