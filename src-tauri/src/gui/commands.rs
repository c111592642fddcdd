//! What the window can call. Every command hands on; none decides.

use std::{path::PathBuf, sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use tauri::{AppHandle, State, WebviewWindow, async_runtime::spawn_blocking};
use tokio::sync::watch;
use vigil_core::lease::SessionId;

use super::{
    autostart::Autostart,
    closing::Closing,
    inspecting::Inspecting,
    log_buffer::LogBuffer,
    log_files,
    page::Page,
    push::Tones,
    save_dialog::{self, What},
    zoom::Zoom,
};
use crate::{
    controller::{AlertList, Refused, Requester},
    ending::{Cause, Ending},
    language::Language,
    view::{
        AlertPageView, AlertQuery, AutostartView, ExportFormat, ExportedView, LogLine, MessagesView,
        ProgramFiguresView, RepeatsView, Request, RequestError, ToyDetailsView, Update,
    },
};

/// What commands need.
#[derive(Debug)]
pub(super) struct IpcState {
    pub(super) requester: Requester,
    pub(super) page: Page,
    pub(super) inspecting: Inspecting,
    pub(super) log: Arc<LogBuffer>,
    pub(super) tones: Tones,
    pub(super) log_dir: PathBuf,
    pub(super) zoom: Zoom,
    pub(super) closing: Closing,
    pub(super) autostart: Autostart,
    pub(super) ending: Ending,
    pub(super) language: watch::Receiver<Language>,
}

impl IpcState {
    fn language(&self) -> Language {
        *self.language.borrow()
    }
}

/// Everything, for a page that knows no state yet; else what has changed since the state of that revision, in so many
/// milliseconds, which is when the page draws again.
#[tauri::command]
pub(super) async fn changes(
    state: State<'_, IpcState>,
    known: Option<u64>,
    after_ms: u64,
) -> Result<Update, RequestError> {
    let update = state.page.next(known, Duration::from_millis(after_ms)).await;
    if known.is_none() {
        log::debug!("the window's page was loaded");
        state.inspecting.end_all();
    }
    update.ok_or_else(|| Refused::ShuttingDown.into())
}

/// The state that it has led to, for a page that has the one of that revision.
#[tauri::command]
pub(super) async fn request(
    window: WebviewWindow,
    state: State<'_, IpcState>,
    request: Request,
    known: Option<u64>,
) -> Result<Update, RequestError> {
    let view = state.requester.ask(request).await?;
    state.zoom.follow(&window, &view);
    Ok(state.page.update(known, &view))
}

/// The lines of the log from that number on, as far as they are kept, as soon as there is one.
#[tauri::command]
pub(super) async fn log_lines(state: State<'_, IpcState>, from: u64) -> Result<Vec<LogLine>, RequestError> {
    Ok(state.log.from(from).await)
}

/// Asks the person where to, and writes these lines. `None` if they did not want to.
#[tauri::command]
pub(super) async fn save_log(
    window: WebviewWindow,
    state: State<'_, IpcState>,
    text: String,
) -> Result<Option<String>, RequestError> {
    let Some(path) = save_dialog::ask(&window, What::Log, state.language()).await else {
        return Ok(None);
    };
    let saved = log_files::save(path.clone(), text).await;
    saved.map_err(|error| error.told(state.language()))?;
    Ok(Some(path.display().to_string()))
}

/// Shows the log's files.
#[tauri::command]
pub(super) async fn open_log_folder(state: State<'_, IpcState>) -> Result<(), RequestError> {
    let opened = log_files::open(state.log_dir.clone()).await;
    opened.map_err(|error| error.told(state.language()))
}

/// Ends Vigil, as the cross in the window's corner does.
#[tauri::command]
#[allow(clippy::needless_pass_by_value, reason = "as Tauri hands them over")]
pub(super) fn quit(app: AppHandle, state: State<'_, IpcState>) {
    super::leave(&app, &state.ending, Cause::Quit);
}

/// How often the person was to be asked what becomes of Vigil without its window, as soon as that is more often than the
/// page has heard.
#[tauri::command]
pub(super) async fn close_asked(state: State<'_, IpcState>, heard: Option<u64>) -> Result<u64, RequestError> {
    let asked = state.closing.asked(heard).await;
    asked.ok_or_else(|| Refused::ShuttingDown.into())
}

/// The person has answered: Vigil keeps watching without its window, or ends; without an answer, the window stays.
#[tauri::command]
#[allow(clippy::needless_pass_by_value, reason = "as Tauri hands them over")]
pub(super) fn answer_close(app: AppHandle, state: State<'_, IpcState>, keep: Option<bool>) {
    state.closing.answered();
    match keep {
        Some(true) => state.closing.keep(&app),
        Some(false) => {
            super::leave(&app, &state.ending, Cause::WindowClosed);
        }
        None => {}
    }
}

/// Whether Vigil starts when the person logs in.
#[tauri::command]
pub(super) async fn autostart(state: State<'_, IpcState>) -> Result<AutostartView, RequestError> {
    let autostart = state.autostart.clone();
    spawn_blocking(move || autostart.look())
        .await
        .map_err(|_| Refused::ShuttingDown.into())
}

#[tauri::command]
pub(super) async fn set_autostart(
    state: State<'_, IpcState>,
    on: bool,
    hidden: bool,
) -> Result<AutostartView, RequestError> {
    let autostart = state.autostart.clone();
    let set = spawn_blocking(move || autostart.set(on, hidden)).await;
    let set = set.map_err(|_| Refused::ShuttingDown)?;
    set.map_err(|error| error.told(state.language()))
}

/// Whether anything of the window can be seen, as soon as that is not so any more.
#[tauri::command]
pub(super) async fn sight(state: State<'_, IpcState>, was_seen: bool) -> Result<bool, RequestError> {
    let is_seen = state.page.sight(was_seen).await;
    is_seen.ok_or_else(|| Refused::ShuttingDown.into())
}

/// What this program and Vigil have said to each other so far.
#[tauri::command]
pub(super) async fn program_figures(
    state: State<'_, IpcState>,
    program: u64,
) -> Result<ProgramFiguresView, RequestError> {
    state.requester.figures(SessionId(program)).await
}

/// Keeps this program's messages from now on, and those of no other one.
#[tauri::command]
pub(super) async fn inspect(state: State<'_, IpcState>, program: u64) -> Result<(), RequestError> {
    state.inspecting.begin(&state.requester, SessionId(program)).await
}

/// Its messages that are new, or how many there were if the page holds; nothing if they are not kept.
#[tauri::command]
#[allow(clippy::needless_pass_by_value, reason = "as Tauri hands them over")]
pub(super) fn messages(state: State<'_, IpcState>, program: u64, holds: bool) -> Option<MessagesView> {
    state.inspecting.messages(SessionId(program), holds)
}

/// Keeps this program's messages no more.
#[tauri::command]
#[allow(clippy::needless_pass_by_value, reason = "as Tauri hands them over")]
pub(super) fn end_inspecting(state: State<'_, IpcState>, program: u64) {
    state.inspecting.end(SessionId(program));
}

/// A page of the alerts that the query finds.
#[tauri::command]
pub(super) async fn alerts(
    state: State<'_, IpcState>,
    query: AlertQuery,
    after: Option<u64>,
) -> Result<AlertPageView, RequestError> {
    of_alerts(&state, move |alerts| alerts.page(&query, after)).await
}

/// A page of the alerts in one row.
#[tauri::command]
pub(super) async fn repeats(
    state: State<'_, IpcState>,
    query: AlertQuery,
    id: u64,
    after: Option<u64>,
) -> Result<RepeatsView, RequestError> {
    of_alerts(&state, move |alerts| alerts.repeats(&query, id, after)).await
}

/// What is told of a toy while somebody looks at it closely; nothing if it is not here.
#[tauri::command]
#[allow(clippy::needless_pass_by_value, reason = "as Tauri hands them over")]
pub(super) fn toy_details(state: State<'_, IpcState>, index: u32) -> Option<ToyDetailsView> {
    state.requester.toy_details(index)
}

/// Asks the person where to, and writes what the query finds. `None` if they did not want to.
#[tauri::command]
pub(super) async fn export_alerts(
    window: WebviewWindow,
    state: State<'_, IpcState>,
    query: AlertQuery,
    format: ExportFormat,
) -> Result<Option<ExportedView>, RequestError> {
    let Some(path) = save_dialog::ask(&window, What::Alerts(format), state.language()).await else {
        return Ok(None);
    };
    let exported = of_alerts(&state, move |alerts| {
        alerts.export(&query, format, &path, &TimeZone::system())
    });
    let exported = exported.await?;
    let exported = exported.map_err(|error| Refused::from(error).told(state.language()))?;
    log::info!("{} alerts were saved as {}", exported.alerts, exported.path);
    Ok(Some(exported))
}

/// How many tones there were, once there are more.
#[tauri::command]
pub(super) async fn tones(state: State<'_, IpcState>, heard: Option<u64>) -> Result<u64, RequestError> {
    let mut tones = state.tones.clone();
    let Some(heard) = heard else {
        return Ok(*tones.borrow());
    };
    let more = tones.wait_for(|tones| *tones > heard).await;
    more.map(|tones| *tones).map_err(|_| Refused::ShuttingDown.into())
}

/// Whoever looks through thousands of them does so on a thread of its own.
async fn of_alerts<T: Send + 'static>(
    state: &State<'_, IpcState>,
    look: impl FnOnce(AlertList) -> T + Send + 'static,
) -> Result<T, RequestError> {
    let alerts = state.requester.alerts().await?;
    let found = spawn_blocking(move || look(alerts)).await;
    found.map_err(|_| Refused::ShuttingDown.into())
}
