//! Serving without a window.
//!
//! | thread | what it does |
//! | --- | --- |
//! | main | starts everything, waits for the end, ends everything |
//! | `vigil-stdout` | prints the events; it may wait for whoever reads them |
//! | `vigil-log` | takes the log, and hands it on |
//! | `vigil-stderr` | prints it; it may wait, likewise |
//! | `vigil-signals` | begins the end, whatever the others wait for |
//! | `vigil-ending` | leaves if the end takes too long |

mod printer;

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
};

use log::Log;

use crate::{
    cli::Arguments,
    ending::{self, Ending},
    engine::{EngineBuilder, StartupError},
    events::Event,
    logging::{Logging, OpenSink, Sink, line::Line},
    outputs::{FrontEnd, Outputs},
    signals, timeouts,
};
use printer::Printer;

/// Serves until a signal comes, or until Vigil cannot serve.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    serve(arguments).unwrap_or_else(|error| {
        // This thread may wait: nothing has begun.
        printer::print(&failed(&StartupError::from(error)), &mut io::stdout());
        ExitCode::FAILURE
    })
}

/// Fails if the system gives no threads.
fn serve(arguments: &Arguments) -> io::Result<ExitCode> {
    let logging = Arc::new(start_log()?);
    let outputs = Outputs::default();
    let printer = Arc::new(Printer::start(outputs.events.subscribe(), io::stdout())?);
    let last_words = move || {
        printer.finish(timeouts::LAST_WORDS);
        logging.drain(timeouts::LAST_WORDS);
    };
    let ending = Ending::new({
        let last_words = last_words.clone();
        move |code| {
            last_words();
            ending::leave(code)
        }
    })?;
    signals::watch(&ending)?;
    if let Err(error) = run_engine(arguments, outputs.clone(), &ending) {
        log::error!("{error}");
        // Nobody has to listen.
        let _ = outputs.events.send(failed(&error));
        ending.fail();
    }
    // The printer ends with the last sender, if not with the last event.
    drop(outputs);
    last_words();
    ending.cancel();
    Ok(ending.exit_code())
}

fn run_engine(arguments: &Arguments, outputs: Outputs, ending: &Ending) -> Result<(), StartupError> {
    let prepared = EngineBuilder::new(arguments, FrontEnd::Headless, outputs, ending.clone())?;
    let engine = prepared.start();
    engine.runtime().block_on(ending.begun());
    let _confirmed = engine.shut_down();
    Ok(())
}

fn failed(error: &StartupError) -> Event {
    Event::Failed {
        sentence: error.to_string(),
    }
}

/// Goes to stderr; `RUST_LOG` says what is wanted.
fn start_log() -> io::Result<Logging> {
    let logger = env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info"))
        .target(env_logger::Target::Stderr)
        .format(|out, record| writeln!(out, "{}", Line(record)))
        .build();
    let logger = Arc::new(logger);
    let filter = logger.clone();
    Logging::start(
        logger.filter(),
        Box::new(move |metadata| filter.enabled(metadata)),
        [("vigil-stderr", Box::new(move || Box::new(logger) as Sink) as OpenSink)],
    )
}
