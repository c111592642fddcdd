//! Files that are damaged, that cannot be read, or that cannot be written.

use std::{fs, path::PathBuf};

use proptest::prelude::*;
use vigil_devices::Permission;

use super::*;
use crate::{
    controller::Storage,
    events::Event,
    files::{DataDir, Disk},
    view::ToyPermission,
};

const TOYS: &str = r#"{"version":1,"toys":[{"index":4,"model":"Lovense Edge",
    "identity":{"transport":"bluetooth","address":"a","protocol":"lovense","variant":"P"},
    "preferences":{"permission":"denied","outputs":{"0":{"Vibrate":{"disabled":false,"limit_percent":30}}}}}]}"#;

const SETTINGS: &str = r#"{"version":2,"ping":{"limit_ms":1000}}"#;

const DAMAGED: [&str; 5] = [
    "{\"ping\":",
    "",
    "\u{0}\u{0}\u{0}\u{0}",
    "[]",
    r#"{"version":99,"ping":{"limit_ms":0}}"#,
];

fn set_aside(dir: &Path, name: &str) -> Vec<PathBuf> {
    let begin = format!("{name}.damaged-");
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(&begin))
        .collect()
}

fn started(dir: &Path) -> (App, Arc<AppView>) {
    let app = App::start(dir, &["--port", "0"]);
    let view = app.when(|view| matches!(view.server, ServerView::Running { .. }));
    (app, view)
}

/// Started and closed once, so that there are copies.
fn with_good_files() -> tempfile::TempDir {
    let dir = dir();
    fs::write(dir.path().join("settings.json"), SETTINGS).unwrap();
    fs::write(dir.path().join("toys.json"), TOYS).unwrap();
    drop(started(dir.path()));
    dir
}

#[test]
fn s8_a_limit_out_of_range_becomes_the_nearest() {
    for (limit, holds) in [
        ("20", 50),
        ("700000", 600_000),
        ("-5", 50),
        ("0.5", 50),
        ("99999999999", 600_000),
    ] {
        let dir = dir();
        let text = format!(
            r#"{{"version":1,"ping":{{"limit_ms":{limit}}},"server":{{"port":0,"name":"Mine"}},"unknown":true}}"#
        );
        fs::write(dir.path().join("settings.json"), text).unwrap();
        let (_app, view) = started(dir.path());
        assert_eq!(view.settings.ping.limit_ms, holds, "{limit}");
        assert_eq!(view.settings.server.name, "Mine");
        assert_eq!(view.held, None);
        let [alert] = view.alerts.as_slice() else {
            panic!("one alert: {:?}", view.alerts)
        };
        assert_eq!(alert.cause, AlertCause::FileDamaged);
        assert!(alert.hint.as_deref().unwrap().contains("The limit must be"));
    }
}

#[test]
fn s8_damaged_settings_give_way_to_the_last_good_ones() {
    for damaged in DAMAGED {
        let dir = with_good_files();
        fs::write(dir.path().join("settings.json"), damaged).unwrap();
        let (app, view) = started(dir.path());
        assert_eq!((view.settings.ping.limit_ms, view.held), (1000, None), "{damaged:?}");
        let [alert] = view.alerts.as_slice() else {
            panic!("one alert: {:?}", view.alerts)
        };
        assert_eq!((alert.cause, alert.dismissed), (AlertCause::FileDamaged, false));
        assert!(alert.sentence.contains("the last good copy of "), "{}", alert.sentence);
        let [aside] = set_aside(dir.path(), "settings.json").try_into().unwrap();
        assert_eq!(fs::read_to_string(aside).unwrap(), damaged);
        drop(app);
        let (_app, view) = started(dir.path());
        assert_eq!((view.settings.ping.limit_ms, view.alerts.len()), (1000, 1), "told once");
    }
}

#[test]
fn s8_a_damaged_list_of_toys_gives_way_to_the_last_good_one() {
    for damaged in DAMAGED {
        let dir = with_good_files();
        fs::write(dir.path().join("toys.json"), damaged).unwrap();
        let (_app, view) = started(dir.path());
        assert_eq!(view.held, None);
        assert_eq!(view.toys[0].permission, ToyPermission::Denied, "{damaged:?}");
        assert_eq!(set_aside(dir.path(), "toys.json").len(), 1);
    }
}

#[test]
fn s8_where_nothing_is_known_toys_are_held_until_the_person_has_looked() {
    for name in ["settings.json", "toys.json"] {
        for damaged in DAMAGED {
            let dir = dir();
            let path = dir.path().join(name);
            fs::write(&path, damaged).unwrap();
            // A restart is no look.
            for _ in 0..2 {
                let (app, view) = started(dir.path());
                assert!(view.held.is_some(), "{name} {damaged:?}");
                let because = view.held_because.as_deref().unwrap();
                assert!(because.contains("could not read your"), "{because}");
                // What is set now must not be taken for what was wanted, at the next start.
                let refusal = match name {
                    "settings.json" => app.save(|settings| settings.server.name = "Other".into()),
                    _ => app.ask(Request::AddSimulatedToy {
                        kind: SimulatedKind::Vibrator,
                    }),
                };
                assert_eq!(refusal.is_err(), name == "settings.json");
                drop(app);
                assert_eq!(fs::read_to_string(&path).unwrap(), damaged, "it lies where it was");
            }
            let (app, view) = started(dir.path());
            app.ask(Request::Release {
                hold: view.held.unwrap(),
            })
            .unwrap();
            let view = app.when(|view| view.held.is_none());
            assert_eq!(view.held_because, None);
            let [aside] = set_aside(dir.path(), name).try_into().unwrap();
            assert_eq!(fs::read_to_string(aside).unwrap(), damaged, "nothing is lost");
            app.save(|settings| settings.ping.limit_ms = 500).unwrap();
            drop(app);
            let (_app, view) = started(dir.path());
            assert_eq!((view.held, view.settings.ping.limit_ms), (None, 500));
        }
    }
}

#[test]
fn s8_a_newer_stop_keeps_the_hold_and_its_reason() {
    let dir = dir();
    fs::write(dir.path().join("settings.json"), "{").unwrap();
    let (app, view) = started(dir.path());
    app.ask(Request::StopEverything).unwrap();
    app.ask(Request::Release {
        hold: view.held.unwrap(),
    })
    .unwrap();
    let view = app.when(|now| now.held != view.held);
    assert!(view.held_because.is_some());
    assert_eq!(fs::read_to_string(dir.path().join("settings.json")).unwrap(), "{");
    app.ask(Request::Release {
        hold: view.held.unwrap(),
    })
    .unwrap();
    app.when(|view| view.held.is_none() && view.held_because.is_none());
}

#[test]
fn s8_what_cannot_be_read_is_neither_moved_nor_written() {
    for name in ["settings.json", "toys.json"] {
        let dir = with_good_files();
        let path = dir.path().join(name);
        fs::remove_file(&path).unwrap();
        // Root is not stopped by permissions, but by this.
        fs::create_dir(&path).unwrap();
        let (app, view) = started(dir.path());
        assert!(view.held.is_some(), "{name}");
        // The copy is better than nothing.
        assert_eq!(view.settings.ping.limit_ms, 1000);
        assert_eq!(view.toys[0].permission, ToyPermission::Denied);
        app.ask(Request::Release {
            hold: view.held.unwrap(),
        })
        .unwrap();
        app.when(|view| view.held.is_none());
        let refusal = match name {
            "settings.json" => app.save(|settings| settings.server.name = "Other".into()),
            _ => app.ask(Request::RenameToy {
                index: 4,
                name: Some("Blue".to_owned()),
            }),
        };
        assert_eq!(refusal.unwrap_err().code, RequestErrorCode::SaveFailed);
        drop(app);
        assert!(path.is_dir());
        assert!(set_aside(dir.path(), name).is_empty());
        // Mended, it is as it was.
        fs::remove_dir(&path).unwrap();
        fs::copy(dir.path().join(format!("{name}.good")), &path).unwrap();
        let (_app, view) = started(dir.path());
        assert_eq!((view.held, view.settings.ping.limit_ms), (None, 1000));
    }
}

#[test]
fn s8_a_damaged_history_holds_nobody_up() {
    let dir = dir();
    fs::write(dir.path().join("alerts.json"), "nonsense").unwrap();
    let (_app, view) = started(dir.path());
    assert_eq!(view.held, None);
    assert_eq!(view.alerts[0].cause, AlertCause::FileDamaged);
    assert_eq!(set_aside(dir.path(), "alerts.json").len(), 1);
}

#[test]
fn s8_without_a_window_the_hold_is_an_event() {
    let dir = dir();
    fs::write(dir.path().join("toys.json"), "{").unwrap();
    let arguments = [
        "vigil",
        "--no-bluetooth",
        "--port",
        "0",
        "--data-dir",
        dir.path().to_str().unwrap(),
    ];
    let outputs = Outputs::default();
    let mut events = outputs.events.subscribe();
    let ending = Ending::new(|_| panic!("the engine did not end in time")).unwrap();
    let prepared = EngineBuilder::new(&Arguments::parse_from(arguments), FrontEnd::Headless, outputs, ending).unwrap();
    let engine = prepared.start();
    let first = engine
        .runtime()
        .block_on(async { timeout(PATIENCE, events.recv()).await });
    assert!(matches!(first.unwrap().unwrap(), Event::Held { .. }));
    engine.shut_down();
}

/// A directory in the file's place: root is not stopped by permissions, but by this.
fn block(dir: &Path, name: &str) {
    let path = dir.join(name);
    let _ = fs::remove_file(&path);
    fs::create_dir(path).unwrap();
}

#[test]
fn s8_what_restricts_holds_although_it_cannot_be_saved() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    app.save(|settings| {
        settings.ping.limit_ms = 1000;
        settings.server.allowed_origins = vec!["https://a.example".to_owned()];
    })
    .unwrap();
    block(dir.path(), "settings.json");
    let refusal = app
        .save(|settings| {
            settings.ping.limit_ms = 250;
            settings.server.allowed_origins = vec!["https://b.example".to_owned()];
        })
        .unwrap_err();
    assert_eq!(refusal.code, RequestErrorCode::SaveFailed);
    assert!(refusal.sentence.contains("holds now"), "{}", refusal.sentence);
    let view = app.when(|view| !view.alerts.is_empty());
    assert_eq!(view.alerts[0].cause, AlertCause::NotSaved);
    assert_eq!(view.settings.ping.limit_ms, 250);
    assert!(
        view.settings.server.allowed_origins.is_empty(),
        "{:?}",
        view.settings.server
    );

    // What only loosens does not hold, and is told as before.
    let refusal = app.save(|settings| settings.ping.limit_ms = 2000).unwrap_err();
    assert!(
        refusal.sentence.starts_with("Nothing was changed"),
        "{}",
        refusal.sentence
    );
    assert_eq!(app.now().settings.ping.limit_ms, 250);

    // The next that can be saved takes it along.
    fs::remove_dir(dir.path().join("settings.json")).unwrap();
    app.save(|settings| settings.server.name = "Mine".to_owned()).unwrap();
    drop(app);
    let (_app, view) = started(dir.path());
    assert_eq!(view.settings.ping.limit_ms, 250);
}

#[test]
fn s8_a_toys_limit_holds_although_it_cannot_be_saved() {
    let dir = with_good_files();
    let app = App::start(dir.path(), &["--port", "0", "--simulate", "vibrator"]);
    app.ask(Request::AddSimulatedToy {
        kind: SimulatedKind::Vibrator,
    })
    .unwrap();
    let limited = |limit_percent, disabled| Request::SetToyOutput {
        index: 6,
        feature: 0,
        kind: "Vibrate".to_owned(),
        disabled,
        limit_percent,
        from_percent: 0,
        reversed: false,
    };
    app.when(|view| view.toys.iter().any(|toy| toy.index == 6));
    app.ask(limited(80, false)).unwrap();
    block(dir.path(), "toys.json");
    let output = |limit: u8, disabled: bool| {
        app.when(move |view| {
            view.toys.iter().any(|toy| {
                toy.index == 6 && (toy.outputs[0].limit_percent, toy.outputs[0].disabled) == (limit, disabled)
            })
        })
    };
    assert!(app.ask(limited(30, true)).unwrap_err().sentence.contains("holds now"));
    output(30, true);
    // Lower again, and on again: the one holds, the other does not.
    assert!(app.ask(limited(20, false)).unwrap_err().sentence.contains("holds now"));
    output(20, true);
    assert!(app.ask(limited(100, true)).unwrap_err().sentence.starts_with("Nothing"));
    let view = output(20, true);
    assert!(view.alerts.iter().any(|alert| alert.cause == AlertCause::NotSaved));
}

fn anything() -> impl Strategy<Value = Vec<u8>> {
    let damaged = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>());
    prop_oneof![
        any::<Vec<u8>>(),
        // Cut off, or with a byte changed.
        (Just(SETTINGS), damaged.clone()).prop_map(|(text, how)| harm(text, &how)),
        (Just(TOYS), damaged).prop_map(|(text, how)| harm(text, &how)),
        any::<i64>().prop_map(|limit| format!(r#"{{"version":2,"ping":{{"limit_ms":{limit}}}}}"#).into_bytes()),
        any::<u32>().prop_map(|version| format!(r#"{{"version":{version}}}"#).into_bytes()),
    ]
}

fn harm(text: &str, (at, cut, byte): &(prop::sample::Index, prop::sample::Index, u8)) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    if byte % 2 == 0 {
        bytes.truncate(cut.index(bytes.len()));
    } else {
        let at = at.index(bytes.len());
        bytes[at] = *byte;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever stands in whichever file: Vigil starts, nothing is looser than what was written by Vigil itself, and what
    /// was there is still there, in its place or aside.
    #[test]
    fn s8_any_bytes_in_any_file(
        name in prop::sample::select(vec!["settings.json", "toys.json", "alerts.json", "alerts.jsonl"]),
        bytes in anything(),
        has_copy in any::<bool>(),
    ) {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("settings.json"), SETTINGS).unwrap();
        fs::write(dir.path().join("toys.json"), TOYS).unwrap();
        drop(load(dir.path()));
        if !has_copy {
            let _ = fs::remove_file(dir.path().join(format!("{name}.good")));
        }
        let path = dir.path().join(name);
        fs::write(&path, &bytes).unwrap();

        let mut stores = load(dir.path());
        let is_object = serde_json::from_slice::<serde_json::Value>(&bytes).is_ok_and(|value| value.is_object());
        let held = stores.must_be_looked_at();
        let told = !stores.take_damage().is_empty();
        if held {
            prop_assert!(told, "somebody is told");
            prop_assert!(!has_copy && !name.starts_with("alerts"));
        } else if !is_object && name != "alerts.jsonl" {
            // It cannot be what the person wrote.
            prop_assert!(told);
            let limit = stores.settings().ping.limit_ms;
            prop_assert_eq!(limit, 1000);
            let toy = stores.toys().toy(4).unwrap();
            prop_assert_eq!(toy.preferences.permission, Permission::Denied);
        }
        prop_assert!(settings_hold(stores.settings()));
        if name == "alerts.jsonl" && !told {
            // A line that a kill cut off is all that may be left out unsaid.
            prop_assert!(!bytes.contains(&b'\n'));
            return Ok(());
        }
        let kept = set_aside(dir.path(), name);
        let in_place = fs::read(&path).is_ok_and(|now| now == bytes);
        prop_assert!(in_place || kept.iter().any(|aside| fs::read(aside).unwrap() == bytes), "{:?}", kept);
    }
}

fn load(dir: &Path) -> Storage {
    Storage::load(&DataDir::open(Some(dir)).unwrap(), Disk::start().unwrap())
}

fn settings_hold(settings: &Settings) -> bool {
    crate::settings::check(settings).is_ok()
}
