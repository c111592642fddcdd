//! The real window, opened, clicked and looked at. `cargo xtask test` runs this with all it needs.

// Tests fail by panicking, and print what they measured.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod alerts;
mod autostart;
mod closing;
mod covered;
mod failing;
mod fence;
mod first_run;
mod first_sight;
mod inspector;
mod journeys;
mod keys;
mod killed_while_saving;
mod log;
mod notifications;
mod pictures;
mod place;
mod port_taken;
mod program;
mod real_toys;
mod refused_setting;
mod second_start;
mod stop_everything;
mod stop_key;
mod stuck;
mod the_promise;
mod tray;
mod web_page;
mod web_process;
mod who_plays;
