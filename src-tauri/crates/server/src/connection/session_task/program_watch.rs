//! How the program is watched: from the handshake on, by its pings and by heartbeats of the connection.

use std::sync::PoisonError;

use tokio::time::{MissedTickBehavior, interval};
use vigil_core::{limits, policy::Watch, time::Moment, version::SpecVersion};

use super::{super::socket::Socket, SessionTask};
use crate::{event::ServerEvent, programs::Program};

impl SessionTask {
    pub(super) fn established(&mut self, name: String, version: SpecVersion, watch: Watch) {
        let now = self.context.clock.now();
        self.pulse.lock().unwrap_or_else(PoisonError::into_inner).start(now);
        self.context.watchdog.watch(self.watched.clone());
        let mut heartbeat = interval(watch.connection_limit / limits::HEARTBEATS_PER_LIMIT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Skip);
        self.heartbeat = Some(heartbeat);
        self.context.programs.add(Program {
            session: self.session_id,
            name: name.clone(),
            address: self.address,
            origin: self.origin.clone(),
            since: now,
            version,
            watch,
            pulse: self.pulse.clone(),
            end: self.end_sender.clone(),
        });
        if let Some(more) = self.may_log() {
            log::info!(
                "{name} ({}) connected as session {}, watched as {:?}{more}",
                self.address,
                self.session_id.0,
                watch.mode
            );
        }
        self.context.reports.tell(ServerEvent::Connected {
            session: self.session_id,
            name: name.clone(),
            address: self.address,
            origin: self.origin.clone(),
            version,
            watch,
        });
        self.name = Some(name);
    }

    /// A Ping was accepted; `watched` tells whether another one is due.
    pub(super) fn pinged(&mut self, watched: bool) {
        let now = self.context.clock.now();
        let is_first = {
            let mut pulse = self.pulse.lock().unwrap_or_else(PoisonError::into_inner);
            pulse.ping(now);
            pulse.pings() == 1
        };
        self.context.programs.changed();
        if watched && is_first {
            // It may have set the first deadline.
            self.context.watchdog.rearm();
        }
    }

    /// Sends a WebSocket ping.
    pub(super) fn heartbeat(&mut self, now: Moment) {
        // While the program's output is backed up we do not read from it; progress on that output counts as a sign of
        // life.
        if self.socket.as_mut().is_some_and(Socket::took_something) {
            self.heard = now;
            self.watched.deadlines.heard();
        }
        if let Some(Err(broken)) = self.socket.as_mut().map(Socket::queue_heartbeat) {
            self.on_socket_event(broken, now);
        } else {
            self.watched.deadlines.heartbeat_sent(self.heard, now);
        }
    }
}
