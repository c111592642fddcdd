//! The toy is lost, hangs, is switched off, stays away.

use std::{path::PathBuf, time::Duration};

use serde_json::json;
use tokio::time::{Instant, sleep};
use vigil_bluez::ToySpec;
use vigil_tests::{event::Event, raw_client::output, waits};

use crate::{
    rig::{RECONNECT, Rig},
    system::CONTROLLERS,
    table::seen,
    toy::Toy,
};

/// bluetoothd forgets a device that is not paired 30 s after its link was lost.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(35);
/// The first toy is called in vain meanwhile.
const MISSED_FOR: Duration = Duration::from_secs(5);

pub(crate) async fn link_lost(rig: &mut Rig) {
    rig.move_toy().await;
    let (vigil_mark, mark) = (rig.vigil.mark(), rig.toy.mark());
    let begun = Instant::now();
    rig.toy.drop_link();
    let alert = rig.toy_lost(vigil_mark).await;
    seen(
        "link lost while moving",
        format!("alert: {}", alert.sentence),
        begun.elapsed(),
    );
    rig.back(vigil_mark, mark).await;
    seen("link lost while moving", "back, stopped first", begun.elapsed());
}

/// It does what it is told, and does not answer.
pub(crate) async fn toy_hangs(rig: &mut Rig) {
    rig.move_toy().await;
    let (vigil_mark, mark) = (rig.vigil.mark(), rig.toy.mark());
    rig.toy.set_answers_writes(false);
    let begun = Instant::now();
    let answer = rig.client.request("StopCmd", json!({})).await;
    seen(
        "toy answers no writes, StopCmd",
        format!("{} {}", answer.kind, answer.body["ErrorMessage"]),
        begun.elapsed(),
    );
    rig.vigil
        .wait_since(vigil_mark, "an alert", |event| event.alert("stop_unconfirmed").cloned())
        .await;
    seen("toy answers no writes, StopCmd", "alert", begun.elapsed());
    rig.toy.wait_until_connected(false, RECONNECT).await;
    seen(
        "toy answers no writes, StopCmd",
        format!("link cut; the toy was told {:?}", rig.toy.told(mark)),
        begun.elapsed(),
    );
    rig.toy.set_answers_writes(true);
    rig.back(vigil_mark, mark).await;
    seen("toy answers again", "back, stopped first", begun.elapsed());
}

/// One after the other: btvirt gives every link the same handle, so a controller can have but one.
pub(crate) async fn another_toy(rig: &mut Rig) {
    let vigil_mark = rig.vigil.mark();
    rig.toy.set_advertises(false);
    rig.toy.drop_link();
    rig.vigil
        .wait_since(vigil_mark, "the toy to be gone", |event| {
            matches!(event, Event::ToyRemoved { .. }).then_some(())
        })
        .await;
    sleep(MISSED_FOR).await;
    let begun = Instant::now();
    let hush = Toy::switch_on(ToySpec::of("Lovense Hush"), PathBuf::from(CONTROLLERS));
    rig.client.ok("StartScanning", json!({})).await;
    let found = |event: &Event| match event {
        Event::ToyAdded { toy, name } if name == "Lovense Hush" => Some(*toy),
        _ => None,
    };
    let index = rig
        .vigil
        .wait_long_since(vigil_mark, RECONNECT, "another toy", found)
        .await;
    seen("another toy, StartScanning", "it is there", begun.elapsed());
    rig.client.ok("StopScanning", json!({})).await;
    rig.client.ok("OutputCmd", output(index, 0, "Vibrate", 5)).await;
    hush.wait_for_write(0, "Vibrate:5;", |write| write.text() == "Vibrate:5;")
        .await;
    hush.set_advertises(false);
    hush.drop_link();
    hush.wait_until_connected(false, waits::EVENT).await;
    drop(hush);
    let (vigil_mark, mark) = (rig.vigil.mark(), rig.toy.mark());
    let begun = Instant::now();
    rig.toy.set_advertises(true);
    rig.back(vigil_mark, mark).await;
    seen("another toy, switched off", "the first is back", begun.elapsed());
}

pub(crate) async fn toy_away_for_long(rig: &mut Rig) {
    rig.move_toy().await;
    let vigil_mark = rig.vigil.mark();
    rig.toy.set_advertises(false);
    rig.toy.drop_link();
    rig.toy_lost(vigil_mark).await;
    sleep(FORGOTTEN_AFTER).await;
    let mark = rig.toy.mark();
    let begun = Instant::now();
    rig.toy.set_advertises(true);
    rig.back(vigil_mark, mark).await;
    seen("toy away for 35 s", "back, stopped first", begun.elapsed());
}
