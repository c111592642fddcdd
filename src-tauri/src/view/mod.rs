//! What the window shows: the whole state of the app, typed, as one value.
//!
//! The controller builds an [`AppView`] whenever it may have changed; the window asks for what has changed since the
//! view that it has ([`Changes`]), draws it, and holds no truth of its own. Moments count from Vigil's start, so that what
//! goes on as it was stays the same in each view; `at_ms` says where that clock was.

mod alert;
mod alert_list;
#[cfg(any(feature = "gui", test))]
#[cfg_attr(not(feature = "gui"), allow(dead_code, reason = "told to the window alone"))]
mod autostart;
mod bluetooth;
#[cfg(any(feature = "gui", test))]
#[cfg_attr(
    not(feature = "gui"),
    allow(dead_code, reason = "tested without a window, used by it alone")
)]
mod changes;
mod drill;
#[cfg(any(feature = "gui", test))]
#[cfg_attr(
    not(feature = "gui"),
    allow(dead_code, reason = "tested without a window, used by it alone")
)]
mod log;
#[cfg(any(feature = "gui", test))]
mod messages;
mod page;
mod program;
mod request;
#[cfg(test)]
pub(crate) mod samples;
mod stop_key;
mod toy;
#[cfg(any(feature = "gui", test))]
mod toy_details;

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

#[cfg(any(feature = "gui", test))]
pub(crate) use self::autostart::AutostartView;
#[cfg(any(feature = "gui", test))]
pub(crate) use self::changes::Update;
#[cfg(test)]
pub(crate) use self::changes::{Changes, HoldChange, Imported, ListChange, PingChange, ValueChange};
#[cfg(any(feature = "gui", test))]
pub(crate) use self::log::{LogLevel, LogLine};
#[cfg(any(feature = "gui", test))]
pub(crate) use self::messages::{LimitedView, MessageView, MessageWay, MessagesView, SettledView, VerdictView};
#[cfg(any(feature = "gui", test))]
pub(crate) use self::stop_key::StopKeyFailure;
#[cfg(any(feature = "gui", test))]
pub(crate) use self::toy_details::{FeatureView, InputRangeView, OutputRangeView, ToyDetailsView, WriteTimesView};
pub(crate) use self::{
    alert::{
        AlertProgramView, AlertTimesView, AlertView, HistoryView, OfferView, SilenceView, StopResultView,
        StoppedToyView,
    },
    alert_list::{
        AlertPageView, AlertQuery, CauseCountView, ExportFormat, ExportedView, ProgramCountView, RepeatsView,
    },
    bluetooth::{
        AdapterView, BluetoothState, BluetoothView, FoundState, FoundView, NearbyView, SearchingProgramView,
        ToyKindView,
    },
    drill::{DrillResultView, DrillSilenceView, DrillView, RunningDrillView},
    page::{AskingPageView, PageStanding, PageView},
    program::{
        ConnectionOnlyReason, GapCountView, GapView, PingView, ProgramFiguresView, ProgramView, RefusedView, WatchView,
    },
    request::{PageWish, Request, RequestError, RequestErrorCode},
    stop_key::StopKeyView,
    toy::{MessageGapView, OutputView, ToyLink, ToyPermission, ToyView},
};
pub(crate) use crate::causes::AlertCause;
use crate::{hold::HoldRecord, language::Language, settings::Settings};

/// Everything the window knows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct AppView {
    /// Counts up: of two views the one with the higher number is newer. Answers and pushes may overtake each other.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// When it was taken, on the clock that all moments in it are on: it began with Vigil.
    #[cfg_attr(test, ts(type = "number"))]
    pub at_ms: u64,
    pub version: String,
    pub data_dir: String,
    pub log_dir: String,
    pub server: ServerView,
    /// The hold that a person has put on every toy: no program moves one until they release it.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub held: Option<u64>,
    /// From where a person has put it on, and when, also if that was before Vigil was started.
    pub hold_record: Option<HoldRecord>,
    /// Why Vigil itself has put it on, for a person: it could not read what it was told to keep to.
    pub held_because: Option<String>,
    pub programs: Vec<ProgramView>,
    /// Web pages that wait to be allowed; who came first is first.
    pub asking_pages: Vec<AskingPageView>,
    /// Web pages that the person has decided about; the last ones that came are first.
    pub pages: Vec<PageView>,
    pub bluetooth: BluetoothView,
    /// Those that are here, then those that Vigil remembers.
    pub toys: Vec<ToyView>,
    pub drill: DrillView,
    /// What was taken over from another program at the person's last request; for a person.
    pub imported: Option<String>,
    pub stop_key: StopKeyView,
    /// The newest ones, newest first; the window asks for earlier ones.
    pub alerts: Vec<AlertView>,
    pub history: HistoryView,
    pub settings: Settings,
    /// What sentences are in: the setting's, or else the system's.
    pub language: Language,
}

/// The listener's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum ServerView {
    Stopped,
    Running {
        url: String,
        /// What is worth saying about it, for a person.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        note: Option<String>,
    },
    Failed {
        /// What happened, for a person.
        sentence: String,
        /// A port that was free a moment ago, when the wish was for one that is taken.
        suggested_port: Option<u16>,
        /// Vigil tries again by itself.
        tries_again: bool,
    },
}
