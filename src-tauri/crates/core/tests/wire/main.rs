//! Every message of every version, as it stands in the specification's JSON, in both directions.
//!
//! | module | what |
//! | --- | --- |
//! | `programs` | what programs send: JSON to meaning, and in which versions |
//! | `numbers` | the same with numbers spelled in other ways |
//! | `server` | what they are told: meaning to exact JSON, in `told/v0.jsonl` to `told/v4.jsonl` |
//! | `round_trip` | any message of v4, to JSON and back |

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod numbers;
mod programs;
mod round_trip;
mod server;
