//! The key that stops everything whatever program is in front, as it is written in the settings: `Ctrl+Alt+.`.

use std::str::FromStr;

/// With what it is pressed, and which key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StopKey {
    pub with: Modifiers,
    pub key: Key,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub(crate) struct Modifiers {
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
    /// The key with the Windows logo, or ⌘.
    pub meta: bool,
}

/// A key, by what stands on it: that is what the person has chosen, wherever their keyboard has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// A to Z, 0 to 9.
    Character(char),
    /// F1 to F24.
    Function(u8),
    Named(&'static NamedKey),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NamedKey {
    /// In the settings.
    pub name: &'static str,
    /// As X names and numbers it.
    #[cfg_attr(not(all(feature = "gui", target_os = "linux")), allow(dead_code))]
    pub keysym: (&'static str, u32),
    /// In a web page, by its place; Windows and macOS are asked for it by that.
    #[cfg_attr(any(not(feature = "gui"), target_os = "linux"), allow(dead_code))]
    pub code: &'static str,
    /// Nobody writes with it, so that it can be pressed alone.
    is_free: bool,
}

const NAMED: [NamedKey; 13] = [
    named("Pause", ("Pause", 0xff13), "Pause", true),
    named("ScrollLock", ("Scroll_Lock", 0xff14), "ScrollLock", true),
    named("Insert", ("Insert", 0xff63), "Insert", false),
    named("Delete", ("Delete", 0xffff), "Delete", false),
    named("Home", ("Home", 0xff50), "Home", false),
    named("End", ("End", 0xff57), "End", false),
    named("PageUp", ("Page_Up", 0xff55), "PageUp", false),
    named("PageDown", ("Page_Down", 0xff56), "PageDown", false),
    named("Space", ("space", 0x20), "Space", false),
    named("Backspace", ("BackSpace", 0xff08), "Backspace", false),
    named(".", ("period", 0x2e), "Period", false),
    named(",", ("comma", 0x2c), "Comma", false),
    named("-", ("minus", 0x2d), "Minus", false),
];

const fn named(name: &'static str, keysym: (&'static str, u32), code: &'static str, is_free: bool) -> NamedKey {
    NamedKey {
        name,
        keysym,
        code,
        is_free,
    }
}

/// It cannot be a key that stops everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoStopKey;

impl FromStr for StopKey {
    type Err = NoStopKey;

    /// One way to write each: the modifiers in the order `Ctrl`, `Alt`, `Shift`, `Meta`, then the key.
    fn from_str(text: &str) -> Result<Self, NoStopKey> {
        let mut rest = text;
        let mut take = |name| {
            let without = rest.strip_prefix(name);
            rest = without.unwrap_or(rest);
            without.is_some()
        };
        let with = Modifiers {
            ctrl: take("Ctrl+"),
            alt: take("Alt+"),
            shift: take("Shift+"),
            meta: take("Meta+"),
        };
        let key = Key::from_str(rest)?;
        // Shift alone writes capitals.
        let is_pressed_with = with.ctrl || with.alt || with.meta;
        (is_pressed_with || key.is_free())
            .then_some(Self { with, key })
            .ok_or(NoStopKey)
    }
}

impl FromStr for Key {
    type Err = NoStopKey;

    fn from_str(name: &str) -> Result<Self, NoStopKey> {
        let mut characters = name.chars();
        if let (Some(character), None) = (characters.next(), characters.next())
            && (character.is_ascii_uppercase() || character.is_ascii_digit())
        {
            return Ok(Self::Character(character));
        }
        if let Some(named) = NAMED.iter().find(|named| named.name == name) {
            return Ok(Self::Named(named));
        }
        let number = name.strip_prefix('F').filter(|number| !number.starts_with(['0', '+']));
        let number = number.and_then(|number| number.parse().ok());
        number
            .filter(|number| (1..=24).contains(number))
            .map(Self::Function)
            .ok_or(NoStopKey)
    }
}

impl Key {
    const fn is_free(self) -> bool {
        match self {
            Self::Character(_) => false,
            Self::Function(_) => true,
            Self::Named(named) => named.is_free,
        }
    }

    /// The number of its symbol on X.
    #[cfg(all(feature = "gui", target_os = "linux"))]
    pub(crate) fn keysym(self) -> u32 {
        match self {
            Self::Character(character) => u32::from(character.to_ascii_lowercase()),
            Self::Function(number) => 0xffbd + u32::from(number),
            Self::Named(named) => named.keysym.1,
        }
    }

    /// The name of that symbol.
    #[cfg(all(feature = "gui", target_os = "linux"))]
    pub(crate) fn keysym_name(self) -> String {
        match self {
            Self::Character(character) => character.to_ascii_lowercase().to_string(),
            Self::Function(number) => format!("F{number}"),
            Self::Named(named) => named.keysym.0.to_owned(),
        }
    }

    /// As web pages name it by its place.
    #[cfg(all(feature = "gui", not(target_os = "linux")))]
    pub(crate) fn code(self) -> String {
        match self {
            Self::Character(character) if character.is_ascii_digit() => format!("Digit{character}"),
            Self::Character(character) => format!("Key{character}"),
            Self::Function(number) => format!("F{number}"),
            Self::Named(named) => named.code.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        let ctrl_alt = Modifiers {
            ctrl: true,
            alt: true,
            ..Modifiers::default()
        };
        let read = |text: &str| text.parse::<StopKey>();
        let key = |text: &str| read(text).unwrap().key;
        assert_eq!(read("Ctrl+Alt+.").unwrap().with, ctrl_alt);
        assert!(matches!(key("Ctrl+Alt+."), Key::Named(named) if named.name == "."));
        assert_eq!(key("Meta+S"), Key::Character('S'));
        assert_eq!(key("Alt+Shift+7"), Key::Character('7'));
        assert_eq!(key("F12"), Key::Function(12));
        assert_eq!(read("Pause").unwrap().with, Modifiers::default());
        for named in &NAMED {
            assert_eq!(key(&format!("Ctrl+{}", named.name)), Key::Named(named));
        }
        for none in [
            "",
            "Ctrl",
            "Ctrl+",
            "Alt+Ctrl+S",
            "S",
            "Shift+S",
            "Shift+Delete",
            "Space",
            "Ctrl+s",
            "Ctrl+ß",
            "Ctrl+F0",
            "Ctrl+F25",
            "Ctrl+F01",
            "Ctrl+F+1",
            "Ctrl+Escape",
            " Pause",
        ] {
            assert_eq!(read(none), Err(NoStopKey), "{none}");
        }
    }
}
