//! Named steps, one after the other, each with the time it took.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use crate::error::Error;

#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: Vec<(String, Duration)>,
}

impl Steps {
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        println!("\n=== {name}");
        flush();
        let started = Instant::now();
        let outcome = work();
        let after = started.elapsed();
        self.done.push((name.to_owned(), after));
        match outcome {
            Ok(result) => {
                println!("--- {name}: {}", seconds(after));
                flush();
                Ok(result)
            }
            Err(source) => {
                self.print_table();
                Err(Error::Step {
                    name: name.to_owned(),
                    after,
                    source: Box::new(source),
                })
            }
        }
    }

    /// The last step says nothing when it passes: what its own program prints ends the output. So the table of
    /// the steps before it comes first.
    pub(crate) fn last_step(self, name: &str, work: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
        self.print_table();
        println!("\n=== {name}");
        flush();
        let started = Instant::now();
        work().map_err(|source| Error::Step {
            name: name.to_owned(),
            after: started.elapsed(),
            source: Box::new(source),
        })
    }

    fn print_table(&self) {
        println!("\n{}", table(&self.done));
        flush();
    }
}

/// The programs we start write to the same output: ours must be out before theirs.
fn flush() {
    let _ = std::io::stdout().flush();
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

fn table(done: &[(String, Duration)]) -> String {
    let total = done.iter().map(|(_, took)| *took).sum();
    let rows: Vec<(&str, String)> = done
        .iter()
        .map(|(name, took)| (name.as_str(), seconds(*took)))
        .chain([("so far", seconds(total))])
        .collect();
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    rows.iter()
        .map(|(name, took)| format!("    {name:width$}  {took:>9}"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lines_up_and_adds_up() {
        let done = [
            ("format".to_owned(), Duration::from_millis(1_500)),
            ("clippy, window".to_owned(), Duration::from_secs(100)),
        ];
        assert_eq!(
            table(&done),
            "    format              1.5 s\n    clippy, window    100.0 s\n    so far            101.5 s"
        );
    }

    #[test]
    fn a_step_that_fails_is_named() {
        let outcome: Result<(), Error> = Steps::default().step("window", || Err(Error::Display("did not start")));
        let message = outcome.unwrap_err().to_string();
        assert!(message.contains("\"window\""), "{message}");
        assert!(message.contains("did not start"), "{message}");
    }
}
