use thiserror::Error;
use vigil_core::message::CommandError;
use vigil_devices::LONGEST_MESSAGE_GAP_MS;

use super::alert_list::ExportError;
use crate::{
    files::SaveError,
    limits::{MAX_ALLOWED_PAGES, MAX_TOY_NAME_CHARS},
    settings::InvalidSetting,
    toys::ImportError,
    view::RequestErrorCode,
};

/// Why a request was refused, in words for the person who asked.
#[derive(Debug, Error)]
pub(crate) enum Refused {
    #[error(transparent)]
    Setting(#[from] InvalidSetting),
    #[error("A toy's name has at most {MAX_TOY_NAME_CHARS} characters, without line breaks.")]
    ToyName,
    #[error("A limit is between 0 and 100 %.")]
    ToyLimit,
    #[error("The lower end of a range is not above its upper end.")]
    ToyRange,
    #[error("Only a position has a lower end, and can be turned round.")]
    NoPosition,
    #[error("The time between two writes is at most {LONGEST_MESSAGE_GAP_MS} ms.")]
    ToyMessageGap,
    #[error("Nothing was changed, because the {file} could not be saved: {error}.")]
    NotSaved { file: &'static str, error: SaveError },
    /// What restricts holds all the same.
    #[error(
        "Your restriction holds now, but is lost when Vigil is closed; the rest was not changed, because the {file} could \
         not be saved: {error}."
    )]
    PartlySaved { file: &'static str, error: SaveError },
    #[error("This toy is gone.")]
    ToyGone,
    #[error("This toy is gone already.")]
    ToyGoneAlready,
    #[error("Vigil does not remember this toy.")]
    ToyUnknown,
    #[error("This toy cannot do that.")]
    NoSuchOutput,
    #[error("This toy is not connected.")]
    ToyNotConnected,
    #[error("This toy is not near any more. Look for it again.")]
    ToyNotNear,
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error("This program is gone already.")]
    ProgramGone,
    #[error("This alert is gone already.")]
    AlertGone,
    #[error("No web page can connect while the server is off.")]
    ServerOff,
    #[error("The fire drill needs the server. Switch it on first.")]
    DrillServerOff,
    #[error("Vigil does not expect pings now. Choose after how much silence it stops, then try it.")]
    DrillNotWatched,
    #[error("Something moves this toy now. Start the fire drill when it stands still.")]
    DrillToyMoves,
    #[error("Nothing of this toy goes on moving by itself, so the fire drill would prove nothing.")]
    DrillNothingRuns,
    #[error("A fire drill is running already.")]
    DrillRuns,
    #[error("This does not say which web page it is, so it cannot be allowed for good.")]
    PageNameless,
    #[error("It has left meanwhile. Start it again, and answer as soon as Vigil asks.")]
    PageLeft,
    #[error("{MAX_ALLOWED_PAGES} pages are allowed already, and no more fit in the list. Remove one first.")]
    TooManyPages,
    #[error("Everything is stopped. Let programs go on first.")]
    Held,
    /// With why Vigil itself holds everything.
    #[error("Toys stay held. {0}")]
    NotLookedAt(String),
    #[error("You stopped this toy. Let it move again first.")]
    ToyHeld,
    #[error("The toy cannot do that: {0}.")]
    Device(CommandError),
    /// With what Bluetooth says of itself.
    #[error("{0}")]
    BluetoothNotReady(String),
    #[cfg_attr(not(any(feature = "gui", test)), allow(dead_code, reason = "only a window asks"))]
    #[error("Vigil is closing.")]
    ShuttingDown,
}

impl Refused {
    /// `restricts`: some of it holds already, saved or not.
    pub(super) const fn not_saved(file: &'static str, restricts: bool, error: SaveError) -> Self {
        if restricts {
            Self::PartlySaved { file, error }
        } else {
            Self::NotSaved { file, error }
        }
    }

    /// Stable: the window acts on some of them.
    pub(super) const fn code(&self) -> RequestErrorCode {
        match self {
            Self::Setting(_)
            | Self::ToyName
            | Self::ToyLimit
            | Self::ToyRange
            | Self::NoPosition
            | Self::ToyMessageGap => RequestErrorCode::InvalidSetting,
            Self::NotSaved { .. } | Self::PartlySaved { .. } | Self::Export(_) => RequestErrorCode::SaveFailed,
            Self::ToyGone
            | Self::ToyGoneAlready
            | Self::ToyUnknown
            | Self::NoSuchOutput
            | Self::ToyNotConnected
            | Self::ToyNotNear
            | Self::ProgramGone
            | Self::AlertGone
            | Self::ServerOff
            | Self::PageNameless
            | Self::PageLeft
            | Self::Import(ImportError::NoFile | ImportError::Unreadable { .. }) => RequestErrorCode::NotFound,
            Self::Import(ImportError::NotUnderstood { .. })
            | Self::Held
            | Self::NotLookedAt(_)
            | Self::ToyHeld
            | Self::TooManyPages
            | Self::DrillServerOff
            | Self::DrillNotWatched
            | Self::DrillToyMoves
            | Self::DrillNothingRuns
            | Self::DrillRuns
            | Self::Device(_)
            | Self::BluetoothNotReady(_) => RequestErrorCode::Refused,
            Self::ShuttingDown => RequestErrorCode::ShuttingDown,
        }
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;
    use crate::{alerts::words, language::Language, view::RequestError};

    /// One refusal of each kind that the window's tests need, by the name that they use.
    pub(crate) fn refusals() -> Vec<(&'static str, RequestError)> {
        let settings = [
            ("limit", InvalidSetting::LimitOutOfRange { limit_ms: 20 }),
            (
                "connection_limit",
                InvalidSetting::ConnectionLimitOutOfRange { limit_ms: 20 },
            ),
            ("port", InvalidSetting::PortZero),
            (
                "address",
                InvalidSetting::NotLoopback(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
            ),
            ("server_name", InvalidSetting::ServerName),
            ("exempt_program", InvalidSetting::EmptyProgramName),
            ("allowed_origin", InvalidSetting::Origin("player".to_owned())),
            ("device_port", InvalidSetting::DevicePort),
        ];
        let others = [
            ("toy_name", Refused::ToyName),
            ("toy_message_gap", Refused::ToyMessageGap),
            ("toy_gone", Refused::ToyGone),
            ("toy_gone_already", Refused::ToyGoneAlready),
            ("toy_not_connected", Refused::ToyNotConnected),
            ("toy_not_near", Refused::ToyNotNear),
            ("import_no_file", Refused::Import(ImportError::NoFile)),
            ("program_gone", Refused::ProgramGone),
            ("alert_gone", Refused::AlertGone),
            ("held", Refused::Held),
            ("toy_held", Refused::ToyHeld),
            (
                "bluetooth_not_ready",
                Refused::BluetoothNotReady(words::bluetooth_not_ready(Language::English)),
            ),
            ("drill_not_watched", Refused::DrillNotWatched),
            ("drill_toy_moves", Refused::DrillToyMoves),
            ("shutting_down", Refused::ShuttingDown),
        ];
        let settings = settings.into_iter().map(|(name, invalid)| (name, invalid.into()));
        settings
            .chain(others)
            .map(|(name, refused): (_, Refused)| (name, refused.into()))
            .collect()
    }
}
