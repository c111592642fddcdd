//! The files of all languages, held against each other and against the sentences that the code asks for.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use fluent_bundle::FluentResource;
// What a message is made of, as the library itself has read it.
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Message, Pattern, PatternElement};

use super::*;

/// What a message speaks of.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Parts {
    values: BTreeSet<String>,
    messages: BTreeSet<String>,
}

impl Parts {
    fn of(message: &Message<&str>) -> Self {
        let mut parts = Self::default();
        if let Some(pattern) = &message.value {
            parts.pattern(pattern);
        }
        parts
    }

    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.values.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.messages.insert(id.name.to_owned());
            }
            InlineExpression::FunctionReference {
                arguments: CallArguments { positional, .. },
                ..
            } => {
                for argument in positional {
                    self.inline(argument);
                }
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            _ => {}
        }
    }
}

type Messages = BTreeMap<String, Parts>;

/// All messages of a language, without those that are there twice.
fn messages(language: Language) -> Messages {
    let mut all = Messages::new();
    for (file, text) in FILES[language as usize] {
        let read = FluentResource::try_new(text.to_owned());
        let read = read.map_err(|(_, errors)| format!("{file}.ftl in {language:?}: {errors:?}"));
        for entry in read.unwrap().entries() {
            match entry {
                Entry::Message(message) => {
                    let name = message.id.name.to_owned();
                    assert!(message.attributes.is_empty(), "{name}");
                    assert!(
                        all.insert(name.clone(), Parts::of(message)).is_none(),
                        "{name} is twice in {language:?}"
                    );
                }
                Entry::Junk { content } => panic!("{file}.ftl in {language:?}: {content}"),
                _ => {}
            }
        }
    }
    all
}

/// What each message needs, with what those need that it is made of.
fn with_inner(messages: &Messages) -> Messages {
    let whole = |parts: &Parts| {
        let mut whole = parts.clone();
        for inner in &parts.messages {
            let inner = messages.get(inner).unwrap_or_else(|| panic!("there is no {inner}"));
            assert!(inner.messages.is_empty(), "one level is enough");
            whole.values.extend(inner.values.iter().cloned());
        }
        whole
    };
    messages
        .iter()
        .map(|(name, parts)| (name.clone(), whole(parts)))
        .collect()
}

/// Each `say!` in the code: the name, and the values that it gives.
fn said() -> Vec<(String, BTreeSet<String>)> {
    let mut said = Vec::new();
    look_through(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/src"), &mut said);
    said
}

fn look_through(folder: &Path, said: &mut Vec<(String, BTreeSet<String>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look_through(&path, said);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("language/say.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let begin = ["say", "!("].concat();
            said.extend(text.split(begin.as_str()).skip(1).map(one_call));
        }
    }
}

/// From behind the bracket on: the language, the name in quotes, and `value = …` at the first level of brackets.
fn one_call(rest: &str) -> (String, BTreeSet<String>) {
    let (mut depth, mut is_quoted, mut end) = (0_i32, false, rest.len());
    let mut parts = vec![String::new()];
    let mut before = ' ';
    for (at, letter) in rest.char_indices() {
        match letter {
            '"' if before != '\\' && before != '\'' => is_quoted = !is_quoted,
            '(' | '[' | '{' if !is_quoted => depth += 1,
            ')' | ']' | '}' if !is_quoted => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            end = at;
            break;
        }
        if letter == ',' && depth == 0 && !is_quoted {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
        before = letter;
    }
    let name = parts.get(1).map(|name| name.trim().trim_matches('"').to_owned());
    let name = name.unwrap_or_else(|| panic!("what is said here? {}", &rest[..end]));
    let values = parts.iter().skip(2).filter_map(|part| part.split_once('='));
    (name, values.map(|(value, _)| value.trim().to_owned()).collect())
}

#[test]
fn every_language_says_everything_with_the_same_values() {
    let english = with_inner(&messages(Language::English));
    for language in [Language::German, Language::Japanese] {
        let own = with_inner(&messages(language));
        let names = |messages: &Messages| messages.keys().cloned().collect::<BTreeSet<_>>();
        let (own_names, english_names) = (names(&own), names(&english));
        let missing: Vec<_> = english_names.difference(&own_names).collect();
        let unknown: Vec<_> = own_names.difference(&english_names).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{language:?} lacks {missing:?}, and has {unknown:?} too many"
        );
        for (name, parts) in &own {
            let (own, english) = (&parts.values, &english[name].values);
            // Where English has a plural, a language without one needs no number for it.
            let is_enough = own.is_subset(english)
                && english
                    .difference(own)
                    .all(|value| MAY_BE_LEFT_OUT.contains(&value.as_str()));
            assert!(is_enough, "{name} in {language:?}: {own:?} for {english:?}");
        }
    }
}

/// Numbers that choose between one and many, and no more.
const MAY_BE_LEFT_OUT: [&str; 3] = ["searching", "new", "file"];

#[test]
fn what_is_said_is_there_and_what_is_there_is_said() {
    let english = with_inner(&messages(Language::English));
    let said = said();
    for (name, values) in &said {
        let parts = english.get(name).unwrap_or_else(|| panic!("there is no {name}"));
        assert_eq!(values, &parts.values, "the values of {name}");
    }
    let mut unused: BTreeSet<&String> = english.keys().collect();
    for (name, _) in &said {
        unused.remove(name);
        for inner in &english[name].messages {
            unused.remove(inner);
        }
    }
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn what_a_translation_lacks_is_told_in_english_and_never_nothing() {
    for language in Language::ALL {
        // A value is missing.
        let values = FluentArgs::new();
        assert_eq!(language.sentence("port-taken", &values), "port-taken");
        assert_eq!(language.sentence("no such sentence", &values), "no such sentence");
        assert!(!language.sentence("page-refused-nameless", &values).is_empty());
    }
}

#[test]
fn no_mark_of_direction_stands_in_a_sentence() {
    for language in Language::ALL {
        let told = say!(language, "port-taken-by", port = 12345_u16, program = "\u{5d0}");
        assert!(told.contains("12345") && !told.contains('\u{2068}'), "{told:?}");
    }
}
