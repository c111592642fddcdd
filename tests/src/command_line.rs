//! The options of benchmarks.

use std::{env, process::ExitCode, str::FromStr};

/// Hands each option to `take`, together with the words that follow it, of which it takes its value. `None` means that
/// it is not understood; then the usage is printed, and this is how the program ends.
pub fn read(
    usage: &str,
    mut take: impl FnMut(&str, &mut dyn Iterator<Item = String>) -> Option<()>,
) -> Result<(), ExitCode> {
    let mut words = env::args().skip(1);
    while let Some(option) = words.next() {
        if take(&option, &mut words).is_none() {
            eprintln!("{option} is not understood. {usage}");
            return Err(ExitCode::FAILURE);
        }
    }
    Ok(())
}

/// The next word, as a number above zero.
pub fn number<T: FromStr + PartialOrd + Default>(words: &mut dyn Iterator<Item = String>) -> Option<T> {
    words.next()?.parse().ok().filter(|number| *number > T::default())
}
