//! Sessions with a server of the tests' own, over a stream in memory and in virtual time.
//!
//! | module | what it is about |
//! | --- | --- |
//! | `server` | that server |
//! | `pings` | when they go out, and what their answers do |
//! | `ends` | how a session ends, and what every call says then |
//! | `own_loop` | pings that are tied to the program's loop |
//! | `calls` | what is sent, in which order, and what dropping a call does |
//! | `devices` | devices that come and go, and what they are told |
//! | `drops` | nothing is left behind |
//! | `reconnecting` | the next session |
//! | `garbage` | what no honest server says |

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod calls;
mod devices;
mod drops;
mod ends;
mod garbage;
mod own_loop;
mod pings;
mod reconnecting;
mod server;
