//! Toys that do not do what they are told, and toys that are not there.

use std::net::IpAddr;

use vigil_devices::ToyRefused;

use super::{Words, measures::listed};
use crate::{units::seconds_of_ms, view::FoundView};

pub(super) fn stop_unconfirmed(toy: &str) -> Words {
    Words::new(
        format!("{toy} did not confirm that it stopped. Its connection was cut."),
        "If it still moves, switch it off by hand.",
    )
}

/// A toy's link ended while it was moving.
pub(super) fn lost(toy: &str, back_after_ms: Option<u32>) -> Words {
    const CAUSES: &str = "A weak battery, distance, other radios, and Bluetooth that was switched off or pulled out are the \
                          usual causes.";
    let lost = format!("The connection to {toy} was lost while it was moving.");
    match back_after_ms {
        None => Words::new(
            format!("{lost} If it still moves, switch it off by hand."),
            format!("Vigil tries to get it back, and stops it first thing when it does. {CAUSES}"),
        ),
        Some(ms) => Words::new(
            format!("{lost} It was back after {}, and was stopped first.", seconds_of_ms(ms)),
            CAUSES,
        ),
    }
}

/// What connected to the port for toys was turned away.
pub(super) fn refused(peer: IpAddr, why: &ToyRefused) -> Words {
    let place = if peer.is_loopback() {
        "on this computer".to_owned()
    } else {
        format!("at {peer}")
    };
    let hint = match why {
        ToyRefused::WebPage(_) => "If you did not mean a web page to be your toy, close that page.",
        ToyRefused::Full => "Disconnect a toy that you do not need.",
        ToyRefused::Unidentified(_) => {
            "Its program has to answer like the toy that it names; or give it another identifier."
        }
        _ => {
            "A home-built toy first says which toy it is like, for example \
             {\"identifier\":\"LVS-DIY\",\"address\":\"0123456789ab\",\"version\":0}. Change that in the toy's own program; \
             it may connect again."
        }
    };
    Words::new(
        format!("Something {place} that connected as a toy was turned away: {why}."),
        hint,
    )
}

/// The port for toys could not be opened.
pub(super) fn port_failed(port: u16, problem: &str) -> Words {
    Words::new(
        format!("Toys cannot connect over WebSocket: port {port} could not be opened."),
        format!("{problem}. Choose another port for toys in Settings."),
    )
}

/// New toys are near while programs look for some.
pub(crate) fn toys_wait(toys: &[&FoundView], searching: &[&str]) -> String {
    let names: Vec<_> = toys.iter().map(|toy| found_name(toy)).collect();
    let (new, them) = match toys {
        [_] => ("A new one is here", "Connect it in Vigil's window if it is yours."),
        _ => ("New ones are here", "Connect yours in Vigil's window."),
    };
    let looking = if searching.len() == 1 { "is" } else { "are" };
    format!(
        "{} {looking} looking for toys. {new}: {}. {them}",
        listed(searching),
        listed(&names.iter().map(String::as_str).collect::<Vec<_>>())
    )
}

/// What it calls itself, and what that tells.
fn found_name(toy: &FoundView) -> String {
    match (&toy.name, &toy.model) {
        (Some(name), Some(model)) if name != model => format!("{name} ({model})"),
        (Some(name), _) => name.clone(),
        (None, Some(model)) => model.clone(),
        (None, None) => "one without a name".to_owned(),
    }
}

/// Something unknown could not be driven like the toy that it was tried like.
pub(crate) fn toy_not_alike(reason: &str) -> String {
    format!("It could not be driven like that: {reason}. Try another kind.")
}

/// A toy that is there and cannot be had.
pub(crate) fn toy_not_connected(name: &str, reason: &str) -> String {
    format!(
        "The toy {name} is near, but could not be connected. Vigil tries again automatically; if it does not connect, switch \
         the toy off and on, and close every other app that may be using it. (What went wrong: {reason})"
    )
}
