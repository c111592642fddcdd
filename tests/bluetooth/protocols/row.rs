//! How far a toy came.

use std::time::Duration;

use vigil_bluez::toys::Model;

pub(super) const COLUMNS: [&str; 10] = [
    "protocol",
    "toy",
    "identified",
    "connected",
    "features",
    "moved",
    "stopped",
    "first output, ms",
    "stop, ms",
    "why not",
];

#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) model: Model,
    pub(super) connected: Seen,
    pub(super) identified: Seen,
    pub(super) features: Seen,
    pub(super) moved: Seen,
    pub(super) stopped: Seen,
    /// From sending the first output to its first bytes at the toy.
    pub(super) first_output: Option<Duration>,
    /// From sending StopCmd to its Ok.
    pub(super) stop: Option<Duration>,
    /// Outputs that the configuration gives it, and the reference's handler does not implement: neither moved nor
    /// stopped.
    pub(super) not_implemented: Vec<String>,
    /// Empty where all is well.
    pub(super) why: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    No,
    Yes,
    /// The toy has nothing that moves.
    Nothing,
}

impl Row {
    pub(super) fn new(model: Model) -> Self {
        Self {
            model,
            connected: Seen::No,
            identified: Seen::No,
            features: Seen::No,
            moved: Seen::No,
            stopped: Seen::No,
            first_output: None,
            stop: None,
            not_implemented: Vec::new(),
            why: String::new(),
        }
    }

    pub(super) fn is_through(&self) -> bool {
        let all = [self.connected, self.identified, self.features, self.moved, self.stopped];
        !all.contains(&Seen::No) && self.why.is_empty()
    }

    fn remark(&self) -> String {
        if self.why.is_empty() && !self.not_implemented.is_empty() {
            return format!(
                "but for what the reference does not implement: {}",
                self.not_implemented.join(", ")
            );
        }
        self.why.clone()
    }

    pub(super) fn cells(&self) -> [String; 10] {
        let ms = |time: Option<Duration>| time.map_or_else(String::new, |time| format!("{:.1}", in_ms(time)));
        [
            self.model.protocol.clone(),
            self.model.product.clone(),
            self.identified.word(),
            self.connected.word(),
            self.features.word(),
            self.moved.word(),
            self.stopped.word(),
            ms(self.first_output),
            ms(self.stop),
            self.remark(),
        ]
    }
}

impl Seen {
    fn word(self) -> String {
        match self {
            Self::No => "no",
            Self::Yes => "yes",
            Self::Nothing => "nothing to",
        }
        .to_owned()
    }
}

/// All rows in a line.
pub(super) fn summary(rows: &[Row]) -> String {
    let count = |seen: fn(&Row) -> Seen| rows.iter().filter(|row| seen(row) != Seen::No).count();
    format!(
        "{} of {} all the way: {} identified, {} connected, {} with the right features, {} moved, {} stopped. First \
         output {}; stop {}.",
        rows.iter().filter(|row| row.is_through()).count(),
        rows.len(),
        count(|row| row.identified),
        count(|row| row.connected),
        count(|row| row.features),
        count(|row| row.moved),
        count(|row| row.stopped),
        spread(rows.iter().filter_map(|row| row.first_output)),
        spread(rows.iter().filter_map(|row| row.stop)),
    )
}

fn spread(times: impl Iterator<Item = Duration>) -> String {
    let mut times: Vec<_> = times.collect();
    times.sort_unstable();
    match (times.get(times.len() / 2), times.last()) {
        (Some(&half), Some(&most)) => format!("p50 {:.1} ms, at most {:.1} ms", in_ms(half), in_ms(most)),
        _ => "never".to_owned(),
    }
}

fn in_ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
