//! How the program is watched: from its name on, with each ping, and with each heartbeat of the connection.

use std::{
    sync::{PoisonError, atomic::Ordering},
    time::Duration,
};

use tokio::{
    net::TcpStream,
    time::{MissedTickBehavior, interval},
};
use vigil_core::{policy::Watch, time::Moment, version::SpecVersion};

use super::{super::socket::Socket, Driver};
use crate::{event::ServerEvent, programs::Program, timeouts};

impl Driver {
    pub(super) fn established(&mut self, name: String, version: SpecVersion, watch: Watch) {
        let now = self.surroundings.clock.now();
        self.pulse.lock().unwrap_or_else(PoisonError::into_inner).start(now);
        let nanos = |limit: Duration| u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
        self.guarded
            .ping_limit
            .store(nanos(watch.ping_limit().unwrap_or_default()), Ordering::SeqCst);
        self.guarded
            .heartbeat_limit
            .store(nanos(watch.heartbeat_limit), Ordering::SeqCst);
        if let Some(due) = self.session.poll_timeout() {
            self.guarded.ping.feed(due);
        }
        self.surroundings.watchdog.watch(self.guarded.clone());
        let mut heartbeat = interval(watch.heartbeat_limit / timeouts::HEARTBEATS_PER_LIMIT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Skip);
        self.heartbeat = Some(heartbeat);
        self.surroundings.programs.add(Program {
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
        log::info!(
            "{name} ({}) connected as session {}, watched so: {:?}",
            self.address,
            self.session_id.0,
            watch.mode
        );
        self.surroundings.reports.tell(ServerEvent::Connected {
            session: self.session_id,
            name: name.clone(),
            address: self.address,
            origin: self.origin.clone(),
            version,
            watch,
        });
        self.name = Some(name);
    }

    pub(super) fn pinged(&mut self, deadline: Option<Moment>) {
        let now = self.surroundings.clock.now();
        self.pulse.lock().unwrap_or_else(PoisonError::into_inner).ping(now);
        self.surroundings.programs.changed();
        let first = !self.guarded.ever_pinged.swap(true, Ordering::SeqCst);
        if let Some(due) = deadline {
            // Where it was missed, the verdict is on its way, and this ping came too late.
            let _ = self.guarded.ping.feed(due);
            if first {
                self.surroundings.watchdog.rearm();
            }
        }
    }

    /// Sends a WebSocket ping. The connection is dead when nothing at all came within the limit, and the first ping that
    /// is unanswered was out for most of it; those after it do not move the deadline.
    pub(super) fn heartbeat(&mut self, now: Moment) {
        // While it has more to take than it can, nothing is read from it; that it goes on taking has to do.
        if self.socket.as_mut().is_some_and(Socket::took_something) {
            self.heard = now;
            self.guarded.heartbeat.clear();
        }
        if let Some(Err(broken)) = self.socket.as_mut().map(Socket::queue_heartbeat) {
            self.incoming(broken, now);
        } else if self.guarded.heartbeat.due().is_none() {
            let limit = self.guarded.heartbeat_limit();
            let rest = limit.saturating_sub(limit / timeouts::HEARTBEATS_PER_LIMIT);
            // A missed deadline comes as a verdict.
            let _ = self.guarded.heartbeat.feed((self.heard + limit).max(now + rest));
        }
    }
}

/// For the watchdog, to look whether something lies unread.
pub(super) fn second_handle(stream: &TcpStream) -> Option<std::net::TcpStream> {
    #[cfg(unix)]
    let copy = {
        use std::os::fd::AsFd;
        stream.as_fd().try_clone_to_owned().map(std::net::TcpStream::from)
    };
    #[cfg(windows)]
    let copy = {
        use std::os::windows::io::AsSocket;
        stream.as_socket().try_clone_to_owned().map(std::net::TcpStream::from)
    };
    copy.inspect_err(|error| log::warn!("no second handle to the socket: {error}"))
        .ok()
}
