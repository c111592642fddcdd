//! What is on the window while its share of the processor is measured.

use crate::{
    app::{App, Setup, Share},
    options::Options,
    programs::Programs,
};

/// Where the rail's second entry is, in the window as it opens.
const TOYS: (i16, i16) = (90, 145);

#[derive(Debug, Clone, Copy)]
struct Scene {
    name: &'static str,
    programs: usize,
    outputs_a_second: u32,
    place: Place,
    seen: Seen,
    reduced_motion: bool,
    /// Percent of a core.
    goal: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Watch,
    Toys,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Whole,
    Minimised,
    /// Another window lies over it.
    Covered,
}

const NOTHING: Scene = Scene {
    name: "no program",
    programs: 0,
    outputs_a_second: 0,
    place: Place::Watch,
    seen: Seen::Whole,
    reduced_motion: false,
    goal: 1.0,
};
const ONE: Scene = Scene {
    name: "1 program",
    programs: 1,
    goal: 5.0,
    ..NOTHING
};
const FOUR: Scene = Scene {
    name: "4 programs, 30 outputs/s each, Watch",
    programs: 4,
    outputs_a_second: 30,
    goal: 15.0,
    ..NOTHING
};

const SCENES: [Scene; 8] = [
    NOTHING,
    ONE,
    Scene {
        name: "1 program, reduced motion",
        reduced_motion: true,
        goal: 3.0,
        ..ONE
    },
    FOUR,
    Scene {
        name: "4 programs, 30 outputs/s each, Toys",
        place: Place::Toys,
        ..FOUR
    },
    Scene {
        name: "1 program, minimised",
        seen: Seen::Minimised,
        goal: 1.0,
        ..ONE
    },
    Scene {
        name: "4 programs with outputs, minimised",
        seen: Seen::Minimised,
        goal: 1.0,
        ..FOUR
    },
    Scene {
        name: "1 program, covered by another window",
        seen: Seen::Covered,
        goal: 1.0,
        ..ONE
    },
];

/// Prints the table, each scene as the median of the rounds; gives back whether every goal was met.
pub(crate) async fn measure(options: &Options) -> bool {
    let mut all_met = true;
    let mut is_first = true;
    for scene in SCENES.iter().filter(|scene| options.wants(scene.name)) {
        if is_first {
            is_first = false;
            println!(
                "\n{:<42}{:>8}{:>8}{:>9}{:>8}{:>8}  lowest and highest",
                "percent of a core", "Vigil", "page", "network", "all", "goal"
            );
        }
        let mut shares = Vec::new();
        for _ in 0..options.rounds.max(1) {
            shares.push(share(scene, options).await);
        }
        shares.sort_by(|one, other| one.all().total_cmp(&other.all()));
        let share = shares[shares.len() / 2];
        let met = share.all() < scene.goal;
        all_met &= met;
        println!(
            "{:<42}{:>8.2}{:>8.2}{:>9.2}{:>8.2}{:>8}  ({:.2}..{:.2}){}",
            scene.name,
            share.vigil,
            share.web,
            share.network,
            share.all(),
            format!("< {}", scene.goal),
            shares[0].all(),
            shares[shares.len() - 1].all(),
            if met { "" } else { "  missed" }
        );
    }
    all_met
}

async fn share(scene: &Scene, options: &Options) -> Share {
    let mut app = App::open(Setup {
        limit_ms: 1000,
        toys: scene.programs,
        reduced_motion: scene.reduced_motion,
        ..Setup::default()
    })
    .await;
    let programs = Programs::start(app.address(), scene.programs, scene.outputs_a_second);
    if scene.place == Place::Toys {
        app.screen.click(TOYS.0, TOYS.1);
    }
    match scene.seen {
        Seen::Whole => {}
        Seen::Minimised => app.screen.minimise(),
        Seen::Covered => app.screen.cover(),
    }
    app.rests().await;
    let share = app.share(options.time).await;
    app.screen.uncover();
    drop(programs);
    app.close().await;
    share
}
