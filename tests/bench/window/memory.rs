//! Whether what the processes hold grows with the number of changes that the window is told.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    app::{App, Setup},
    options::Options,
    programs::Programs,
};

const PROGRAMS: usize = 4;
const OUTPUTS_A_SECOND: u32 = 30;

/// So many times it is looked at.
const LOOKS: u32 = 6;

pub(crate) async fn measure(options: &Options) {
    let app = App::open(Setup {
        limit_ms: 1000,
        toys: PROGRAMS,
        ..Setup::default()
    })
    .await;
    let programs = Programs::start(app.address(), PROGRAMS, OUTPUTS_A_SECOND);
    app.rests().await;
    let each = if options.is_long {
        Duration::from_secs(600)
    } else {
        options.time
    };
    println!("\nMiB held (its part of what is shared), {PROGRAMS} programs, {OUTPUTS_A_SECOND} outputs/s each");
    let began = Instant::now();
    for look in 0..=LOOKS {
        let memory = app.memory();
        let all: f64 = memory.values().sum();
        print!("after {:>5.0} s: {all:>7.1} in all;", began.elapsed().as_secs_f64());
        for (name, held) in memory {
            print!(" {name} {held:.1}");
        }
        println!();
        if look < LOOKS {
            app.share(each).await;
        }
    }
    drop(programs);
    app.close().await;
}
