//! The window: Tauri, and nothing that matters to a toy.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | starts the app, and ends it in order |
//! | `window` | opens it, in the right colours |
//! | `place` | where it is and how large, over a restart |
//! | `autostart` | whether Vigil starts when the person logs in |
//! | `closing` | what becomes of Vigil when the window is closed |
//! | `commands` | what the window can call |
//! | `page` | what the window knows, and what it is told |
//! | `inspecting` | whose messages it shows |
//! | `push` | desktop notifications and tones |
//! | `save_dialog` | asks where to save a file |
//! | `zoom` | how large everything is shown |
//! | `shown` | brings it to the front |
//! | `global_key` | the key that stops everything whatever program is in front |
//! | `tray` | the icon in the desktop's tray |
//! | `renderer` | how WebKit draws, where there is no graphics card |
//! | `stop_keys` | Ctrl and the full stop, whatever the page does |
//! | `visibility` | whether anything of the window can be seen |
//! | `fence` | keeps the window on Vigil's own pages |
//! | `page_process` | draws the window again if the process that does so ends |
//! | `log_buffer` | the last lines of the log |
//! | `log_files` | saves lines of the log, and opens the folder of its files |
//! | `message` | a message box of the system's own, for when there is no window |

mod autostart;
mod closing;
mod commands;
mod fence;
mod global_key;
mod inspecting;
mod log_buffer;
mod log_files;
mod message;
mod page;
mod page_process;
mod place;
mod push;
mod renderer;
mod save_dialog;
mod shown;
mod stop_keys;
mod tray;
mod visibility;
mod window;
mod zoom;

pub(crate) use message::show as show_message;

use std::{
    io,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};

use tauri::{AppHandle, Manager, RunEvent, WebviewWindow, WindowEvent};
use tauri_plugin_log::{
    RotationStrategy, Target, TargetKind,
    fern::{Dispatch, FormatCallback, Output},
};

use crate::{
    cli::Arguments,
    ending::{self, Cause, Ending},
    engine::{Engine, EngineBuilder, StartupError},
    files::DataDirError,
    language::Language,
    logging::{self, Logging, OpenSink, line::Line},
    outputs::{FrontEnd, Outputs},
    signals, timeouts,
};
use autostart::Autostart;
use closing::{Closing, Way};
use log_buffer::LogBuffer;
use place::PlaceKeeper;

/// The window of `tauri.conf.json`.
const WINDOW: &str = "main";

/// One log file grows to this size; then the next one begins.
const LOG_FILE_BYTES: u128 = 1024 * 1024;

/// Full log files that are kept beside the current one.
const LOG_FILES_KEPT: usize = 4;

/// Opens the window and runs until it is closed.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    // The log's files are opened when there is an app to name them.
    let (tell_app, told_app) = std::sync::mpsc::sync_channel(1);
    let log_buffer = Arc::new(LogBuffer::default());
    let files = move || match told_app.recv() {
        Ok(LogPlace { app, folder }) => files_sink(&app, folder),
        // There will be none.
        Err(_) => no_sink(),
    };
    let sinks: [(_, OpenSink); 3] = [
        ("vigil-stderr", Box::new(stderr_sink)),
        ("vigil-log-files", Box::new(files)),
        ("vigil-log-pane", {
            let log_buffer = log_buffer.clone();
            Box::new(move || pane_sink(log_buffer))
        }),
    ];
    let logging = Logging::start(log::LevelFilter::Debug, Box::new(is_wanted), sinks);
    let logging = match logging {
        Ok(logging) => Arc::new(logging),
        Err(error) => return fatal(&StartupError::from(error).into()),
    };
    let code = match open(arguments, &logging, &log_buffer, tell_app) {
        Ok(code) => code,
        Err(error) => {
            log::error!("{error}");
            // Started from a menu, Vigil has no terminal to say it in.
            message::open(&error.to_string());
            ExitCode::FAILURE
        }
    };
    logging.drain(timeouts::LAST_WORDS);
    code
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error(transparent)]
    Startup(#[from] StartupError),
    #[error("The window could not be opened: {0}.")]
    Tauri(#[from] tauri::Error),
    #[cfg(windows)]
    #[error(
        "Vigil's window needs Microsoft Edge WebView2, which is not installed on this computer. Install it from \
         https://developer.microsoft.com/microsoft-edge/webview2/ (\"Evergreen Bootstrapper\"), then start Vigil again. \
         Without a window, Vigil runs as: vigil --headless"
    )]
    NoWebView,
    #[error("The window could not be opened: nothing says how it should look.")]
    NotConfigured,
}

/// The engine, until it is shut down.
type Running = Arc<Mutex<Option<Engine>>>;

/// What the thread of the log's files needs to open them.
struct LogPlace {
    app: AppHandle,
    folder: PathBuf,
}

fn open(
    arguments: &Arguments,
    logging: &Arc<Logging>,
    log_buffer: &Arc<LogBuffer>,
    tell_app: std::sync::mpsc::SyncSender<LogPlace>,
) -> Result<ExitCode, OpenError> {
    // Tauri would panic, where nobody sees it.
    #[cfg(windows)]
    if let Err(error) = tauri::webview_version() {
        log::error!("WebView2: {error}");
        return Err(OpenError::NoWebView);
    }
    let outputs = Outputs::default();
    let ending = Ending::new({
        let (logging, language) = (logging.clone(), outputs.language.subscribe());
        move |code| {
            if code != 0 {
                message::open_for_failure(*language.borrow(), false);
            }
            logging.drain(timeouts::LAST_WORDS);
            ending::leave(code)
        }
    })
    .map_err(StartupError::from)?;
    signals::watch(&ending).map_err(StartupError::from)?;
    let mut prepared = match prepare(arguments, &outputs, &ending)? {
        Ok(prepared) => prepared,
        Err(code) => return Ok(code),
    };
    let starts_again = prepared.take_starts_again();
    let (hidden, place) = (arguments.hidden, PlaceKeeper::open(prepared.window_file()));
    let (running, closing, autostart) = (Running::default(), Closing::default(), Autostart::of(arguments));
    closing.is_away(hidden);
    let builder = tauri::Builder::default();
    // On Linux Vigil speaks to the desktop itself: the plugin waits without end for one that hangs.
    #[cfg(not(target_os = "linux"))]
    let builder = builder.plugin(tauri_plugin_notification::init());
    let app = builder
        .plugin(fence::fence())
        .invoke_handler(tauri::generate_handler![
            commands::changes,
            commands::request,
            commands::log_lines,
            commands::save_log,
            commands::open_log_folder,
            commands::sight,
            commands::program_figures,
            commands::inspect,
            commands::messages,
            commands::end_inspecting,
            commands::alerts,
            commands::repeats,
            commands::toy_details,
            commands::export_alerts,
            commands::tones,
            commands::quit,
            commands::close_asked,
            commands::answer_close,
            commands::autostart,
            commands::set_autostart
        ])
        .setup({
            let (running, ending, log_buffer) = (running.clone(), ending.clone(), log_buffer.clone());
            let (closing, place) = (closing.clone(), place.clone());
            move |app| {
                let handle = app.handle().clone();
                // First: WebKit starts its processes meanwhile.
                let window = window::open(app, prepared.settings(), prepared.language(), &place, hidden)?;
                renderer::choose(&window);
                // There is room for one, and the thread of the log's files waits for it.
                let _ = tell_app.send(LogPlace {
                    app: handle.clone(),
                    folder: prepared.log_dir(),
                });
                // Listeners first, so that the first events find them.
                let listeners = push::listeners(&prepared);
                let (log_dir, zoom) = (prepared.log_dir(), zoom::Zoom::new(prepared.settings().zoom_percent));
                let engine = prepared.start();
                let language = engine.outputs().language.subscribe();
                let tones = push::start(&handle, &engine, listeners);
                app.manage(commands::IpcState {
                    requester: engine.requester(),
                    page: page::Page::new(engine.outputs().clone(), visibility::watch(&window)),
                    inspecting: inspecting::Inspecting::default(),
                    log: log_buffer.clone(),
                    tones,
                    log_dir,
                    zoom,
                    ending: ending.clone(),
                    closing: closing.clone(),
                    autostart,
                    language,
                });
                watch_window(&window, &engine, &place);
                shown::when_started_again(&handle, &engine, starts_again);
                app.manage(closing.clone());
                let on_screen = handle.clone();
                closing.know_tray(&engine, tray::start(&handle, &engine, &ending), move || {
                    shown::ask(&on_screen, None);
                });
                exit_once_ending(&engine, ending, handle);
                *running.lock().unwrap_or_else(PoisonError::into_inner) = Some(engine);
                Ok(())
            }
        })
        .build(context())?;
    let code = app.run_return({
        let ending = ending.clone();
        move |handle, event| hear(handle, &event, &closing, &ending, &running, &place)
    });
    Ok(exit_code(&ending, code))
}

/// Of the process, when the window's loop has ended with this code.
fn exit_code(ending: &Ending, code: i32) -> ExitCode {
    if code != 0 {
        ending.fail();
    }
    ending.cancel();
    ending.exit_code()
}

/// The task ends with the sessions' runtime.
fn exit_once_ending(engine: &Engine, ending: Ending, app: AppHandle) {
    drop(engine.runtime().spawn(async move {
        ending.begun().await;
        // The window's thread is asked, and not waited for: it may be stuck.
        app.exit(0);
    }));
}

/// What is heard of the window itself, and of the key that stops everything without it.
fn watch_window(window: &WebviewWindow, engine: &Engine, place: &PlaceKeeper) {
    place.keep(engine);
    stop_keys::watch(window, engine);
    global_key::start(window.app_handle(), engine);
    page_process::watch(window.app_handle(), engine);
}

/// All but the window. If one is open already with the same data, that is shown, and this is how the process ends.
fn prepare(
    arguments: &Arguments,
    outputs: &Outputs,
    ending: &Ending,
) -> Result<Result<EngineBuilder, ExitCode>, OpenError> {
    loop {
        match EngineBuilder::new(arguments, FrontEnd::Window, outputs.clone(), ending.clone()) {
            Err(StartupError::DataDir(DataDirError::AlreadyRunning(data_dir))) => {
                if let Some(code) = shown::in_the_other(&data_dir) {
                    return Ok(Err(code));
                }
            }
            prepared => return Ok(Ok(prepared?)),
        }
    }
}

fn hear(app: &AppHandle, event: &RunEvent, closing: &Closing, ending: &Ending, running: &Running, place: &PlaceKeeper) {
    match event {
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } => {
            let stays = match closing.way() {
                Way::Quit => leave(app, ending, Cause::WindowClosed),
                Way::Keep => {
                    closing.keep(app);
                    true
                }
                Way::Ask => true,
            };
            if stays {
                api.prevent_close();
            }
        }
        RunEvent::WindowEvent {
            event: WindowEvent::Destroyed,
            ..
        }
        | RunEvent::ExitRequested { .. } => ending.begin(Cause::WindowClosed),
        RunEvent::Exit => {
            // Before the disk is left alone.
            place.save();
            let (language, all_confirmed) = end(running);
            if ending.has_failed() {
                message::open_for_failure(language, all_confirmed);
            }
        }
        _ => {}
    }
}

/// Begins the end, and takes the window off the screen: whoever closes it does not have to watch how sessions end. False if
/// it is there still.
fn leave(app: &AppHandle, ending: &Ending, cause: Cause) -> bool {
    ending.begin(cause);
    let hidden = app.get_webview_window(WINDOW).map(|window| window.hide());
    matches!(hidden, Some(Ok(())))
}

/// The configuration and the built UI, embedded.
// The library's macro names the function for the case that its own thread fails.
#[allow(clippy::disallowed_methods)]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

/// The last thing before the process ends: toys stop, sessions end, all is saved. False if a toy did not confirm its
/// stop. With what the person reads.
fn end(running: &Running) -> (Language, bool) {
    let engine = running.lock().unwrap_or_else(PoisonError::into_inner).take();
    let language = engine
        .as_ref()
        .map_or_else(Language::default, |engine| *engine.outputs().language.borrow());
    let all_confirmed = engine.is_none_or(Engine::shut_down);
    if !all_confirmed {
        log::error!("a toy did not confirm its last stop");
    }
    (language, all_confirmed)
}

/// Asked on the thread that logs, before anything is queued.
fn is_wanted(metadata: &log::Metadata<'_>) -> bool {
    let own = ["vigil", "panic"];
    let first = metadata.target().split("::").next().unwrap_or_default();
    let level = if own.contains(&first) || first.starts_with("vigil_") {
        log::LevelFilter::Debug
    } else {
        log::LevelFilter::Info
    };
    metadata.level() <= level
}

/// Called and asked on a thread of its own, which may wait for the disk.
fn files_sink(app: &AppHandle, folder: PathBuf) -> logging::Sink {
    let split = tauri_plugin_log::Builder::new()
        .clear_targets()
        .clear_format()
        .target(
            Target::new(TargetKind::Folder {
                path: folder,
                file_name: Some("vigil".to_owned()),
            })
            .format(line),
        )
        .max_file_size(LOG_FILE_BYTES)
        .rotation_strategy(RotationStrategy::KeepSome(LOG_FILES_KEPT))
        .level(log::LevelFilter::Debug)
        .split(app);
    match split {
        // The plugin itself is for pages that log, and ours do not.
        Ok((_plugin, _level, sink)) => sink,
        Err(error) => {
            log::error!("there are no log files: {error}");
            no_sink()
        }
    }
}

/// The last lines, which the window shows with their time, level and origin.
fn pane_sink(buffer: Arc<LogBuffer>) -> logging::Sink {
    Dispatch::new()
        .chain(Output::call(move |record| buffer.push(record)))
        .into_log()
        .1
}

fn stderr_sink() -> logging::Sink {
    Dispatch::new().format(line).chain(io::stderr()).into_log().1
}

fn no_sink() -> logging::Sink {
    Dispatch::new().into_log().1
}

fn line(out: FormatCallback<'_>, _message: &std::fmt::Arguments<'_>, record: &log::Record<'_>) {
    out.finish(format_args!("{}", Line(record)));
}

/// There is no window and no log; the terminal, where there is one, is all there is. Nothing has begun that could not
/// wait.
#[allow(clippy::print_stderr)]
fn fatal(error: &OpenError) -> ExitCode {
    eprintln!("vigil: {error}");
    ExitCode::FAILURE
}
