use super::*;
use crate::view::{StopKeyFailure, StopKeyView};

#[test]
fn the_stop_key_of_the_settings_is_wished_for_and_what_became_of_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let app = App::start(dir.path(), &[]);
    let link = app.engine().outputs().stop_key.clone();
    let mut notices = app.engine().outputs().notices.subscribe();
    let refused = app
        .save(|settings| settings.stop_key = Some("S".to_owned()))
        .unwrap_err();
    assert_eq!(
        (refused.code, refused.field.as_deref()),
        (RequestErrorCode::InvalidSetting, Some("stop_key"))
    );
    assert_eq!(*link.wish.borrow(), None);
    let view = app
        .save(|settings| settings.stop_key = Some("Ctrl+Alt+.".to_owned()))
        .unwrap();
    assert_eq!(view.stop_key, StopKeyView::Off, "nobody listens to it yet");
    assert_eq!(link.wish.borrow().as_deref(), Some("Ctrl+Alt+."));

    for state in [
        StopKeyView::Asked,
        StopKeyView::Works,
        StopKeyView::Fails {
            why: StopKeyFailure::Broken,
        },
        StopKeyView::Fails {
            why: StopKeyFailure::DesktopHasNone,
        },
        StopKeyView::Works,
    ] {
        link.state.send_replace(state.clone());
        app.when(|view| view.stop_key == state);
    }
    let told = notices.try_recv().unwrap();
    assert!(told.contains("The stop key Ctrl+Alt+. does not work."), "{told}");
    assert!(notices.try_recv().is_err(), "told once");

    // It is what the next start begins with.
    drop(app);
    let app = App::start(dir.path(), &[]);
    app.when(|view| view.settings.stop_key.is_some());
    assert_eq!(
        app.engine().outputs().stop_key.wish.borrow().as_deref(),
        Some("Ctrl+Alt+.")
    );
}
