use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use vigil_devices::{AdvertisedNames, IndexTable, ToyIdentity, ToyPreferences};

/// The version written by this build. A file with a newer one is set aside, not guessed at.
pub const BOOK_VERSION: u32 = 1;

/// Every toy that was ever connected and not forgotten. Toys on the screen are in the settings instead.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ToyBook {
    pub version: u32,
    /// By index, which is a toy's own for ever.
    toys: Vec<RememberedToy>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RememberedToy {
    pub index: u32,
    /// The model's name, for when it is away.
    pub model: String,
    pub identity: ToyIdentity,
    /// What it calls itself over the air, where it does.
    #[serde(default)]
    pub advertised: Option<String>,
    #[serde(default)]
    pub preferences: ToyPreferences,
}

impl ToyBook {
    pub fn toys(&self) -> &[RememberedToy] {
        &self.toys
    }

    pub fn toy(&self, index: u32) -> Option<&RememberedToy> {
        self.toys.iter().find(|toy| toy.index == index)
    }

    /// The index that each toy keeps.
    pub fn indices(&self) -> IndexTable {
        self.toys.iter().map(|toy| (toy.identity.clone(), toy.index)).collect()
    }

    /// Takes down a toy that is here. False where all of it stood there already.
    pub fn note(&mut self, identity: &ToyIdentity, index: u32, model: &str) -> bool {
        match self.toys.iter_mut().find(|toy| toy.identity == *identity) {
            Some(toy) if toy.index == index && toy.model == model => return false,
            Some(toy) => {
                toy.index = index;
                model.clone_into(&mut toy.model);
            }
            None => self.toys.push(RememberedToy {
                index,
                model: model.to_owned(),
                identity: identity.clone(),
                advertised: None,
                preferences: ToyPreferences::default(),
            }),
        }
        self.toys.sort_by_key(|toy| toy.index);
        true
    }

    /// What toys call themselves over the air, by address.
    pub fn advertised(&self) -> AdvertisedNames {
        let named = self.toys.iter();
        named
            .filter_map(|toy| Some((toy.identity.address.clone(), toy.advertised.clone()?)))
            .collect()
    }

    /// Takes down what toys call themselves over the air. False where all of it stood there already.
    pub fn note_advertised(&mut self, names: &AdvertisedNames) -> bool {
        let mut new = false;
        for toy in &mut self.toys {
            if let Some(name) = names.get(&toy.identity.address)
                && toy.advertised.as_ref() != Some(name)
            {
                toy.advertised = Some(name.clone());
                new = true;
            }
        }
        new
    }

    /// Changes what the person wants of a toy. False where there is none.
    pub fn prefer(&mut self, index: u32, preferences: ToyPreferences) -> bool {
        let toy = self.toys.iter_mut().find(|toy| toy.index == index);
        toy.map(|toy| toy.preferences = preferences).is_some()
    }

    pub fn forget(&mut self, index: u32) {
        self.toys.retain(|toy| toy.index != index);
    }

    /// Somebody may have edited the file by hand: of two toys with one index, or two entries of one toy, the first is
    /// kept. Gives back how many were left out.
    pub fn mend(&mut self) -> usize {
        let before = self.toys.len();
        let mut indices = BTreeSet::new();
        let mut identities = BTreeSet::new();
        self.toys
            .retain(|toy| indices.insert(toy.index) && identities.insert(toy.identity.clone()));
        for toy in &mut self.toys {
            for output in toy
                .preferences
                .outputs
                .values_mut()
                .flat_map(|kinds| kinds.values_mut())
            {
                output.limit_percent = output.limit_percent.min(100);
            }
        }
        before - self.toys.len()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use vigil_core::message::OutputKind;
    use vigil_devices::{OutputPreferences, Permission, Transport};

    use super::*;

    fn identity(address: &str) -> ToyIdentity {
        ToyIdentity {
            transport: Transport::Bluetooth,
            address: address.to_owned(),
            protocol: "lovense".to_owned(),
            variant: Some("P".to_owned()),
        }
    }

    #[test]
    fn s8_a_book_reads_back_as_it_was_written() {
        let mut book = ToyBook {
            version: BOOK_VERSION,
            ..ToyBook::default()
        };
        assert!(book.note(&identity("a"), 3, "Lovense Edge"));
        assert!(book.note(&identity("b"), 1, "Lovense Edge"));
        assert!(!book.note(&identity("a"), 3, "Lovense Edge"), "nothing new");
        let half = OutputPreferences {
            disabled: false,
            limit_percent: 50,
        };
        let preferences = ToyPreferences {
            display_name: Some("Blue".to_owned()),
            permission: Permission::Allowed,
            outputs: BTreeMap::from([(0, BTreeMap::from([(OutputKind::Vibrate, half)]))]),
        };
        assert!(book.prefer(3, preferences.clone()));
        let names = BTreeMap::from([("a".to_owned(), "LVS-Edge36".to_owned())]);
        assert!(book.note_advertised(&names));
        assert!(!book.note_advertised(&names), "nothing new");
        assert_eq!(book.advertised(), names);
        assert!(!book.prefer(7, preferences));
        let text = serde_json::to_string(&book).unwrap();
        assert_eq!(serde_json::from_str::<ToyBook>(&text).unwrap(), book, "{text}");
        assert_eq!(book.toys().iter().map(|toy| toy.index).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn of_two_toys_with_one_index_the_first_stays() {
        let mut book = ToyBook::default();
        book.note(&identity("a"), 0, "A");
        book.note(&identity("b"), 1, "B");
        book.toys[1].index = 0;
        assert_eq!(book.mend(), 1);
        assert_eq!(book.indices(), IndexTable::from([(identity("a"), 0)]));
        assert_eq!(book.mend(), 0);
    }
}
