//! A toy that somebody looks at closely.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// What is told of a toy while somebody looks at it closely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct ToyDetailsView {
    /// All that it can do, also what the person switched off.
    pub features: Vec<FeatureView>,
    /// Missing before the first write.
    pub writes: Option<WriteTimesView>,
}

/// A part of a toy: a motor, a carriage, a sensor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct FeatureView {
    pub feature: u32,
    pub description: String,
    pub outputs: Vec<OutputRangeView>,
    pub inputs: Vec<InputRangeView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct OutputRangeView {
    /// The spec's name, such as `Vibrate`.
    pub kind: String,
    pub min: i32,
    pub max: i32,
    /// For positions that are told a time: from, to.
    pub duration_ms: Option<(u32, u32)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct InputRangeView {
    /// The spec's name, such as `Battery`.
    pub kind: String,
    pub min: i32,
    pub max: i32,
    /// It can be asked.
    pub reads: bool,
    /// It speaks by itself.
    pub subscribes: bool,
}

/// How long the last writes took, until the toy confirmed them; in thousandths of a millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct WriteTimesView {
    /// So many writes, the last of this connection.
    pub count: usize,
    #[cfg_attr(test, ts(type = "number"))]
    pub last_us: u64,
    #[cfg_attr(test, ts(type = "number"))]
    pub median_us: u64,
    #[cfg_attr(test, ts(type = "number"))]
    pub slowest_us: u64,
}
