//! What the window can call. Every command hands on; none decides.

use std::sync::Arc;

use tauri::State;
use tokio::sync::watch;

use super::log_buffer::LogBuffer;
use crate::{
    controller::{Refused, Requester},
    view::{AppView, LogLine, Request, RequestError},
};

/// What commands need.
#[derive(Debug)]
pub(super) struct IpcState {
    pub(super) requester: Requester,
    pub(super) view: watch::Receiver<Option<Arc<AppView>>>,
    pub(super) log: Arc<LogBuffer>,
}

/// The whole state, once there is one.
#[tauri::command]
pub(super) async fn app_state(state: State<'_, IpcState>) -> Result<Arc<AppView>, RequestError> {
    let mut view = state.view.clone();
    let first = view.wait_for(Option::is_some).await;
    log::debug!("the window's page was loaded");
    first
        .ok()
        .and_then(|view| view.clone())
        .ok_or_else(|| Refused::ShuttingDown.into())
}

#[tauri::command]
pub(super) async fn request(state: State<'_, IpcState>, request: Request) -> Result<Arc<AppView>, RequestError> {
    state.requester.ask(request).await
}

/// What the log has said so far, as far as it is kept.
// The framework hands state in by value.
#[allow(clippy::needless_pass_by_value)]
#[tauri::command]
pub(super) fn log_lines(state: State<'_, IpcState>) -> Vec<LogLine> {
    state.log.lines()
}
