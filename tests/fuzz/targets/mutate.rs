//! Changes to a session's script that leave its lines whole. A fuzzer that knows bytes alone breaks a line before it
//! thinks of sending it twice, and hardly ever writes a number as large as another.

/// Besides the numbers that stand in the script already.
const NUMBERS: [&str; 16] = [
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "99",
    "100",
    "999",
    "1000",
    "5000",
    "4294967295",
    "4294967296",
    "-1",
    "0.5",
    "1e400",
];

/// The script with one change; `None` where there is nothing to change in the way that `seed` chose.
pub(crate) fn mutate(script: &str, seed: u32) -> Option<String> {
    let mut dice = Dice(u64::from(seed) | 1 << 32);
    match dice.below(4) {
        0 => with_lines(script, |lines| {
            let line = lines[dice.below(lines.len())];
            lines.insert(dice.below(lines.len() + 1), line);
        }),
        1 => with_lines(script, |lines| {
            lines.remove(dice.below(lines.len()));
        }),
        2 => with_lines(script, |lines| {
            let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
            lines.swap(one, other);
        }),
        _ => with_number(script, &mut dice),
    }
}

fn with_lines(script: &str, change: impl FnOnce(&mut Vec<&str>)) -> Option<String> {
    let mut lines: Vec<_> = script.lines().collect();
    if lines.is_empty() {
        return None;
    }
    change(&mut lines);
    Some(lines.join("\n"))
}

fn with_number(script: &str, dice: &mut Dice) -> Option<String> {
    let numbers: Vec<_> = script
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .collect();
    let old = *numbers.get(dice.below(numbers.len().max(1)))?;
    let choice = dice.below(NUMBERS.len() + numbers.len());
    let new = NUMBERS
        .get(choice)
        .copied()
        .unwrap_or_else(|| numbers[choice - NUMBERS.len()]);
    let at = old.as_ptr().addr() - script.as_ptr().addr();
    Some(format!("{}{new}{}", &script[..at], &script[at + old.len()..]))
}

/// xorshift; chance enough here, and the same for the same seed.
struct Dice(u64);

impl Dice {
    /// From 0 to one less; 0 of 0.
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % count.max(1) as u64).unwrap_or(0)
    }
}
