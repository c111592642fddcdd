//! What the players say: JSON lines, the same as those of the scripts beside this folder.

use std::{env, fmt::Display, time::Duration};

use serde_json::{Value, json};

/// A toy takes a message only so often, and a stop overtakes those that wait.
pub const UNTIL_WRITTEN: Duration = Duration::from_millis(300);

/// `disconnect` only asks the library's own task to close the socket, and nobody is told when it has. A program that ends
/// at once takes that task with it, and looks like one that was lost.
pub const UNTIL_CLOSED: Duration = Duration::from_secs(1);

/// The server's, from the command line.
///
/// # Panics
///
/// Where there is none.
pub fn url() -> String {
    argument(1).expect("the server's URL is missing")
}

pub fn argument(number: usize) -> Option<String> {
    env::args().nth(number)
}

pub fn connected<'a>(toys: impl Iterator<Item = &'a str>) {
    say(&json!({ "event": "connected", "toys": toys.collect::<Vec<_>>() }));
}

pub fn level(value: u32) {
    say(&json!({ "event": "level", "value": value }));
}

pub fn battery(percent: u32) {
    say(&json!({ "event": "battery", "percent": percent }));
}

pub fn stopped() {
    say(&json!({ "event": "stopped" }));
}

pub fn error(kind: &str, message: impl Display) {
    say(&json!({ "event": "error", "kind": kind, "message": message.to_string() }));
}

pub fn lost() {
    say(&json!({ "event": "lost" }));
}

/// Anything without details.
pub fn event(name: &str) {
    say(&json!({ "event": name }));
}

/// What became of a call; `class` is that of its error.
pub fn call(outcome: &str, class: &str) {
    say(&json!({ "event": "call", "outcome": outcome, "class": class }));
}

pub fn goodbye() {
    say(&json!({ "event": "goodbye" }));
}

/// Of a part from 0 to 1.
pub fn percent(part: f64) -> u32 {
    (part * 100.0).round() as u32
}

fn say(word: &Value) {
    println!("{word}");
}
