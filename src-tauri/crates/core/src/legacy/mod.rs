//! Spec v0 to v3 in terms of v4. Past here only v4 exists.
//!
//! Every choice, with its source, stands in `COMPAT.md`.

mod attributes;
mod command;
mod fraction;
mod launch;
mod part;
mod reply;
mod sensor;
mod translate;
mod vector;

#[cfg(test)]
mod tests;

pub(crate) use attributes::{Attributes, ScalarAttribute, SensorAttribute};
pub use command::{LegacyCommand, Rotation, Scalar, Speed, Vector};
pub(crate) use launch::LegacyState;
pub(crate) use reply::reply;
pub(crate) use translate::translate;
