//! A whole session, as a [`script`](super::script).

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use vigil_core::{
    codec::decode,
    legacy::{LegacyServerMessage, Outgoing, Request},
    limits,
    message::{Command, CommandError, DeviceTable, ErrorCode, OutputKind, ServerMessage},
    policy::WatchMode,
    session::{Action, EndCause, Session},
    time::Moment,
    version::SpecVersion,
    watch::{Deadlines, Judge},
};

use super::{
    devices,
    script::{self, Step},
    support, told,
};

const START: Moment = Moment::from_nanos(1_000_000_000);

pub fn check(input: &str) {
    let (limit_ms, where_supported) = script::policy(input);
    let mut watched = Watched::new(limit_ms, where_supported);
    for step in script::steps(input) {
        watched.step(&step);
    }
    watched.finish();
}

/// A session, and what is known of it from outside.
struct Watched {
    session: Session,
    deadlines: Arc<Deadlines>,
    judge: Judge,
    now: Moment,
    tables: [Arc<DeviceTable>; 4],
    table: Arc<DeviceTable>,
    /// Fixed by the handshake, known to the end.
    version: Option<SpecVersion>,
    /// What was handed to the devices and is not answered yet.
    open: Vec<(u32, Command)>,
    /// How many answers each Id still has to get.
    owed: BTreeMap<u32, usize>,
    watch: WatchMode,
    /// Pings in a row that came well within the limit.
    in_time: u32,
    /// The last of them, or the handshake; those that come soon after it do not count.
    counted: Moment,
    /// The start, the handshake or the last ping.
    heard: Moment,
    ended: Option<EndCause>,
}

impl Watched {
    fn new(limit_ms: u32, where_supported: bool) -> Self {
        let tables = devices::tables();
        let table = tables[2].clone();
        let deadlines = Arc::new(Deadlines::new());
        Self {
            session: support::session(
                support::policy(limit_ms, where_supported),
                table.clone(),
                deadlines.clone(),
                START,
            ),
            deadlines,
            judge: Judge::default(),
            now: START,
            tables,
            table,
            version: None,
            open: Vec::new(),
            owed: BTreeMap::new(),
            watch: WatchMode::Off,
            in_time: 0,
            counted: START,
            heard: START,
            ended: None,
        }
    }

    fn step(&mut self, step: &Step<'_>) {
        let mut actions = Vec::new();
        match step {
            Step::Frame(text) => {
                for message in decode(text) {
                    if self.ended.is_none() {
                        let id = message.as_ref().map_or_else(|bad| bad.id, |request| request.id);
                        *self.owed.entry(id).or_default() += 1;
                    }
                    let foreign = self.version.filter(|_| self.ended.is_none()).is_some_and(|version| {
                        let known = |request: &Request| request.message.versions().contains(&version);
                        !message.as_ref().is_ok_and(known)
                    });
                    let is_stop = message
                        .as_ref()
                        .map_or_else(|bad| bad.is_stop, |request| request.message.is_stop());
                    self.session.handle(message, self.now, &mut actions);
                    if foreign {
                        let refused = |action: &Action| {
                            matches!(
                                action,
                                Action::Send(Outgoing::V4(ServerMessage::Error {
                                    code: ErrorCode::Message,
                                    ..
                                }))
                            )
                        };
                        let stops = is_stop && self.session.is_active();
                        let is_line = |action: &&Action| matches!(action, Action::Log(_));
                        let told: Vec<_> = actions.iter().filter(|action| !is_line(action)).collect();
                        match told[..] {
                            [only] => assert!(refused(only) && !stops, "{actions:?}"),
                            [Action::StopMoved, answer] => assert!(refused(answer) && stops, "{actions:?}"),
                            _ => panic!("{actions:?}"),
                        }
                    }
                    self.see(std::mem::take(&mut actions));
                }
                return;
            }
            Step::Pass(time) => {
                self.now = self.now + *time;
                let due = self.due().is_some_and(|due| due <= self.now);
                assert_eq!(due, self.is_due(), "the deadline is the limit after the last ping");
                self.session.handle_timeout(self.now, &mut actions);
                let verdict = support::verdict(&self.session, &mut self.judge, &self.deadlines, self.now);
                if let Some(cause) = verdict {
                    self.session.end(cause, &mut actions);
                }
                assert!(self.due().is_none_or(|next| next > self.now), "still due");
            }
            Step::PassUnnoticed(time) => self.now = self.now + *time,
            Step::Answer(place) | Step::Fail(place) => {
                if self.open.is_empty() {
                    return;
                }
                let (id, command) = self.open.remove(place % self.open.len());
                let outcome = match step {
                    Step::Answer(_) => support::outcome(&self.table, &command),
                    _ => Err(CommandError::NoAnswer),
                };
                self.session.answer(id, outcome, &mut actions);
            }
            Step::Table(number) => {
                self.table = self.tables[number % self.tables.len()].clone();
                self.session.devices_changed(self.table.clone(), &mut actions);
            }
            Step::ScanningFinished => self.session.scanning_finished(&mut actions),
            Step::End(number) => {
                let causes = support::causes();
                self.session.end(causes[number % causes.len()].clone(), &mut actions);
            }
        }
        self.see(actions);
    }

    /// What is due next.
    fn due(&self) -> Option<Moment> {
        let active = self.session.is_active();
        self.session
            .poll_timeout()
            .or_else(|| self.deadlines.due().filter(|_| active))
    }

    /// All that is open is answered; then nobody is owed anything.
    fn finish(&mut self) {
        while !self.open.is_empty() {
            self.step(&Step::Answer(0));
        }
        let left_in_silence = self.ended.as_ref().is_some_and(|cause| cause.error().is_none());
        assert!(self.owed.is_empty() || left_in_silence, "no answer: {:?}", self.owed);
    }

    fn see(&mut self, actions: Vec<Action>) {
        assert!(self.ended.is_none() || actions.is_empty(), "after the end: {actions:?}");
        let ends = actions.iter().position(|action| matches!(action, Action::End(_)));
        if let Some(end) = ends {
            assert_eq!(end, 0, "the toys stop first: {actions:?}");
            assert_eq!(actions.last(), Some(&Action::Close));
        }
        let speaks = actions.iter().any(|action| matches!(action, Action::Send(_)));
        for action in actions {
            self.see_one(action);
        }
        assert_eq!(self.session.has_ended(), self.ended.is_some());
        if speaks && self.ended.is_some() {
            // Only where the connection is gone, or the program closed it, does a request stay without an answer.
            assert!(self.owed.is_empty(), "no answer: {:?}", self.owed);
        }
        if self.ended.is_none() {
            let owed: usize = self.owed.values().sum();
            assert_eq!(owed, self.open.len(), "what is not answered is open");
            assert!(self.open.len() <= limits::MAX_OPEN_REQUESTS);
        }
    }

    fn see_one(&mut self, action: Action) {
        match action {
            Action::Established { version, watch, name } => {
                assert!(self.version.replace(version).is_none(), "one handshake");
                assert!(name.chars().count() <= limits::MAX_NAME_CHARS && !name.contains(char::is_control));
                self.watch = watch.mode;
                self.heard = self.now;
                self.counted = self.now;
            }
            Action::Pinged { deadline } => {
                if let WatchMode::WhereSupported { limit } = self.watch
                    && self.in_time < limits::PINGS_THAT_BIND
                {
                    let gap = self.now - self.counted;
                    if gap >= (limit / limits::SAME_PING_PART).min(limits::SAME_PING) {
                        let (part, of) = limits::BINDING_PART;
                        self.counted = self.now;
                        self.in_time = if gap <= limit * part / of { self.in_time + 1 } else { 0 };
                    }
                }
                self.heard = self.now;
                assert_eq!(deadline, self.limit().map(|limit| self.now + limit));
            }
            Action::Execute { id, command } => {
                self.check_command(&command);
                self.open.push((id, command));
            }
            Action::End(cause) => {
                if let EndCause::PingTimeout { silent, limit, .. } = cause {
                    assert!(self.is_due() && silent >= limit, "never early");
                }
                self.ended = Some(cause);
            }
            Action::Send(message) => {
                told::check(self.version, &message);
                self.settle(&message);
            }
            Action::Log(line) => {
                assert!(self.version.is_some_and(|version| version < SpecVersion::V2));
                told::check(self.version, &Outgoing::Legacy(line));
            }
            // Only while there is a session, and with an answer of its own behind it.
            Action::StopMoved => assert!(self.ended.is_none() && self.version.is_some()),
            Action::Close => assert!(self.ended.is_some()),
        }
    }

    /// Takes an answer off what is owed.
    fn settle(&mut self, message: &Outgoing) {
        let news = match message {
            Outgoing::Legacy(LegacyServerMessage::DeviceAdded { .. } | LegacyServerMessage::DeviceRemoved { .. })
            | Outgoing::V4(ServerMessage::ScanningFinished | ServerMessage::DeviceList { id: 0, .. }) => true,
            // Why it ends.
            Outgoing::V4(ServerMessage::Error { id: 0, .. }) => self.ended.is_some(),
            _ => false,
        };
        if news {
            return;
        }
        let id = message.id();
        let Some(owed) = self.owed.get_mut(&id) else {
            panic!("nobody asked: {message:?}");
        };
        *owed -= 1;
        if *owed == 0 {
            self.owed.remove(&id);
        }
    }

    fn check_command(&self, command: &Command) {
        let Command::Output { device, outputs } = command else {
            return;
        };
        assert!(!outputs.is_empty());
        for output in outputs {
            let moves_for_a_time = output.output.kind == OutputKind::HwPositionWithDuration;
            assert_eq!(output.output.duration_ms.is_some(), moves_for_a_time, "{output:?}");
        }
        if self.version.is_some_and(SpecVersion::is_legacy) {
            // Fractions become steps within the range; only a duration of the program's own may not fit.
            match support::outcome(&self.table, command) {
                Ok(_) | Err(CommandError::DurationOutOfRange { .. }) => {}
                Err(error) => panic!("{error}: {device} {outputs:?}"),
            }
        }
    }

    fn limit(&self) -> Option<Duration> {
        match self.watch {
            WatchMode::Required { limit } => Some(limit),
            WatchMode::WhereSupported { limit } if self.in_time >= limits::PINGS_THAT_BIND => Some(limit),
            _ => None,
        }
    }

    fn is_due(&self) -> bool {
        let limit = match self.version {
            _ if self.ended.is_some() => None,
            None => Some(limits::HANDSHAKE_LIMIT),
            Some(_) => self.limit(),
        };
        limit.is_some_and(|limit| self.now - self.heard >= limit)
    }
}
