use crate::view::{AlertCause, GapView, StoppedToyView};

/// An alert before it has a number and a time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alert {
    pub cause: AlertCause,
    pub sentence: String,
    pub hint: Option<String>,
    pub program: Option<String>,
    /// The web page that the program is.
    pub program_origin: Option<String>,
    pub silent_ms: Option<u32>,
    pub limit_ms: Option<u32>,
    pub late_ms: Option<f64>,
    pub toys: Vec<StoppedToyView>,
    pub gaps: Vec<GapView>,
    pub offer_exemption: bool,
    /// The web page that it is about, where that can be allowed.
    pub page: Option<String>,
    /// Worth keeping, but not worth interrupting anybody.
    pub quiet: bool,
}

impl Alert {
    /// Only words, and a cause.
    pub(crate) fn plain(cause: AlertCause, sentence: impl Into<String>, hint: Option<&str>) -> Self {
        Self {
            cause,
            sentence: sentence.into(),
            hint: hint.map(ToOwned::to_owned),
            program: None,
            program_origin: None,
            silent_ms: None,
            limit_ms: None,
            late_ms: None,
            toys: Vec::new(),
            gaps: Vec::new(),
            offer_exemption: false,
            page: None,
            quiet: false,
        }
    }
}
