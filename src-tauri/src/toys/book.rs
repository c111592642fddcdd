use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigil_devices::{AdvertisedNames, Devices, IndexTable, ModelNames, ToyIdentity, ToyName, ToyPreferences};

use super::restrict::restricted;
use crate::{
    files::{Versioned, nearest},
    limits::MAX_TOY_INDEX,
};

/// The version written by this build. A file with a newer one is set aside, not guessed at.
pub(crate) const BOOK_VERSION: u32 = 1;

/// Every toy that was ever connected and not forgotten. Toys on the screen are in the settings instead.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ToyBook {
    pub version: u32,
    /// By index, which is a toy's own for ever.
    toys: Vec<RememberedToy>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RememberedToy {
    /// Of any size in the file, so that one that cannot hold does not take the rest with it.
    #[serde(deserialize_with = "nearest::index")]
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

impl Versioned for ToyBook {
    const NEWEST: u32 = BOOK_VERSION;

    fn version(&self) -> u32 {
        self.version
    }
}

impl RememberedToy {
    /// What it is called, whether it is here or not.
    pub(crate) fn name(&self, devices: &Devices) -> ToyName {
        ToyName {
            model: self.model.clone(),
            numbered: devices.numbered_name(&self.identity),
            given: self.preferences.display_name.clone(),
        }
    }
}

impl ToyBook {
    pub(crate) fn toys(&self) -> &[RememberedToy] {
        &self.toys
    }

    pub(crate) fn toy(&self, index: u32) -> Option<&RememberedToy> {
        self.toys.iter().find(|toy| toy.index == index)
    }

    /// The index that each toy keeps.
    pub(crate) fn indices(&self) -> IndexTable {
        self.toys.iter().map(|toy| (toy.identity.clone(), toy.index)).collect()
    }

    /// What each toy is called by its model.
    pub(crate) fn models(&self) -> ModelNames {
        let toys = self.toys.iter();
        toys.map(|toy| (toy.identity.clone(), toy.model.clone())).collect()
    }

    /// Takes down a toy that is here. False where all of it stood there already.
    pub(crate) fn note(&mut self, identity: &ToyIdentity, index: u32, model: &str) -> bool {
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
    pub(crate) fn advertised(&self) -> AdvertisedNames {
        let named = self.toys.iter();
        named
            .filter_map(|toy| Some((toy.identity.address.clone(), toy.advertised.clone()?)))
            .collect()
    }

    /// Takes down what toys call themselves over the air. False where all of it stood there already.
    pub(crate) fn note_advertised(&mut self, names: &AdvertisedNames) -> bool {
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
    pub(crate) fn prefer(&mut self, index: u32, preferences: ToyPreferences) -> bool {
        let toy = self.toys.iter_mut().find(|toy| toy.index == index);
        toy.map(|toy| toy.preferences = preferences).is_some()
    }

    pub(crate) fn forget(&mut self, index: u32) {
        self.toys.retain(|toy| toy.index != index);
    }

    /// Somebody may have edited the file by hand. No toy is left out, since a limit or a denial would go with it: of two
    /// entries of one toy the stricter wishes hold, and a toy whose index cannot hold is given another one.
    pub(crate) fn mend(&mut self) -> Mended {
        let mut mended = Mended::default();
        let mut kept: Vec<RememberedToy> = Vec::with_capacity(self.toys.len());
        let mut places: BTreeMap<ToyIdentity, usize> = BTreeMap::new();
        for toy in std::mem::take(&mut self.toys) {
            if let Some(&place) = places.get(&toy.identity) {
                kept[place].preferences = restricted(&kept[place].preferences, &toy.preferences);
                mended.merged += 1;
            } else {
                places.insert(toy.identity.clone(), kept.len());
                kept.push(toy);
            }
        }
        let mut taken = BTreeSet::new();
        let mut homeless = Vec::new();
        for (place, toy) in kept.iter().enumerate() {
            if toy.index > MAX_TOY_INDEX || !taken.insert(toy.index) {
                homeless.push(place);
            }
        }
        let free = taken.last().map_or(0, |last| last + 1)..;
        for (place, index) in homeless.into_iter().zip(free) {
            kept[place].index = index;
            mended.renumbered += 1;
        }
        for toy in &mut kept {
            let outputs = toy.preferences.outputs.values_mut();
            for output in outputs.flat_map(BTreeMap::values_mut) {
                if output.limit_percent > 100 {
                    output.limit_percent = 100;
                    mended.limits += 1;
                }
                if output.from_percent > output.limit_percent {
                    output.from_percent = output.limit_percent;
                    mended.ranges += 1;
                }
            }
        }
        kept.sort_by_key(|toy| toy.index);
        self.toys = kept;
        mended
    }
}

/// How much of a file could not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Mended {
    /// Toys with the index of another one, or one far too large.
    pub renumbered: usize,
    /// Second entries of a toy.
    pub merged: usize,
    /// Limits above 100 %.
    pub limits: usize,
    /// Lower ends above the upper end.
    pub ranges: usize,
}

impl Mended {
    /// For a person; `None` if all was well.
    pub(crate) fn words(self) -> Option<String> {
        let told = [
            (
                self.renumbered,
                "were given another number, since theirs was taken or far too large",
            ),
            (self.merged, "stood there twice; the stricter entry holds"),
            (self.limits, "had a limit above 100 %, which is now 100 %"),
            (
                self.ranges,
                "had a range that ends before it begins; its lower end is now its upper end",
            ),
        ];
        let told: Vec<_> = told
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} of them {what}."))
            .collect();
        (!told.is_empty()).then(|| told.join(" "))
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
            limit_percent: 50,
            from_percent: 10,
            reversed: true,
            ..OutputPreferences::default()
        };
        let preferences = ToyPreferences {
            display_name: Some("Blue".to_owned()),
            permission: Permission::Allowed,
            outputs: BTreeMap::from([(0, BTreeMap::from([(OutputKind::Vibrate, half)]))]),
            message_gap_ms: Some(120),
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

    fn stored(entries: &[(i64, &str, i64, &str)]) -> ToyBook {
        let toys: Vec<_> = entries
            .iter()
            .map(|(index, address, limit, permission)| {
                serde_json::json!({
                    "index": index,
                    "model": "M",
                    "identity": {
                        "transport": "bluetooth", "address": address, "protocol": "lovense", "variant": null
                    },
                    "preferences": {
                        "permission": permission,
                        "outputs": { "0": { "Vibrate": { "limit_percent": limit } } }
                    }
                })
            })
            .collect();
        serde_json::from_value(serde_json::json!({ "version": 1, "toys": toys })).unwrap()
    }

    fn told(book: &ToyBook) -> Vec<(u32, &str, u8, Permission)> {
        let toys = book.toys().iter();
        toys.map(|toy| {
            let output = toy.preferences.output(0, OutputKind::Vibrate);
            (
                toy.index,
                toy.identity.address.as_str(),
                output.limit_percent,
                toy.preferences.permission,
            )
        })
        .collect()
    }

    #[test]
    fn s8_no_toy_is_left_out_for_its_index() {
        let mut book = stored(&[
            (0, "a", 50, "default"),
            (0, "b", 30, "denied"),
            (u32::MAX.into(), "c", 40, "denied"),
            (-1, "d", 100, "default"),
            (1 << 40, "e", 100, "allowed"),
        ]);
        let mended = book.mend();
        assert_eq!((mended.renumbered, mended.merged, mended.limits), (4, 0, 0));
        assert!(mended.words().is_some());
        assert_eq!(
            told(&book),
            [
                (0, "a", 50, Permission::Default),
                (1, "b", 30, Permission::Denied),
                (2, "c", 40, Permission::Denied),
                (3, "d", 100, Permission::Default),
                (4, "e", 100, Permission::Allowed),
            ]
        );
        assert_eq!(book.mend(), Mended::default());
    }

    #[test]
    fn s8_of_two_entries_of_one_toy_the_stricter_holds() {
        let mut book = stored(&[(0, "a", 50, "denied"), (1, "a", 30, "allowed")]);
        assert_eq!(book.mend().merged, 1);
        assert_eq!(told(&book), [(0, "a", 30, Permission::Denied)]);
    }

    #[test]
    fn s8_a_limit_out_of_range_is_the_nearest_that_holds() {
        let mut book = stored(&[
            (0, "a", 250, "default"),
            (1, "b", 3000, "default"),
            (2, "c", -5, "default"),
        ]);
        assert_eq!(book.mend().limits, 2);
        let limits: Vec<_> = told(&book).iter().map(|toy| toy.2).collect();
        assert_eq!(limits, [100, 100, 0]);
    }

    #[test]
    fn s8_a_range_that_ends_before_it_begins_keeps_its_upper_end() {
        let mut book: ToyBook = serde_json::from_value(serde_json::json!({ "version": 1, "toys": [{
            "index": 0, "model": "M",
            "identity": { "transport": "bluetooth", "address": "a", "protocol": "lovense", "variant": null },
            "preferences": { "outputs": { "0": { "Position": { "limit_percent": 30, "from_percent": 250 } } } }
        }] }))
        .unwrap();
        let mended = book.mend();
        assert_eq!(mended.ranges, 1);
        assert!(mended.words().is_some());
        let output = book.toys()[0].preferences.output(0, OutputKind::Position);
        assert_eq!((output.from_percent, output.limit_percent), (30, 30));
        assert_eq!(book.mend(), Mended::default());
    }

    proptest::proptest! {
        #[test]
        fn s8_mending_loses_no_denial_and_no_limit(
            entries in proptest::collection::vec((-2_i64..5, 0..3_usize, 0_i64..120, 0..3_usize), 0..8)
        ) {
            let entries: Vec<_> = entries
                .iter()
                .map(|&(index, address, limit, permission)| {
                    (index, ["a", "b", "c"][address], limit, ["default", "allowed", "denied"][permission])
                })
                .collect();
            let mut book = stored(&entries);
            book.mend();
            for (_, address, limit, permission) in entries {
                let toy = book.toys().iter().find(|toy| toy.identity.address == address).unwrap();
                let output = toy.preferences.output(0, OutputKind::Vibrate);
                proptest::prop_assert!(i64::from(output.limit_percent) <= limit);
                if permission == "denied" {
                    proptest::prop_assert_eq!(toy.preferences.permission, Permission::Denied);
                }
            }
            let indices: BTreeSet<_> = book.toys().iter().map(|toy| toy.index).collect();
            proptest::prop_assert_eq!(indices.len(), book.toys().len());
            proptest::prop_assert_eq!(book.mend(), Mended::default());
        }
    }
}
