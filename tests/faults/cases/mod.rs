//! The faults, by subject.

mod disk;
mod files;
mod network;
mod pipes;
mod programs;
mod resets;
mod signals;
mod sleep;
mod system;
mod tasks;
mod then;
mod toys;

use crate::case::Case;

pub(crate) fn all() -> Vec<&'static Case> {
    [
        programs::CASES,
        resets::CASES,
        network::CASES,
        signals::CASES,
        sleep::CASES,
        pipes::CASES,
        disk::CASES,
        tasks::CASES,
        system::CASES,
        toys::CASES,
        files::CASES,
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::case::How;

    #[test]
    fn no_name_is_there_twice() {
        let names: BTreeSet<_> = all().iter().map(|case| case.name).collect();
        assert_eq!(names.len(), all().len());
    }

    #[test]
    fn every_test_that_a_row_leans_on_is_there() {
        for case in all() {
            if let How::ByTest { below, test } = case.how {
                assert!(
                    crate::run::test_is_there(below, test),
                    "{}: {test} below {below}",
                    case.name
                );
            }
        }
    }
}
