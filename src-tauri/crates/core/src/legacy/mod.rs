//! Spec v0 to v3 in terms of v4. Past here only v4 exists.
//!
//! Every choice, with its source, stands in `COMPAT.md`.

mod attributes;
mod command;
mod fraction;

#[cfg(test)]
mod tests;

pub use attributes::{Attributes, ScalarAttribute, SensorAttribute};
pub use command::{LegacyCommand, LegacyState, ReplyForm, Rotation, Scalar, Speed, Translated, Vector, translate};
