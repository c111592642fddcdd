//! Vigil without a window, as a whole: the real program as a child, real sockets, real time, toys on the screen.
//!
//! | module | what it is about |
//! | --- | --- |
//! | `ping_timeout` | a program falls silent: its toys stop, on time |
//! | `never_early` | a program that pings in time is never cut |
//! | `stalled` | Vigil itself stands still |
//! | `suspended` | between a deadline and its verdict |
//! | `one_write` | Error and Close leave together |
//! | `open_requests` | what was asked and not answered when the session ended |
//! | `wakes_late` | a program that slept through the end still reads why |
//! | `many_programs` | each has its own watch |
//! | `handshake` | who is let into the protocol |
//! | `every_version` | every message of spec v0 to v3 |
//! | `endings` | every other way in which a session ends |
//! | `heartbeat` | whether the connection lives, apart from the program |
//! | `policies` | who has to ping |
//! | `program_log` | what programs of v0 and v1 are told of their own session |
//! | `device_list`, `outputs`, `stop_command` | messages of version 4, with every kind of toy |
//! | `bad_input`, `frames` | what no honest program sends |
//! | `greedy`, `crowd` | programs that take more than their share, and more of them than anybody has |
//! | `storm` | a program that connects again and again |
//! | `origins` | web pages |
//! | `browser` | web pages in a real browser |
//! | `reverse_proxy` | `wss://`, as `docs/wss.md` sets it up |
//! | `built_toys` | toys that people build, over WebSocket |
//! | `settings` | what lies on the disk |
//! | `emergency_stop` | another process stops everything |
//! | `signals` | what ends Vigil stops the toys first |
//! | `startup` | ports and data directories that are taken |
//! | `vigil_client` | our own client |
//! | `clients` | the official clients, as programs use them |
//! | `examples` | the programs in `examples/`, as people run them |
//!
//! Names begin with the promise of `SAFETY.md` that they are about.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod bad_input;
mod browser;
mod built_toys;
#[path = "../clients/mod.rs"]
mod clients;
mod crowd;
mod device_list;
mod emergency_stop;
mod endings;
mod every_version;
mod examples;
mod frames;
mod full_disk;
mod greedy;
mod handshake;
mod heartbeat;
mod http;
mod many_programs;
mod never_early;
mod one_write;
mod open_requests;
mod origins;
mod outputs;
mod ping_timeout;
mod policies;
mod program_log;
mod reverse_proxy;
mod settings;
mod signals;
mod stalled;
mod startup;
mod stop_command;
mod storm;
mod suspended;
mod vigil_client;
mod wakes_late;

use std::process::ExitCode;

use vigil_tests::trial;

fn main() -> ExitCode {
    // What takes longest comes first, and runs beside all the rest.
    let tests = [
        ping_timeout::tests(),
        never_early::tests(),
        vigil_client::tests(),
        clients::tests(),
        browser::tests(),
        reverse_proxy::tests(),
        examples::tests(),
        stalled::tests(),
        storm::tests(),
        suspended::tests(),
        one_write::tests(),
        wakes_late::tests(),
        open_requests::tests(),
        many_programs::tests(),
        handshake::tests(),
        every_version::tests(),
        endings::tests(),
        heartbeat::tests(),
        policies::tests(),
        program_log::tests(),
        device_list::tests(),
        outputs::tests(),
        stop_command::tests(),
        origins::tests(),
        http::tests(),
        built_toys::tests(),
        bad_input::tests(),
        frames::tests(),
        full_disk::tests(),
        settings::tests(),
        signals::tests(),
        emergency_stop::tests(),
        startup::tests(),
    ];
    let starving = [greedy::tests(), crowd::tests(), vigil_client::starving_tests()];
    trial::run_then_alone(
        tests.into_iter().flatten().collect(),
        starving.into_iter().flatten().collect(),
    )
}
