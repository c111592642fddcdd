//! What is printed.

use std::time::Duration;

use vigil_tests::figures::milliseconds;

use crate::case::{Case, Recovery, Seen, Stop};

/// Of an alert's sentence, in the table.
const SENTENCE_CHARS: usize = 80;

#[derive(Debug)]
pub(crate) struct Row {
    case: &'static Case,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    Tried {
        ours: Column,
        /// Of the reference, if it was tried.
        theirs: Option<Column>,
    },
    ByTest {
        below: &'static str,
        test: &'static str,
        is_there: bool,
    },
}

/// All runs with one server.
#[derive(Debug, Default)]
pub(crate) struct Column {
    pub(crate) seen: Vec<Seen>,
    /// Runs that ended in a way that no case foresaw.
    pub(crate) failures: Vec<String>,
    pub(crate) not_run: Option<String>,
}

impl Row {
    pub(crate) fn tried(case: &'static Case, ours: Column, theirs: Option<Column>) -> Self {
        Self {
            case,
            outcome: Outcome::Tried { ours, theirs },
        }
    }

    pub(crate) fn by_test(case: &'static Case, below: &'static str, test: &'static str, is_there: bool) -> Self {
        Self {
            case,
            outcome: Outcome::ByTest { below, test, is_there },
        }
    }

    /// Why this row does not pass; empty where it does, or was not run.
    pub(crate) fn faults(&self) -> Vec<String> {
        match &self.outcome {
            Outcome::Tried { ours, .. } => ours.faults(self.case),
            Outcome::ByTest { is_there: true, .. } => Vec::new(),
            Outcome::ByTest { test, .. } => vec![format!("there is no test {test}")],
        }
    }

    fn has_reference(&self) -> bool {
        matches!(&self.outcome, Outcome::Tried { theirs: Some(theirs), .. } if theirs.not_run.is_none())
    }

    /// For the screen.
    pub(crate) fn line(&self) -> String {
        let head = format!("{:<32}", self.case.name);
        match &self.outcome {
            Outcome::Tried { ours, theirs } => {
                let theirs_failed = theirs.iter().flat_map(|theirs| &theirs.failures);
                let theirs = self.theirs(theirs.as_ref());
                let mut line = format!(
                    "{head} {:>12} {:>24} {:>24}  cut: {:<4} {}; {}",
                    self.case.goal.shown(),
                    ours.times(),
                    theirs,
                    ours.link_cut(),
                    ours.recovery(),
                    ours.alert().unwrap_or("–"),
                );
                for fault in self.faults() {
                    line.push_str("\n    ✗ ");
                    line.push_str(&fault);
                }
                for failure in theirs_failed {
                    line.push_str("\n    intiface-engine: ");
                    line.push_str(&shown_failure(failure));
                }
                line
            }
            Outcome::ByTest { test, is_there, .. } => {
                let word = if *is_there { "covered by" } else { "✗ no such test:" };
                format!("{head} {word} {test}")
            }
        }
    }

    fn theirs(&self, column: Option<&Column>) -> String {
        match column {
            Some(column) => column.times(),
            None if self.case.applies_to_the_reference() => "not run".to_owned(),
            None => "does not apply".to_owned(),
        }
    }

    fn markdown(&self) -> String {
        let cells = match &self.outcome {
            Outcome::Tried { ours, theirs } => [
                self.case.fault.to_owned(),
                self.case.promise.to_owned(),
                self.case.goal.shown(),
                ours.times(),
                ours.link_cut().to_owned(),
                ours.alert().map_or_else(|| "–".to_owned(), shortened),
                ours.recovery(),
                self.theirs(theirs.as_ref()),
            ],
            Outcome::ByTest { below, test, .. } => [
                self.case.fault.to_owned(),
                self.case.promise.to_owned(),
                "–".to_owned(),
                format!("not run: covered by `{test}` in `{below}`"),
                String::new(),
                String::new(),
                String::new(),
                self.theirs(None),
            ],
        };
        line(&cells)
    }
}

impl Column {
    fn faults(&self, case: &Case) -> Vec<String> {
        let mut faults: Vec<String> = self.failures.iter().map(|failure| shown_failure(failure)).collect();
        for seen in &self.seen {
            match &seen.stop {
                Stop::Never => faults.push("the toy was not stopped".to_owned()),
                Stop::Wrong(what) => faults.push(what.clone()),
                _ => {}
            }
            if let Recovery::Failed(why) = &seen.recovery {
                faults.push(format!("afterwards: {why}"));
            }
        }
        let median = percentile(&self.stopped_after(), 50);
        if let (Some(latest), Some(median)) = (case.goal.latest(), median)
            && median > latest
        {
            faults.push(format!("the goal is missed by far: {:.0} ms", milliseconds(median)));
        }
        faults.sort();
        faults.dedup();
        faults
    }

    fn stopped_after(&self) -> Vec<Duration> {
        let mut times: Vec<_> = self.seen.iter().filter_map(|seen| seen.stop.time()).collect();
        times.sort();
        times
    }

    /// Median and worst; how many never, if some; or the word, where there is no figure.
    fn times(&self) -> String {
        if let Some(why) = &self.not_run {
            return format!("not run: {why}");
        }
        let runs = self.seen.len() + self.failures.len();
        let unsafe_ones = self.seen.iter().filter(|seen| !seen.stop.is_safe()).count() + self.failures.len();
        let times = self.stopped_after();
        let mut words: Vec<String> = Vec::new();
        if let (Some(median), Some(worst)) = (percentile(&times, 50), times.last()) {
            words.push(format!("{} / {}", shown(median), shown(*worst)));
        }
        let right = self.seen.iter().find_map(|seen| match &seen.stop {
            Stop::Right(what) => Some((*what).to_owned()),
            _ => None,
        });
        words.extend(right);
        if unsafe_ones > 0 {
            let wrong = self.seen.iter().find_map(|seen| match &seen.stop {
                Stop::Wrong(what) => Some(what.as_str()),
                Stop::Never => Some("never"),
                _ => None,
            });
            words.push(format!("**{}** in {unsafe_ones} of {runs}", wrong.unwrap_or("failed")));
        }
        words.join("; ")
    }

    fn link_cut(&self) -> &'static str {
        let cut = self.seen.iter().filter(|seen| seen.is_link_cut).count();
        match cut {
            0 => "no",
            all if all == self.seen.len() => "yes",
            _ => "some",
        }
    }

    /// The first one that was told in any run.
    fn alert(&self) -> Option<&str> {
        self.seen.iter().find_map(|seen| seen.alert.as_deref())
    }

    /// The worst of it.
    fn recovery(&self) -> String {
        let failed = self.seen.iter().find_map(|seen| match &seen.recovery {
            Recovery::Failed(why) => Some(format!("**{why}**")),
            _ => None,
        });
        let first = self.seen.first().map(|seen| match &seen.recovery {
            Recovery::Moved => "moved again",
            Recovery::MovedByNewVigil => "moved by a new Vigil",
            Recovery::NotAsked | Recovery::Failed(_) => "–",
        });
        failed.unwrap_or_else(|| first.unwrap_or("–").to_owned())
    }
}

pub(crate) fn head(runs: usize) -> String {
    format!(
        "{runs} runs; median / worst in milliseconds, from the fault until both motors were told to stand still\n\n{:<32} {:>12} {:>24} {:>24}",
        "", "goal", "Vigil", "intiface-engine"
    )
}

pub(crate) fn summary(rows: &[Row]) -> String {
    let bad = rows.iter().filter(|row| !row.faults().is_empty()).count();
    let not_run = rows
        .iter()
        .filter(|row| matches!(&row.outcome, Outcome::Tried { ours, .. } if ours.not_run.is_some()))
        .count();
    let apply = rows.iter().filter(|row| row.case.applies_to_the_reference()).count();
    let beside = rows.iter().filter(|row| row.has_reference()).count();
    format!(
        "{} rows: {} pass, {bad} do not, {not_run} not run; {apply} apply to intiface-engine, {beside} were tried with it",
        rows.len(),
        rows.len() - bad - not_run
    )
}

/// The whole table, as it stands in SAFETY.md.
pub(crate) fn markdown(rows: &[Row]) -> String {
    let head = [
        "fault",
        "promise",
        "goal, ms",
        "toy stopped after, ms (median / worst)",
        "link cut",
        "alert",
        "afterwards",
        "intiface-engine 5.0.5, ms",
    ]
    .map(str::to_owned);
    let rule = ["---"; 8].map(str::to_owned);
    let lines = [line(&head), line(&rule)]
        .into_iter()
        .chain(rows.iter().map(Row::markdown));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn line(cells: &[String]) -> String {
    // What would end the cell.
    let cells: Vec<_> = cells
        .iter()
        .map(|cell| cell.replace('|', "\\|").replace('\n', " "))
        .collect();
    format!("| {} |", cells.join(" | "))
}

/// The first line, and the last, which is the end of the log.
fn shown_failure(failure: &str) -> String {
    let lines: Vec<_> = failure.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines.as_slice() {
        [] => "it failed".to_owned(),
        [one] => (*one).to_owned(),
        [first, .., last] => format!("{first} … {last}"),
    }
}

fn shortened(sentence: &str) -> String {
    if sentence.chars().count() <= SENTENCE_CHARS {
        return sentence.to_owned();
    }
    let mut short: String = sentence.chars().take(SENTENCE_CHARS).collect();
    short.push('…');
    short
}

fn shown(time: Duration) -> String {
    let ms = milliseconds(time);
    if ms < 100.0 {
        format!("{ms:.1}")
    } else {
        format!("{ms:.0}")
    }
}

/// Of values in order.
fn percentile(values: &[Duration], percent: usize) -> Option<Duration> {
    let place = (values.len() * percent).div_ceil(100).max(1) - 1;
    values.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Goal, How, NotRun};

    const CASE: Case = Case {
        name: "tried",
        fault: "a fault",
        promise: "S5",
        goal: Goal::Within(50),
        how: How::Run(|_| Box::pin(async { Err(NotRun(String::new())) })),
    };

    fn seen(stop: Stop) -> Seen {
        Seen {
            stop,
            is_link_cut: false,
            alert: None,
            recovery: Recovery::Moved,
        }
    }

    fn after(ms: u64) -> Seen {
        seen(Stop::After(Duration::from_millis(ms)))
    }

    fn column(seen: Vec<Seen>) -> Column {
        Column {
            seen,
            ..Column::default()
        }
    }

    #[test]
    fn a_row_in_time_passes() {
        let column = column(vec![after(30), after(10), after(200)]);
        assert_eq!(column.times(), "30.0 / 200");
        assert!(column.faults(&CASE).is_empty());
    }

    #[test]
    fn one_toy_that_goes_on_is_enough_to_fail() {
        let column = column(vec![after(1), after(1), seen(Stop::Never)]);
        assert!(column.times().contains("**never** in 1 of 3"), "{}", column.times());
        assert_eq!(column.faults(&CASE), ["the toy was not stopped"]);
    }

    #[test]
    fn a_goal_that_is_missed_by_far_fails() {
        let column = column(vec![after(300), after(900)]);
        assert_eq!(column.faults(&CASE).len(), 1);
    }

    #[test]
    fn a_row_says_whether_it_applies_to_the_reference() {
        static ALONE: Case = CASE;
        static COMPARED: Case = Case {
            how: How::BesideTheReference(|_| Box::pin(async { Err(NotRun(String::new())) })),
            ..CASE
        };
        let alone = Row::tried(&ALONE, column(vec![after(1)]), None);
        assert!(alone.markdown().ends_with("| does not apply |"), "{}", alone.markdown());
        let without = Row::tried(&COMPARED, column(vec![after(1)]), None);
        assert!(without.markdown().ends_with("| not run |"), "{}", without.markdown());
        let with = Row::tried(&COMPARED, column(vec![after(1)]), Some(column(vec![seen(Stop::Never)])));
        assert!(
            with.markdown().ends_with("| **never** in 1 of 1 |"),
            "{}",
            with.markdown()
        );
        // What the reference does is no fault of Vigil.
        assert!(with.faults().is_empty());
        assert!(summary(&[alone, without, with]).ends_with("2 apply to intiface-engine, 1 were tried with it"));
    }

    #[test]
    fn what_was_not_run_is_never_well() {
        let column = Column {
            not_run: Some("no network".to_owned()),
            ..Column::default()
        };
        assert_eq!(column.times(), "not run: no network");
    }

    #[test]
    fn a_run_that_fails_is_a_fault() {
        let column = Column {
            failures: vec!["first\nmore\nlast".to_owned()],
            ..Column::default()
        };
        assert_eq!(column.faults(&CASE), ["first … last"]);
        assert!(column.times().contains("failed"));
    }

    #[test]
    fn a_long_sentence_is_shortened_and_a_bar_ends_no_cell() {
        assert_eq!(shortened(&"é".repeat(100)).chars().count(), SENTENCE_CHARS + 1);
        assert_eq!(line(&["a|b".to_owned(), "c".to_owned()]), "| a\\|b | c |");
    }
}
