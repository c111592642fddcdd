//! The way from Vigil to its guardian: the guardian's standard input.
//!
//! On Unix it is a pair of sockets, since a toy's socket can be handed over with the bytes; elsewhere it is a pipe. The
//! guardian's answers take its standard output.

#[cfg(not(unix))]
mod pipe;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(super) use pipe::{Receiver, Sender, attach};
#[cfg(unix)]
pub(super) use unix::{Receiver, Sender, attach};
