//! Views for tests.

use super::{AppView, BluetoothState, BluetoothView, DrillView, HistoryView, ServerView, StopKeyView};
use crate::{language::Language, settings::Settings};

/// Nothing is connected, and nothing has happened.
pub(crate) fn view() -> AppView {
    AppView {
        revision: 0,
        at_ms: 0,
        version: "0.1.0".to_owned(),
        data_dir: "/data".to_owned(),
        log_dir: "/data/logs".to_owned(),
        server: ServerView::Running {
            url: "ws://127.0.0.1:12345".to_owned(),
            note: None,
        },
        held: None,
        hold_record: None,
        held_because: None,
        programs: Vec::new(),
        asking_pages: Vec::new(),
        pages: Vec::new(),
        bluetooth: BluetoothView {
            state: BluetoothState::SwitchedOff,
            sentence: None,
            scanning: false,
            own_search: false,
            searching_programs: Vec::new(),
            spares_toys: false,
            adapters: Vec::new(),
            found: Vec::new(),
            nearby: Vec::new(),
        },
        toys: Vec::new(),
        drill: DrillView::default(),
        imported: None,
        stop_key: StopKeyView::Off,
        alerts: Vec::new(),
        history: HistoryView::default(),
        settings: Settings::default(),
        language: Language::English,
    }
}
