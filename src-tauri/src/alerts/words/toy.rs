//! Toys that do not do what they are told, and toys that are not there.

use std::net::IpAddr;

use vigil_devices::ToyRefused;

use super::Words;
use crate::{
    language::{Language, say},
    view::FoundView,
};

/// What a home-built toy says first.
const EXAMPLE: &str = r#"{"identifier":"LVS-DIY","address":"0123456789ab","version":0}"#;

pub(super) fn stop_unconfirmed(language: Language, toy: &str) -> Words {
    Words::new(
        say!(language, "toy-stop-unconfirmed", toy = toy),
        say!(language, "toy-by-hand"),
    )
}

/// A toy's link ended while it was moving.
pub(super) fn lost(language: Language, toy: &str, back_after_ms: Option<u32>) -> Words {
    match back_after_ms {
        None => Words::new(say!(language, "toy-lost", toy = toy), say!(language, "toy-lost-hint")),
        Some(ms) => Words::new(
            say!(language, "toy-lost-back", toy = toy, after = language.seconds_of_ms(ms)),
            say!(language, "toy-lost-back-hint"),
        ),
    }
}

/// What connected to the port for toys was turned away.
pub(super) fn refused(language: Language, peer: IpAddr, why: &ToyRefused) -> Words {
    let hint = match why {
        ToyRefused::WebPage(_) => say!(language, "toy-refused-page-hint"),
        ToyRefused::Full => say!(language, "toy-refused-full-hint"),
        ToyRefused::Unidentified(_) => say!(language, "toy-refused-unidentified-hint"),
        _ => say!(language, "toy-refused-hint", example = EXAMPLE),
    };
    let why = refused_because(language, why);
    let sentence = if peer.is_loopback() {
        say!(language, "toy-refused-here", why = why)
    } else {
        say!(language, "toy-refused-there", peer = peer.to_string(), why = why)
    };
    Words::new(sentence, hint)
}

/// Without a full stop.
fn refused_because(language: Language, why: &ToyRefused) -> String {
    match why {
        ToyRefused::WebPage(page) => say!(language, "toy-refused-page", page = page.as_str()),
        ToyRefused::Silent => say!(language, "toy-refused-silent"),
        ToyRefused::Unreadable(reason) => say!(language, "toy-refused-unreadable", reason = reason.as_str()),
        ToyRefused::Version(version) => say!(language, "toy-refused-version", version = version.as_str()),
        ToyRefused::Identifier => say!(language, "toy-refused-identifier"),
        ToyRefused::Address => say!(language, "toy-refused-address"),
        ToyRefused::Unknown(identifier) => {
            say!(language, "toy-refused-unknown", identifier = format!("{identifier:?}"))
        }
        ToyRefused::Unidentified(reason) => say!(language, "toy-refused-unidentified", reason = reason.as_str()),
        ToyRefused::Denied => say!(language, "toy-refused-denied"),
        ToyRefused::AlreadyHere => say!(language, "toy-refused-already-here"),
        ToyRefused::Full => say!(language, "toy-refused-full"),
    }
}

/// The port for toys could not be opened.
pub(super) fn port_failed(language: Language, port: u16, problem: &str) -> Words {
    Words::new(
        say!(language, "toy-port-failed", port = port),
        say!(language, "toy-port-failed-hint", problem = problem),
    )
}

/// New toys are near while programs look for some.
pub(crate) fn toys_wait(language: Language, toys: &[&FoundView], searching: &[&str]) -> String {
    let names: Vec<_> = toys.iter().map(|toy| found_name(language, toy)).collect();
    say!(
        language,
        "toys-wait",
        searching = searching.len(),
        programs = language.listed(searching),
        new = toys.len(),
        toys = language.listed(&names.iter().map(String::as_str).collect::<Vec<_>>()),
    )
}

/// What it calls itself, and what that tells.
fn found_name(language: Language, toy: &FoundView) -> String {
    match (&toy.name, &toy.model) {
        (Some(name), Some(model)) if name != model => format!("{name} ({model})"),
        (Some(name), _) => name.clone(),
        (None, Some(model)) => model.clone(),
        (None, None) => say!(language, "toy-nameless"),
    }
}

/// A model of which only the make is known.
pub(crate) fn toy_of_make(language: Language, make: &str) -> String {
    say!(language, "toy-of-make", make = make)
}

/// Something unknown could not be driven like the toy that it was tried like.
pub(crate) fn toy_not_alike(language: Language, reason: &str) -> String {
    say!(language, "toy-not-alike", reason = reason)
}

/// A toy that is there and cannot be had.
pub(crate) fn toy_not_connected(language: Language, name: Option<&str>, reason: &str) -> String {
    match name {
        Some(name) => say!(language, "toy-not-connected", name = name, reason = reason),
        None => say!(language, "toy-not-connected-nameless", reason = reason),
    }
}
