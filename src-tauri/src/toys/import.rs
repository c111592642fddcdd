//! What Intiface Central was told about toys, taken over.

use std::{
    env,
    fs::{self, File},
    io,
    io::Read,
    path::PathBuf,
};

use thiserror::Error;
use vigil_devices::{Permission, ToyPreferences, UserConfigError, UserConfigToy, UserDeviceConfig};

use super::{ToyBook, restrict::restricted};
use crate::{
    language::{Language, say},
    limits::{MAX_IMPORT_BYTES, MAX_TOY_NAME_CHARS},
};

/// Where Intiface Central keeps it, below the system's directory for an application's data.
const PLACES: [&str; 4] = [
    "com.nonpolynomial.intiface_central/config",
    "com.nonpolynomial/intiface_central/config",
    "com.nonpolynomial.intiface-central/config",
    "com.nonpolynomial.intifaceCentral/config",
];

/// As a Flatpak it has a directory of its own, below the home directory.
const FLATPAK: &str = ".var/app/com.nonpolynomial.intiface_central/data";

/// The newest version first.
const FILES: [&str; 3] = [
    "buttplug-user-device-config-v5.json",
    "buttplug-user-device-config-v4.json",
    "buttplug-user-device-config-v3.json",
];

/// Why nothing was taken over.
#[derive(Debug, Error)]
pub(crate) enum ImportError {
    #[error("Vigil finds no list of toys where Intiface Central keeps it. Say where the file is.")]
    NoFile,
    #[error("Nothing was taken over: {path} cannot be read: {source}.")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("Nothing was taken over from {path}: {source}.")]
    NotUnderstood { path: PathBuf, source: UserConfigError },
}

/// What was taken over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Imported {
    toys: usize,
    names: usize,
    limits: usize,
    denied: usize,
    lower_ends: Vec<String>,
    unknown: usize,
    has_kinds: bool,
}

/// Reads the file at this path, or the one of Intiface Central. It may take a while: not for threads that others wait for.
pub(crate) fn read(path: Option<PathBuf>) -> Result<(PathBuf, UserDeviceConfig), ImportError> {
    let path = match path {
        Some(path) => path,
        None => usual_places()
            .into_iter()
            .find(|path| path.is_file())
            .ok_or(ImportError::NoFile)?,
    };
    let text = bounded(&path).map_err(|source| ImportError::Unreadable {
        path: path.clone(),
        source,
    })?;
    match UserDeviceConfig::read(&text) {
        Ok(config) => Ok((path, config)),
        Err(source) => Err(ImportError::NotUnderstood { path, source }),
    }
}

/// The same for the start of Vigil: the kinds of toys that the file describes are added to those that Vigil knows.
pub(crate) fn read_with_kinds(path: PathBuf) -> Result<(PathBuf, UserDeviceConfig), ImportError> {
    if let Ok(text) = bounded(&path)
        && let Err(source) = UserDeviceConfig::add_kinds(&text)
    {
        return Err(ImportError::NotUnderstood { path, source });
    }
    read(Some(path)).map(|(path, mut config)| {
        config.has_kinds = false;
        (path, config)
    })
}

/// One byte more than is allowed is read, so that a file that is too large is known as such.
fn bounded(path: &PathBuf) -> io::Result<String> {
    // Before it is opened: Windows opens no directory, and a pipe would wait for somebody who writes.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_IMPORT_BYTES + 1).read_to_end(&mut bytes)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is no text"))
}

fn usual_places() -> Vec<PathBuf> {
    let flatpak = env::home_dir().map(|home| home.join(FLATPAK));
    let roots = [dirs::data_dir(), dirs::data_local_dir(), flatpak];
    let directories = roots
        .into_iter()
        .flatten()
        .flat_map(|root| PLACES.map(|place| root.join(place)));
    let directories: Vec<_> = directories.collect();
    FILES
        .iter()
        .flat_map(|file| directories.iter().map(move |directory| directory.join(file)))
        .collect()
}

/// Takes the toys into the book. Of two limits the stricter holds, and so does a denial of either; a name that the person
/// gave in Vigil stays. `free` is the first index that nobody has.
pub(crate) fn take_in(book: &mut ToyBook, config: &UserDeviceConfig, free: u32) -> Imported {
    let after_last = book.toys().last().map_or(0, |toy| toy.index.saturating_add(1));
    let mut free = free.max(after_last);
    let mut imported = Imported {
        toys: config.toys.len(),
        lower_ends: config.lower_ends.clone(),
        unknown: config.unknown,
        has_kinds: config.has_kinds,
        ..Imported::default()
    };
    for toy in &config.toys {
        let known = book.toys().iter().find(|known| known.identity == toy.identity).cloned();
        let index = known.as_ref().map_or(free, |known| known.index);
        if known.is_none() {
            book.note(&toy.identity, free, &toy.model);
            free = free.saturating_add(1);
        }
        let before = known.map(|known| known.preferences);
        imported.count(toy);
        book.prefer(index, merged(before.as_ref(), &toy.preferences));
    }
    imported
}

fn merged(before: Option<&ToyPreferences>, wished: &ToyPreferences) -> ToyPreferences {
    let given = wished
        .display_name
        .as_deref()
        .map(str::trim)
        .filter(|name| is_name(name));
    let mut merged = match before {
        Some(before) => restricted(before, wished),
        None => wished.clone(),
    };
    if before.is_some() {
        // Which way round a carriage is restricts nothing.
        for (&feature, kinds) in &wished.outputs {
            for (&kind, _) in kinds.iter().filter(|(_, output)| output.reversed) {
                let mut output = merged.output(feature, kind);
                output.reversed = true;
                merged.outputs.entry(feature).or_default().insert(kind, output);
            }
        }
    }
    merged.permission = match (before.map(|before| before.permission), wished.permission) {
        (Some(Permission::Denied), _) | (_, Permission::Denied) => Permission::Denied,
        (Some(Permission::Allowed), _) => Permission::Allowed,
        (Some(Permission::Default) | None, wished) => wished,
    };
    let kept = before.and_then(|before| before.display_name.clone());
    merged.display_name = kept.or_else(|| given.map(str::to_owned));
    merged
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().count() <= MAX_TOY_NAME_CHARS && !name.chars().any(char::is_control)
}

impl Imported {
    fn count(&mut self, toy: &UserConfigToy) {
        let preferences = &toy.preferences;
        self.names += usize::from(preferences.display_name.is_some());
        self.limits += usize::from(!preferences.outputs.is_empty());
        self.denied += usize::from(preferences.permission == Permission::Denied);
    }

    /// For a person.
    pub(crate) fn sentence(&self, language: Language) -> String {
        let kinds = if self.has_kinds {
            say!(language, "imported-kinds")
        } else {
            String::new()
        };
        if self.toys == 0 {
            return language.sentences([say!(language, "imported-nothing"), kinds]);
        }
        let names: Vec<_> = self.lower_ends.iter().map(String::as_str).collect();
        let lower_ends =
            (!names.is_empty()).then(|| say!(language, "imported-lower-ends", toys = language.row(&names)));
        let unknown = (self.unknown > 0).then(|| say!(language, "imported-unknown", count = self.unknown));
        let imported = say!(
            language,
            "imported",
            toys = self.toys,
            names = self.names,
            limits = self.limits,
            denied = self.denied
        );
        language.sentences([
            imported,
            lower_ends.unwrap_or_default(),
            unknown.unwrap_or_default(),
            kinds,
        ])
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs};

    use vigil_core::message::OutputKind;
    use vigil_devices::{OutputPreferences, ToyIdentity, Transport};

    use super::*;

    fn toy(address: &str, name: Option<&str>, limit_percent: u8, permission: Permission) -> UserConfigToy {
        let output = OutputPreferences {
            limit_percent,
            ..OutputPreferences::default()
        };
        UserConfigToy {
            identity: ToyIdentity {
                transport: Transport::Bluetooth,
                address: address.to_owned(),
                protocol: "lovense".to_owned(),
                variant: Some("P".to_owned()),
            },
            model: "Lovense Edge".to_owned(),
            preferences: ToyPreferences {
                display_name: name.map(str::to_owned),
                permission,
                outputs: BTreeMap::from([(0, BTreeMap::from([(OutputKind::Vibrate, output)]))]),
                message_gap_ms: None,
            },
        }
    }

    fn config(toys: Vec<UserConfigToy>) -> UserDeviceConfig {
        UserDeviceConfig {
            toys,
            ..UserDeviceConfig::default()
        }
    }

    fn told(book: &ToyBook) -> Vec<(u32, &str, Option<&str>, u8, Permission)> {
        let toys = book.toys().iter();
        toys.map(|toy| {
            let preferences = &toy.preferences;
            (
                toy.index,
                toy.identity.address.as_str(),
                preferences.display_name.as_deref(),
                preferences.output(0, OutputKind::Vibrate).limit_percent,
                preferences.permission,
            )
        })
        .collect()
    }

    #[test]
    fn s8_what_restricts_more_holds_and_the_persons_names_stay() {
        let mut book = ToyBook::default();
        let first = [
            toy("a", Some("Mine"), 50, Permission::Allowed),
            toy("b", None, 30, Permission::Denied),
        ];
        take_in(&mut book, &config(first.into()), 7);
        assert_eq!(
            told(&book),
            [
                (7, "a", Some("Mine"), 50, Permission::Allowed),
                (8, "b", None, 30, Permission::Denied)
            ]
        );
        let second = [
            toy("a", Some("Theirs"), 80, Permission::Denied),
            toy("b", Some("Theirs"), 20, Permission::Allowed),
            toy("c", Some("a\nb"), 100, Permission::Default),
            toy("d", None, 100, Permission::Allowed),
        ];
        let imported = take_in(&mut book, &config(second.into()), 0);
        assert_eq!(
            told(&book),
            [
                (7, "a", Some("Mine"), 50, Permission::Denied),
                (8, "b", Some("Theirs"), 20, Permission::Denied),
                (9, "c", None, 100, Permission::Default),
                (10, "d", None, 100, Permission::Allowed),
            ]
        );
        // A file that says nothing of it takes back no permission.
        take_in(&mut book, &config(vec![toy("d", None, 100, Permission::Default)]), 0);
        assert_eq!(told(&book)[3].4, Permission::Allowed);
        assert!(
            imported
                .sentence(Language::English)
                .starts_with("4 toys were taken over"),
            "{}",
            imported.sentence(Language::English)
        );
    }

    #[test]
    fn a_range_is_narrowed_and_a_carriage_turned_round_by_a_file() {
        let stroker = |from_percent, limit_percent, reversed, message_gap_ms| {
            let mut toy = toy("a", None, 100, Permission::Default);
            let output = OutputPreferences {
                limit_percent,
                from_percent,
                reversed,
                ..OutputPreferences::default()
            };
            toy.preferences.outputs = BTreeMap::from([(0, BTreeMap::from([(OutputKind::Position, output)]))]);
            toy.preferences.message_gap_ms = message_gap_ms;
            toy
        };
        let mut book = ToyBook::default();
        take_in(&mut book, &config(vec![stroker(10, 90, false, None)]), 0);
        take_in(&mut book, &config(vec![stroker(20, 95, true, Some(80))]), 0);
        let expected = stroker(20, 90, true, Some(80)).preferences;
        assert_eq!(book.toys()[0].preferences, expected);
    }

    #[test]
    fn files_that_cannot_be_read_say_why() {
        let dir = tempfile::tempdir().unwrap();
        let sentence = |path: PathBuf| read(Some(path)).unwrap_err().to_string();
        assert!(sentence(dir.path().join("none.json")).contains("cannot be read"));
        assert!(sentence(dir.path().to_owned()).contains("it is no file"));
        let binary = dir.path().join("binary.json");
        fs::write(&binary, [0xff, 0xfe, 0]).unwrap();
        assert!(sentence(binary).contains("it is no text"));
        let large = dir.path().join("large.json");
        File::create(&large).unwrap().set_len(MAX_IMPORT_BYTES * 3).unwrap();
        assert!(sentence(large).contains("larger than"));
        let other = dir.path().join("other.json");
        fs::write(&other, "[1, 2]").unwrap();
        assert!(sentence(other).contains("no list of toys of Intiface Central"));
    }
}
