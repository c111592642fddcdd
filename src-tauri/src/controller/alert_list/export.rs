use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use thiserror::Error;

use super::{AlertList, shown::alert_view};
use crate::{
    alerts::{Alert, Kept},
    files::write_chosen,
    language::{Language, say},
    view::{AlertQuery, AlertView, ExportFormat, ExportedView, StopResultView, StoppedToyView},
};

/// Why no file was written.
#[derive(Debug, Error)]
pub(crate) enum ExportError {
    #[error("The alerts could not be saved as {path}: {error}.")]
    Write { path: PathBuf, error: io::Error },
}

const COLUMNS: [&str; 13] = [
    "time",
    "first_time",
    "times",
    "cause",
    "program",
    "web_page",
    "sentence",
    "meaning",
    "silent_ms",
    "limit_ms",
    "late_ms",
    "toys",
    "read",
];

/// An alert as the JSON file has it.
#[derive(Serialize)]
struct Entry<'a> {
    time: String,
    first_time: String,
    times: u32,
    cause: crate::view::AlertCause,
    sentence: String,
    meaning: Option<String>,
    read: bool,
    /// As it is kept.
    facts: &'a Alert,
}

impl AlertList {
    /// Writes what was found, newest first, with times as they are here. Takes as long as the disk does.
    pub(crate) fn export(
        &self,
        query: &AlertQuery,
        format: ExportFormat,
        path: &Path,
        here: &TimeZone,
    ) -> Result<ExportedView, ExportError> {
        let found = self.found(query);
        write_chosen(path, |out| match format {
            ExportFormat::Csv => write_csv(&found, self.language, here, out),
            ExportFormat::Json => write_json(&found, self.language, here, out),
        })
        .map_err(|error| ExportError::Write {
            path: path.to_owned(),
            error,
        })?;
        Ok(ExportedView {
            path: path.display().to_string(),
            alerts: found.len(),
        })
    }
}

fn write_csv(alerts: &[Arc<Kept>], language: Language, here: &TimeZone, out: &mut dyn Write) -> io::Result<()> {
    write_line(&COLUMNS.map(str::to_owned), out)?;
    alerts
        .iter()
        .try_for_each(|kept| write_line(&cells(kept, language, here), out))
}

fn write_line(cells: &[String], out: &mut dyn Write) -> io::Result<()> {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        // Room for each letter twice, and for the quotes around them.
        let mut quoted = vec![0; cell.len() * 2 + 2];
        let (mut csv, mut begin) = (csv_core::Writer::new(), 0);
        let (_, _, written) = csv.field(cell.as_bytes(), &mut quoted);
        begin += written;
        let (_, written) = csv.finish(&mut quoted[begin..]);
        begin += written;
        out.write_all(&quoted[..begin])?;
    }
    out.write_all(b"\r\n")
}

fn write_json(alerts: &[Arc<Kept>], language: Language, here: &TimeZone, out: &mut dyn Write) -> io::Result<()> {
    let entries: Vec<_> = alerts.iter().map(|kept| entry(kept, language, here)).collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    out.write_all(b"\n")
}

fn cells(kept: &Kept, language: Language, here: &TimeZone) -> [String; COLUMNS.len()] {
    let AlertView {
        times,
        cause,
        sentence,
        hint,
        program,
        silence,
        toys,
        ..
    } = alert_view(language, kept);
    let cause = serde_json::to_value(cause).ok();
    let (name, origin) = program.map_or_else(Default::default, |program| (program.name, program.origin));
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        time(times.last_at_ms, here),
        time(times.first_at_ms, here),
        times.count.to_string(),
        cause
            .as_ref()
            .and_then(|name| name.as_str())
            .unwrap_or_default()
            .to_owned(),
        defused(name),
        defused(origin.unwrap_or_default()),
        defused(sentence),
        defused(hint.unwrap_or_default()),
        number(silence.silent_ms),
        number(silence.limit_ms),
        silence.late_ms.map(|late| late.to_string()).unwrap_or_default(),
        defused(toys.iter().map(|one| toy(language, one)).collect::<Vec<_>>().join("; ")),
        kept.dismissed.to_string(),
    ]
}

fn entry<'a>(kept: &'a Kept, language: Language, here: &TimeZone) -> Entry<'a> {
    let AlertView {
        times,
        cause,
        sentence,
        hint,
        ..
    } = alert_view(language, kept);
    Entry {
        time: time(times.last_at_ms, here),
        first_time: time(times.first_at_ms, here),
        times: times.count,
        cause,
        sentence,
        meaning: hint,
        read: kept.dismissed,
        facts: &kept.alert,
    }
}

fn toy(language: Language, toy: &StoppedToyView) -> String {
    let name = toy.name.as_str();
    match (toy.result, toy.still_after_ms) {
        (StopResultView::Confirmed, Some(after)) => {
            let after = language.decimal(after.to_string());
            say!(language, "saved-still-after", toy = name, after = after)
        }
        (StopResultView::Confirmed, None) => say!(language, "saved-still", toy = name),
        (StopResultView::NothingToTell, _) => say!(language, "saved-not-told", toy = name),
        (StopResultView::Unconfirmed, _) => say!(language, "saved-not-confirmed", toy = name),
    }
}

/// ISO 8601, with the distance from UTC.
fn time(at_ms: u64, here: &TimeZone) -> String {
    let at = i64::try_from(at_ms).ok();
    let at = at
        .and_then(|at| Timestamp::from_millisecond(at).ok())
        .unwrap_or_default();
    let offset = here.to_offset(at);
    format!("{:.3}", at.display_with_offset(offset))
}

/// A cell that a spreadsheet would take for a formula begins with an apostrophe instead: names come from programs, which
/// may call themselves anything.
fn defused(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}
