//! The window: Tauri, and nothing that matters to a toy.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | starts the app, and ends it in order |
//! | `commands` | what the window can call |
//! | `push` | what the window is told |
//! | `log_buffer` | the last lines of the log |

mod commands;
mod log_buffer;
mod push;

use std::{
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};

use tauri::{Manager, RunEvent};
use tauri_plugin_log::{RotationStrategy, Target, TargetKind, TimezoneStrategy, fern::FormatCallback};

use crate::{
    cli::Arguments,
    engine::{Engine, Face, Prepared, StartupError},
    headless::told_to_stop,
};
use log_buffer::LogBuffer;

/// One log file grows to this size; then the next one begins.
const LOG_FILE_BYTES: u128 = 1024 * 1024;

/// Full log files that are kept beside the current one.
const LOG_FILES_KEPT: usize = 4;

/// Opens the window and runs until it is closed.
pub fn run(arguments: &Arguments) -> ExitCode {
    match open(arguments) {
        Ok(code) => code,
        Err(error) => {
            fatal(&error);
            ExitCode::FAILURE
        }
    }
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error(transparent)]
    Startup(#[from] StartupError),
    #[error("The window could not be opened: {0}.")]
    Tauri(#[from] tauri::Error),
}

/// The engine, until it is shut down.
type Running = Arc<Mutex<Option<Engine>>>;

fn open(arguments: &Arguments) -> Result<ExitCode, OpenError> {
    let prepared = Prepared::new(arguments, Face::Window)?;
    let log_buffer = Arc::new(LogBuffer::default());
    let running = Running::default();
    let app = tauri::Builder::default()
        .plugin(log_plugin(&prepared, &log_buffer))
        .plugin(tauri_plugin_notification::init())
        .plugin(fence())
        .invoke_handler(tauri::generate_handler![
            commands::app_state,
            commands::request,
            commands::log_lines
        ])
        .setup({
            let running = running.clone();
            move |app| {
                let handle = app.handle().clone();
                // Listeners first, so that the first events find them.
                let listeners = push::listeners(&prepared);
                let engine = prepared.start();
                app.manage(commands::Core {
                    requester: engine.requester(),
                    view: engine.outputs().view.subscribe(),
                    log: log_buffer.clone(),
                });
                push::start(&handle, &engine, listeners, log_buffer);
                engine.runtime().spawn(async move {
                    told_to_stop().await;
                    handle.exit(0);
                });
                *running.lock().unwrap_or_else(PoisonError::into_inner) = Some(engine);
                Ok(())
            }
        })
        .build(context())?;
    let code = app.run_return(move |_handle, event| {
        if let RunEvent::Exit = event {
            end(&running);
        }
    });
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The window shows Vigil and nothing else: whatever lured it to another page would speak with Vigil's voice.
fn fence<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("fence")
        .on_navigation(|_webview, url| {
            let ours = url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost");
            let dev_server = tauri::is_dev() && url.host_str() == Some("localhost");
            if !ours && !dev_server {
                log::warn!("the window was to go to {url}, and stays");
            }
            ours || dev_server
        })
        .build()
}

/// The configuration and the built UI, embedded.
// The library's macro names the function for the case that its own thread fails.
#[allow(clippy::disallowed_methods)]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

/// The last thing before the process ends: toys stop, sessions end, all is saved.
fn end(running: &Running) {
    let engine = running.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(engine) = engine
        && !engine.shut_down()
    {
        log::error!("a toy did not confirm its last stop");
    }
}

fn log_plugin<R: tauri::Runtime>(prepared: &Prepared, buffer: &Arc<LogBuffer>) -> tauri::plugin::TauriPlugin<R> {
    let lines = buffer.clone();
    let to_buffer = tauri_plugin_log::fern::Dispatch::new()
        .chain(tauri_plugin_log::fern::Output::call(move |record| lines.push(record)));
    tauri_plugin_log::Builder::new()
        .clear_targets()
        // The window shows time, level and origin itself; the others have them in each line.
        .clear_format()
        .targets([
            Target::new(TargetKind::Stderr).format(line),
            Target::new(TargetKind::Folder {
                path: prepared.log_dir(),
                file_name: Some("vigil".to_owned()),
            })
            .format(line),
            Target::new(TargetKind::Dispatch(to_buffer)),
        ])
        .max_file_size(LOG_FILE_BYTES)
        .rotation_strategy(RotationStrategy::KeepSome(LOG_FILES_KEPT))
        .level(log::LevelFilter::Info)
        .level_for("vigil", log::LevelFilter::Debug)
        .level_for("vigil_core", log::LevelFilter::Debug)
        .level_for("vigil_server", log::LevelFilter::Debug)
        .level_for("vigil_devices", log::LevelFilter::Debug)
        .build()
}

fn line(out: FormatCallback<'_>, message: &std::fmt::Arguments<'_>, record: &log::Record<'_>) {
    let now = TimezoneStrategy::UseUtc.get_now();
    out.finish(format_args!("{now} {} {} {message}", record.level(), record.target()));
}

/// There is no window and no log yet; the terminal, where there is one, is all there is.
#[allow(clippy::print_stderr)]
fn fatal(error: &OpenError) {
    eprintln!("vigil: {error}");
}
