//! The TypeScript side of the IPC border: written by `cargo xtask bindings`, checked by every test run.

use std::{env, fs, path::Path};

use ts_rs::{Config, TS};

use crate::{settings, view};

const HEADER: &str =
    "// Generated from src-tauri/src/view and settings/model.rs by `cargo xtask bindings`. Do not edit.\n";

#[test]
fn bindings_are_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/lib/backend/bindings.ts");
    let wanted = declarations();
    if env::var_os("VIGIL_WRITE_BINDINGS").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == wanted,
        "run `cargo xtask bindings`"
    );
}

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
        view::ServerView,
        view::ProgramView,
        view::AskingPageView,
        view::WatchView,
        view::ConnectionOnlyReason,
        view::GapView,
        view::BluetoothView,
        view::BluetoothState,
        view::AdapterView,
        view::FoundView,
        view::FoundState,
        view::NearbyView,
        view::ToyView,
        view::ToyLink,
        view::ToyPermission,
        view::OutputView,
        view::AlertView,
        view::StoppedToyView,
        view::StopResultView,
        view::AlertCause,
        view::Request,
        view::RequestError,
        view::RequestErrorCode,
        view::LogLine,
        view::LogLevel,
        settings::Settings,
        settings::ExemptProgram,
        settings::PingSettings,
        settings::PingPolicySetting,
        settings::ServerSettings,
        settings::Appearance,
        settings::BluetoothSettings,
        settings::ToySettings,
        settings::SimulatedToy,
        settings::SimulatedKind,
    );
    text
}
