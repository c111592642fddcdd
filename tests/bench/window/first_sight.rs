//! From the start of the program until there is something to see, and whether it is in the right colours all along.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use vigil_tests::{
    figures::{median, milliseconds, spread},
    screen::Ground,
};

use crate::app::{App, Setup};

const LOOK_EVERY: Duration = Duration::from_millis(10);
const GIVE_UP: Duration = Duration::from_secs(20);

#[derive(Debug)]
struct Start {
    /// A window is on the screen.
    window: f64,
    /// Its content is.
    content: f64,
    /// How long it was seen in the colours of the other theme.
    wrong: f64,
}

/// In milliseconds.
const GOAL: f64 = 1000.0;

/// Prints the table; gives back whether the goals were met: content in time, and never the colours of the other theme.
pub(crate) async fn measure(rounds: usize) -> bool {
    println!(
        "{:<42}{:>20}{:>22}{:>22}",
        "milliseconds after the start", "window", "content (goal 1000)", "in the wrong colours"
    );
    let mut all_met = true;
    let system = |system_is_dark| Setup {
        system_is_dark,
        ..Setup::default()
    };
    for (name, setup, right) in [
        ("system light", system(false), Ground::Light),
        ("system dark", system(true), Ground::Dark),
        (
            "system light, Vigil set to dark",
            Setup {
                appearance: Some("dark"),
                ..system(false)
            },
            Ground::Dark,
        ),
        (
            "system dark, Vigil set to light",
            Setup {
                appearance: Some("light"),
                ..system(true)
            },
            Ground::Light,
        ),
    ] {
        let mut starts = Vec::new();
        for _ in 0..rounds {
            starts.push(start(setup, right).await);
        }
        let of = |pick: fn(&Start) -> f64| spread(&starts.iter().map(pick).collect::<Vec<_>>());
        println!(
            "{name:<42}{:>20}{:>22}{:>22}",
            of(|start| start.window),
            of(|start| start.content),
            of(|start| start.wrong)
        );
        let content: Vec<_> = starts.iter().map(|start| start.content).collect();
        all_met &= median(&content).is_some_and(|content| content < GOAL);
        all_met &= starts.iter().all(|start| start.wrong == 0.0);
    }
    all_met
}

async fn start(setup: Setup, right: Ground) -> Start {
    let mut app = App::start(setup);
    let since = app.started;
    let (mut window, mut wrong) = (None, 0.0);
    let mut looked = Instant::now();
    let content = loop {
        assert!(since.elapsed() < GIVE_UP, "the window shows nothing after {GIVE_UP:?}");
        if let Some(sight) = app.screen.look() {
            let now = milliseconds(since.elapsed());
            window.get_or_insert(now);
            if sight.ground != right && sight.ground != Ground::Neither {
                wrong += milliseconds(looked.elapsed());
            }
            if sight.has_content {
                break now;
            }
        }
        looked = Instant::now();
        sleep(LOOK_EVERY).await;
    };
    app.close().await;
    Start {
        window: window.unwrap_or(content),
        content,
        wrong,
    }
}
