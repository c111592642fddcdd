//! The languages that a person can read, and the sentences in them.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | which language it is |
//! | `say` | a sentence by its name |
//! | `measures` | times, dates and lists |
//!
//! Sentences stand in `src-tauri/locales`, by [Project Fluent](https://projectfluent.org). The core stores facts, and makes
//! sentences of them when they are shown: what happened earlier is told in the language of now.

mod measures;
mod say;

pub(crate) use say::say;

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;
use unic_langid::LanguageIdentifier;

/// A language that all sentences are there in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) enum Language {
    /// What events, the log and the command line are in, too.
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "de")]
    German,
    #[serde(rename = "ja")]
    Japanese,
}

/// What the person has chosen. A language of a later version is the system's here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) enum LanguageChoice {
    #[serde(rename = "en")]
    English,
    #[serde(rename = "de")]
    German,
    #[serde(rename = "ja")]
    Japanese,
    #[default]
    #[serde(rename = "system", other)]
    System,
}

impl LanguageChoice {
    /// `system`: the one for whoever has chosen none.
    pub(crate) const fn or(self, system: Language) -> Language {
        match self {
            Self::System => system,
            Self::English => Language::English,
            Self::German => Language::German,
            Self::Japanese => Language::Japanese,
        }
    }
}

impl Language {
    pub(crate) const ALL: [Self; 3] = [Self::English, Self::German, Self::Japanese];

    /// As BCP 47 has it.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Japanese => "ja",
        }
    }

    /// What the person has chosen for their system: the first one of those that Vigil speaks.
    pub(crate) fn of_system() -> Self {
        Self::first_of(sys_locale::get_locales())
    }

    fn first_of(mut wished: impl Iterator<Item = String>) -> Self {
        wished.find_map(|tag| Self::of_tag(&tag)).unwrap_or_default()
    }

    fn of_tag(tag: &str) -> Option<Self> {
        // What a program is in that nobody has translated.
        if matches!(tag, "C" | "POSIX") {
            return Some(Self::English);
        }
        let wished: LanguageIdentifier = tag.parse().ok()?;
        Self::ALL
            .into_iter()
            .find(|language| language.tag() == wished.language.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_of_the_system_that_vigil_speaks() {
        for (wished, language) in [
            (&[][..], Language::English),
            (&["C"], Language::English),
            (&["C", "de-DE"], Language::English),
            (&["de-AT"], Language::German),
            (&["fr-FR", "ja-JP", "de-DE"], Language::Japanese),
            (&["fr"], Language::English),
            (&["no such thing", "de"], Language::German),
        ] {
            let tags = wished.iter().map(ToString::to_string);
            assert_eq!(Language::first_of(tags), language, "{wished:?}");
        }
    }

    #[test]
    fn what_the_person_chose_comes_first_and_a_choice_of_a_later_version_is_the_systems() {
        for (stored, language) in [
            (r#""system""#, Language::Japanese),
            (r#""en""#, Language::English),
            (r#""de""#, Language::German),
            (r#""tlh""#, Language::Japanese),
        ] {
            let choice: LanguageChoice = serde_json::from_str(stored).unwrap();
            assert_eq!(choice.or(Language::Japanese), language, "{stored}");
        }
        for choice in [LanguageChoice::System, LanguageChoice::German, LanguageChoice::Japanese] {
            let stored = serde_json::to_string(&choice).unwrap();
            assert_eq!(serde_json::from_str::<LanguageChoice>(&stored).unwrap(), choice);
        }
    }
}
