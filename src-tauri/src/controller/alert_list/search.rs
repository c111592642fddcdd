use super::shown::alert_view;
use crate::language::Language;
use crate::{alerts::Kept, view::AlertQuery};

/// What a person looks for.
#[derive(Debug)]
pub(super) struct Search<'a> {
    query: &'a AlertQuery,
    /// In small letters; each of them has to be there.
    words: Vec<String>,
    language: Language,
}

impl<'a> Search<'a> {
    pub(super) fn of(query: &'a AlertQuery, language: Language) -> Self {
        Self {
            query,
            words: query.text.split_whitespace().map(str::to_lowercase).collect(),
            language,
        }
    }

    pub(super) fn finds(&self, kept: &Kept) -> bool {
        let alert = &kept.alert;
        let is_cause = self.query.cause.is_none_or(|cause| cause == alert.cause());
        let is_program = self.query.program.as_ref().is_none_or(|program| {
            alert.program() == Some(&program.name) && alert.program_origin() == program.origin.as_deref()
        });
        is_cause && is_program && (self.words.is_empty() || self.is_in(&text(self.language, kept)))
    }

    fn is_in(&self, text: &str) -> bool {
        self.words.iter().all(|word| text.contains(word))
    }
}

/// All that an alert says, in small letters.
fn text(language: Language, kept: &Kept) -> String {
    let view = alert_view(language, kept);
    let program = view.program.as_ref();
    let parts = [
        Some(view.sentence.as_str()),
        view.hint.as_deref(),
        program.map(|program| program.name.as_str()),
        program.and_then(|program| program.origin.as_deref()),
    ];
    let parts = parts.into_iter().flatten();
    let toys = view.toys.iter().map(|toy| toy.name.as_str());
    let text = parts.chain(toys).collect::<Vec<_>>().join("\n");
    // A person types a common space.
    text.replace('\u{a0}', " ").to_lowercase()
}
