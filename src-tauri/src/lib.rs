//! Vigil: the Buttplug server that keeps watch.
//!
//! | module | what it does |
//! | --- | --- |
//! | `cli` | the command line |
//! | `console` | the console on Windows |
//! | `outputs` | what the app has to say |
//! | `units` | times in numbers |
//! | `engine` | starts and ends everything, in a written order |
//! | `ending`, `signals` | what ends Vigil, and how: toys are held first |
//! | `logging` | the log, for which nobody waits |
//! | `alarm` | what becomes of failures of Vigil's own |
//! | `hold` | the person stops everything, until they let it move again |
//! | `instance` | one Vigil for each data directory, and how other processes of the person speak to it |
//! | `controller` | the one task that owns the app's state |
//! | `settings`, `alerts`, `toys`, `files` | what is kept |
//! | `causes` | why alerts are raised |
//! | `language` | the languages that a person can read, and the sentences in them |
//! | `guardian` | a second process, which stops the toys where this one is killed |
//! | `power` | the computer sleeps, shuts down or locks its screen |
//! | `notifications` | what the desktop shows, for which nobody waits |
//! | `events`, `headless` | the event stream on stdout |
//! | `view`, `gui` | the window: what it shows, and Tauri |
//! | `window_program` | the program with the window, where a package keeps it apart |
//! | `open_files` | the process's limit of open files |
//! | `limits` | every bound of this crate, by name |
//! | `timeouts` | every wait of this crate, by name |

mod alarm;
mod alerts;
mod causes;
mod cli;
#[cfg(windows)]
mod console;
mod controller;
mod drill;
mod ending;
mod engine;
mod events;
mod files;
mod guardian;
#[cfg(feature = "gui")]
mod gui;
mod headless;
mod hold;
mod instance;
mod language;
mod limits;
mod logging;
#[cfg(any(feature = "gui", test))]
#[cfg_attr(
    not(feature = "gui"),
    allow(dead_code, reason = "tested without a window, used by it alone")
)]
mod notifications;
mod open_files;
mod outputs;
mod pages;
mod power;
mod settings;
mod signals;
mod timeouts;
mod toys;
mod units;
mod view;

#[cfg(test)]
mod bindings;
#[cfg(test)]
mod documents;
#[cfg(all(unix, not(feature = "gui")))]
mod window_program;

use std::process::ExitCode;

use clap::Parser;

/// The whole program.
pub fn run() -> ExitCode {
    let arguments = arguments();
    files::write_for_the_owner_only();
    if let Some(vigil) = arguments.process.guardian {
        return guardian::run(vigil, arguments.data_dir.as_deref());
    }
    let data_dir = arguments.data_dir.as_deref();
    if arguments.command.stop {
        return instance::stop(data_dir);
    }
    if arguments.command.release {
        return instance::release(data_dir);
    }
    #[cfg(feature = "gui")]
    if let Some(text) = &arguments.process.message {
        return gui::show_message(text);
    }
    #[cfg(feature = "gui")]
    if !arguments.headless {
        return gui::run(&arguments);
    }
    #[cfg(all(unix, not(feature = "gui")))]
    if !arguments.headless
        && let Some(code) = window_program::become_it()
    {
        return code;
    }
    headless::run(&arguments)
}

/// What was typed. Whoever asked for help, or mistyped, is answered where they typed.
fn arguments() -> cli::Arguments {
    let arguments = cli::Arguments::try_parse();
    #[cfg(windows)]
    if arguments.as_ref().map_or(true, cli::Arguments::is_for_a_console) {
        console::join();
    }
    arguments.unwrap_or_else(|error| error.exit())
}
