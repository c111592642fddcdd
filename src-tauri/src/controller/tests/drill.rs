//! The fire drill, over the real socket, with toys on the screen.

use super::{programs::Program, *};
use crate::{
    settings::PingPolicySetting,
    view::{AlertCause, DrillResultView},
};

fn app(dir: &Path) -> App {
    let app = App::start(dir, &["--port", "0", "--simulate", "vibrator"]);
    app.when(|view| !view.toys.is_empty() && matches!(view.server, ServerView::Running { .. }));
    app
}

fn limit(app: &App, limit_ms: u32) {
    app.save(|settings| settings.ping.limit_ms = limit_ms).unwrap();
}

fn start(app: &App) -> Result<Arc<AppView>, crate::view::RequestError> {
    app.ask(Request::StartDrill { index: 0 })
}

fn over(app: &App) -> DrillResultView {
    let view = app.when(|view| view.drill.running.is_none() && view.drill.last.is_some());
    view.drill.last.clone().unwrap()
}

#[test]
fn a_drill_that_passes_is_no_alert_and_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let app_before = app(dir.path());
    limit(&app_before, 300);
    start(&app_before).unwrap();
    app_before.when(|view| view.toys[0].outputs[0].value > 0);
    let silent = app_before.when(|view| {
        let running = view.drill.running.as_ref();
        running.is_some_and(|drill| drill.silence.is_some())
    });
    assert_eq!(silent.drill.running.as_ref().unwrap().silence.unwrap().limit_ms, 300);
    let result = over(&app_before);
    assert!(result.passed, "{result:?}");
    assert!(
        result.closed_ms.unwrap() >= 300 && result.still_ms.unwrap() >= 300,
        "{result:?}"
    );
    let view = app_before.when(|view| view.programs.is_empty());
    assert_eq!(view.toys[0].outputs[0].value, 0);
    assert_eq!(view.history.alerts, 0, "{:?}", view.alerts);

    drop(app_before);
    let again = app(dir.path());
    assert_eq!(again.now().drill.last.as_ref(), Some(&result));
}

#[test]
fn a_drill_is_refused_where_it_would_prove_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let app = app(dir.path());
    let refused = |app: &App| start(app).unwrap_err().sentence;
    limit(&app, 0);
    assert!(refused(&app).contains("does not expect pings"));
    limit(&app, 5_000);
    let gone = app.ask(Request::StartDrill { index: 77 }).unwrap_err();
    assert_eq!(gone.code, RequestErrorCode::NotFound);
    start(&app).unwrap();
    assert!(refused(&app).contains("running already"));
    app.ask(Request::StopDrill).unwrap();
    app.when(|view| view.programs.is_empty() && view.toys[0].outputs[0].value == 0);
    let view = app.ask(Request::StopEverything).unwrap();
    assert!(refused(&app).contains("Everything is stopped"));
    app.ask(Request::Release {
        hold: view.held.unwrap(),
    })
    .unwrap();
    app.ask(Request::StopServer).unwrap();
    assert!(refused(&app).contains("needs the server"));
}

#[test]
fn what_ends_a_drill_early_is_no_failure() {
    let dir = tempfile::tempdir().unwrap();
    let app = app(dir.path());
    limit(&app, 600);
    start(&app).unwrap();
    app.when(|view| view.toys[0].outputs[0].value > 0);
    app.ask(Request::StopEverything).unwrap();
    let result = over(&app);
    assert!(!result.passed, "{result:?}");
    assert!(result.sentence.contains("stopped before its end"), "{result:?}");
    assert_eq!(app.now().history.alerts, 0);
}

#[test]
fn a_drill_that_is_exempt_proves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let app = app(dir.path());
    limit(&app, 300);
    // Whoever is called like the drill need not ping: nothing would be proved.
    app.ask(Request::ExemptProgram {
        name: "Fire drill".to_owned(),
        origin: None,
    })
    .unwrap();
    start(&app).unwrap();
    let result = over(&app);
    assert!(result.sentence.contains("does not expect pings"), "{result:?}");
    assert!(
        app.now()
            .alerts
            .iter()
            .all(|alert| alert.cause != AlertCause::PingTimeout)
    );
}

#[test]
fn whatever_a_toy_can_do_the_drill_proves_that_it_is_stopped() {
    for kind in ["vibrator", "rotator", "stroker", "constrictor"] {
        let dir = tempfile::tempdir().unwrap();
        let app = App::start(dir.path(), &["--port", "0", "--simulate", kind]);
        app.when(|view| !view.toys.is_empty() && matches!(view.server, ServerView::Running { .. }));
        limit(&app, 300);
        start(&app).unwrap();
        let result = over(&app);
        assert!(result.passed, "{kind}: {result:?}");
    }
}

#[test]
fn a_program_that_moves_the_toy_no_longer_is_in_nobodys_way() {
    let dir = tempfile::tempdir().unwrap();
    let app = app(dir.path());
    app.save(|settings| {
        settings.ping.limit_ms = 300;
        settings.ping.policy = PingPolicySetting::WhereSupported;
    })
    .unwrap();
    let mut program = Program::connect(&app, "My Game");
    program.vibrates(&app, 0, 10);
    assert!(start(&app).unwrap_err().sentence.contains("moves this toy now"));
    program.vibrates(&app, 0, 0);
    start(&app).unwrap();
    let result = over(&app);
    assert!(result.passed, "{result:?}");
}
