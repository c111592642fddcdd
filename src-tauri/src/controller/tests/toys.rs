//! Toys that are remembered, and toys that the person moves by hand.

use std::fs;

use serde_json::Value;

use super::App;
use crate::settings::SimulatedKind;
use crate::view::{AlertCause, AppView, Request, RequestErrorCode, ToyLink, ToyPermission, ToyView};

const BOOK: &str = r#"{ "version": 1, "toys": [{ "index": 4, "model": "Lovense Edge", "identity":
    { "transport": "bluetooth", "address": "C0:70:00:00:00:02", "protocol": "lovense", "variant": "P" } }] }"#;

fn with_book() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("toys.json"), BOOK).unwrap();
    dir
}

fn toy(view: &AppView, index: u32) -> Option<&ToyView> {
    view.toys.iter().find(|toy| toy.index == index)
}

fn rename(index: u32, name: &str) -> Request {
    Request::RenameToy {
        index,
        name: Some(name.to_owned()),
    }
}

#[test]
fn s8_what_the_person_wants_of_a_toy_is_kept() {
    let dir = with_book();
    let app = App::start(dir.path(), &["--port", "0"]);
    let view = app.when(|view| toy(view, 4).is_some());
    let edge = toy(&view, 4).unwrap();
    assert_eq!((edge.name.as_str(), edge.link), ("Lovense Edge", ToyLink::Away));
    app.ask(rename(4, " The blue one ")).unwrap();
    app.ask(limit(4, 50)).unwrap();
    app.ask(Request::SetToyPermission {
        index: 4,
        permission: ToyPermission::Denied,
    })
    .unwrap();
    drop(app);

    let kept: Value = serde_json::from_slice(&fs::read(dir.path().join("toys.json")).unwrap()).unwrap();
    let preferences = &kept["toys"][0]["preferences"];
    assert_eq!(preferences["display_name"], "The blue one", "{kept}");
    assert_eq!(preferences["outputs"]["0"]["Vibrate"]["limit_percent"], 50, "{kept}");
    let app = App::start(dir.path(), &["--port", "0"]);
    let view = app.when(|view| toy(view, 4).is_some());
    let edge = toy(&view, 4).unwrap();
    assert_eq!(
        (edge.name.as_str(), edge.model.as_str(), edge.permission),
        ("The blue one", "Lovense Edge", ToyPermission::Denied)
    );
    app.ask(Request::ForgetToy { index: 4 }).unwrap();
    app.when(|view| toy(view, 4).is_none());
    assert_eq!(
        app.ask(Request::ForgetToy { index: 4 }).unwrap_err().code,
        RequestErrorCode::NotFound
    );
}

#[test]
fn s8_a_toy_on_the_screen_is_remembered_like_any_other() {
    let dir = tempfile::tempdir().unwrap();
    let app = App::start(dir.path(), &["--port", "0"]);
    app.ask(Request::AddSimulatedToy {
        kind: SimulatedKind::Vibrator,
    })
    .unwrap();
    app.ask(rename(0, "Practice")).unwrap();
    app.ask(limit(0, 25)).unwrap();
    drop(app);

    let app = App::start(dir.path(), &["--port", "0"]);
    let view = app.when(|view| toy(view, 0).is_some());
    let practice = toy(&view, 0).unwrap();
    assert_eq!(
        (practice.name.as_str(), practice.outputs[0].limit_percent, practice.link),
        ("Practice", 25, ToyLink::Connected)
    );
    app.ask(Request::RemoveSimulatedToy { index: 0 }).unwrap();
    app.when(|view| view.toys.is_empty());
    drop(app);

    // The next one is another one.
    let app = App::start(dir.path(), &["--port", "0"]);
    app.ask(Request::AddSimulatedToy {
        kind: SimulatedKind::Vibrator,
    })
    .unwrap();
    let view = app.when(|view| toy(view, 0).is_some());
    assert_eq!(toy(&view, 0).unwrap().name, "Simulated Vibrator");
}

#[test]
fn s8_a_range_a_turned_carriage_and_a_gap_are_kept_and_hold_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let app = App::start(dir.path(), &["--port", "0"]);
    app.ask(Request::AddSimulatedToy {
        kind: SimulatedKind::Stroker,
    })
    .unwrap();
    app.ask(range(0, "Position", 20, 70, true)).unwrap();
    app.ask(gap(0, Some(250))).unwrap();
    let told = |view: &AppView| {
        let toy = toy(view, 0)?;
        let output = toy.outputs.iter().find(|output| output.kind == "Position")?;
        let gap = toy.message_gap?;
        Some((
            output.from_percent,
            output.limit_percent,
            output.reversed,
            gap.wished_ms,
        ))
    };
    app.when(|view| told(view) == Some((20, 70, true, Some(250))));
    app.ask(Request::TryToy {
        index: 0,
        feature: 0,
        kind: "Position".to_owned(),
        value: 100,
    })
    .unwrap();
    app.when(|view| {
        let outputs = toy(view, 0).map(|toy| toy.outputs.as_slice()).unwrap_or_default();
        outputs
            .iter()
            .any(|output| output.kind == "Position" && output.value == 20)
    });
    drop(app);

    let app = App::start(dir.path(), &["--port", "0"]);
    app.when(|view| told(view) == Some((20, 70, true, Some(250))));
    app.ask(range(0, "Position", 0, 100, false)).unwrap();
    app.ask(gap(0, None)).unwrap();
    app.when(|view| told(view) == Some((0, 100, false, None)));
}

#[test]
fn a_toy_that_is_not_near_is_not_connected() {
    let dir = tempfile::tempdir().unwrap();
    let app = App::start(dir.path(), &["--port", "0"]);
    let connect = Request::ConnectToy {
        address: "C0:70:00:00:00:02".to_owned(),
    };
    assert_eq!(app.ask(connect).unwrap_err().code, RequestErrorCode::NotFound);
}

#[test]
fn what_cannot_hold_of_a_toy_is_refused() {
    let dir = with_book();
    let app = App::start(dir.path(), &["--port", "0"]);
    for request in [
        rename(4, &"x".repeat(65)),
        rename(4, "two\nlines"),
        limit(4, 101),
        range(4, "Position", 60, 50, false),
        range(4, "Vibrate", 10, 100, false),
        range(4, "Vibrate", 0, 100, true),
        gap(4, Some(1001)),
    ] {
        assert_eq!(
            app.ask(request.clone()).unwrap_err().code,
            RequestErrorCode::InvalidSetting,
            "{request:?}"
        );
    }
    assert_eq!(app.ask(rename(9, "x")).unwrap_err().code, RequestErrorCode::NotFound);
}

#[test]
fn a_toy_that_is_away_keeps_its_index() {
    let dir = with_book();
    let app = App::start(dir.path(), &["--port", "0", "--simulate", "vibrator"]);
    let view = app.when(|view| view.toys.len() == 2);
    assert!(
        view.toys.iter().any(|toy| toy.simulated.is_some() && toy.index == 5),
        "{:?}",
        view.toys
    );
}

#[test]
fn s5_a_window_that_falls_silent_stops_what_it_moved() {
    let dir = tempfile::tempdir().unwrap();
    let app = App::start(dir.path(), &["--port", "0", "--simulate", "vibrator"]);
    app.when(|view| toy(view, 0).is_some());
    app.ask(move_by_hand(15)).unwrap();
    app.when(|view| toy(view, 0).is_some_and(|toy| toy.tried && toy.outputs[0].value == 15));
    // Not a word more.
    let view = app.when(|view| view.alerts.iter().any(|alert| alert.cause == AlertCause::WindowSilent));
    assert!(!toy(&view, 0).unwrap().tried);
    app.when(|view| toy(view, 0).is_some_and(|toy| toy.outputs[0].value == 0));
}

#[test]
fn a_toy_that_is_let_go_stands_still() {
    let dir = tempfile::tempdir().unwrap();
    let app = App::start(dir.path(), &["--port", "0", "--simulate", "vibrator"]);
    app.when(|view| toy(view, 0).is_some());
    app.ask(move_by_hand(15)).unwrap();
    app.ask(Request::KeepTrying).unwrap();
    app.when(|view| toy(view, 0).is_some_and(|toy| toy.outputs[0].value == 15));
    app.ask(Request::StopTrying).unwrap();
    let view = app.when(|view| toy(view, 0).is_some_and(|toy| toy.outputs[0].value == 0 && !toy.tried));
    assert!(view.alerts.is_empty(), "{:?}", view.alerts);
    app.ask(Request::StopEverything).unwrap();
    assert_eq!(app.ask(move_by_hand(15)).unwrap_err().code, RequestErrorCode::Refused);
    assert_eq!(app.ask(move_by_hand(21)).unwrap_err().code, RequestErrorCode::Refused);
}

fn limit(index: u32, limit_percent: u8) -> Request {
    Request::SetToyOutput {
        index,
        feature: 0,
        kind: "Vibrate".to_owned(),
        disabled: false,
        limit_percent,
        from_percent: 0,
        reversed: false,
    }
}

fn range(index: u32, kind: &str, from_percent: u8, limit_percent: u8, reversed: bool) -> Request {
    Request::SetToyOutput {
        index,
        feature: 0,
        kind: kind.to_owned(),
        disabled: false,
        limit_percent,
        from_percent,
        reversed,
    }
}

fn gap(index: u32, gap_ms: Option<u32>) -> Request {
    Request::SetToyMessageGap { index, gap_ms }
}

fn move_by_hand(value: i32) -> Request {
    Request::TryToy {
        index: 0,
        feature: 0,
        kind: "Vibrate".to_owned(),
        value,
    }
}
