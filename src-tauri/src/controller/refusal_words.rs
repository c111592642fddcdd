//! Why a request was refused, in the person's language. The log and terminals are told the same in English.

use vigil_core::limits as core_limits;
use vigil_devices::LONGEST_MESSAGE_GAP_MS;

use super::{alert_list::ExportError, refused::Refused};
use crate::{
    language::{Language, say},
    limits::{MAX_ALLOWED_PAGES, MAX_TOY_INDEX, MAX_TOY_NAME_CHARS, ZOOM_PERCENT},
    settings::{InvalidSetting, SERVER_NAME_CHARS},
    toys::ImportError,
    view::RequestError,
};

impl Refused {
    /// For the person who asked.
    pub(crate) fn told(&self, language: Language) -> RequestError {
        RequestError {
            code: self.code(),
            sentence: sentence(language, self),
            field: match self {
                Self::Setting(invalid) => Some(invalid.field().path().to_owned()),
                _ => None,
            },
        }
    }
}

impl From<Refused> for RequestError {
    fn from(refused: Refused) -> Self {
        refused.told(Language::English)
    }
}

fn sentence(language: Language, refused: &Refused) -> String {
    match refused {
        Refused::Setting(invalid) => of_setting(language, invalid),
        Refused::Import(error) => of_import(language, error),
        Refused::Export(ExportError::Write { path, error }) => say!(
            language,
            "export-not-written",
            path = path.display().to_string(),
            problem = error.to_string()
        ),
        Refused::NotSaved { file, error } => {
            say!(
                language,
                "refused-not-saved",
                file = file_name(file),
                error = error.to_string()
            )
        }
        Refused::PartlySaved { file, error } => {
            say!(
                language,
                "refused-partly-saved",
                file = file_name(file),
                error = error.to_string()
            )
        }
        Refused::ToyName => say!(language, "refused-toy-name", most = MAX_TOY_NAME_CHARS),
        Refused::ToyLimit => say!(language, "refused-toy-limit"),
        Refused::ToyRange => say!(language, "refused-toy-range"),
        Refused::NoPosition => say!(language, "refused-no-position"),
        Refused::ToyMessageGap => say!(language, "refused-message-gap", most = LONGEST_MESSAGE_GAP_MS),
        Refused::ToyGone => say!(language, "refused-toy-gone"),
        Refused::ToyGoneAlready => say!(language, "refused-toy-gone-already"),
        Refused::ToyUnknown => say!(language, "refused-toy-unknown"),
        Refused::NoSuchOutput => say!(language, "refused-no-output"),
        Refused::ToyNotConnected => say!(language, "refused-toy-not-connected"),
        Refused::ToyNotNear => say!(language, "refused-toy-not-near"),
        Refused::ProgramGone => say!(language, "refused-program-gone"),
        Refused::AlertGone => say!(language, "refused-alert-gone"),
        Refused::ServerOff => say!(language, "refused-server-off"),
        Refused::DrillServerOff => say!(language, "refused-drill-server-off"),
        Refused::DrillNotWatched => say!(language, "refused-drill-not-watched"),
        Refused::DrillToyMoves => say!(language, "refused-drill-toy-moves"),
        Refused::DrillNothingRuns => say!(language, "refused-drill-nothing-runs"),
        Refused::DrillRuns => say!(language, "refused-drill-runs"),
        Refused::PageNameless => say!(language, "refused-page-nameless"),
        Refused::PageLeft => say!(language, "refused-page-left"),
        Refused::TooManyPages => say!(language, "refused-too-many-pages", most = MAX_ALLOWED_PAGES),
        Refused::Held => say!(language, "refused-held"),
        Refused::ToyHeld => say!(language, "refused-toy-held"),
        Refused::Device(error) => say!(language, "refused-device", problem = error.to_string()),
        Refused::ShuttingDown => say!(language, "refused-shutting-down"),
        // The first is for terminals, and the second in the person's language already.
        Refused::NotLookedAt(_) | Refused::BluetoothNotReady(_) => refused.to_string(),
    }
}

/// As the sentences choose.
fn file_name(file: &str) -> &'static str {
    if file == "settings" { "settings" } else { "toys" }
}

fn of_setting(language: Language, invalid: &InvalidSetting) -> String {
    match invalid {
        InvalidSetting::LimitOutOfRange { limit_ms } => say!(
            language,
            "invalid-limit",
            min = *core_limits::PING_LIMIT_MS.start(),
            max = *core_limits::PING_LIMIT_MS.end(),
            limit = *limit_ms
        ),
        InvalidSetting::ConnectionLimitOutOfRange { limit_ms } => say!(
            language,
            "invalid-connection-limit",
            min = *core_limits::CONNECTION_LIMIT_MS.start(),
            max = *core_limits::CONNECTION_LIMIT_MS.end(),
            limit = *limit_ms
        ),
        InvalidSetting::PortZero => say!(language, "invalid-port"),
        InvalidSetting::NotLoopback(address) => say!(language, "invalid-address", address = address.to_string()),
        InvalidSetting::ServerName => say!(language, "invalid-server-name", most = SERVER_NAME_CHARS),
        InvalidSetting::EmptyProgramName => say!(language, "invalid-program-name"),
        InvalidSetting::ExemptOrigin(origin) => say!(language, "invalid-exempt-origin", origin = origin.as_str()),
        InvalidSetting::Origin(origin) | InvalidSetting::RefusedOrigin(origin) => {
            say!(language, "invalid-origin", origin = origin.as_str())
        }
        InvalidSetting::NamelessOrigin(origin) => say!(language, "invalid-nameless-origin", origin = origin.as_str()),
        InvalidSetting::Host(host) => say!(language, "invalid-host", host = host.as_str()),
        InvalidSetting::DevicePort => say!(language, "invalid-device-port"),
        InvalidSetting::AlwaysTold(_) => say!(language, "invalid-always-told"),
        InvalidSetting::StopKey(key) => say!(language, "invalid-stop-key", key = key.clone()),
        InvalidSetting::Zoom { percent } => say!(
            language,
            "invalid-zoom",
            min = *ZOOM_PERCENT.start(),
            max = *ZOOM_PERCENT.end(),
            percent = *percent
        ),
        InvalidSetting::ToyIndexTwice(number) => say!(language, "invalid-toy-twice", number = *number),
        InvalidSetting::ToyIndexTooLarge(number) => {
            say!(language, "invalid-toy-number", number = *number, most = MAX_TOY_INDEX)
        }
    }
}

fn of_import(language: Language, error: &ImportError) -> String {
    match error {
        ImportError::NoFile => say!(language, "import-no-file"),
        ImportError::Unreadable { path, source } => say!(
            language,
            "import-unreadable",
            path = path.display().to_string(),
            problem = source.to_string()
        ),
        ImportError::NotUnderstood { path, source } => say!(
            language,
            "import-not-understood",
            path = path.display().to_string(),
            problem = source.to_string()
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn refusals() -> Vec<Refused> {
        let settings = [
            InvalidSetting::LimitOutOfRange { limit_ms: 20 },
            InvalidSetting::ConnectionLimitOutOfRange { limit_ms: 20 },
            InvalidSetting::PortZero,
            InvalidSetting::NotLoopback(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
            InvalidSetting::ServerName,
            InvalidSetting::EmptyProgramName,
            InvalidSetting::ExemptOrigin("player".to_owned()),
            InvalidSetting::Origin("player".to_owned()),
            InvalidSetting::RefusedOrigin("player".to_owned()),
            InvalidSetting::NamelessOrigin("null".to_owned()),
            InvalidSetting::Host("player".to_owned()),
            InvalidSetting::DevicePort,
            InvalidSetting::AlwaysTold(crate::causes::AlertCause::ToyLost),
            InvalidSetting::Zoom { percent: 7 },
            InvalidSetting::ToyIndexTwice(3),
            InvalidSetting::ToyIndexTooLarge(u32::MAX),
        ];
        let others = [
            Refused::ToyName,
            Refused::ToyLimit,
            Refused::ToyRange,
            Refused::NoPosition,
            Refused::ToyMessageGap,
            Refused::ToyGone,
            Refused::ToyGoneAlready,
            Refused::ToyUnknown,
            Refused::NoSuchOutput,
            Refused::ToyNotConnected,
            Refused::ToyNotNear,
            Refused::Import(ImportError::NoFile),
            Refused::ProgramGone,
            Refused::AlertGone,
            Refused::ServerOff,
            Refused::DrillServerOff,
            Refused::DrillNotWatched,
            Refused::DrillToyMoves,
            Refused::DrillNothingRuns,
            Refused::DrillRuns,
            Refused::PageNameless,
            Refused::PageLeft,
            Refused::TooManyPages,
            Refused::Held,
            Refused::ToyHeld,
            Refused::ShuttingDown,
        ];
        settings.into_iter().map(Refused::from).chain(others).collect()
    }

    #[test]
    fn a_refusal_is_told_in_the_persons_language_and_in_english_as_a_terminal_is() {
        for refused in refusals() {
            let [english, german, japanese] = Language::ALL.map(|language| sentence(language, &refused));
            assert_eq!(english, refused.to_string());
            assert!(
                german != english && japanese != english && german != japanese,
                "{english}"
            );
            for told in [german, japanese] {
                assert!(!told.is_empty() && !told.contains('{'), "{told}");
            }
        }
    }
}
