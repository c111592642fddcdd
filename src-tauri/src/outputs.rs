//! What the app has to say, and whom it meets.

use std::sync::Arc;

use tokio::sync::{Notify, broadcast, watch};

use crate::{
    events::Event,
    language::Language,
    view::{AlertView, AppView, StopKeyView},
};

/// Events and alerts that wait for whoever shows them, before the oldest are dropped, with a word about it.
const BACKLOG: usize = 4096;

/// What the app has to say, for any number of listeners.
#[derive(Debug, Clone)]
pub(crate) struct Outputs {
    /// `None` until the first one is made. While nobody receives, none is made.
    pub view: watch::Sender<Option<Arc<AppView>>>,
    /// Somebody receives who did not before: what the view says may be old.
    pub view_wanted: Arc<Notify>,
    pub events: broadcast::Sender<Event>,
    pub alerts: broadcast::Sender<AlertView>,
    /// Questions that stand in the window, for a person who does not look at it.
    pub notices: broadcast::Sender<String>,
    /// What a person reads.
    pub language: watch::Sender<Language>,
    pub stop_key: StopKeyLink,
}

/// Between the controller, which knows what key the person has chosen, and whoever listens to that key.
#[derive(Debug, Clone, Default)]
pub(crate) struct StopKeyLink {
    /// As the settings write it.
    pub wish: watch::Sender<Option<String>>,
    pub state: watch::Sender<StopKeyView>,
}

impl Default for Outputs {
    fn default() -> Self {
        Self {
            view: watch::Sender::default(),
            view_wanted: Arc::default(),
            events: broadcast::Sender::new(BACKLOG),
            alerts: broadcast::Sender::new(BACKLOG),
            notices: broadcast::Sender::new(BACKLOG),
            language: watch::Sender::default(),
            stop_key: StopKeyLink::default(),
        }
    }
}

/// How Vigil meets the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrontEnd {
    /// There is somebody who can be asked. Whether the server starts with the app is a setting.
    Window,
    /// Nobody can be asked, and serving is all there is to do.
    Headless,
}
