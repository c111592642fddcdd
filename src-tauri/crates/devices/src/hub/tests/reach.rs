//! The range of a stroker, which way round it is, and the time between two writes.

use super::*;

fn wanted(from_percent: u8, limit_percent: u8, reversed: bool) -> ToyPreferences {
    let output = OutputPreferences {
        limit_percent,
        from_percent,
        reversed,
        ..OutputPreferences::default()
    };
    let kinds = [OutputKind::Position, OutputKind::HwPositionWithDuration];
    ToyPreferences {
        outputs: BTreeMap::from([(0, kinds.map(|kind| (kind, output)).into())]),
        ..ToyPreferences::default()
    }
}

fn gap(message_gap_ms: u32) -> ToyPreferences {
    ToyPreferences {
        message_gap_ms: Some(message_gap_ms),
        ..ToyPreferences::default()
    }
}

/// To where the toy was told to move last, in how many ms.
fn told(toy: &FaultyToy) -> (i32, u32) {
    let (_, outputs, _) = toy.writes().pop().unwrap();
    (outputs[0].output.value, outputs[0].output.duration_ms.unwrap_or(0))
}

#[tokio::test(start_paused = true)]
async fn every_program_moves_a_carriage_between_the_persons_ends() {
    let (devices, index, toy) = one(SimulatedKind::Stroker).await;
    for (preferences, ends) in [(wanted(20, 70, false), [20, 70]), (wanted(20, 70, true), [70, 20])] {
        devices.set_preferences(&identity("a"), preferences);
        for (wish, end) in [0, 100].into_iter().zip(ends) {
            drive(&devices, index, &slide(wish, 2000));
            sleep(Duration::from_secs(3)).await;
            assert_eq!(told(&toy), (end, 2000));
            drive(&devices, index, &super::wish(0, OutputKind::Position, wish));
            settle().await;
            assert_eq!(told(&toy).0, end);
        }
    }
    let state = &devices.states()[0];
    assert!(
        state
            .outputs
            .iter()
            .all(|output| output.reversed && output.from_percent == 20)
    );
    let shown = state.outputs.iter().find(|output| output.kind == OutputKind::Position);
    assert_eq!(shown.unwrap().value, 20, "the window shows where the carriage is");
}

#[tokio::test(start_paused = true)]
async fn a_range_that_changes_holds_at_once_and_the_carriage_does_not_jump_into_it() {
    let (devices, index, toy) = one(SimulatedKind::Stroker).await;
    let lease = Lease::new(SessionId(1));
    devices.output(&lease, index, &slide(0, 100)).unwrap();
    settle().await;
    let writes = toy.writes().len();
    devices.set_preferences(&identity("a"), wanted(60, 100, false));
    settle().await;
    assert_eq!(toy.writes().len(), writes + 1, "without a word from the program");
    // Its program has given it a tenth of a second, for no way at all.
    assert_eq!(told(&toy), (60, 600));
    sleep(Duration::from_secs(1)).await;
    devices.output(&lease, index, &slide(100, 500)).unwrap();
    settle().await;
    assert_eq!(
        told(&toy),
        (100, 500),
        "within its range it is as fast as its program means it"
    );
}

#[tokio::test(start_paused = true)]
async fn s4_a_stop_leaves_a_carriage_where_it_is_also_beyond_a_range_that_has_changed() {
    let (devices, index, toy) = one(SimulatedKind::Stroker).await;
    let lease = Lease::new(SessionId(1));
    devices.output(&lease, index, &slide(90, 0)).unwrap();
    settle().await;
    devices.output(&lease, index, &slide(10, 4000)).unwrap();
    sleep(Duration::from_secs(1)).await;
    // The way back into the range has begun, and is not gone to its end.
    devices.set_preferences(&identity("a"), wanted(0, 30, true));
    assert_eq!(stopped(&devices).await.result, StopResult::Confirmed);
    let (outputs, urgency) = last(&toy);
    assert_eq!(urgency, Urgency::Stop);
    assert!((68..=72).contains(&outputs[0].1), "{outputs:?}");
    sleep(Duration::from_secs(5)).await;
    assert_eq!(last(&toy).1, Urgency::Stop, "and nothing moves it into its range");
}

#[tokio::test(start_paused = true)]
async fn a_carriage_that_is_turned_round_waits_for_its_programs_next_movement_and_is_no_faster() {
    let (devices, index, toy) = one(SimulatedKind::Stroker).await;
    let lease = Lease::new(SessionId(1));
    // 80 steps in 2 s, as a player sends them.
    let tick = Duration::from_millis(50);
    for step in 0..=40 {
        devices.output(&lease, index, &slide(10 + 2 * step, 50)).unwrap();
        sleep(tick).await;
    }
    settle().await;
    assert_eq!(told(&toy).0, 90);
    let writes = toy.writes().len();
    devices.set_preferences(&identity("a"), wanted(0, 100, true));
    settle().await;
    assert_eq!(toy.writes().len(), writes, "it stays where it is");
    for step in 0..40 {
        devices.output(&lease, index, &slide(90 - 2 * step, 50)).unwrap();
        sleep(tick).await;
    }
    settle().await;
    let turned = toy.writes().split_off(writes);
    let first = turned[0].1[0].output;
    assert_eq!((first.value, first.duration_ms), (10, Some(800)), "the other way round");
    let last = turned.last().unwrap().1[0].output;
    assert!(last.duration_ms.unwrap() <= 60, "it has caught up: {last:?}");
    let (mut from, mut last) = (90.0, &turned[0]);
    for next in &turned {
        let target = last.1[0].output;
        let passed = (next.0 - last.0).as_secs_f64() * 1000.0;
        let share = (passed / f64::from(target.duration_ms.unwrap().max(1))).min(1.0);
        from = (f64::from(target.value) - from).mul_add(share, from);
        last = next;
        let Output { value, duration_ms, .. } = next.1[0].output;
        let (way, takes) = ((f64::from(value) - from).abs(), f64::from(duration_ms.unwrap()));
        // The whole way in a second, while it goes to where its program takes it to be; then as its program means it.
        assert!(way <= takes * 0.1 + 1.0, "{way} steps in {takes} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn a_gap_is_kept_the_newest_value_is_written_after_it_and_a_stop_does_not_wait() {
    let (devices, index, toy) = one(SimulatedKind::Vibrator).await;
    devices.set_preferences(&identity("a"), gap(800));
    assert_eq!(
        devices.snapshot().borrow().table[&index].message_gap_ms,
        800,
        "programs are told"
    );
    settle().await;
    sleep(Duration::from_secs(1)).await;
    let lease = Lease::new(SessionId(1));
    let begun = tokio::time::Instant::now();
    for value in 1..=10 {
        devices.output(&lease, index, &vibrate(0, value)).unwrap();
        sleep(Duration::from_millis(20)).await;
    }
    sleep(Duration::from_secs(2)).await;
    let since = |nth: usize| {
        let writes = toy.writes();
        let (at, outputs, _) = &writes[writes.len() - nth];
        ((*at - begun).as_millis(), outputs[0].output.value)
    };
    assert_eq!(
        (since(2), since(1)),
        ((0, 1), (800, 10)),
        "the first at once, then the newest"
    );

    devices.output(&lease, index, &vibrate(0, 20)).unwrap();
    settle().await;
    devices.output(&lease, index, &vibrate(0, 5)).unwrap();
    let asked = tokio::time::Instant::now();
    assert_eq!(stopped(&devices).await.result, StopResult::Confirmed);
    assert_eq!(asked.elapsed(), Duration::ZERO, "a stop waits for no gap");
    assert_eq!(last(&toy), (vec![(0, 0), (1, 0)], Urgency::Stop));
    sleep(Duration::from_secs(2)).await;
    assert_eq!(last(&toy).1, Urgency::Stop, "what waited is gone");
}

#[tokio::test(start_paused = true)]
async fn a_gap_that_becomes_shorter_ends_the_wait_for_the_longer_one() {
    let (devices, index, toy) = one(SimulatedKind::Vibrator).await;
    devices.set_preferences(&identity("a"), gap(1000));
    sleep(Duration::from_secs(2)).await;
    let lease = Lease::new(SessionId(1));
    devices.output(&lease, index, &vibrate(0, 1)).unwrap();
    settle().await;
    devices.output(&lease, index, &vibrate(0, 2)).unwrap();
    settle().await;
    assert_eq!(last(&toy), (vec![(0, 1)], Urgency::Normal));
    let asked = tokio::time::Instant::now();
    devices.set_preferences(&identity("a"), ToyPreferences::default());
    settle().await;
    assert_eq!(last(&toy), (vec![(0, 2)], Urgency::Normal));
    assert_eq!(toy.writes().last().unwrap().0, asked, "at once");
}

#[tokio::test(start_paused = true)]
async fn how_long_writes_take_is_told() {
    let (devices, index, toy) = one(SimulatedKind::Vibrator).await;
    toy.set_faults(Faults {
        write_time: Duration::from_millis(30),
        ..Faults::default()
    });
    for value in 1..=9 {
        drive(&devices, index, &vibrate(0, value));
        settle().await;
    }
    let details = devices.details(index).unwrap();
    let times = details.write_times.unwrap();
    // The first was the stop that greets a toy, and took no time.
    assert_eq!((times.count, times.last, times.slowest), (10, times.median, times.last));
    assert_eq!(times.median, Duration::from_millis(30));
    assert_eq!(details.description.features.len(), 3, "its battery, too");
    assert!(devices.details(index + 1).is_none());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Whatever the person changes while whatever is asked for.
    #[test]
    fn what_is_written_is_within_the_range_that_holds(
        steps in proptest::collection::vec(
            (0_u8..=50, 50_u8..=100, proptest::bool::ANY, 0..=100_i32, 0_u32..500, 0_u64..300), 1..20
        )
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let (devices, index, toy) = one(SimulatedKind::Stroker).await;
            let lease = Lease::new(SessionId(1));
            for (from, to, reversed, value, takes, pause) in steps {
                devices.set_preferences(&identity("a"), wanted(from, to, reversed));
                let since = toy.writes().len();
                devices.output(&lease, index, &slide(value, takes)).unwrap();
                sleep(Duration::from_millis(pause)).await;
                for (_, outputs, _) in &toy.writes()[since..] {
                    let place = outputs[0].output.value;
                    assert!((i32::from(from)..=i32::from(to)).contains(&place), "{place} of {from} to {to}");
                }
            }
            settle().await;
            assert_eq!(devices.stop_everything()[0].outcome().await.result, StopResult::Confirmed);
        });
    }
}
