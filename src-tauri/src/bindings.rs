//! The TypeScript side of the IPC border: written by `cargo xtask bindings`, checked by every test run.

use std::{env, fs, path::Path};

use ts_rs::{Config, TS};

use crate::{
    alerts::words,
    controller::refusals,
    hold,
    language::{Language, LanguageChoice},
    settings,
    view::{self, BluetoothState},
};

const HEADER: &str =
    "// Generated from src-tauri/src/view and settings/model.rs by `cargo xtask bindings`. Do not edit.\n";

/// All but `Ready`, of which there is nothing to say.
const BLUETOOTH: [BluetoothState; 8] = [
    BluetoothState::SwitchedOff,
    BluetoothState::Starting,
    BluetoothState::Absent,
    BluetoothState::Off,
    BluetoothState::NoPermission,
    BluetoothState::ServiceMissing,
    BluetoothState::BusMissing,
    BluetoothState::Failed,
];

const REFUSALS_HEADER: &str = "\
import type { BluetoothState, RequestError } from '../bindings';

// Generated from controller/refused.rs and alerts/words in src-tauri/src by `cargo xtask bindings`. Do not edit.

/** What the core answers when it refuses. */
export const REFUSALS = ";

#[test]
fn bindings_are_up_to_date() {
    is_up_to_date("ui/src/lib/backend/bindings.ts", &declarations());
}

#[test]
fn the_simulation_speaks_in_the_cores_own_words() {
    let refusals: serde_json::Map<String, serde_json::Value> = refusals()
        .into_iter()
        .map(|(name, refusal)| (name.to_owned(), serde_json::to_value(refusal).unwrap()))
        .collect();
    let refusals = serde_json::to_string_pretty(&refusals).unwrap();
    let bluetooth: serde_json::Map<String, serde_json::Value> = BLUETOOTH
        .into_iter()
        .map(|state| {
            let detail = (state == BluetoothState::Failed).then_some("org.bluez.Error.Failed");
            let name = serde_json::to_value(state).unwrap().as_str().unwrap().to_owned();
            (name, words::bluetooth(Language::English, state, detail).into())
        })
        .collect();
    let bluetooth = serde_json::to_string_pretty(&bluetooth).unwrap();
    let text = format!(
        "{REFUSALS_HEADER}{refusals} satisfies Record<string, RequestError>;\n\n\
         /** What the core says of Bluetooth that is not ready. */\n\
         export const BLUETOOTH: Partial<Record<BluetoothState, string>> = {bluetooth};\n"
    );
    is_up_to_date("ui/src/lib/backend/fake/refusals.ts", &text);
}

pub(crate) fn is_up_to_date(file: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if env::var_os("VIGIL_WRITE_BINDINGS").is_some() {
        fs::write(&path, wanted).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == wanted,
        "run `cargo xtask bindings`"
    );
}

#[allow(clippy::too_many_lines, reason = "a list of all types")]
fn declarations() -> String {
    // Numbers at this border are times and counts, far below what a double holds exactly.
    let config = Config::new().with_large_int("number");
    let mut text = HEADER.to_owned();
    macro_rules! declare {
        ($($kind:ty),* $(,)?) => {
            $(text += &format!("\nexport {}\n", <$kind>::decl(&config));)*
        };
    }
    declare!(
        view::AppView,
        view::Update,
        view::Changes,
        view::HoldChange,
        hold::HoldRecord,
        hold::StoppedFrom,
        view::Imported,
        view::ListChange<ts_rs::Dummy>,
        view::PingChange,
        view::ValueChange,
        view::ServerView,
        view::ProgramView,
        view::RefusedView,
        view::ProgramFiguresView,
        view::GapCountView,
        view::MessagesView,
        view::MessageView,
        view::MessageWay,
        view::SettledView,
        view::VerdictView,
        view::LimitedView,
        view::AskingPageView,
        view::PageView,
        view::PageStanding,
        view::WatchView,
        view::ConnectionOnlyReason,
        view::PingView,
        view::GapView,
        view::BluetoothView,
        BluetoothState,
        view::AdapterView,
        view::FoundView,
        view::FoundState,
        view::NearbyView,
        view::ToyKindView,
        view::SearchingProgramView,
        view::ToyView,
        view::ToyLink,
        view::ToyPermission,
        view::OutputView,
        view::DrillView,
        view::RunningDrillView,
        view::DrillSilenceView,
        view::DrillResultView,
        view::AlertView,
        view::HistoryView,
        view::AlertTimesView,
        view::AlertProgramView,
        view::SilenceView,
        view::OfferView,
        view::StoppedToyView,
        view::StopResultView,
        view::AlertCause,
        view::AlertQuery,
        view::AlertPageView,
        view::CauseCountView,
        view::ProgramCountView,
        view::RepeatsView,
        view::MessageGapView,
        view::ToyDetailsView,
        view::FeatureView,
        view::OutputRangeView,
        view::InputRangeView,
        view::WriteTimesView,
        view::ExportFormat,
        view::ExportedView,
        view::Request,
        view::PageWish,
        view::RequestError,
        view::RequestErrorCode,
        view::AutostartView,
        view::StopKeyView,
        view::StopKeyFailure,
        view::LogLine,
        view::LogLevel,
        settings::Settings,
        settings::ExemptProgram,
        settings::AlertSettings,
        settings::PingSettings,
        settings::PingPolicySetting,
        settings::ServerSettings,
        settings::Appearance,
        LanguageChoice,
        Language,
        settings::OnClose,
        settings::BluetoothSettings,
        settings::ToySettings,
        settings::SimulatedToy,
        settings::SimulatedKind,
    );
    let mutable = view::AlertCause::ALL.into_iter().filter(|cause| !cause.is_important());
    let mutable = serde_json::to_string(&mutable.collect::<Vec<_>>()).unwrap();
    let begin = "\n/** Those of which a person can ask not to be told. */\nexport const MUTABLE_CAUSES: readonly AlertCause[] = ";
    [&text, begin, &mutable, ";\n"].concat()
}
