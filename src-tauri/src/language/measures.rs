//! Times, dates and lists, as they are written in a language.

use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};

use super::{Language, say};

impl Language {
    /// "1.0 s", "0.25 s", "2 min"; number and unit stay on one line.
    pub(crate) fn seconds(self, duration: Duration) -> String {
        let seconds = duration.as_secs_f64();
        if seconds < 0.995 {
            say!(self, "seconds", value = self.decimal(format!("{seconds:.2}")))
        } else if seconds < 99.95 {
            say!(self, "seconds", value = self.decimal(format!("{seconds:.1}")))
        } else {
            say!(self, "minutes", value = format!("{:.0}", seconds / 60.0))
        }
    }

    /// The same, of milliseconds.
    pub(crate) fn seconds_of_ms(self, ms: u32) -> String {
        self.seconds(Duration::from_millis(ms.into()))
    }

    /// "3 ms".
    pub(crate) fn milliseconds(self, ms: f64) -> String {
        say!(self, "milliseconds", value = format!("{ms:.0}"))
    }

    /// A number as Rust writes it, in the way of this language.
    pub(crate) fn decimal(self, number: String) -> String {
        match self {
            Self::English | Self::Japanese => number,
            Self::German => number.replace('.', ","),
        }
    }

    /// "14 July 2026, 12:00", in the person's own time.
    pub(crate) fn day_and_time(self, at_ms: u64) -> Option<String> {
        let at = Timestamp::from_millisecond(i64::try_from(at_ms).ok()?).ok()?;
        let at = at.to_zoned(TimeZone::system());
        Some(say!(
            self,
            "day-and-time",
            day = at.day(),
            month = at.month(),
            year = at.year().to_string(),
            time = at.strftime("%H:%M").to_string(),
        ))
    }

    /// "A, B and C".
    pub(crate) fn listed(self, names: &[&str]) -> String {
        match names {
            [names @ .., last] if !names.is_empty() => {
                say!(self, "list-last", before = self.row(names), next = *last)
            }
            names => names.concat(),
        }
    }

    /// "A, B, C".
    pub(crate) fn row(self, names: &[&str]) -> String {
        let row = names.iter().map(|name| (*name).to_owned());
        row.reduce(|before, next| say!(self, "list-next", before = before, next = next))
            .unwrap_or_default()
    }

    /// Whole sentences, one after the other; what is empty is left out.
    pub(crate) fn sentences(self, sentences: impl IntoIterator<Item = String>) -> String {
        let told = sentences.into_iter().filter(|sentence| !sentence.is_empty());
        told.reduce(|first, second| say!(self, "two-sentences", first = first, second = second))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_words() {
        for (ms, english, german, japanese) in [
            (250, "0.25 s", "0,25 s", "0.25 秒"),
            (999, "1.0 s", "1,0 s", "1.0 秒"),
            (1003, "1.0 s", "1,0 s", "1.0 秒"),
            (60_000, "60.0 s", "60,0 s", "60.0 秒"),
            (600_000, "10 min", "10 min", "10 分"),
        ] {
            let told = Language::ALL.map(|language| language.seconds_of_ms(ms).replace('\u{a0}', " "));
            assert_eq!(told, [english, german, japanese]);
        }
        assert_eq!(Language::English.milliseconds(3.4), "3\u{a0}ms");
    }

    #[test]
    fn a_date_is_written_as_people_do() {
        let noon = 1_784_030_400_000;
        let dates = Language::ALL.map(|language| language.day_and_time(noon).unwrap());
        for (date, part) in dates.iter().zip([" July 2026, ", ". Juli 2026, ", "2026年7月"]) {
            assert!(date.contains(part), "{date}");
        }
    }

    #[test]
    fn lists_and_sentences_follow_each_other_as_in_the_language() {
        let lists = Language::ALL.map(|language| language.listed(&["A", "B", "C"]));
        assert_eq!(lists, ["A, B and C", "A, B und C", "A、B、C"]);
        for language in Language::ALL {
            assert_eq!(language.listed(&["A"]), "A");
            assert_eq!(language.listed(&[]), "");
        }
        let two = || ["One.".to_owned(), String::new(), "Two.".to_owned()];
        assert_eq!(Language::English.sentences(two()), "One. Two.");
        assert_eq!(Language::Japanese.sentences(two()), "One.Two.");
    }
}
