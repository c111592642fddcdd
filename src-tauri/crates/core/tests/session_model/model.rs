use std::{collections::BTreeMap, time::Duration};

use vigil_core::{message::ErrorCode, session::EndCause};

use super::{seen::Seen, steps::Asked, toys};

const MS: u64 = 1_000_000;
/// LIMITS.md has both figures.
const HANDSHAKE_NANOS: u64 = 5000 * MS;
const MOST_OPEN: usize = 1024;

/// A session, as simply as it can be said. Times are nanoseconds.
#[derive(Debug)]
pub(super) struct Model {
    limit_ms: u32,
    where_supported: bool,
    phase: Phase,
    /// What was handed to the devices and has no answer yet.
    open: Vec<(u32, Asked)>,
    table: BTreeMap<u32, i32>,
    /// Decided, and not told yet.
    verdict: Option<EndCause>,
    /// Over, and the program was told nothing.
    silent_end: bool,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Awaiting { since: u64 },
    Active(Active),
    Over,
}

#[derive(Debug, Clone, Copy)]
struct Active {
    version: u32,
    /// 0 where nothing is expected of it.
    limit_ms: u32,
    last_ping: u64,
    pinged: bool,
    /// Pings in a row that came within three quarters of the limit; two bind, and then it stays so.
    in_time: u32,
    /// Of these the last, or the handshake; those that come soon after it do not count.
    counted: u64,
    has_log: bool,
}

impl Model {
    pub(super) fn new(limit_ms: u32, where_supported: bool, now: u64) -> Self {
        Self {
            limit_ms,
            where_supported,
            phase: Phase::Awaiting { since: now },
            open: Vec::new(),
            table: toys::steps_by_index(1),
            verdict: None,
            silent_end: false,
        }
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over)
    }

    pub(super) fn is_active(&self) -> bool {
        matches!(self.phase, Phase::Active(_))
    }

    pub(super) fn has_log(&self) -> bool {
        matches!(self.phase, Phase::Active(Active { has_log: true, .. }))
    }

    pub(super) fn has_open(&self) -> bool {
        self.open.iter().any(|(_, asked)| !matches!(asked, Asked::Ping))
    }

    pub(super) fn was_left_in_silence(&self) -> bool {
        self.silent_end
    }

    /// The last ping and the limit; ServerInfo counts as the first ping.
    pub(super) fn deadline(&self) -> Option<u64> {
        match self.phase {
            Phase::Awaiting { since } => Some(since + HANDSHAKE_NANOS),
            Phase::Active(_) if self.verdict.is_some() => None,
            Phase::Active(active) => self.deadline_of(active),
            Phase::Over => None,
        }
    }

    /// The watchdog looks. From here on no Ping counts.
    pub(super) fn judge(&mut self, now: u64) {
        if let Phase::Active(active) = self.phase
            && self.deadline().is_some_and(|deadline| now >= deadline)
        {
            self.verdict = Some(EndCause::PingTimeout {
                silent: Duration::from_nanos(now - active.last_ping),
                limit: Duration::from_millis(active.limit_ms.into()),
                ever_pinged: active.pinged,
            });
        }
    }

    pub(super) fn look_at_the_clock(&mut self, now: u64) -> Vec<Seen> {
        if let Phase::Awaiting { since } = self.phase
            && now >= since + HANDSHAKE_NANOS
        {
            return self.end(EndCause::HandshakeTimeout);
        }
        self.judge(now);
        match self.verdict.take() {
            Some(cause) => self.end(cause),
            None => Vec::new(),
        }
    }

    /// The toys, then every open request, then the reason, then Close; who is gone is told nothing.
    pub(super) fn end(&mut self, cause: EndCause) -> Vec<Seen> {
        if self.is_over() {
            return Vec::new();
        }
        let code = match cause {
            EndCause::Goodbye | EndCause::ConnectionLost => None,
            EndCause::PingTimeout { .. } | EndCause::ConnectionSilent { .. } | EndCause::VigilLate { .. } => {
                Some(ErrorCode::Ping)
            }
            EndCause::HandshakeTimeout | EndCause::UnsupportedVersion { .. } | EndCause::TooOften => {
                Some(ErrorCode::Init)
            }
            EndCause::Violation(_) | EndCause::NotReading => Some(ErrorCode::Message),
            EndCause::ClosedByPerson | EndCause::ServerStopped | EndCause::Internal => Some(ErrorCode::Unknown),
        };
        let mut seen = vec![Seen::End(cause)];
        if let Some(code) = code {
            seen.extend(self.open.iter().map(|(id, _)| Seen::Error { id: *id, code }));
            seen.push(Seen::Error { id: 0, code });
        } else {
            self.silent_end = true;
        }
        seen.push(Seen::Close);
        self.open.clear();
        self.phase = Phase::Over;
        seen
    }

    pub(super) fn ask(&mut self, id: u32, asked: Asked, now: u64) -> Vec<Seen> {
        let error = |code| {
            vec![Seen::Error {
                id: asked.readable_id(id),
                code,
            }]
        };
        if self.is_over() {
            return Vec::new();
        }
        let refused = || {
            let stops = asked.is_stop() && matches!(self.phase, Phase::Active(_));
            let mut seen = if stops { vec![Seen::StopMoved] } else { Vec::new() };
            seen.extend(error(ErrorCode::Message));
            seen
        };
        let Some(versions) = asked.versions() else {
            return refused();
        };
        let mut active = match (self.phase, asked) {
            (Phase::Awaiting { .. }, Asked::Hello { version, exempt }) => return self.hello(id, version, exempt, now),
            (Phase::Active(active), Asked::Hello { .. }) if versions.contains(&active.version) => {
                return error(ErrorCode::Init);
            }
            (Phase::Active(active), _) => active,
            _ => return error(ErrorCode::Init),
        };
        if !versions.contains(&active.version) {
            return refused();
        }
        match asked {
            // It lost against the verdict, which will answer it.
            Asked::Ping if self.verdict.is_some() => {
                if self.open.len() >= MOST_OPEN {
                    return error(ErrorCode::Message);
                }
                self.open.push((id, asked));
                Vec::new()
            }
            Asked::Ping => {
                if active.in_time < 2 {
                    let limit = u64::from(active.limit_ms) * MS;
                    let gap = now - active.counted;
                    if gap >= (limit / 10).min(100 * MS) {
                        active.counted = now;
                        active.in_time = if gap <= limit * 3 / 4 { active.in_time + 1 } else { 0 };
                    }
                }
                active.last_ping = now;
                active.pinged = true;
                self.phase = Phase::Active(active);
                let deadline = self.deadline();
                vec![Seen::Pinged { deadline }, Seen::Ok { id }]
            }
            Asked::RequestDeviceList => vec![self.device_list(id)],
            Asked::Test => vec![Seen::Test { id }],
            Asked::RequestLog => {
                active.has_log = true;
                self.phase = Phase::Active(active);
                vec![Seen::Ok { id }]
            }
            Asked::Disconnect => {
                let mut seen = vec![Seen::End(EndCause::Goodbye)];
                let code = ErrorCode::Device;
                seen.extend(self.open.drain(..).map(|(id, _)| Seen::Error { id, code }));
                seen.extend([Seen::Ok { id }, Seen::Close]);
                self.phase = Phase::Over;
                seen
            }
            Asked::LovenseCmd => error(ErrorCode::Device),
            Asked::Vibrate | Asked::VibrateTooMuch | Asked::SensorReadCmd | Asked::BatteryLevelCmd
                if !self.table.contains_key(&1) =>
            {
                error(ErrorCode::Device)
            }
            Asked::VibrateTooMuch => error(ErrorCode::Message),
            _ => self.hand_on(id, asked),
        }
    }

    /// What the devices say to one of the requests that are open: its Id, what it was, and what the program is told.
    pub(super) fn answer(&mut self, place: usize, done: bool) -> Option<(u32, Asked, Vec<Seen>)> {
        let with_devices = |(_, (_, asked)): &(usize, &(u32, Asked))| !matches!(asked, Asked::Ping);
        let places: Vec<_> = self
            .open
            .iter()
            .enumerate()
            .filter(with_devices)
            .map(|(at, _)| at)
            .collect();
        if places.is_empty() {
            return None;
        }
        let (id, asked) = self.open.remove(places[place % places.len()]);
        let Phase::Active(active) = self.phase else {
            return None;
        };
        let failure = Seen::Error {
            id,
            code: ErrorCode::Device,
        };
        let told = match (asked, active.version) {
            _ if !done => failure,
            (_, 4) if asked.is_read() => Seen::Reading { id, form: "v4" },
            // The index that v3 wants went with the toy.
            (_, 3) if asked.is_read() && !self.table.contains_key(&1) => failure,
            (_, 3) if asked.is_read() => Seen::Reading { id, form: "v3" },
            (_, _) if asked.is_read() => Seen::Reading { id, form: "v2" },
            _ => Seen::Ok { id },
        };
        Some((id, asked, vec![told]))
    }

    /// v4 is told the list, older versions what is different.
    pub(super) fn table(&mut self, number: usize) -> Vec<Seen> {
        let before = std::mem::replace(&mut self.table, toys::steps_by_index(number));
        match self.phase {
            Phase::Active(Active { version: 4, .. }) => vec![self.device_list(0)],
            Phase::Active(_) => {
                let gone = before.iter().filter(|(index, toy)| self.table.get(index) != Some(toy));
                let new = self.table.iter().filter(|(index, toy)| before.get(index) != Some(toy));
                let gone = gone.map(|(index, _)| Seen::DeviceRemoved(*index));
                gone.chain(new.map(|(index, _)| Seen::DeviceAdded(*index))).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn scanning_finished(&mut self) -> Vec<Seen> {
        match self.phase {
            Phase::Active(_) => vec![Seen::ScanningFinished],
            _ => Vec::new(),
        }
    }

    fn deadline_of(&self, active: Active) -> Option<u64> {
        let expected = active.limit_ms > 0 && (active.in_time >= 2 || !self.where_supported);
        expected.then(|| active.last_ping.saturating_add(u64::from(active.limit_ms) * MS))
    }

    fn hello(&mut self, id: u32, version: u32, exempt: bool, now: u64) -> Vec<Seen> {
        if version > 4 {
            self.open.push((id, Asked::Ping));
            return self.end(EndCause::UnsupportedVersion { major: version });
        }
        let limit_ms = if exempt { 0 } else { self.limit_ms };
        self.phase = Phase::Active(Active {
            version,
            limit_ms,
            last_ping: now,
            pinged: false,
            in_time: 0,
            counted: now,
            has_log: false,
        });
        let max_ping_time_ms = limit_ms;
        vec![Seen::Established { version }, Seen::ServerInfo { id, max_ping_time_ms }]
    }

    fn hand_on(&mut self, id: u32, asked: Asked) -> Vec<Seen> {
        if self.open.len() >= MOST_OPEN {
            let code = ErrorCode::Message;
            let stops = asked.is_stop().then_some(Seen::StopMoved);
            return stops.into_iter().chain([Seen::Error { id, code }]).collect();
        }
        self.open.push((id, asked));
        let what = match asked {
            Asked::Output | Asked::Vibrate => "output",
            Asked::Stop | Asked::StopAllDevices => "stop",
            Asked::StartScanning => "scan",
            Asked::StopScanning => "stop scanning",
            _ => "read",
        };
        vec![Seen::Execute { id, what }]
    }

    fn device_list(&self, id: u32) -> Seen {
        Seen::DeviceList {
            id,
            indices: self.table.keys().copied().collect(),
        }
    }
}
