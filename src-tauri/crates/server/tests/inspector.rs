//! Messages are kept while somebody looks, with what Vigil made of each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod parts;

use std::{collections::BTreeMap, sync::Arc};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, runtime::Handle, sync::mpsc, time::timeout};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};
use vigil_clock::Clock;
use vigil_core::{
    lease::SessionId,
    message::{ErrorCode, OutputKind},
};
use vigil_devices::{
    Devices, OutputPreferences, ToyPreferences,
    simulated::{SimulatedKind, SimulatedToy, describe},
};
use vigil_server::{Inspector, Noted, SeenMessage, Server, ServerEvent, ServerSetup, Verdict, Watchdog, Way};

use parts::{Calm, PATIENCE, config};

/// A vibrator of two motors, the first of which goes to half its strength at most.
struct Rig {
    server: Server,
    _events: mpsc::Receiver<ServerEvent>,
}

impl Rig {
    fn start() -> Self {
        let sessions = Handle::current();
        let devices = Devices::new(Clock::system(), sessions.clone());
        let toy = Arc::new(SimulatedToy::default());
        devices.add(0, describe(SimulatedKind::Vibrator), toy).unwrap();
        let half = OutputPreferences {
            limit_percent: 50,
            ..OutputPreferences::default()
        };
        let preferences = ToyPreferences {
            outputs: BTreeMap::from([(0, BTreeMap::from([(OutputKind::Vibrate, half)]))]),
            ..ToyPreferences::default()
        };
        devices.set_preferences(&devices.identity(0).unwrap(), preferences);
        let watchdog = Watchdog::start(Clock::system(), devices.clone(), &sessions, Arc::new(Calm)).unwrap();
        let config = config();
        let (tell, events) = mpsc::channel(256);
        let setup = ServerSetup {
            devices,
            clock: Clock::system(),
            watchdog: Arc::new(watchdog),
            runtime: sessions,
            events: tell,
        };
        Self {
            server: Server::start("127.0.0.1:0".parse().unwrap(), config, setup).unwrap(),
            _events: events,
        }
    }

    async fn program(&self, version: u32) -> Program {
        let stream = TcpStream::connect(self.server.address()).await.unwrap();
        let (socket, _) = client_async(format!("ws://{}", self.server.address()), stream)
            .await
            .unwrap();
        let mut program = Program(socket);
        let mut hello = json!({ "Id": 1, "ClientName": "Page", "MessageVersion": version });
        if version > 3 {
            hello = json!({ "Id": 1, "ClientName": "Page", "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 0 });
        }
        program
            .ask(&json!([{ "RequestServerInfo": hello }]).to_string(), 1)
            .await;
        program
    }

    fn inspect(&self) -> Inspector {
        self.server.inspect(self.session()).unwrap()
    }

    fn session(&self) -> SessionId {
        self.server.programs()[0].session
    }
}

struct Program(WebSocketStream<TcpStream>);

impl Program {
    /// Sends this, and waits for as many answers.
    async fn ask(&mut self, frame: &str, answers: usize) {
        self.send(Message::text(frame), answers).await;
    }

    async fn send(&mut self, frame: Message, answers: usize) {
        self.0.send(frame).await.unwrap();
        let mut answered = 0;
        while answered < answers {
            let frame = timeout(PATIENCE, self.0.next()).await.unwrap().unwrap().unwrap();
            answered += match &frame {
                Message::Text(text) => serde_json::from_str::<Vec<Value>>(text).unwrap().len(),
                _ => 0,
            };
        }
    }
}

/// What was kept, by number, with what became of what waited.
fn taken(inspector: &Inspector) -> Vec<SeenMessage> {
    let mut messages = BTreeMap::new();
    let mut settled = Vec::new();
    for noted in inspector.take().noted {
        match noted {
            Noted::Message(message) => drop(messages.insert(message.number, message)),
            Noted::Settled { number, verdict } => settled.push((number, verdict)),
        }
    }
    for (number, became) in settled {
        if let Way::FromProgram { verdict, .. } = &mut messages.get_mut(&number).unwrap().way {
            assert_eq!(*verdict, Verdict::Waits);
            *verdict = became;
        }
    }
    messages.into_values().collect()
}

fn verdicts(messages: &[SeenMessage]) -> Vec<&Verdict> {
    messages
        .iter()
        .filter_map(|message| match &message.way {
            Way::FromProgram { verdict, .. } => Some(verdict),
            Way::ToProgram { .. } => None,
        })
        .collect()
}

fn refused(verdict: &Verdict) -> (ErrorCode, &str) {
    match verdict {
        Verdict::Refused { code, reason } => (*code, reason),
        other => panic!("not refused: {other:?}"),
    }
}

/// In each version: sets the motor with the limit, the one without, and one that is not there.
fn movements(version: u32) -> [String; 3] {
    let one = |id: u32, motor: u32, speed: f64| match version {
        0 => json!([{ "SingleMotorVibrateCmd": { "Id": id, "DeviceIndex": motor / 2, "Speed": speed } }]),
        1 | 2 => {
            json!([{ "VibrateCmd": { "Id": id, "DeviceIndex": 0, "Speeds": [{ "Index": motor, "Speed": speed }] } }])
        }
        3 => json!([{ "ScalarCmd": { "Id": id, "DeviceIndex": 0,
            "Scalars": [{ "Index": motor, "Scalar": speed, "ActuatorType": "Vibrate" }] } }]),
        _ => json!([{ "OutputCmd": { "Id": id, "DeviceIndex": 0, "FeatureIndex": motor,
            "Command": { "Vibrate": { "Value": (speed * 20.0).round() } } } }]),
    };
    // v0 knows toys only: a limit shows with the first, and there is no second.
    let harmless = if version == 0 { 0.0 } else { 1.0 };
    [one(10, 0, 1.0), one(11, 1, harmless), one(12, 7, 1.0)].map(|frame| frame.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn verdicts_are_right_in_every_version() {
    for version in 0..=4 {
        let rig = Rig::start();
        let mut program = rig.program(version).await;
        let inspector = rig.inspect();
        program.ask(r#"[{"Ping":{"Id":2}}]"#, 1).await;
        for movement in movements(version) {
            program.ask(&movement, 1).await;
        }
        program.ask("no JSON at all", 1).await;
        program.ask(r#"[{"Nonsense":{"Id":13}}]"#, 1).await;
        let stop = if version < 4 { "StopAllDevices" } else { "StopCmd" };
        program.ask(&format!(r#"[{{"{stop}":{{"Id":14}}}}]"#), 1).await;

        let messages = taken(&inspector);
        let verdicts = verdicts(&messages);
        let [ping, limited, free, missing, garbage, unknown, stop] = verdicts[..] else {
            panic!("v{version}: {verdicts:?}");
        };
        assert_eq!(*ping, Verdict::Accepted, "v{version}");
        let Verdict::Limited(outputs) = limited else {
            panic!("v{version}: {limited:?}");
        };
        let by = (
            outputs[0].feature,
            outputs[0].wished,
            outputs[0].told,
            outputs[0].by.limit_percent,
        );
        assert_eq!((outputs.len(), by), (1, (0, 20, 10, 50)), "v{version}");
        assert_eq!(*free, Verdict::Accepted, "v{version}");
        let (code, reason) = refused(missing);
        assert!(
            matches!(code, ErrorCode::Device | ErrorCode::Message),
            "v{version}: {code}"
        );
        assert!(!reason.is_empty(), "v{version}");
        assert_eq!(refused(garbage).0, ErrorCode::Message, "v{version}");
        assert!(
            refused(garbage).1.starts_with("This is no JSON"),
            "v{version}: {garbage:?}"
        );
        assert_eq!(refused(unknown).0, ErrorCode::Message, "v{version}");
        assert_eq!(*stop, Verdict::Accepted, "v{version}: it has waited for the toy");

        // Each is answered by the message after it; the handshake and its answer were before.
        let numbers: Vec<_> = messages.iter().map(|message| message.number).collect();
        assert_eq!(numbers, (3..17).collect::<Vec<_>>(), "v{version}");
        for pair in messages.chunks(2) {
            let answers = Some(pair[0].number);
            assert_eq!(pair[1].way, Way::ToProgram { answers }, "v{version}: {pair:?}");
        }
        assert_eq!(&*messages[8].text, "no JSON at all");
        rig.server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_while_nobody_looks() {
    let rig = Rig::start();
    let mut program = rig.program(4).await;
    program.ask(r#"[{"Ping":{"Id":2}}]"#, 1).await;
    let inspector = rig.inspect();
    assert_eq!(taken(&inspector), [], "what was before nobody looked");
    drop(inspector);
    program.ask(r#"[{"Ping":{"Id":3}}]"#, 1).await;
    let inspector = rig.inspect();
    assert_eq!(taken(&inspector), []);
    program.ask(r#"[{"Ping":{"Id":4}}]"#, 1).await;
    let messages = taken(&inspector);
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0].number, 7, "those that were not kept are counted");
    rig.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_of_several_messages_and_one_of_bytes_are_told_as_such() {
    let rig = Rig::start();
    let mut program = rig.program(4).await;
    let inspector = rig.inspect();
    program
        .ask(
            r#"[{"Ping":{"Id":2}} , {"Ping": {"Id":3,  "x":1e400}},{"Ping":{"Id":0}}]"#,
            3,
        )
        .await;
    program
        .send(Message::binary(r#"{"Ping":{"Id":4}}"#.as_bytes().to_vec()), 1)
        .await;
    let long = format!(r#"[{{"Ping":{{"Id":5,"x":"{}"}}}}]"#, "ä".repeat(10_000));
    program.ask(&long, 1).await;

    let messages = taken(&inspector);
    let sent: Vec<_> = messages
        .iter()
        .filter_map(|message| match &message.way {
            Way::FromProgram { is_binary, part, .. } => Some((&*message.text, *is_binary, *part, message.cut_from)),
            Way::ToProgram { .. } => None,
        })
        .collect();
    assert_eq!(
        sent[..4],
        [
            (r#"{"Ping":{"Id":2}}"#, false, Some((1, 3)), None),
            (r#"{"Ping": {"Id":3,  "x":1e400}}"#, false, Some((2, 3)), None),
            (r#"{"Ping":{"Id":0}}"#, false, Some((3, 3)), None),
            (r#"{"Ping":{"Id":4}}"#, true, None, None),
        ]
    );
    assert_eq!(sent[4].3, Some(long.len()));
    assert!(sent[4].0.len() <= 8 * 1024 && long.starts_with(sent[4].0));
    rig.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_words_of_a_session_can_still_be_read() {
    let rig = Rig::start();
    let mut program = rig.program(4).await;
    let inspector = rig.inspect();
    assert!(rig.server.disconnect(rig.session()));
    while let Some(Ok(_)) = timeout(PATIENCE, program.0.next()).await.unwrap() {}
    let messages = taken(&inspector);
    assert!(messages.last().unwrap().text.contains("Error"), "{messages:?}");
    assert!(rig.server.inspect(SessionId(77)).is_none());
    rig.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_is_kept_to_its_last_messages_and_counted() {
    let rig = Rig::start();
    let mut program = rig.program(4).await;
    let inspector = rig.inspect();
    let pings: Vec<_> = (2..4002).map(|id| json!({ "Ping": { "Id": id } })).collect();
    for part in pings.chunks(1000) {
        program.ask(&Value::from(part).to_string(), 1000).await;
    }
    let taken = inspector.take();
    assert_eq!(taken.counted, 8002);
    assert_eq!(taken.noted.len(), 500);
    rig.server.stop().await;
}
