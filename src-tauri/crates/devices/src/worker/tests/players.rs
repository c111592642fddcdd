//! Players that send targets faster than a toy takes them.

use super::*;
use crate::toy::FeatureOutput;

/// What a player sends: after how many ms, to which place, in how many ms.
type Action = (f64, f64, u32);

/// What the toy was told: after how many ms, to which place, in how many ms.
type Told = (f64, i32, u32);

/// A carriage of so many steps.
const STEPS: i32 = 1000;

async fn play(actions: &[Action], gap_ms: u32) -> Vec<Told> {
    let devices = Devices::new(virtual_clock(), Handle::current());
    let toy = Arc::new(FaultyToy::default());
    let mut description = describe(SimulatedKind::Stroker);
    description.message_gap_ms = gap_ms;
    let range = description.features.get_mut(&0).unwrap();
    range
        .outputs
        .get_mut(&OutputKind::HwPositionWithDuration)
        .unwrap()
        .value = 0..=STEPS;
    devices.add(0, description, toy.clone()).unwrap();
    let lease = Lease::new(SessionId(1));
    let start = Instant::now();
    for (at, place, duration_ms) in actions {
        tokio::time::sleep_until(start + Duration::from_secs_f64(at / 1000.0)).await;
        let output = Output {
            kind: OutputKind::HwPositionWithDuration,
            value: step(*place),
            duration_ms: Some(*duration_ms),
        };
        devices
            .output(&lease, 0, &[FeatureOutput { feature: 0, output }])
            .unwrap();
    }
    sleep(ms(5000)).await;
    let writes = toy.writes().into_iter();
    writes
        .map(|(at, outputs, _)| {
            let output = outputs[0].output;
            let after = (at - start).as_secs_f64() * 1000.0;
            (after, output.value, output.duration_ms.unwrap())
        })
        .collect()
}

fn step(place: f64) -> i32 {
    #[allow(clippy::cast_possible_truncation)]
    let step = (place * f64::from(STEPS)).round() as i32;
    step
}

/// A sine of half a hertz between 20 and 80 %, each target with the duration of one tick.
fn sine(hertz: u32) -> Vec<Action> {
    let tick = 1000.0 / f64::from(hertz);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let duration_ms = tick.round() as u32;
    (0..hertz * 10)
        .map(|nth| {
            let at = f64::from(nth) * tick;
            let phase = (at + tick) / 1000.0 * 0.5 * std::f64::consts::TAU;
            (at, 0.3f64.mul_add(-phase.cos(), 0.5), duration_ms)
        })
        .collect()
}

/// Where an even movement is.
fn place(from: f64, (began, to, takes): Told, at: f64) -> f64 {
    let share = ((at - began) / f64::from(takes)).min(1.0);
    (f64::from(to) - from).mul_add(share, from)
}

/// The greatest speed that the carriage is told, in steps per ms: both from where it is, and from its last target.
fn fastest(told: &[Told]) -> f64 {
    let mut fastest = 0.0_f64;
    let (mut from, mut last) = (f64::from(told[0].1), told[0]);
    for &next in &told[1..] {
        let is_at = place(from, last, next.0);
        let way = (f64::from(next.1) - is_at).abs();
        fastest = fastest.max(way / f64::from(next.2));
        (from, last) = (is_at, next);
    }
    fastest
}

#[tokio::test(start_paused = true)]
async fn a_carriage_is_never_told_to_move_faster_than_the_player_means_it() {
    let wished = 0.3 * f64::from(STEPS) * 0.5 * std::f64::consts::TAU / 1000.0;
    let mut figures = Vec::new();
    for hertz in [10, 20, 30, 60] {
        for gap_ms in [20, 75] {
            let actions = sine(hertz);
            let told = play(&actions, gap_ms).await;
            // The way to the place where it begins is another matter.
            let told: Vec<_> = told.into_iter().skip_while(|(at, ..)| *at < 500.0).collect();
            let factor = fastest(&told) / wished;
            figures.push(format!("{hertz} Hz, gap {gap_ms} ms: {factor:.2}"));
            assert!(factor <= 1.1, "{figures:#?}");

            let last = actions.last().unwrap();
            let (at, value, _) = *told.last().unwrap();
            assert_eq!(value, step(last.1), "the last place is exact");
            assert!(at - last.0 <= f64::from(gap_ms) + 1.0, "and told within one gap");
        }
    }
    println!("{figures:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_single_movement_takes_as_long_as_the_program_says() {
    let actions = [
        (0.0, 0.0, 100),
        (1000.0, 0.9, 250),
        (1250.0, 0.1, 250),
        (1500.0, 0.6, 500),
    ];
    let told = play(&actions, 75).await;
    let durations: Vec<_> = told.iter().map(|(_, _, duration)| *duration).collect();
    assert_eq!(durations, [100, 250, 250, 500]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// A script of actions, one after the other, sent as one command each, or cut into ticks of 60 Hz.
    #[test]
    fn whatever_a_player_plays_its_speed_holds_and_its_last_place_is_told(
        script in prop::collection::vec((100_u32..800, 0_u32..=100), 2..15),
        is_cut in any::<bool>(),
        gap_ms in prop_oneof![Just(20_u32), Just(75), Just(150)],
    ) {
        let actions = played(&script, is_cut);
        let told = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap()
            .block_on(play(&actions, gap_ms));
        // A step more or less in each tick.
        let wished = steepest(&actions).mul_add(f64::from(STEPS), 2.0 / f64::from(gap_ms.max(17)));
        prop_assert!(fastest(&told) <= 1.1 * wished, "{} of {wished}: {told:?}", fastest(&told));
        let last = actions.last().unwrap();
        let newest = told.last().unwrap();
        prop_assert_eq!(newest.1, step(last.1));
        prop_assert!(newest.0 - last.0 <= f64::from(gap_ms) + 1.0);
        // It arrives not much later than the player meant.
        let late = newest.0 + f64::from(newest.2) - (last.0 + f64::from(last.2));
        prop_assert!(late <= 3.0 * f64::from(gap_ms) + 200.0, "{late} ms: {told:?}");
    }
}

fn played(script: &[(u32, u32)], is_cut: bool) -> Vec<Action> {
    let tick = 1000.0 / 60.0;
    let (mut at, mut from) = (0.0, 0.0);
    let mut actions = Vec::new();
    for &(takes, to) in script {
        let (ends, to) = (at + f64::from(takes), f64::from(to) / 100.0);
        if is_cut {
            let mut now = at;
            while now < ends {
                let reached = ((now + tick).min(ends) - at) / f64::from(takes);
                actions.push((now, (to - from) * reached + from, 17));
                now += tick;
            }
        } else {
            actions.push((at, to, takes));
        }
        (at, from) = (ends, to);
    }
    actions
}

/// The greatest speed that a player means, taken at its word: from where each action finds the carriage.
fn steepest(actions: &[Action]) -> f64 {
    let mut fastest = 0.0_f64;
    let (mut from, mut last) = (0.0, (0.0, 0.0, 0));
    for &(at, to, takes) in actions {
        let (began, meant, in_ms) = last;
        let share = if in_ms == 0 {
            1.0
        } else {
            ((at - began) / f64::from(in_ms)).min(1.0)
        };
        from += (meant - from) * share;
        fastest = fastest.max((to - from).abs() / f64::from(takes));
        last = (at, to, takes);
    }
    fastest
}
