//! What is remembered of the web pages that the person allowed or refused for good: since when, and how often they came.
//!
//! Who may connect stands in the settings. What is here is only told: without it, nothing is looser or stricter.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::files::Versioned;

/// The version written by this build.
pub(crate) const PAGES_VERSION: u32 = 1;

/// By origin.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct PageBook {
    pub version: u32,
    pages: BTreeMap<String, PageRecord>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct PageRecord {
    /// When it was allowed or refused, in ms since 1970; not known of pages that an earlier Vigil allowed.
    pub decided_ms: Option<u64>,
    /// When it last connected or, if it is refused, tried to.
    pub last_ms: Option<u64>,
    /// How often.
    pub times: u64,
}

impl Versioned for PageBook {
    const NEWEST: u32 = PAGES_VERSION;

    fn version(&self) -> u32 {
        self.version
    }
}

impl PageBook {
    pub(crate) fn of(&self, origin: &str) -> PageRecord {
        self.pages.get(origin).copied().unwrap_or_default()
    }

    /// The person has decided about it: what was counted so far was another matter.
    pub(crate) fn decided(&mut self, origin: &str, now_ms: u64) {
        let record = PageRecord {
            decided_ms: Some(now_ms),
            ..PageRecord::default()
        };
        self.pages.insert(origin.to_owned(), record);
    }

    /// It has connected or, if it is refused, tried to.
    pub(crate) fn came(&mut self, origin: &str, now_ms: u64) {
        let record = self.pages.entry(origin.to_owned()).or_default();
        record.last_ms = Some(now_ms);
        record.times = record.times.saturating_add(1);
    }

    /// Forgets all others.
    pub(crate) fn retain(&mut self, listed: &BTreeSet<String>) {
        self.pages.retain(|origin, _| listed.contains(origin));
    }

    /// The one that has been there longest without anything happening to it; what is not known was long ago.
    pub(crate) fn longest_unused<'a>(&self, origins: impl Iterator<Item = &'a String>) -> Option<&'a String> {
        origins.min_by_key(|origin| {
            let record = self.of(origin);
            record.last_ms.max(record.decided_ms)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_longest_ago_is_found() {
        let mut book = PageBook::default();
        book.decided("https://a", 10);
        book.decided("https://b", 20);
        book.came("https://a", 30);
        let of = |origins: &[&str]| {
            let origins: Vec<String> = origins.iter().map(ToString::to_string).collect();
            book.longest_unused(origins.iter()).cloned()
        };
        assert_eq!(of(&["https://a", "https://b"]).as_deref(), Some("https://b"));
        assert_eq!(
            of(&["https://a", "https://unknown"]).as_deref(),
            Some("https://unknown")
        );
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn another_decision_counts_from_the_beginning() {
        let mut book = PageBook::default();
        book.came("https://a", 10);
        assert_eq!(book.of("https://a").decided_ms, None, "nobody knows when");
        book.came("https://a", 20);
        assert_eq!(
            (book.of("https://a").times, book.of("https://a").last_ms),
            (2, Some(20))
        );
        book.decided("https://a", 30);
        assert_eq!((book.of("https://a").times, book.of("https://a").last_ms), (0, None));
    }
}
