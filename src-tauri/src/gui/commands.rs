//! What the window can call. Every command hands on; none decides.

use std::sync::Arc;

use tauri::State;
use tokio::sync::watch;

use super::log_buffer::LogBuffer;
use crate::{
    controller::Requester,
    view::{AppView, LogLine, Request, RequestError, RequestErrorCode},
};

/// What commands need.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) requester: Requester,
    pub(super) view: watch::Receiver<Option<Arc<AppView>>>,
    pub(super) log: Arc<LogBuffer>,
}

/// The whole state, once there is one.
#[tauri::command]
pub(super) async fn app_state(core: State<'_, Core>) -> Result<Arc<AppView>, RequestError> {
    let mut view = core.view.clone();
    let first = view.wait_for(Option::is_some).await;
    log::debug!("the window's page was loaded");
    first.ok().and_then(|view| view.clone()).ok_or_else(|| RequestError {
        code: RequestErrorCode::ShuttingDown,
        sentence: "Vigil is closing.".to_owned(),
        field: None,
    })
}

#[tauri::command]
pub(super) async fn request(core: State<'_, Core>, request: Request) -> Result<(), RequestError> {
    core.requester.ask(request).await
}

/// What the log has said so far, as far as it is kept.
// The framework hands state in by value.
#[allow(clippy::needless_pass_by_value)]
#[tauri::command]
pub(super) fn log_lines(core: State<'_, Core>) -> Vec<LogLine> {
    core.log.lines()
}
