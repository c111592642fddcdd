use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::limits;

/// Which way toys turn, by their addresses: kept over their links. Toys begin clockwise.
#[derive(Debug, Default)]
pub(crate) struct Directions {
    anticlockwise: Mutex<BTreeSet<String>>,
}

impl Directions {
    pub(crate) fn is_clockwise(&self, address: &str) -> bool {
        !self.lock().contains(address)
    }

    pub(crate) fn note(&self, address: &str, clockwise: bool) {
        let mut anticlockwise = self.lock();
        if clockwise {
            anticlockwise.remove(address);
        } else {
            if anticlockwise.len() >= limits::TURNED_TOYS {
                anticlockwise.pop_first();
            }
            anticlockwise.insert(address.to_owned());
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.anticlockwise.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
