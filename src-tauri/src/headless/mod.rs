//! Serving without a window.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use tokio::sync::broadcast::{self, error::RecvError};

use crate::{
    cli::Arguments,
    engine::{Face, Prepared, StartupError},
    events::Event,
};

/// Serves until SIGTERM or Ctrl-C.
pub fn run(arguments: &Arguments) -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info"))
        .target(env_logger::Target::Stderr)
        .init();
    match serve(arguments) {
        Ok(code) => code,
        Err(error) => {
            print(&Event::Failed {
                sentence: error.to_string(),
            });
            log::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(arguments: &Arguments) -> Result<ExitCode, StartupError> {
    let prepared = Prepared::new(arguments, Face::Headless)?;
    let mut events = prepared.outputs().events.subscribe();
    let engine = prepared.start();
    let served = engine.runtime().block_on(async {
        let mut stop = std::pin::pin!(told_to_stop());
        loop {
            tokio::select! {
                biased;
                () = &mut stop => return true,
                event = events.recv() => match event {
                    Ok(event) => {
                        print(&event);
                        if matches!(event, Event::Failed { .. }) {
                            return false;
                        }
                    }
                    Err(RecvError::Lagged(count)) => print(&Event::EventsLost { count }),
                    Err(RecvError::Closed) => return false,
                },
            }
        }
    });
    log::info!("stopping every toy, then leaving");
    let _confirmed = engine.shut_down();
    print_rest(&mut events);
    Ok(if served { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Resolves at SIGTERM, SIGINT or what the system has in their place.
pub(crate) async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = tokio::signal::ctrl_c() => {}
                }
                return;
            }
            Err(error) => log::error!("SIGTERM cannot be caught: {error}"),
        }
    }
    if let Err(error) = tokio::signal::ctrl_c().await {
        log::error!("Ctrl-C cannot be caught: {error}");
        std::future::pending::<()>().await;
    }
}

fn print_rest(events: &mut broadcast::Receiver<Event>) {
    loop {
        match events.try_recv() {
            Ok(event) => print(&event),
            Err(broadcast::error::TryRecvError::Lagged(count)) => print(&Event::EventsLost { count }),
            Err(_) => return,
        }
    }
}

fn print(event: &Event) {
    let Ok(line) = serde_json::to_string(event) else {
        return;
    };
    let mut stdout = io::stdout().lock();
    // Whoever read it may have gone; Vigil keeps its watch.
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
