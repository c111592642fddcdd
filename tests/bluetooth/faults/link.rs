//! The link to a toy fails, and what is known of the toy changes with it.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::json;
use tokio::time::sleep;
use vigil_bluez::{Bluez, Fault, Faults, LinkFault, ToySpec};
use vigil_tests::{event::Event, trials};

use super::case::{Case, limit};
use crate::rig::{EDGE, Rig, level, stands_still, writes};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        it_drops_while_connecting,
        it_drops_while_moving,
        it_drops_at_rest,
        bluetoothd_forgets_the_toy,
        radio_silence,
        a_link_that_is_not_announced,
        a_name_that_changes_once_connected,
        a_second_write_is_refused_while_one_waits,
    ]
}

async fn it_drops_while_connecting() {
    let rig = Rig::looking(Bluez::start().await, ToySpec::of(EDGE), &[], |_, toy| {
        toy.set_faults(Faults {
            link: LinkFault::Drops,
            ..Faults::default()
        });
    })
    .await;
    let mut case = Case::begin(&rig, "link drops", "connecting");
    rig.toy.wait_for_calls(|calls| calls.connect >= 1).await;
    case.counts_from_now();
    case.told_of_the_toy(&rig, limit::AT_ONCE).await;
    case.dealt_with("given up", limit::AT_ONCE);
    case.ends();
    rig.toy.set_faults(Faults::default());
    case.comes_back(rig, "tried again").await;
}

async fn it_drops_while_moving() {
    let rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "link drops", "moving");
    rig.toy.drop_link();
    case.ends();
    assert!(case.alert(&rig, "toy_lost").await.contains(EDGE));
    case.given_up(&rig, limit::AT_ONCE).await;
    case.comes_back(rig, "called back").await;
}

/// Nobody has to be alarmed; also where rest is a place other than the lowest.
async fn it_drops_at_rest() {
    const STROKE: Duration = Duration::from_millis(300);
    let mut rig = Rig::having(ToySpec::of("Kiiroo Keon"), &[]).await;
    let stroke = json!({
        "DeviceIndex": rig.index,
        "FeatureIndex": 0,
        "Command": { "HwPositionWithDuration": { "Value": 60, "Duration": STROKE.as_millis() } },
    });
    rig.client.ok("OutputCmd", stroke).await;
    rig.vigil.wait_for_wish(rig.index, 0, 60).await;
    sleep(2 * STROKE).await;
    let mut case = Case::begin(&rig, "link drops", "at rest");
    rig.toy.drop_link();
    case.ends();
    case.given_up(&rig, limit::AT_ONCE).await;
    rig.back(case.since()).await;
    let alarmed = rig.vigil.events().iter().any(|event| matches!(event, Event::Alert(_)));
    assert!(!alarmed, "{:?}", rig.vigil.events());
    case.recovered(&rig, "called back");
    rig.vigil.stop().await;
}

/// No event tells of it, and the program says nothing more.
async fn bluetoothd_forgets_the_toy() {
    let rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "Device1 removed without a word", "moving");
    rig.toy.vanish();
    case.alert(&rig, "toy_lost").await;
    case.given_up(&rig, limit::POLL).await;
    case.ends();
    rig.toy.come_back();
    case.comes_back(rig, "found by a scan of Vigil's own").await;
}

async fn radio_silence() {
    let mut rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "radio silence", "moving; the program sends 20");
    rig.bluez.radio_silence();
    rig.wish(0, 20).await;
    case.alert(&rig, "stop_unconfirmed").await;
    case.given_up(&rig, limit::OUTPUT).await;
    case.ends();
    rig.bluez.end_radio_silence();
    case.comes_back(rig, "called back").await;
}

async fn a_link_that_is_not_announced() {
    let rig = Rig::edge_moving(&[]).await;
    rig.toy.set_faults(Faults {
        is_connected_unsignalled: true,
        ..Faults::default()
    });
    let mut case = Case::begin(&rig, "DeviceConnected is never signalled", "coming back");
    rig.toy.drop_link();
    case.given_up(&rig, limit::AT_ONCE).await;
    case.ends();
    case.comes_back(rig, "called back").await;
}

/// Found under the one name or the other, it is the same toy.
async fn a_name_that_changes_once_connected() {
    let spec = ToySpec {
        gap_name: Some("Somebody Else's Lamp".to_owned()),
        ..ToySpec::of(EDGE)
    };
    let advertised = spec.name.clone();
    let mut rig = Rig::having(spec, &[]).await;
    for name in ["Somebody Else's Lamp", &advertised] {
        rig.toy.rename(name);
        rig.vibrate(10).await;
        let since = rig.vigil.mark();
        let mut case = Case::begin(&rig, "the name is another one once connected", "lost and found again");
        // Forgotten, so that it is found by what it advertises.
        rig.toy.vanish();
        case.given_up(&rig, limit::POLL).await;
        rig.toy.come_back();
        case.ends();
        rig.back(since).await;
        rig.toy.clear_log();
        rig.vibrate(7).await;
        let list = rig.client.request("RequestDeviceList", json!({})).await;
        let toys = list.body["Devices"].as_object().unwrap();
        assert_eq!(toys.len(), 1, "{list:?}");
        assert_eq!(toys[&rig.index.to_string()]["DeviceName"], EDGE);
        if name == advertised {
            case.recovered(&rig, "found by a scan of Vigil's own, with its index");
        }
    }
    let added = rig.vigil.events();
    let names = added.iter().filter_map(|event| match event {
        Event::ToyAdded { name, .. } => Some(name.as_str()),
        _ => None,
    });
    assert!(names.clone().all(|name| name == EDGE) && names.count() == 3);
    rig.vigil.stop().await;
}

async fn a_second_write_is_refused_while_one_waits() {
    let mut rig = Rig::edge_moving(&[]).await;
    rig.toy.clear_log();
    let mut case = Case::begin(
        &rig,
        "a second write is InProgress while one waits",
        "moving; the program stops it",
    );
    rig.toy.set_faults(Faults {
        is_busy_while_writing: true,
        ..writes(Fault::delay(Duration::from_millis(50)))
    });
    rig.client.ok("StopCmd", json!({})).await;
    case.dealt_with("still", limit::AT_ONCE);
    stands_still(&rig.toy);
    let refused = rig.toy.attempts().iter().any(|attempt| {
        attempt.bytes == level(1, 0).as_bytes() && matches!(attempt.outcome, vigil_bluez::Outcome::Refused(_))
    });
    assert!(refused, "this tries nothing: {:?}", rig.toy.attempts());
    case.ends();
    rig.toy.set_faults(Faults::default());
    case.follows(rig, "written again").await;
}
