//! Text that came from outside, made fit for a log, an event or a name.

use std::fmt::{self, Write};

use crate::limits;

/// Whether a character is invisible but changes how others look: controls, bidirectional and zero-width characters,
/// line separators, blank fillers, tags. They can make one text look like another.
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Shows a text with what is deceptive in it escaped, cut after [`MAX_SHOWN_CHARS`](limits::MAX_SHOWN_CHARS).
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a>(pub &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chars = self.0.chars();
        for c in chars.by_ref().take(limits::MAX_SHOWN_CHARS) {
            if is_deceptive(c) {
                write!(f, "{}", c.escape_unicode())?;
            } else {
                f.write_char(c)?;
            }
        }
        if chars.next().is_some() {
            f.write_char('…')?;
        }
        Ok(())
    }
}

/// The name of a program as it is shown, logged and kept: nothing deceptive, not too long, never empty.
pub fn program_name(client_name: &str) -> String {
    let name: String = client_name
        .chars()
        .filter_map(|c| match c {
            c if c.is_control() => Some(' '),
            c if is_deceptive(c) => None,
            c => Some(c),
        })
        .take(limits::MAX_NAME_CHARS)
        .collect();
    let name = name.trim();
    if name.is_empty() {
        "Unnamed program".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_deceives_is_escaped_and_what_is_long_is_cut() {
        for (text, shown) in [
            ("https://player.example", "https://player.example"),
            ("a\nb", "a\\u{a}b"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("evil\u{202e}moc.knab", "evil\\u{202e}moc.knab"),
            ("ba\u{200b}nk", "ba\\u{200b}nk"),
        ] {
            assert_eq!(Shown(text).to_string(), shown);
        }
        let long = "x".repeat(limits::MAX_SHOWN_CHARS + 1);
        let shown = Shown(&long).to_string();
        assert_eq!(shown.chars().count(), limits::MAX_SHOWN_CHARS + 1);
        assert!(shown.ends_with('…'));
    }

    #[test]
    fn names_lose_what_deceives() {
        for (client_name, name) in [
            ("My Game", "My Game"),
            ("My\u{202e}\u{200b} Game\u{feff}", "My Game"),
            ("two\nlines", "two lines"),
            ("\u{200d}\u{2066}", "Unnamed program"),
            ("J\u{fc}rgen \u{1f3ae}", "J\u{fc}rgen \u{1f3ae}"),
        ] {
            assert_eq!(program_name(client_name), name);
        }
    }

    proptest! {
        #[test]
        fn nothing_deceives_afterwards(text in any::<String>()) {
            prop_assert!(!Shown(&text).to_string().chars().any(is_deceptive));
            let name = program_name(&text);
            prop_assert!(!name.chars().any(is_deceptive));
            prop_assert!((1..=limits::MAX_NAME_CHARS).contains(&name.chars().count()));
        }
    }
}
