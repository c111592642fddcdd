//! What holds whatever a program sends. Each check panics where it does not.
//!
//! | module | what |
//! | --- | --- |
//! | [`decode`] | a frame, in some version: every message in it has one result |
//! | [`session`] | a whole session, as a script: every request has one answer, and after the end there is silence |
//!
//! Inputs are text, so that the corpus can be read and written by hand.

pub mod decode;
pub mod session;

mod devices;
mod script;
mod told;
