//! Toys that do not do what they are told, and toys that are not there.

use std::{net::IpAddr, time::Duration};

use vigil_devices::ToyRefused;

use super::super::Alert;
use crate::{units::seconds, view::AlertCause};

pub(crate) fn stop_unconfirmed(toy: &str) -> Alert {
    Alert::plain(
        AlertCause::StopUnconfirmed,
        format!("{toy} did not confirm that it stopped. Its connection was cut."),
        Some("If it still moves, switch it off by hand."),
    )
}

/// A toy's link ended while it was moved.
pub(crate) fn toy_lost(name: &str) -> Alert {
    Alert::plain(
        AlertCause::ToyLost,
        format!("The connection to {name} was lost while it was moving."),
        Some(
            "Vigil tries to get it back, and stops it first thing when it does. Until then it may go on: switch it off \
             by hand if it does. A weak battery, distance, other radios, and Bluetooth that was switched off or pulled out \
             are the usual causes.",
        ),
    )
}

/// Our own window stood still while the person moved a toy with it.
pub(crate) fn window_silent(silent: Duration) -> Alert {
    Alert::plain(
        AlertCause::WindowSilent,
        format!(
            "Vigil's window did not answer for {}, so the toy you moved with it was stopped.",
            seconds(silent)
        ),
        Some("The rest of Vigil kept watch all the time. If it happens often, the computer is very busy."),
    )
}

/// What connected to the port for toys was turned away.
pub(crate) fn toy_refused(peer: IpAddr, why: &ToyRefused) -> Alert {
    let place = if peer.is_loopback() {
        "on this computer".to_owned()
    } else {
        format!("at {peer}")
    };
    let hint = match why {
        ToyRefused::WebPage(_) => "If you did not mean a web page to be your toy, close that page.",
        ToyRefused::Full => "Disconnect a toy that you do not need.",
        ToyRefused::Unidentified(_) => {
            "Its program has to answer like the toy that it says it is like; or give it another identifier."
        }
        _ => {
            "A toy that somebody built says first what it is like, for example \
             {\"identifier\":\"LVS-DIY\",\"address\":\"0123456789ab\",\"version\":0}. It can be mended there, and may \
             connect again."
        }
    };
    Alert::plain(
        AlertCause::ToyRefused,
        format!("Something {place} that connected as a toy was turned away: {why}."),
        Some(hint),
    )
}

/// A toy that is there and cannot be had.
pub(crate) fn toy_not_connected(name: &str, reason: &str) -> String {
    format!(
        "The toy {name} is near, but could not be connected. Vigil tries again by itself; if it does not come in, switch the \
         toy off and on, and close every other app that may hold it. (What went wrong: {reason})"
    )
}
