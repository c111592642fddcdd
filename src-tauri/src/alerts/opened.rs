use super::{
    Alert,
    alert::{HeldBecause, OwnFile},
};
use crate::files::{JsonFile, Loaded, Standing, Versioned};

/// What a file of Vigil's own gave, and what the person has to know about that.
#[derive(Debug)]
pub(crate) struct Opened<T> {
    pub value: Option<T>,
    pub standing: Standing,
    /// The value is the file's own, and not a copy's.
    pub as_found: bool,
    pub damage: Option<Alert>,
    /// Why every toy is to stand still until the person has looked.
    pub held: Option<HeldBecause>,
}

impl<T: Versioned> Opened<T> {
    /// Reads it.
    ///
    /// A damaged file without a copy is set aside, unless it says what the person wants: then it stays where it is until
    /// they have looked.
    pub(crate) fn of(own: OwnFile, file: &JsonFile) -> Self {
        match file.load() {
            Loaded::Found(value) => Self {
                as_found: true,
                ..Self::well(Some(value))
            },
            Loaded::Missing => Self::well(None),
            Loaded::Restored {
                value,
                written,
                set_aside,
                reason,
                standing,
            } => Self {
                standing,
                damage: Some(Alert::restored(own, written, set_aside.as_deref(), reason)),
                ..Self::well(Some(value))
            },
            Loaded::Damaged { reason } if own.says_what_is_wanted() => Self {
                standing: Standing::Damaged,
                held: Some(because(own, file, &reason, true)),
                damage: Some(Alert::damaged(own, None, reason)),
                ..Self::well(None)
            },
            Loaded::Damaged { reason } => {
                let aside = file.set_aside();
                Self {
                    standing: if aside.is_some() {
                        Standing::Good
                    } else {
                        Standing::Damaged
                    },
                    damage: Some(Alert::damaged(own, aside.as_deref(), reason)),
                    ..Self::well(None)
                }
            }
            Loaded::Unreadable { value, reason } => Self {
                standing: Standing::Unreadable,
                held: own.says_what_is_wanted().then(|| because(own, file, &reason, false)),
                damage: Some(Alert::unreadable(own, file.path(), reason)),
                ..Self::well(value)
            },
        }
    }

    const fn well(value: Option<T>) -> Self {
        Self {
            value,
            standing: Standing::Good,
            as_found: false,
            damage: None,
            held: None,
        }
    }
}

fn because(own: OwnFile, file: &JsonFile, reason: &str, is_damaged: bool) -> HeldBecause {
    HeldBecause {
        file: own,
        path: file.path().to_owned(),
        reason: reason.to_owned(),
        is_damaged,
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    const ALL: [OwnFile; 4] = [
        OwnFile::Settings,
        OwnFile::Toys,
        OwnFile::Alerts,
        OwnFile::GuardianRecord,
    ];

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Kept {
        version: u32,
    }

    impl Versioned for Kept {
        const NEWEST: u32 = 1;

        fn version(&self) -> u32 {
            self.version
        }
    }

    fn open(own: OwnFile, path: &Path) -> Opened<Kept> {
        Opened::of(own, &JsonFile::new(path.to_owned()))
    }

    #[test]
    fn s8_what_says_what_the_person_wants_is_held_and_kept_and_the_rest_is_set_aside() {
        for own in ALL {
            let is_wish = own.says_what_is_wanted();
            for damaged in ["{", r#"{"version":2}"#] {
                let dir = tempfile::tempdir().unwrap();
                let path = dir.path().join("a.json");
                fs::write(&path, damaged).unwrap();
                let opened = open(own, &path);
                assert_eq!((opened.value, opened.as_found), (None, false));
                assert!(opened.damage.is_some());
                assert_eq!(opened.held.is_some(), is_wish, "{own:?}");
                assert_eq!(path.exists(), is_wish, "{own:?}");
                assert_eq!(opened.standing == Standing::Damaged, is_wish, "{own:?}");
            }
        }
    }

    #[test]
    fn s8_a_good_copy_serves_and_nobody_has_to_look_first() {
        for own in ALL {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("a.json");
            fs::write(&path, "{").unwrap();
            fs::write(dir.path().join("a.json.good"), r#"{"version":1}"#).unwrap();
            let opened = open(own, &path);
            assert_eq!((opened.value, opened.as_found), (Some(Kept { version: 1 }), false));
            assert!(opened.damage.is_some() && opened.held.is_none());
            let opened = open(own, &path);
            assert!(opened.as_found && opened.damage.is_none(), "it is back in its place");
        }
    }
}
