use std::fs;

use super::{App, dir};
use crate::{
    guardian::{RECORD_VERSION, Record, RecordedToy},
    view::{AlertCause, AppView},
};

fn kills(view: &AppView) -> usize {
    let alerts = view.alerts.iter();
    alerts.filter(|alert| alert.cause == AlertCause::VigilKilled).count()
}

#[test]
fn s8_what_the_guardian_did_is_told_once_and_with_its_own_time() {
    let dir = dir();
    let file = dir.path().join("guardian.json");
    let record = Record {
        version: RECORD_VERSION,
        at_ms: 1_234,
        handed_over: false,
        toys: vec![RecordedToy {
            index: 3,
            name: "Edge".to_owned(),
            still_after_ms: Some(20.5),
            reached: true,
            nothing_to_tell: false,
        }],
    };
    fs::write(&file, serde_json::to_vec(&record).unwrap()).unwrap();
    let app = App::start(dir.path(), &["--port", "0"]);
    let view = app.when(|view| kills(view) == 1);
    assert_eq!(view.alerts[0].times.last_at_ms, 1_234);
    assert_eq!(view.alerts[0].toys[0].still_after_ms, Some(20.5));
    drop(app);
    assert!(!file.exists(), "it is in the history now");
    let again = App::start(dir.path(), &["--port", "0"]);
    assert_eq!(kills(&again.when(|view| !view.alerts.is_empty())), 1);
}

#[test]
fn s8_a_record_that_cannot_be_read_is_set_aside_and_told_of() {
    for damaged in ["", "{", "[]", r#"{"version":2,"at_ms":0,"toys":[]}"#] {
        let dir = dir();
        fs::write(dir.path().join("guardian.json"), damaged).unwrap();
        let app = App::start(dir.path(), &["--port", "0"]);
        let view = app.when(|view| !view.alerts.is_empty());
        assert!(view.alerts.iter().all(|alert| alert.cause == AlertCause::FileDamaged));
        assert!(!dir.path().join("guardian.json").exists());
    }
}
