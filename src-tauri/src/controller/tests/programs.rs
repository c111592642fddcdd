//! Programs that connect, and what the window shows of them.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use super::*;
use crate::{
    controller::effect::ms_since_epoch,
    view::{AlertView, ConnectionOnlyReason, MessageView, MessageWay, OfferView, VerdictView, WatchView},
};

/// A program's end of a WebSocket. It reads nothing after the handshake.
pub(super) struct Program(TcpStream);

impl Program {
    /// With a name, after its handshake.
    pub(super) fn connect(app: &App, name: &str) -> Self {
        let mut stream = upgrade(app, "");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let mut program = Self(stream);
        program.send(&format!(
            r#"[{{"RequestServerInfo":{{"Id":1,"ClientName":"{name}","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}}}]"#
        ));
        app.when(|view| view.programs.iter().any(|program| program.name == name));
        program
    }

    fn moves(&mut self, app: &App, index: u32) {
        self.vibrates(app, index, 10);
    }

    pub(super) fn vibrates(&mut self, app: &App, index: u32, strength: i32) {
        self.send(&format!(
            r#"[{{"OutputCmd":{{"Id":2,"DeviceIndex":{index},"FeatureIndex":0,"Command":{{"Vibrate":{{"Value":{strength}}}}}}}}}]"#
        ));
        app.when(|view| value(view, index) == strength);
    }

    /// A text frame, masked with zeros.
    fn send(&mut self, text: &str) {
        let length = u16::try_from(text.len()).unwrap();
        let mut frame = vec![0x81, 0x80 | 0x7e];
        frame.extend(length.to_be_bytes());
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.0.write_all(&frame).unwrap();
    }

    /// Its end of the socket closes, without a goodbye.
    fn crash(self) {
        drop(self.0);
    }
}

fn value(view: &AppView, index: u32) -> i32 {
    let toy = view.toys.iter().find(|toy| toy.index == index);
    toy.map_or(0, |toy| toy.outputs[0].value)
}

fn alert_about<'a>(view: &'a AppView, program: &str) -> Option<&'a AlertView> {
    let mut alerts = view.alerts.iter();
    alerts.find(|alert| alert.program.as_ref().is_some_and(|one| one.name == program))
}

#[test]
fn a_lost_program_that_stopped_the_toys_of_others_says_whose_and_offers_the_setting() {
    const TOYS: [&str; 8] = [
        "--port",
        "0",
        "--simulate",
        "vibrator",
        "--simulate",
        "vibrator",
        "--simulate",
        "vibrator",
    ];
    let dir = dir();
    let app = App::start(dir.path(), &TOYS);
    let (mut game, mut player) = (Program::connect(&app, "My Game"), Program::connect(&app, "Web Player"));
    game.moves(&app, 0);
    player.moves(&app, 1);
    app.ask(Request::TryToy {
        index: 2,
        feature: 0,
        kind: "Vibrate".to_owned(),
        value: 5,
    })
    .unwrap();
    app.when(|view| value(view, 2) == 5);
    game.crash();
    let view = app.when(|view| alert_about(view, "My Game").is_some());
    let alert = alert_about(&view, "My Game").unwrap();
    assert!(
        alert
            .sentence
            .ends_with("The toys of Web Player and those that you moved yourself were stopped too."),
        "{}",
        alert.sentence
    );
    assert_eq!(alert.offers, [OfferView::StopOnlyItsToys]);
    assert!(!alert.dismissed);
    app.when(|view| (0..3).all(|toy| value(view, toy) == 0));
    // The other program is told nothing of it, and goes on when it likes. What it had asked for is not moved again by
    // itself, and is its own from then on.
    player.moves(&app, 1);

    // As offered: it stops no toy but its own.
    app.save(|settings| settings.lost_program_stops_every_toy = false)
        .unwrap();
    let mut other = Program::connect(&app, "Other Game");
    other.moves(&app, 0);
    other.crash();
    let view = app.when(|view| alert_about(view, "Other Game").is_some());
    let alert = alert_about(&view, "Other Game").unwrap();
    assert!(!alert.sentence.contains("stopped too"), "{}", alert.sentence);
    assert_eq!(alert.offers, []);
    assert_eq!((value(&view, 0), value(&view, 1)), (0, 10));
}

#[test]
fn a_lost_program_whose_toys_are_all_its_own_names_nobody() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0", "--simulate", "vibrator"]);
    let mut idle = Program::connect(&app, "Idle");
    idle.moves(&app, 0);
    // It took the toy over; the other one moves nothing any more.
    let mut game = Program::connect(&app, "My Game");
    game.send(
        r#"[{"OutputCmd":{"Id":2,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":15}}}},
        {"OutputCmd":{"Id":3,"DeviceIndex":0,"FeatureIndex":1,"Command":{"Vibrate":{"Value":15}}}}]"#,
    );
    app.when(|view| value(view, 0) == 15);
    game.crash();
    let view = app.when(|view| alert_about(view, "My Game").is_some());
    let alert = alert_about(&view, "My Game").unwrap();
    assert!(!alert.sentence.contains("stopped too"), "{}", alert.sentence);
    assert_eq!(alert.offers, []);
}

#[test]
fn what_a_program_says_is_counted_and_so_are_its_silences() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0", "--simulate", "vibrator"]);
    let mut game = Program::connect(&app, "My Game");
    let id = app.now().programs[0].id;
    let figures = app.figures(id).unwrap();
    assert_eq!((figures.from_program, figures.to_program), (1, 1), "the handshake");
    assert_eq!((figures.longest_gap_ms, figures.gaps), (None, Vec::new()));

    for id in 2..5 {
        game.send(&format!(r#"[{{"Ping":{{"Id":{id}}}}}]"#));
    }
    let figures = app.figures_when(id, |figures| (figures.from_program, figures.to_program) == (4, 4));
    assert_eq!(figures.gaps.iter().map(|gap| gap.count).sum::<u64>(), 3);
    assert!(figures.longest_gap_ms.is_some());

    game.crash();
    app.when(|view| view.programs.is_empty());
    let gone = app.figures(id);
    assert_eq!(gone.unwrap_err().sentence, "This program is gone already.");
}

#[test]
fn messages_are_told_while_somebody_looks_with_what_became_of_each() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0", "--simulate", "vibrator"]);
    let mut game = Program::connect(&app, "My Game");
    let id = app.now().programs[0].id;
    let inspection = app.inspect(id).unwrap();
    game.send(r#"[{"Ping":{"Id":2}},{"Ping":{"Id":0}},{"StopCmd":{"Id":3}}]"#);
    let mut seen: Vec<MessageView> = Vec::new();
    let mut settled = Vec::new();
    app.until(|| {
        let news = inspection.messages(false);
        seen.extend(news.messages);
        settled.extend(news.settled);
        !settled.is_empty()
    });
    seen.sort_by_key(|message| message.number);
    let verdicts: Vec<_> = seen
        .iter()
        .filter_map(|message| match &message.way {
            MessageWay::Vigil { verdict, part, .. } => Some((part.unwrap().0, verdict)),
            MessageWay::Program { .. } => None,
        })
        .collect();
    assert_eq!(verdicts[0], (1, &VerdictView::Accepted));
    assert!(matches!(verdicts[1], (2, VerdictView::Refused { code: 3, name, .. }) if name == "ERROR_MSG"));
    assert_eq!(verdicts[2], (3, &VerdictView::Waits));
    assert_eq!(settled[0].verdict, VerdictView::Accepted);
    let behind = ms_since_epoch().abs_diff(seen[0].at_ms);
    assert!(u128::from(behind) < PATIENCE.as_millis(), "{behind}");

    // Whoever holds is told later.
    game.send(r#"[{"Ping":{"Id":4}}]"#);
    app.until(|| inspection.messages(true).counted == 10);
    assert_eq!(inspection.messages(false).messages.len(), 2);
    assert_eq!(app.inspect(77).unwrap_err().sentence, "This program is gone already.");
}

#[test]
fn the_toys_that_one_program_moves_are_held_and_no_others() {
    let dir = dir();
    let toys = ["--port", "0", "--simulate", "vibrator", "--simulate", "vibrator"];
    let app = App::start(dir.path(), &toys);
    let (mut game, mut player) = (Program::connect(&app, "My Game"), Program::connect(&app, "Web Player"));
    game.moves(&app, 0);
    player.moves(&app, 1);
    let id = app.now().programs.iter().find(|one| one.name == "My Game").unwrap().id;
    app.ask(Request::StopProgramToys { id }).unwrap();
    let view = app.when(|view| value(view, 0) == 0);
    let held = |index| view.toys.iter().find(|toy| toy.index == index).unwrap().held;
    assert!(held(0).is_some());
    assert_eq!((held(1), value(&view, 1)), (None, 10));
    player.vibrates(&app, 1, 15);
}

#[test]
fn each_program_shows_which_limit_holds_for_it() {
    let dir = dir();
    let app = App::start(
        dir.path(),
        &["--port", "0", "--max-ping-time", "60000", "--connection-limit", "7000"],
    );
    app.save(|settings| {
        settings.ping.exempt_programs.push(crate::settings::ExemptProgram {
            name: "Old Player".to_owned(),
            origin: None,
        });
    })
    .unwrap();
    let _programs = ["My Game", "Old Player"].map(|name| Program::connect(&app, name));
    let view = app.now();
    let watch = |name: &str| {
        let program = view.programs.iter().find(|program| program.name == name);
        program.unwrap().watch.clone()
    };
    assert!(matches!(watch("My Game"), WatchView::Ping { limit_ms: 60_000, .. }));
    assert_eq!(
        watch("Old Player"),
        WatchView::ConnectionOnly {
            reason: ConnectionOnlyReason::Exempt,
            limit_ms: 7000
        }
    );
}
