//! Where a program's positions are on a carriage's way, as the person wants it.

use std::ops::RangeInclusive;

/// What the person wants of a position: its ends in percent of the whole way, and whether it is turned round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ends {
    pub(crate) lower_percent: u8,
    pub(crate) upper_percent: u8,
    pub(crate) reversed: bool,
}

/// A program's places are `start` to `end`, and so is all of the carriage's way; the person lets it move from `from` to
/// `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    start: i32,
    end: i32,
    from: i32,
    to: i32,
    reversed: bool,
}

impl Reach {
    /// The ends are whole steps between those of the person. If there is none, the carriage stays on the last step below
    /// the upper end.
    pub(crate) fn new(range: &RangeInclusive<i32>, wished: Ends) -> Self {
        let (start, end) = (*range.start(), *range.end());
        let span = i64::from(end) - i64::from(start);
        let upper = i64::from(wished.upper_percent.min(100));
        let lower = i64::from(wished.lower_percent).min(upper);
        let to = span * upper / 100;
        let from = ((span * lower + 99) / 100).min(to);
        let step = |way: i64| i32::try_from(i64::from(start) + way).unwrap_or(start);
        Self {
            start,
            end,
            from: step(from),
            to: step(to),
            reversed: wished.reversed,
        }
    }

    /// Where the carriage is to be if a program wants it at this place.
    pub(crate) fn place(&self, wished: i32) -> i32 {
        let [start, end, from, to, wished] = [self.start, self.end, self.from, self.to, wished].map(i128::from);
        let span = end - start;
        if span <= 0 {
            return self.from;
        }
        let way = (wished - start).clamp(0, span);
        let way = if self.reversed { span - way } else { way };
        let place = from + (way * (to - from) + span / 2) / span;
        i32::try_from(place).unwrap_or(self.from)
    }

    /// What a program takes a place of the carriage for. `None` if every place of a program is the same on the toy.
    pub(crate) fn meant(&self, place: i32) -> Option<f64> {
        let own = f64::from(self.to) - f64::from(self.from);
        if own <= 0.0 {
            return None;
        }
        let share = ((f64::from(place) - f64::from(self.from)) / own).clamp(0.0, 1.0);
        let share = if self.reversed { 1.0 - share } else { share };
        Some((f64::from(self.end) - f64::from(self.start)).mul_add(share, self.start.into()))
    }

    /// How long a way of the carriage is, if a program's is 1.
    pub(crate) fn scale(&self) -> f64 {
        let span = f64::from(self.end) - f64::from(self.start);
        if span > 0.0 {
            (f64::from(self.to) - f64::from(self.from)) / span
        } else {
            1.0
        }
    }

    /// Whether the carriage is where the person lets it move, to the nearest step.
    pub(crate) fn contains(&self, place: f64) -> bool {
        place > f64::from(self.from) - 0.5 && place < f64::from(self.to) + 0.5
    }

    /// How much of the whole way is between two places.
    pub(crate) fn share_of_way(&self, from: f64, to: f64) -> f64 {
        let span = f64::from(self.end) - f64::from(self.start);
        if span > 0.0 { (to - from).abs() / span } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wished(lower_percent: u8, upper_percent: u8, reversed: bool) -> Ends {
        Ends {
            lower_percent,
            upper_percent,
            reversed,
        }
    }

    #[test]
    fn a_programs_ends_are_the_persons_ends() {
        for (range, from, to, reversed, at) in [
            (0..=100, 0, 100, false, [0, 50, 100]),
            (0..=100, 0, 50, false, [0, 25, 50]),
            (0..=100, 20, 80, false, [20, 50, 80]),
            (0..=100, 20, 80, true, [80, 50, 20]),
            (0..=1000, 33, 34, false, [330, 335, 340]),
            (0..=100, 40, 40, false, [40, 40, 40]),
            (0..=100, 0, 0, true, [0, 0, 0]),
            (-50..=50, 25, 100, false, [-25, 13, 50]),
            // No step is between the ends.
            (0..=1, 40, 60, false, [0, 0, 0]),
            (7..=7, 10, 90, true, [7, 7, 7]),
            // Of a file that was edited by hand.
            (0..=100, 90, 30, false, [30, 30, 30]),
            (0..=100, 0, 255, false, [0, 50, 100]),
            (i32::MIN..=i32::MAX, 0, 100, false, [i32::MIN, 0, i32::MAX]),
        ] {
            let reach = Reach::new(&range, wished(from, to, reversed));
            let middle = i32::midpoint(*range.start(), *range.end());
            let places = [*range.start(), middle, *range.end()].map(|place| reach.place(place));
            assert_eq!(places, at, "{range:?} {from} to {to}, reversed: {reversed}");
        }
    }

    #[test]
    fn one_place_of_the_toy_tells_nothing_of_a_programs() {
        assert_eq!(Reach::new(&(0..=100), wished(40, 40, false)).meant(40), None);
        let reach = Reach::new(&(0..=100), wished(20, 70, true));
        assert_eq!(reach.meant(20), Some(100.0));
        assert_eq!(reach.meant(70), Some(0.0));
        assert_eq!(reach.meant(100), Some(0.0), "beyond the range is at its end");
    }

    fn ranges() -> impl Strategy<Value = RangeInclusive<i32>> {
        (-1000..1000, 0..5000).prop_map(|(start, span)| start..=start + span)
    }

    proptest! {
        #[test]
        fn every_place_is_within_the_persons_limits(
            range in ranges(), from in 0_u8..=100, more in 0_u8..=100, reversed: bool, wish: i32
        ) {
            let to = from.saturating_add(more).min(100);
            let reach = Reach::new(&range, wished(from, to, reversed));
            let place = reach.place(wish);
            let way = f64::from(place - range.start()) * 100.0;
            let span = f64::from(range.end() - range.start());
            prop_assert!(range.contains(&place));
            prop_assert!(way <= span * f64::from(to));
            // Below the lower end only if no step is between the two.
            let step_below_the_upper_end = f64::from(reach.to - range.start()) * 100.0;
            prop_assert!(way >= span * f64::from(from) || step_below_the_upper_end < span * f64::from(from));
            prop_assert!(reach.contains(place.into()));
        }

        #[test]
        fn reversing_twice_is_nothing(range in ranges(), from in 0_u8..=50, to in 50_u8..=100, wish in -2000_i32..7000) {
            let as_it_is = Reach::new(&range, wished(from, to, false));
            let reversed = Reach::new(&range, wished(from, to, true));
            let wish = wish.clamp(*range.start(), *range.end());
            let other_way = range.start() + range.end() - wish;
            prop_assert_eq!(reversed.place(other_way), as_it_is.place(wish));
            let whole = Reach::new(&range, wished(0, 100, true));
            prop_assert_eq!(whole.place(whole.place(wish)), wish);
        }

        #[test]
        fn what_a_program_means_leads_to_the_place(
            range in (0..1000, 1..5000).prop_map(|(start, span)| start..=start + span),
            from in 0_u8..=50, to in 51_u8..=100, reversed: bool, share in 0.0_f32..=1.0
        ) {
            let reach = Reach::new(&range, wished(from, to, reversed));
            #[allow(clippy::cast_possible_truncation)]
            let place = (f64::from(reach.to - reach.from) * f64::from(share)).round() as i32 + reach.from;
            let meant = reach.meant(place);
            prop_assume!(meant.is_some());
            let step = f64::from(reach.to - reach.from) / f64::from(range.end() - range.start());
            #[allow(clippy::cast_possible_truncation)]
            let again = reach.place(meant.unwrap_or_default().round() as i32);
            prop_assert!(f64::from((again - place).abs()) <= step.max(1.0));
        }

        #[test]
        fn an_order_of_places_stays_an_order(a in 0..=100, b in 0..=100, from in 0_u8..=50, to in 50_u8..=100) {
            prop_assume!(a <= b);
            let reach = Reach::new(&(0..=100), wished(from, to, false));
            prop_assert!(reach.place(a) <= reach.place(b));
        }
    }
}
