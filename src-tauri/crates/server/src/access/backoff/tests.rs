// Of times that follow each other.
#![allow(clippy::unchecked_time_subtraction)]

use std::time::Duration;

use proptest::prelude::*;
use vigil_core::{limits, session::EndCause, time::Moment};

use super::records::{Peer, Records, Ruling, Strike};
use crate::timeouts;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn at(after: Duration) -> Moment {
    Moment::from_nanos(1_000_000_000) + after
}

fn storm() -> Peer {
    Peer::of(None, "Storm")
}

/// Connects again the moment it is over, and each session lasts this long. Returns when it was admitted.
fn admissions(records: &mut Records, peer: &Peer, lasts: Duration, strike: Strike, until: Duration) -> Vec<Duration> {
    let mut now = Duration::ZERO;
    let mut admitted = Vec::new();
    while now < until {
        if let Ruling::Delayed(due) = records.check(peer, at(now)) {
            now = due - at(Duration::ZERO);
            assert_eq!(records.try_again(peer, at(now)), None);
            records.leave(peer);
        }
        admitted.push(now);
        records.strike(peer, strike, at(now), at(now + lasts));
        now += lasts;
    }
    admitted
}

#[test]
fn pauses_double_from_a_tenth_of_a_second_to_ten_seconds() {
    let mut records = Records::default();
    let admitted = admissions(&mut records, &storm(), ms(1), Strike::Short, ms(60_000));
    let gaps: Vec<_> = admitted
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).as_millis())
        .collect();
    let tolerated = usize::try_from(limits::TOLERATED_STRIKES).unwrap();
    assert!(gaps[..tolerated].iter().all(|gap| *gap == 1), "{gaps:?}");
    assert_eq!(
        gaps[tolerated..tolerated + 8],
        [100, 200, 400, 800, 1600, 3200, 6400, 10_000]
    );
    assert!(gaps[tolerated + 8..].iter().all(|gap| *gap == 10_000), "{gaps:?}");
    assert!(admitted.len() <= 20, "{} sessions in a minute", admitted.len());
}

#[test]
fn it_is_said_once_a_storm() {
    let mut records = Records::default();
    let strikes = |records: &mut Records, from: u64| -> usize {
        (from..from + 50)
            .filter(|n| records.strike(&storm(), Strike::Short, at(ms(*n)), at(ms(*n))))
            .count()
    };
    assert_eq!(strikes(&mut records, 0), 1);
    assert!(records.is_slowed(&storm(), at(ms(50))));
    // Long after that.
    assert!(!records.is_slowed(&storm(), at(ms(600_000))));
    assert_eq!(strikes(&mut records, 600_000), 1);
}

#[test]
fn what_a_person_does_is_never_slowed_down() {
    // A button that runs a short script, pressed once a second.
    let mut records = Records::default();
    for n in 0..1000 {
        let now = at(ms(n * 1000));
        assert_eq!(records.check(&storm(), now), Ruling::Admitted, "{n}");
        records.strike(&storm(), Strike::Short, now, now + ms(20));
    }
    // Many programs of one name that end together are one end.
    for _ in 0..1000 {
        records.strike(&Peer::of(None, "Many"), Strike::Cut, at(ms(1)), at(ms(500)));
    }
    assert_eq!(records.check(&Peer::of(None, "Many"), at(ms(501))), Ruling::Admitted);
}

#[test]
fn a_program_that_is_cut_again_and_again_is_slowed_down_too() {
    let mut records = Records::default();
    let admitted = admissions(&mut records, &storm(), ms(1200), Strike::Cut, ms(300_000));
    let last = admitted.windows(2).next_back().unwrap();
    assert_eq!(last[1] - last[0], timeouts::LONGEST_PAUSE);
    // Cut off every other minute, it is not.
    let mut records = Records::default();
    for n in 0..100 {
        let now = at(ms(n * 60_000));
        assert_eq!(records.check(&storm(), now), Ruling::Admitted);
        records.strike(&storm(), Strike::Cut, now, now + ms(1200));
    }
}

#[test]
fn what_counts_of_a_session() {
    let (short, long) = (ms(10), timeouts::SHORT_SESSION);
    let cut = EndCause::PingTimeout {
        silent: ms(1000),
        limit: ms(1000),
        ever_pinged: true,
    };
    for (cause, of_short, of_long) in [
        (EndCause::Goodbye, Some(Strike::Short), None),
        (EndCause::ConnectionLost, Some(Strike::Short), None),
        (cut, Some(Strike::Cut), Some(Strike::Cut)),
        (EndCause::NotReading, Some(Strike::Cut), Some(Strike::Cut)),
        (EndCause::ClosedByPerson, None, None),
        (EndCause::ServerStopped, None, None),
        (EndCause::VigilLate { late: short }, None, None),
        (EndCause::Internal, None, None),
    ] {
        assert_eq!(Strike::of(&cause, short), of_short, "{cause:?}");
        assert_eq!(Strike::of(&cause, long), of_long, "{cause:?}");
    }
}

#[test]
fn a_page_is_its_origin_whatever_it_calls_itself() {
    let page = Some("https://player.example");
    assert_eq!(Peer::of(page, "A"), Peer::of(page, "B"));
    assert_ne!(Peer::of(page, "A"), Peer::of(None, "A"));
    assert_ne!(Peer::of(None, "A"), Peer::of(None, "B"));
}

#[test]
fn records_are_bounded_and_the_worst_is_kept() {
    let mut records = Records::default();
    admissions(&mut records, &storm(), ms(1), Strike::Short, ms(1000));
    for n in 0..limits::MAX_STRIKERS * 3 {
        let once = Peer::of(None, &format!("Once {n}"));
        records.strike(&once, Strike::Cut, at(ms(1000)), at(ms(1000)));
        assert!(records.len() <= limits::MAX_STRIKERS);
    }
    assert!(records.is_slowed(&storm(), at(ms(1001))));
}

/// Something that happens to one of a few programs.
#[derive(Debug, Clone)]
enum Step {
    Pass(u64),
    Ruling(usize),
    /// The longest-waiting connection of it gives up, or asks again.
    Leave(usize),
    Again(usize),
    /// Its last admitted session ends.
    Strike(usize, bool),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..3_usize;
    prop_oneof![
        (0_u64..3000).prop_map(Step::Pass),
        who.clone().prop_map(Step::Ruling),
        who.clone().prop_map(Step::Leave),
        who.clone().prop_map(Step::Again),
        (who, any::<bool>()).prop_map(|(who, cut)| Step::Strike(who, cut)),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_waits_are_short_places_are_bounded_and_others_do_not_wait(
        steps in prop::collection::vec(step(), 0..400)
    ) {
        let mut records = Records::default();
        let mut now = at(Duration::ZERO);
        let peers = [0, 1, 2].map(|n| Peer::of(None, &format!("Peer {n}")));
        let mut waiting = [0_usize; 3];
        let mut admitted: [Option<Moment>; 3] = [None; 3];
        for step in steps {
            match step {
                Step::Pass(pass) => now = now + ms(pass),
                Step::Ruling(n) => match records.check(&peers[n], now) {
                    Ruling::Admitted => admitted[n] = Some(now),
                    Ruling::Delayed(until) => {
                        prop_assert!(until > now && until - now <= timeouts::LONGEST_PAUSE);
                        prop_assert!(records.is_slowed(&peers[n], now));
                        waiting[n] += 1;
                    }
                    Ruling::Rejected => prop_assert_eq!(waiting[n], limits::MAX_SLOWED_PER_PROGRAM),
                },
                Step::Leave(n) if waiting[n] > 0 => {
                    records.leave(&peers[n]);
                    waiting[n] -= 1;
                }
                Step::Again(n) if waiting[n] > 0 => if let Some(until) = records.try_again(&peers[n], now) {
                    prop_assert!(until > now && until - now <= timeouts::LONGEST_PAUSE);
                } else {
                    records.leave(&peers[n]);
                    waiting[n] -= 1;
                    admitted[n] = Some(now);
                },
                Step::Strike(n, cut) => if let Some(admitted) = admitted[n].take() {
                    let strike = if cut { Strike::Cut } else { Strike::Short };
                    records.strike(&peers[n], strike, admitted, now);
                },
                Step::Leave(_) | Step::Again(_) => {}
            }
            prop_assert_eq!(records.waiting(), waiting.iter().sum::<usize>());
            prop_assert!(waiting.iter().all(|waiting| *waiting <= limits::MAX_SLOWED_PER_PROGRAM));
            // Never at the cost of others.
            prop_assert_eq!(records.check(&Peer::of(None, "Behaves"), now), Ruling::Admitted);
        }
        // All is forgiven in the end.
        let calm = now + timeouts::FORGIVE_CUT * 20;
        for peer in &peers {
            prop_assert_eq!(records.check(peer, calm), Ruling::Admitted);
        }
    }
}
