use serde::{Deserialize, Serialize};

use super::{
    session::{Gap, Program},
    toys::Stop,
};
use crate::view::AlertCause;

/// An alert as an earlier version told it. That version stored its sentences, and what the window showed beside them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Told {
    pub cause: AlertCause,
    pub sentence: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Program>,
    #[serde(default)]
    pub measured: Measured,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub toys: Vec<Stop>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
    #[serde(default)]
    pub offers_exemption: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// Times in ms, as far as they were known.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub silent: Option<u32>,
    pub limit: Option<u32>,
    pub late: Option<f64>,
}
