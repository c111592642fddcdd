//! A carriage goes on to where it was sent; only who knows its way can stop it.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::json;
use tokio::time::{Instant, sleep};
use vigil_bluez::ToySpec;
use vigil_tests::trials;

use super::{successor, told_of_the_kill};
use crate::rig::Rig;

pub(super) fn tests() -> Vec<Trial> {
    trials![s5_a_stroker_is_frozen_where_it_is]
}

async fn s5_a_stroker_is_frozen_where_it_is() {
    const STROKE: Duration = Duration::from_secs(8);
    let mut rig = Rig::having(ToySpec::of("Kiiroo Keon"), &[]).await;
    let stroke = json!({
        "DeviceIndex": rig.index,
        "FeatureIndex": 0,
        "Command": { "HwPositionWithDuration": { "Value": 99, "Duration": STROKE.as_millis() } },
    });
    let begun = Instant::now();
    rig.client.ok("OutputCmd", stroke).await;
    rig.vigil.wait_for_wish(rig.index, 0, 99).await;
    let Rig { toy, vigil, bluez, .. } = rig;
    let guardian = vigil.guardian().await;
    sleep(STROKE / 2).await;
    toy.clear_log();
    let killed = vigil.kill().await;
    guardian.has_left().await;
    // What a protocol says as a greeting comes before.
    let frozen = toy.writes().pop().expect("a stop");
    let share = (frozen.at - begun).as_secs_f64() / STROKE.as_secs_f64();
    let is = f64::from(*frozen.bytes.last().expect("a place"));
    assert!(
        (is - 99.0 * share).abs() <= 3.0,
        "{is} of 99 after {share:.3} of the way"
    );
    assert!((40.0..99.0).contains(&is), "this tries nothing: {is}");
    let vigil = successor(&killed, &bluez).await;
    let alert = told_of_the_kill(&vigil).await;
    assert!(alert.sentence.contains("Keon was stopped"), "{alert:?}");
    vigil.stop().await;
}
