//! What the tests of the whole share.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`vigil`] | the headless binary as a child |
//! | [`event`] | its event stream |
//! | [`child`] | a program that prints JSON lines |
//! | [`example`] | a program that prints lines for a person |
//! | [`ports`] | free ports, for programs that have to be told one |
//! | [`raw_client`] | a program that says exactly what a test wants |
//! | [`message`] | what is said, as JSON |
//! | [`raw_socket`] | the same, down to frames and bytes |
//! | [`guardian`] | the process that Vigil leaves behind |
//! | [`browser`] | a web page in a real browser |
//! | [`punctual`] | a program that pings in time, beside others |
//! | [`figures`] | percentiles and milliseconds |
//! | [`peer`] | Vigil and the reference, measured side by side |
//! | [`command_line`] | the options of benchmarks |
//! | [`reverse_proxy`] | a real one, as `docs/wss.md` sets it up |
//! | [`screen`] | what is on a display, without WebDriver |
//! | [`usage`] | memory, files and time of a process |
//! | [`load`] | keeps the processor busy |
//! | [`built_toy`] | a toy that connects over WebSocket |
//! | [`shim`] | disks that hang, threads that stand still |
//! | [`environment`] | what `cargo xtask` hands to the tests |
//! | [`told`] | what another process asks of a Vigil that runs |
//! | [`trial`] | async functions as tests |
//! | [`waits`] | every wait, by name |
//! | [`window`] | the real window, through WebDriver |

// This crate is a test harness: it fails by panicking, and it prints what it measured.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    clippy::print_stderr
)]

pub mod browser;
pub mod built_toy;
pub mod child;
pub mod command_line;
pub mod environment;
pub mod event;
pub mod example;
pub mod figures;
pub mod guardian;
pub mod load;
pub mod message;
pub mod peer;
pub mod ports;
pub mod punctual;
pub mod raw_client;
pub mod raw_socket;
pub mod reverse_proxy;
pub mod screen;
pub mod shim;
pub mod told;
pub mod trial;
pub mod usage;
pub mod vigil;
pub mod waits;
pub mod window;
