//! Toys that are new here, and wait until the person connects them.

use std::collections::BTreeSet;

use super::effect::Effect;
use crate::{
    alerts::words,
    events::Event,
    language::Language,
    limits,
    view::{FoundState, FoundView},
};

/// What was told about toys that wait, in this run. Kept by address.
#[derive(Debug, Default)]
pub(super) struct Newcomers {
    /// Of these listeners know as long as the toy waits.
    said: BTreeSet<String>,
    /// The person was asked about these.
    asked: BTreeSet<String>,
    /// The person has said that these may wait.
    put_off: BTreeSet<String>,
}

impl Newcomers {
    /// What listeners are told of the toys that wait, in English as all events are.
    pub(super) fn events(&mut self, found_in_english: &[FoundView]) -> Vec<Effect> {
        let waiting = || waiting(found_in_english);
        self.said.retain(|address| waiting().any(|toy| toy.address == *address));
        let new = waiting().filter(|toy| self.said.insert(toy.address.clone()));
        new.map(|toy| {
            Effect::Say(Event::ToyWaiting {
                address: toy.address.clone(),
                name: toy.name.clone(),
                model: toy.model.clone(),
            })
        })
        .collect()
    }

    /// Asks the person about toys that wait. `searching`: the programs that look for toys; without one nobody is asked,
    /// since the person sees what they look for themselves.
    pub(super) fn question(&mut self, found: &[FoundView], searching: &[&str], language: Language) -> Option<Effect> {
        if searching.is_empty() {
            return None;
        }
        let unasked: Vec<_> = waiting(found)
            .filter(|toy| !toy.put_off && note(&mut self.asked, &toy.address))
            .collect();
        (!unasked.is_empty()).then(|| Effect::Notify(words::toys_wait(language, &unasked, searching)))
    }

    /// The person is not asked about this one again.
    pub(super) fn put_off(&mut self, address: &str) {
        note(&mut self.put_off, address);
    }

    pub(super) fn is_put_off(&self, address: &str) -> bool {
        self.put_off.contains(address)
    }
}

fn waiting(found: &[FoundView]) -> impl Iterator<Item = &FoundView> {
    found.iter().filter(|toy| toy.state == FoundState::LeftAlone)
}

/// False if it was there already, or if there are too many.
fn note(addresses: &mut BTreeSet<String>, address: &str) -> bool {
    addresses.len() < limits::NEWCOMERS && addresses.insert(address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toy(address: &str, state: FoundState) -> FoundView {
        FoundView {
            address: address.to_owned(),
            name: Some("LVS-Edge".to_owned()),
            model: Some("Lovense toy".to_owned()),
            signal_dbm: None,
            state,
            put_off: false,
            sentence: None,
        }
    }

    /// Events, and what the person is asked.
    fn news(newcomers: &mut Newcomers, found: &[FoundView], searching: &[&str]) -> Vec<Effect> {
        let mut effects = newcomers.events(found);
        effects.extend(newcomers.question(found, searching, Language::English));
        effects
    }

    /// How many events, and what the person is asked.
    fn told(effects: &[Effect]) -> (usize, Vec<&str>) {
        let asked = effects.iter().filter_map(|effect| match effect {
            Effect::Notify(sentence) => Some(sentence.as_str()),
            _ => None,
        });
        let asked: Vec<_> = asked.collect();
        (effects.len() - asked.len(), asked)
    }

    #[test]
    fn the_person_is_asked_once_and_only_about_what_a_program_looks_for() {
        let mut newcomers = Newcomers::default();
        let found = [toy("a", FoundState::LeftAlone), toy("b", FoundState::Seen)];
        assert_eq!(
            told(&news(&mut newcomers, &found, &[])),
            (1, vec![]),
            "the person looks"
        );
        let asked = news(&mut newcomers, &found, &["My Game"]);
        let sentence = "My Game is looking for toys. A new one is here: LVS-Edge (Lovense toy). Connect it in Vigil's \
                        window if it is yours.";
        assert_eq!(told(&asked), (0, vec![sentence]));
        assert_eq!(told(&news(&mut newcomers, &found, &["My Game"])), (0, vec![]));
        // It is away for a while.
        assert_eq!(told(&news(&mut newcomers, &[], &["My Game"])), (0, vec![]));
        assert_eq!(
            told(&news(&mut newcomers, &found, &["Other"])),
            (1, vec![]),
            "asked once in a run"
        );
    }

    #[test]
    fn nobody_is_asked_about_what_may_wait() {
        let mut newcomers = Newcomers::default();
        newcomers.put_off("a");
        let mut waits = toy("a", FoundState::LeftAlone);
        waits.put_off = newcomers.is_put_off("a");
        assert_eq!(told(&news(&mut newcomers, &[waits], &["My Game"])), (1, vec![]));
    }

    #[test]
    fn only_so_many_are_asked_about() {
        let mut newcomers = Newcomers::default();
        let many: Vec<_> = (0..limits::NEWCOMERS + 5)
            .map(|number| toy(&number.to_string(), FoundState::LeftAlone))
            .collect();
        news(&mut newcomers, &many, &["My Game"]);
        assert_eq!(newcomers.asked.len(), limits::NEWCOMERS);
        assert!(news(&mut newcomers, &many, &["My Game"]).is_empty());
    }
}
