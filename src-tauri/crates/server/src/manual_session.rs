//! The person's own session: moves toys from Vigil's window, and is watched like any program.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    limits,
    message::{CommandError, FeatureOutput},
    policy::{Watch, WatchMode},
    session::EndCause,
    watch::Pinged,
};
use vigil_devices::{Devices, StopTicket};

use crate::{
    timeouts,
    watchdog::{Watchdog, WatchedSession},
};

/// Sessions of programs count up from one, and manual ones count down from the end, so that no two have the same number.
static LAST: AtomicU64 = AtomicU64::new(u64::MAX);

/// Whether a session with this number is a manual one. Nobody lives to see the two meet.
pub(crate) const fn is_manual(session: SessionId) -> bool {
    session.0 > u64::MAX / 2
}

/// A session without a program. While it is held, its owner has to call [`keep`](Self::keep) within every
/// `timeouts::MANUAL_SESSION`, or all that it moves stops. Dropping it stops that too.
#[derive(Debug)]
pub struct ManualSession {
    watched: Arc<WatchedSession>,
    clock: Clock,
    watchdog: Arc<Watchdog>,
}

/// The owner fell silent; the toys have been told to stop.
#[derive(Debug)]
pub struct ManualSessionLost {
    pub silent: Duration,
    pub stops: Arc<Vec<StopTicket>>,
}

impl ManualSession {
    /// Begins the session, which is watched from now on.
    pub fn begin(devices: &Devices, clock: Clock, watchdog: Arc<Watchdog>) -> Self {
        let session = SessionId(LAST.fetch_sub(1, Ordering::Relaxed));
        let watched = Arc::new(WatchedSession::manual(Lease::new(session), clock, devices.clone()));
        let mode = WatchMode::Required {
            limit: timeouts::MANUAL_SESSION,
        };
        // There is no connection.
        let connection_limit = Duration::from_millis(limits::DEFAULT_CONNECTION_LIMIT_MS.into());
        watched.deadlines.begin(Watch { mode, connection_limit }, clock.now());
        watchdog.watch(watched.clone());
        Self {
            watched,
            clock,
            watchdog,
        }
    }

    pub fn session(&self) -> SessionId {
        self.watched.lease.session()
    }

    /// Moves a toy, and is a sign of life.
    pub fn output(&self, devices: &Devices, device: u32, output: FeatureOutput) -> Result<(), CommandError> {
        self.keep();
        devices.output(&self.watched.lease, device, &[output])
    }

    /// A sign of life. False if it came too late: the toys were stopped.
    pub fn keep(&self) -> bool {
        matches!(self.watched.deadlines.ping(self.clock.now()), Pinged::Accepted { .. })
    }

    /// Waits until its owner falls silent.
    pub async fn lost(&self) -> ManualSessionLost {
        let verdict = self.watched.verdict().await;
        ManualSessionLost {
            silent: match verdict.cause {
                EndCause::PingTimeout { silent, .. } => silent,
                _ => timeouts::MANUAL_SESSION,
            },
            stops: verdict.tickets,
        }
    }
}

impl Drop for ManualSession {
    fn drop(&mut self) {
        // If it was lost before, this finds nothing that it moves.
        drop(self.watched.stop_toys(false));
        self.watchdog.forget(self.session());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::runtime::Handle;
    use vigil_core::message::{Output, OutputKind};
    use vigil_devices::simulated::{SimulatedKind, SimulatedToy, describe};

    use super::*;
    use crate::watchdog::tests::watchdog;

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
    async fn s5_a_manual_session_that_falls_silent_stops_what_it_moves() {
        let devices = one_toy();
        let session = ManualSession::begin(&devices, Clock::system(), watchdog(&devices));
        session.output(&devices, 0, FULL).unwrap();
        assert!(devices.states()[0].movers.contains(&session.session()));
        let lost = session.lost().await;
        assert!(lost.silent >= timeouts::MANUAL_SESSION, "never early: {lost:?}");
        let [stop] = lost.stops.as_slice() else {
            panic!("{lost:?}");
        };
        assert_eq!(stop.outcome().await.result, vigil_devices::StopResult::Confirmed);
        assert!(!session.keep());
        assert_eq!(session.output(&devices, 0, FULL), Err(CommandError::SessionOver));
        assert_eq!(devices.states()[0].outputs[0].value, 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn s5_a_manual_session_that_is_dropped_stops_what_it_moves() {
        let devices = one_toy();
        let session = ManualSession::begin(&devices, Clock::system(), watchdog(&devices));
        session.output(&devices, 0, FULL).unwrap();
        assert!(session.keep());
        drop(session);
        assert!(devices.states()[0].movers.is_empty());
    }
}
