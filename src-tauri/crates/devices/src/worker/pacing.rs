//! How long a carriage is given for its way, if a program sends targets faster than the toy takes them.
//!
//! A player sends a target with the duration of one tick, 60 times a second; a toy takes a packet every 75 ms, say. The
//! newest target is then several ticks away: with the duration of one tick the carriage would slam to it, and wait. So a
//! carriage is given at least the time that it needs at the speed that the program's targets come at.
//!
//! What a program wishes is kept in its own places, whatever range the person has set and whichever way round the
//! carriage is: so its speed stays known while the person changes that, and the carriage never jumps to where it would be
//! then.
//!
//! A state machine without I/O or a clock.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use vigil_core::{
    message::{Output, OutputKind},
    time::Moment,
};

use super::order::Features;
use crate::{limits, model::Reach, timeouts, toy::FeatureOutput};

/// All carriages of a toy that are on their way, or lately were.
#[derive(Debug, Default)]
pub(super) struct Pacing {
    carriages: BTreeMap<u32, Carriage>,
}

#[derive(Debug)]
struct Carriage {
    /// As the program means it, in its places.
    wished: Slide,
    /// As the toy was told, in the toy's places.
    told: Slide,
    /// What the program meant lately, in its places, oldest first. The newest is the whole of what is meant now.
    path: VecDeque<Leg>,
    /// How many of the newest legs the toy was not told yet.
    untold: usize,
    /// Before the last output was sent: what the toy was told, and how many legs it was not.
    before: Option<(Slide, usize)>,
    displaced: Displaced,
}

/// Whether the person has changed where a program's places are: the carriage is not where its program takes it to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Displaced {
    No,
    /// Nothing was told to it since.
    Still,
    /// It is on its way there until then.
    Until(Moment),
}

/// An even movement. Places in the feature's steps, times in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Slide {
    from: f64,
    to: f64,
    began: Moment,
    takes: f64,
}

/// A part of a path.
#[derive(Debug, Clone, Copy)]
struct Leg {
    length: f64,
    takes: f64,
}

impl Pacing {
    /// A program wants a carriage to move. `place`: where the carriage is taken to be on its way, if nothing is known here.
    pub(super) fn wish(
        &mut self,
        FeatureOutput { feature, output }: FeatureOutput,
        reach: Option<Reach>,
        place: i32,
        now: Moment,
    ) {
        if !is_slide(output.kind) {
            if output.kind.is_position() {
                self.carriages.remove(&feature);
            }
            return;
        }
        let wished = f64::from(output.value);
        let carriage = self.carriages.entry(feature).or_insert_with(|| {
            let meant = reach.map_or(Some(place.into()), |reach| reach.meant(place));
            Carriage::at(meant.unwrap_or(wished), place.into(), now)
        });
        carriage.wish(wished, f64::from(output.duration_ms.unwrap_or(0)), now);
    }

    /// An output is about to be sent, to a place of the toy: how long to give the carriage for it. The toy takes the next
    /// one after `gap` at the earliest.
    pub(super) fn tell(
        &mut self,
        FeatureOutput { feature, output }: FeatureOutput,
        reach: Option<Reach>,
        gap: Duration,
        now: Moment,
    ) -> Output {
        let carriage = self.carriages.get_mut(&feature).filter(|_| is_slide(output.kind));
        let (Some(carriage), Some(duration_ms), Some(reach)) = (carriage, output.duration_ms, reach) else {
            return output;
        };
        let duration_ms = carriage.tell(f64::from(output.value), duration_ms, reach, gap, now);
        Output {
            duration_ms: Some(duration_ms),
            ..output
        }
    }

    /// The last output for this feature failed: the carriage does what it was told before.
    pub(super) fn take_back(&mut self, feature: u32) {
        if let Some(carriage) = self.carriages.get_mut(&feature)
            && let Some((told, untold)) = carriage.before.take()
        {
            carriage.told = told;
            carriage.untold = (carriage.untold + untold).min(carriage.path.len());
        }
    }

    /// The person has changed where this carriage's places are.
    pub(super) fn displace(&mut self, feature: u32) {
        if let Some(carriage) = self.carriages.get_mut(&feature) {
            carriage.displaced = Displaced::Still;
        }
    }

    /// These features are stopped: what they were to do is over.
    pub(super) fn forget(&mut self, features: &Features) {
        self.carriages.retain(|feature, _| !features.contains(*feature));
    }
}

impl Carriage {
    fn at(meant: f64, place: f64, now: Moment) -> Self {
        let rests = |place| Slide {
            from: place,
            to: place,
            began: now,
            takes: 0.0,
        };
        Self {
            wished: rests(meant),
            told: rests(place),
            path: VecDeque::new(),
            untold: 0,
            before: None,
            displaced: Displaced::No,
        }
    }

    fn wish(&mut self, to: f64, takes: f64, now: Moment) {
        let idle = millis(now - self.wished.began) - self.wished.takes;
        if idle >= millis(timeouts::PATH_REMEMBERED) {
            // What it meant before says nothing of what it means now.
            self.path.clear();
            self.untold = 0;
        } else if let Some(newest) = self.path.back_mut() {
            // Given up before its end.
            *newest = newest.first(millis(now - self.wished.began));
        }
        let from = self.wished.place(now);
        let length = (to - from).abs();
        self.path.push_back(Leg { length, takes });
        self.untold += 1;
        while self.path.len() > limits::PATH_LEGS.max(self.untold) || self.path.len() > 2 * limits::PATH_LEGS {
            self.path.pop_front();
        }
        self.untold = self.untold.min(self.path.len());
        self.wished = Slide {
            from,
            to,
            began: now,
            takes,
        };
    }

    fn tell(&mut self, to: f64, duration_ms: u32, reach: Reach, gap: Duration, now: Moment) -> u32 {
        let from = self.told.place(now);
        if matches!(self.displaced, Displaced::Until(end) if now >= end) {
            self.displaced = Displaced::No;
        }
        let takes = if reach.contains(from) && self.displaced == Displaced::No {
            self.takes(from, to, duration_ms, reach, gap, now)
        } else {
            reach.share_of_way(from, to) * millis(timeouts::ENTERS_REACH)
        };
        self.before = Some((self.told, self.untold));
        self.untold = 0;
        // Less than half a millisecond more is no difference. The cast saturates.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let takes = duration_ms.max((takes - 0.5).ceil().max(0.0) as u32);
        self.told = Slide {
            from,
            to,
            began: now,
            takes: f64::from(takes),
        };
        if self.displaced == Displaced::Still {
            self.displaced = Displaced::Until(now + Duration::from_millis(takes.into()));
        }
        takes
    }

    /// How long the carriage needs for this way at the speed that its program means.
    fn takes(&self, from: f64, to: f64, duration_ms: u32, reach: Reach, gap: Duration, now: Moment) -> f64 {
        let speed = self.speed() * reach.scale();
        let mut takes = if speed > 0.0 { (to - from).abs() / speed } else { 0.0 };
        let until_arrival = (self.wished.takes - millis(now - self.wished.began)).max(0.0);
        // A long movement is taken at its word, if it is nearly what it should be: the carriage was told the one before it a
        // little late, and is a little behind.
        let is_long = self.wished.takes >= millis(timeouts::PATH_REMEMBERED);
        let near = if is_long { limits::FASTEST } else { limits::CATCH_UP };
        if takes <= near * f64::from(duration_ms) {
            takes = f64::from(duration_ms);
        } else if takes > until_arrival + millis(gap) {
            takes /= limits::CATCH_UP;
        }
        takes
    }

    /// How fast the program means the carriage to move, in its own steps per millisecond.
    ///
    /// Places are whole steps. In the short way of one tick, a step more or less makes a great difference: so the speed is
    /// that of the last while, unless a part of what the toy was not told yet is surely faster.
    fn speed(&self) -> f64 {
        let mut left = millis(timeouts::PATH_REMEMBERED);
        let (mut length, mut takes) = (0.0, 0.0);
        for (nth, leg) in self.path.iter().rev().enumerate() {
            // All of what is not told yet, however long that is.
            let part = if nth < self.untold { *leg } else { leg.last(left) };
            length += part.length;
            takes += part.takes;
            left -= part.takes;
            if left <= 0.0 && nth + 1 >= self.untold {
                break;
            }
        }
        let average = if takes > 0.0 { length / takes } else { f64::INFINITY };
        let untold = self.path.iter().rev().take(self.untold.max(1));
        untold
            .map(|leg| (leg.length - 1.0).max(0.0) / leg.takes)
            .filter(|speed| !speed.is_nan())
            .fold(average, f64::max)
    }
}

impl Slide {
    fn place(&self, now: Moment) -> f64 {
        let elapsed = millis(now - self.began);
        if elapsed >= self.takes {
            return self.to;
        }
        (self.to - self.from).mul_add(elapsed / self.takes, self.from)
    }
}

impl Leg {
    /// Its beginning, if it is longer.
    fn first(self, takes: f64) -> Self {
        if takes >= self.takes {
            return self;
        }
        Self {
            length: self.length * takes / self.takes,
            takes,
        }
    }

    /// Its end, if it is longer.
    fn last(self, takes: f64) -> Self {
        self.first(takes.max(0.0))
    }
}

fn is_slide(kind: OutputKind) -> bool {
    kind == OutputKind::HwPositionWithDuration
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
