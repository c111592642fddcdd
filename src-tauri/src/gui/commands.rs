//! What the window can call. Every command hands on; none decides.

use std::sync::Arc;

use tauri::State;

use super::{log_buffer::LogBuffer, page::Page};
use crate::{
    controller::{Refused, Requester},
    view::{LogLine, Request, RequestError, Update},
};

/// What commands need.
#[derive(Debug)]
pub(super) struct IpcState {
    pub(super) requester: Requester,
    pub(super) page: Page,
    pub(super) log: Arc<LogBuffer>,
}

/// Everything, for a page that knows no state yet; else what has changed since the state of that revision.
#[tauri::command]
pub(super) async fn changes(state: State<'_, IpcState>, known: Option<u64>) -> Result<Update, RequestError> {
    let update = state.page.next(known).await;
    if known.is_none() {
        log::debug!("the window's page was loaded");
    }
    update.ok_or_else(|| Refused::ShuttingDown.into())
}

/// The state that it has led to, for a page that has the one of that revision.
#[tauri::command]
pub(super) async fn request(
    state: State<'_, IpcState>,
    request: Request,
    known: Option<u64>,
) -> Result<Update, RequestError> {
    let view = state.requester.ask(request).await?;
    Ok(state.page.update(known, &view))
}

/// The lines of the log from that number on, as far as they are kept, as soon as there is one.
#[tauri::command]
pub(super) async fn log_lines(state: State<'_, IpcState>, from: u64) -> Result<Vec<LogLine>, RequestError> {
    Ok(state.log.from(from).await)
}

/// Whether anything of the window can be seen, as soon as that is not so any more.
#[tauri::command]
pub(super) async fn sight(state: State<'_, IpcState>, was_seen: bool) -> Result<bool, RequestError> {
    let is_seen = state.page.sight(was_seen).await;
    is_seen.ok_or_else(|| Refused::ShuttingDown.into())
}
