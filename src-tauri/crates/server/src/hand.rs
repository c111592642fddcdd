//! The person's own hand: moves toys from Vigil's window, and is watched like any program.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::mpsc;
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    message::{CommandError, FeatureOutput},
    session::EndCause,
};
use vigil_devices::{Devices, StopTicket};

use crate::{
    timeouts,
    watchdog::{Guarded, Watchdog},
};

/// Programs count up from one; hands count down from the end, so that no two sessions are ever the same.
static LAST: AtomicU64 = AtomicU64::new(u64::MAX);

/// A session without a program. While it is held, its owner has to call [`keep`](Self::keep) within every
/// [`timeouts::HAND`], or all that it moves stops. Dropping it stops that too.
#[derive(Debug)]
pub struct Hand {
    guarded: Arc<Guarded>,
    clock: Clock,
    /// A thread of its own: no runtime that stands still can delay the stop. It ends with the hand.
    _watchdog: Watchdog,
}

/// The owner fell silent; the toys have been told to stop.
#[derive(Debug)]
pub struct HandLost {
    pub silent: Duration,
    pub stops: Arc<Vec<StopTicket>>,
}

impl Hand {
    /// Begins to watch. Fails where the system gives no thread.
    pub fn take(devices: &Devices, clock: Clock) -> io::Result<Self> {
        let session = SessionId(LAST.fetch_sub(1, Ordering::Relaxed));
        let guarded = Arc::new(Guarded::new(Lease::new(session), None, clock, devices.clone(), false));
        let limit = u64::try_from(timeouts::HAND.as_nanos()).unwrap_or(u64::MAX);
        guarded.ping_limit.store(limit, Ordering::SeqCst);
        guarded.ping.feed(clock.now() + timeouts::HAND);
        // Nothing of a hand ever lies unread, so that there is no lateness of ours to tell of.
        let (late, _) = mpsc::channel(1);
        let watchdog = Watchdog::start(clock, late)?;
        watchdog.watch(guarded.clone());
        Ok(Self {
            guarded,
            clock,
            _watchdog: watchdog,
        })
    }

    pub fn session(&self) -> SessionId {
        self.guarded.lease.session()
    }

    /// Moves a toy, and is a sign of life.
    pub fn output(&self, devices: &Devices, device: u32, output: FeatureOutput) -> Result<(), CommandError> {
        self.keep();
        devices.output(&self.guarded.lease, device, &[output])
    }

    /// A sign of life. False where it came too late: the toys were stopped.
    pub fn keep(&self) -> bool {
        self.guarded.ping.feed(self.clock.now() + timeouts::HAND)
    }

    /// Waits until its owner falls silent.
    pub async fn lost(&self) -> HandLost {
        let verdict = self.guarded.verdict().await;
        HandLost {
            silent: match verdict.cause {
                EndCause::PingTimeout { silent, .. } => silent,
                _ => timeouts::HAND,
            },
            stops: verdict.tickets,
        }
    }
}

impl Drop for Hand {
    fn drop(&mut self) {
        // Where it was lost before, this finds nothing that it moves.
        drop(self.guarded.stop_toys(false));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::runtime::Handle;
    use vigil_core::message::{Output, OutputKind};
    use vigil_devices::simulated::{SimulatedKind, SimulatedToy, describe};

    use super::*;

    const FULL: FeatureOutput = FeatureOutput {
        feature: 0,
        output: Output {
            kind: OutputKind::Vibrate,
            value: 20,
            duration_ms: None,
        },
    };

    fn one_toy() -> Devices {
        let devices = Devices::new(Clock::system(), Handle::current());
        let toy = Arc::new(SimulatedToy::default());
        devices.add(0, describe(SimulatedKind::Vibrator), toy).unwrap();
        devices
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn s5_a_hand_that_falls_silent_stops_what_it_moves() {
        let devices = one_toy();
        let hand = Hand::take(&devices, Clock::system()).unwrap();
        hand.output(&devices, 0, FULL).unwrap();
        assert!(devices.states()[0].movers.contains(&hand.session()));
        let lost = hand.lost().await;
        assert!(lost.silent >= timeouts::HAND, "never early: {lost:?}");
        let [stop] = lost.stops.as_slice() else {
            panic!("{lost:?}");
        };
        assert_eq!(stop.outcome().await.result, vigil_devices::StopResult::Confirmed);
        assert!(!hand.keep());
        assert_eq!(hand.output(&devices, 0, FULL), Err(CommandError::SessionOver));
        assert_eq!(devices.states()[0].outputs[0].value, 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn s5_a_hand_that_lets_go_stops_what_it_moves() {
        let devices = one_toy();
        let hand = Hand::take(&devices, Clock::system()).unwrap();
        hand.output(&devices, 0, FULL).unwrap();
        assert!(hand.keep());
        drop(hand);
        assert!(devices.states()[0].movers.is_empty());
    }
}
