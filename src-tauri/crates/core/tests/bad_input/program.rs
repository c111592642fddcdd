use std::{collections::BTreeMap, sync::Arc};

use vigil_core::{
    codec::{decode, encode},
    legacy::{LegacyServerMessage, Outgoing},
    message::{DeviceTable, ErrorCode, ServerMessage},
    policy::PingPolicy,
    session::{Action, Session},
    time::Moment,
};

use super::{cases::Told, support};

const NOW: Moment = Moment::from_nanos(1_000_000_000);

/// A session with one toy, which does at once what it can.
pub(super) struct Program {
    session: Session,
    toys: Arc<DeviceTable>,
}

impl Program {
    /// Before the handshake.
    pub(super) fn new() -> Self {
        let toy = support::toy("Toy", [support::motor(20), support::battery()]);
        let toys = Arc::new(BTreeMap::from([(0, Arc::new(toy))]));
        Self {
            session: support::session(PingPolicy::default(), toys.clone(), Arc::default(), NOW),
            toys,
        }
    }

    pub(super) fn active(version: u32) -> Self {
        let mut program = Self::new();
        assert_eq!(program.hello(version), [Told::ServerInfo(1)]);
        program
    }

    pub(super) fn is_active(&self) -> bool {
        self.session.is_active()
    }

    pub(super) fn hello(&mut self, version: u32) -> Vec<Told> {
        let version = match version {
            0 => String::new(),
            1..=3 => format!(r#","MessageVersion":{version}"#),
            _ => format!(r#","ProtocolVersionMajor":{version},"ProtocolVersionMinor":0"#),
        };
        self.send(&format!(
            r#"[{{"RequestServerInfo":{{"Id":1,"ClientName":"Chaos"{version}}}}}]"#
        ))
    }

    pub(super) fn send(&mut self, frame: &str) -> Vec<Told> {
        let mut told = Vec::new();
        for message in decode(frame) {
            let mut actions = Vec::new();
            self.session.handle(message, NOW, &mut actions);
            for action in actions {
                match action {
                    Action::Send(message) => told.push(told_by(&message)),
                    Action::Execute { id, command } => {
                        let outcome = support::outcome(&self.toys, &command);
                        let mut answer = Vec::new();
                        self.session.answer(id, outcome, &mut answer);
                        let [Action::Send(message)] = answer.as_slice() else {
                            panic!("one answer: {answer:?}");
                        };
                        told.push(told_by(message));
                    }
                    Action::Established { name, .. } => {
                        assert!(
                            name.chars().count() <= 128 && !name.contains(char::is_control),
                            "{name}"
                        );
                    }
                    Action::Pinged { .. } | Action::StopMoved | Action::Log(_) => {}
                    Action::End(_) | Action::Close => panic!("the session ended: {action:?}"),
                }
            }
        }
        told
    }
}

fn told_by(message: &Outgoing) -> Told {
    let id = message.id();
    // Errors quote the program; they must not become as long as what it sent.
    let length = encode(message).len();
    assert!(length < 2000, "{length} bytes");
    match message {
        Outgoing::V4(ServerMessage::Ok { .. }) => Told::Ok(id),
        Outgoing::V4(ServerMessage::Error { code, .. }) => match code {
            ErrorCode::Init => Told::Init(id),
            ErrorCode::Message => Told::Message(id),
            ErrorCode::Device => Told::Device(id),
            ErrorCode::Unknown | ErrorCode::Ping => panic!("{message:?}"),
        },
        Outgoing::V4(ServerMessage::ServerInfo { .. })
        | Outgoing::Legacy(LegacyServerMessage::ServerInfoV0 { .. } | LegacyServerMessage::ServerInfoV2 { .. }) => {
            Told::ServerInfo(id)
        }
        _ => Told::Other(id),
    }
}
