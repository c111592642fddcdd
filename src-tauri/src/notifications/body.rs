//! The text of a desktop notification.

/// A desktop cuts a text off at some length of its own, and not every one does so gracefully.
const LONGEST: usize = 400;

/// A sentence as it may be given to the desktop: names of programs and toys show as they are, and nothing in them is
/// taken for markup.
///
/// With `markup`, what the freedesktop specification takes for markup in a body is escaped. Line breaks, control and
/// invisible direction-changing characters are left out, and what is too long is cut.
pub(crate) fn body(sentence: &str, markup: bool) -> String {
    let shown = |letter: &char| !letter.is_control() && !is_invisible(*letter);
    let mut letters = sentence.chars().filter(shown);
    let mut body = String::with_capacity(sentence.len());
    for letter in letters.by_ref().take(LONGEST) {
        match letter {
            '&' if markup => body.push_str("&amp;"),
            '<' if markup => body.push_str("&lt;"),
            '>' if markup => body.push_str("&gt;"),
            letter => body.push(letter),
        }
    }
    if letters.next().is_some() {
        body.push('…');
    }
    body
}

/// Zero-width characters, and those that change the direction of a text.
const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_show_as_they_are() {
        for (sentence, shown) in [
            ("My Game stopped.", "My Game stopped."),
            (
                "<b>Game</b> & <a href=\"http://evil\">more</a>",
                "&lt;b&gt;Game&lt;/b&gt; &amp; &lt;a href=\"http://evil\"&gt;more&lt;/a&gt;",
            ),
            ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
            ("a\u{202e}b\u{200b}c\nd\u{7}", "abcd"),
            ("1.0\u{a0}s, 日本", "1.0\u{a0}s, 日本"),
        ] {
            assert_eq!(body(sentence, true), shown);
        }
        assert_eq!(body("<b>Game</b> & more", false), "<b>Game</b> & more");
    }

    #[test]
    fn an_endless_name_is_cut() {
        let text = body(&"&".repeat(100_000), true);
        assert_eq!(text.len(), LONGEST * "&amp;".len() + "…".len());
    }

    proptest! {
        #[test]
        fn nothing_is_taken_for_markup(sentence in ".{0,600}") {
            let text = body(&sentence, true);
            prop_assert!(!text.contains(['<', '>']));
            for (at, _) in text.match_indices('&') {
                let rest = &text[at..];
                let is_escape = ["&amp;", "&lt;", "&gt;"].iter().any(|escape| rest.starts_with(escape));
                prop_assert!(is_escape);
            }
            prop_assert!(!text.chars().any(|letter| letter.is_control() || is_invisible(letter)));
        }
    }
}
