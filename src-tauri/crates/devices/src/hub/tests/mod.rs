//! Toys that come and go, and what the person wants of them, in virtual time.

mod held;
mod moved;
mod names;
mod reach;
mod strokers;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::{runtime::Handle, time::sleep};
use vigil_core::{
    lease::{Lease, SessionId},
    message::{CommandError, Output, OutputKind},
    time::Moment,
};

use super::{Devices, Refused};
use crate::{
    faulty_toy::{Faults, FaultyToy},
    limits,
    model::{
        ConnectPolicy, IndexTable, LinkState, MovedToy, MovedToys, Movement, OutputPreferences, Permission,
        StopOutcome, StopResult, ToyIdentity, ToyPreferences, Transport,
    },
    simulated::{SimulatedKind, describe},
    toy::{FeatureOutput, Urgency},
    virtual_clock::virtual_clock,
};

fn identity(address: &str) -> ToyIdentity {
    ToyIdentity {
        transport: Transport::Bluetooth,
        address: address.to_owned(),
        protocol: "lovense".to_owned(),
        variant: Some("P".to_owned()),
    }
}

fn hub() -> Devices {
    Devices::new(virtual_clock(), Handle::current())
}

fn arrive(devices: &Devices, address: &str, kind: SimulatedKind) -> (u32, Arc<FaultyToy>) {
    let toy = Arc::new(FaultyToy::default());
    let index = devices.arrive(identity(address), describe(kind), toy.clone()).unwrap();
    (index, toy)
}

/// A toy that names its own address.
fn over_websocket(address: &str) -> ToyIdentity {
    ToyIdentity {
        transport: Transport::WebSocket,
        ..identity(address)
    }
}

fn arrive_over_websocket(devices: &Devices, address: &str) -> (u32, Arc<FaultyToy>) {
    let toy = Arc::<FaultyToy>::default();
    let description = describe(SimulatedKind::Vibrator);
    let index = devices.arrive(over_websocket(address), description, toy.clone());
    (index.unwrap(), toy)
}

/// One toy of this kind that has come to rest.
async fn one(kind: SimulatedKind) -> (Devices, u32, Arc<FaultyToy>) {
    let devices = hub();
    let (index, toy) = arrive(&devices, "a", kind);
    settle().await;
    (devices, index, toy)
}

/// A program's wish.
fn drive(devices: &Devices, index: u32, outputs: &[FeatureOutput]) {
    devices.output(&Lease::new(SessionId(1)), index, outputs).unwrap();
}

/// How a stop of the only toy ends.
async fn stopped(devices: &Devices) -> StopOutcome {
    devices.stop_everything()[0].outcome().await
}

/// The toy is out of reach, and its next write says so.
async fn lose(devices: &Devices, index: u32, toy: &FaultyToy) {
    toy.set_faults(Faults {
        disconnected: true,
        ..Faults::default()
    });
    let scope = vigil_core::message::StopScope {
        device: Some(index),
        ..vigil_core::message::StopScope::EVERYTHING
    };
    for ticket in devices.stop(scope).unwrap() {
        ticket.outcome().await;
    }
    settle().await;
}

async fn settle() {
    sleep(Duration::from_millis(200)).await;
}

fn wish(feature: u32, kind: OutputKind, value: i32) -> [FeatureOutput; 1] {
    [FeatureOutput {
        feature,
        output: Output {
            kind,
            value,
            duration_ms: (kind == OutputKind::HwPositionWithDuration).then_some(100),
        },
    }]
}

fn vibrate(feature: u32, value: i32) -> [FeatureOutput; 1] {
    wish(feature, OutputKind::Vibrate, value)
}

fn slide(value: i32, duration_ms: u32) -> [FeatureOutput; 1] {
    [FeatureOutput {
        feature: 0,
        output: Output {
            kind: OutputKind::HwPositionWithDuration,
            value,
            duration_ms: Some(duration_ms),
        },
    }]
}

fn limit(feature: u32, kind: OutputKind, limit_percent: u8) -> ToyPreferences {
    let output = OutputPreferences {
        limit_percent,
        ..OutputPreferences::default()
    };
    ToyPreferences {
        outputs: BTreeMap::from([(feature, BTreeMap::from([(kind, output)]))]),
        ..ToyPreferences::default()
    }
}

fn switch_off(feature: u32, kind: OutputKind) -> ToyPreferences {
    let mut preferences = limit(feature, kind, 100);
    preferences
        .outputs
        .get_mut(&feature)
        .unwrap()
        .get_mut(&kind)
        .unwrap()
        .disabled = true;
    preferences
}

fn last(toy: &FaultyToy) -> (Vec<(u32, i32)>, Urgency) {
    let (_, outputs, urgency) = toy.writes().pop().unwrap();
    (outputs.iter().map(|o| (o.feature, o.output.value)).collect(), urgency)
}

#[tokio::test(start_paused = true)]
async fn s5_the_first_thing_written_to_a_toy_that_arrives_is_a_stop() {
    let devices = hub();
    let (index, toy) = arrive(&devices, "a", SimulatedKind::Vibrator);
    devices
        .output(&Lease::new(SessionId(1)), index, &vibrate(0, 5))
        .unwrap();
    settle().await;
    let writes = toy.writes();
    assert_eq!(writes[0].2, Urgency::Stop);
    assert_eq!(writes.len(), 2);
    assert_eq!(last(&toy), (vec![(0, 5)], Urgency::Normal));
}

#[tokio::test(start_paused = true)]
async fn a_toy_keeps_its_index_for_ever() {
    let devices = hub();
    devices.set_indices(IndexTable::from([(identity("b"), 7)]));
    assert_eq!(arrive(&devices, "b", SimulatedKind::Vibrator).0, 7);
    let (index, toy) = arrive(&devices, "a", SimulatedKind::Vibrator);
    assert_eq!(index, 8);
    assert_eq!(devices.snapshot().borrow().indices.get(&identity("a")), Some(&8));
    lose(&devices, 8, &toy).await;
    assert!(!devices.snapshot().borrow().table.contains_key(&8));
    assert_eq!(arrive(&devices, "c", SimulatedKind::Vibrator).0, 9);
    assert_eq!(arrive(&devices, "a", SimulatedKind::Vibrator).0, 8);
    assert_eq!(devices.free_index(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_toy_whose_place_a_toy_of_the_screen_has_gets_another() {
    let devices = hub();
    devices.set_indices(IndexTable::from([(identity("a"), 0)]));
    let on_screen = Arc::new(FaultyToy::default());
    devices.add(0, describe(SimulatedKind::Rotator), on_screen).unwrap();
    assert_eq!(arrive(&devices, "a", SimulatedKind::Vibrator).0, 1);
    assert_eq!(devices.snapshot().borrow().indices.get(&identity("a")), Some(&1));
}

#[tokio::test(start_paused = true)]
async fn the_highest_index_in_a_file_leaves_others_to_be_had() {
    let devices = hub();
    devices.set_indices(IndexTable::from([(identity("a"), u32::MAX), (identity("b"), 0)]));
    assert_eq!(devices.free_index(), 1);
    assert_eq!(arrive(&devices, "c", SimulatedKind::Vibrator).0, 1);
    assert_eq!(arrive(&devices, "a", SimulatedKind::Vibrator).0, u32::MAX);
}

#[tokio::test(start_paused = true)]
async fn toys_that_name_their_own_address_do_not_fill_the_table_for_ever() {
    let devices = hub();
    arrive(&devices, "bluetooth", SimulatedKind::Vibrator);
    arrive_over_websocket(&devices, "stays");
    let named = ToyPreferences {
        display_name: Some("Mine".to_owned()),
        ..ToyPreferences::default()
    };
    devices.set_preferences(&over_websocket("named"), named);
    let (index, toy) = arrive_over_websocket(&devices, "named");
    lose(&devices, index, &toy).await;
    for n in 0..3 * limits::REMEMBERED_WEBSOCKET_TOYS {
        let (index, toy) = arrive_over_websocket(&devices, &n.to_string());
        lose(&devices, index, &toy).await;
    }
    let indices = devices.snapshot().borrow().indices.clone();
    let known = |address: &str| indices.contains_key(&over_websocket(address));
    assert_eq!(indices.len(), 1 + limits::REMEMBERED_WEBSOCKET_TOYS);
    assert!(indices.contains_key(&identity("bluetooth")));
    assert!(known("stays") && known("named"));
    assert!(
        known(&(3 * limits::REMEMBERED_WEBSOCKET_TOYS - 1).to_string()),
        "the newest"
    );
    assert!(!known("0"), "the oldest");
    assert_eq!(devices.states().len(), indices.len());
}

#[tokio::test(start_paused = true)]
async fn the_same_toy_cannot_be_here_twice() {
    let devices = hub();
    arrive(&devices, "a", SimulatedKind::Vibrator);
    let again = devices.arrive(
        identity("a"),
        describe(SimulatedKind::Vibrator),
        Arc::<FaultyToy>::default(),
    );
    assert_eq!(again, Err(Refused::AlreadyHere));
}

#[tokio::test(start_paused = true)]
async fn a_denied_toy_stops_leaves_and_does_not_come_back() {
    let devices = hub();
    let (index, toy) = arrive(&devices, "a", SimulatedKind::Vibrator);
    devices
        .output(&Lease::new(SessionId(1)), index, &vibrate(0, 5))
        .unwrap();
    settle().await;
    let denied = ToyPreferences {
        permission: Permission::Denied,
        ..ToyPreferences::default()
    };
    devices.set_preferences(&identity("a"), denied);
    settle().await;
    assert_eq!(last(&toy), (vec![(0, 0), (1, 0)], Urgency::Stop));
    assert!(toy.was_disconnected());
    assert!(devices.snapshot().borrow().table.is_empty());
    let again = devices.arrive(
        identity("a"),
        describe(SimulatedKind::Vibrator),
        Arc::<FaultyToy>::default(),
    );
    assert_eq!(again, Err(Refused::Denied));
}

#[tokio::test(start_paused = true)]
async fn a_forgotten_toy_is_stopped_and_unknown() {
    let devices = hub();
    devices.set_connect_policy(ConnectPolicy::OnlyKnown);
    let (_, toy) = arrive(&devices, "a", SimulatedKind::Vibrator);
    assert!(devices.admits(Transport::Bluetooth, "a"));
    assert_eq!(
        devices.forget(&identity("a")).unwrap().outcome().await.result,
        StopResult::Confirmed
    );
    settle().await;
    assert!(toy.was_disconnected());
    assert!(devices.snapshot().borrow().indices.is_empty());
    assert!(!devices.admits(Transport::Bluetooth, "a"));
}

#[tokio::test(start_paused = true)]
async fn a_limit_holds_at_once_while_a_program_moves_the_toy() {
    let devices = hub();
    let (index, toy) = arrive(&devices, "a", SimulatedKind::Vibrator);
    let lease = Lease::new(SessionId(1));
    devices.output(&lease, index, &vibrate(0, 20)).unwrap();
    settle().await;
    assert_eq!(last(&toy), (vec![(0, 20)], Urgency::Normal));
    devices.set_preferences(&identity("a"), limit(0, OutputKind::Vibrate, 50));
    settle().await;
    assert_eq!(
        last(&toy),
        (vec![(0, 10)], Urgency::Normal),
        "without a word from the program"
    );
    devices.output(&lease, index, &vibrate(0, 10)).unwrap();
    settle().await;
    assert_eq!(last(&toy), (vec![(0, 5)], Urgency::Normal));
    assert_eq!(devices.states()[0].outputs[0].value, 5);
    assert_eq!(devices.states()[0].outputs[0].limit_percent, 50);
    devices.set_preferences(&identity("a"), ToyPreferences::default());
    settle().await;
    assert_eq!(last(&toy), (vec![(0, 10)], Urgency::Normal));
}

#[tokio::test(start_paused = true)]
async fn s1_a_limit_that_changes_does_not_revive_what_was_stopped_or_whose_session_is_over() {
    let devices = hub();
    let (index, toy) = arrive(&devices, "a", SimulatedKind::Vibrator);
    let lease = Lease::new(SessionId(1));
    devices.output(&lease, index, &vibrate(0, 20)).unwrap();
    settle().await;
    devices.stop_everything()[0].outcome().await;
    devices.set_preferences(&identity("a"), limit(0, OutputKind::Vibrate, 50));
    settle().await;
    assert_eq!(last(&toy).1, Urgency::Stop);
    devices.output(&lease, index, &vibrate(0, 20)).unwrap();
    settle().await;
    lease.revoke();
    devices.set_preferences(&identity("a"), limit(0, OutputKind::Vibrate, 80));
    settle().await;
    assert_eq!(
        last(&toy),
        (vec![(0, 10)], Urgency::Normal),
        "nothing after the lease ended"
    );
}

#[tokio::test(start_paused = true)]
async fn a_limit_scales_the_places_of_a_stroker_and_not_its_freeze() {
    let devices = hub();
    let (index, toy) = arrive(&devices, "a", SimulatedKind::Stroker);
    devices.set_preferences(&identity("a"), limit(0, OutputKind::HwPositionWithDuration, 50));
    let slide = wish(0, OutputKind::HwPositionWithDuration, 100);
    devices.output(&Lease::new(SessionId(1)), index, &slide).unwrap();
    settle().await;
    assert_eq!(last(&toy), (vec![(0, 50)], Urgency::Normal));
    devices.stop_everything()[0].outcome().await;
    assert_eq!(last(&toy), (vec![(0, 50)], Urgency::Stop));
}

#[tokio::test(start_paused = true)]
async fn an_output_that_is_switched_off_stops_and_is_not_shown() {
    let devices = hub();
    let (index, toy) = arrive(&devices, "a", SimulatedKind::Vibrator);
    let lease = Lease::new(SessionId(1));
    devices.output(&lease, index, &vibrate(1, 20)).unwrap();
    settle().await;
    devices.set_preferences(&identity("a"), switch_off(1, OutputKind::Vibrate));
    settle().await;
    assert_eq!(last(&toy), (vec![(1, 0)], Urgency::Stop));
    assert!(!devices.snapshot().borrow().table[&index].features.contains_key(&1));
    let switched_off = devices.output(&lease, index, &vibrate(1, 20));
    assert_eq!(switched_off, Err(CommandError::SwitchedOff));
    let never_there = devices.output(&lease, index, &vibrate(7, 20));
    assert!(
        matches!(never_there, Err(CommandError::UnknownFeature { .. })),
        "{never_there:?}"
    );
    devices.output(&lease, index, &vibrate(0, 20)).unwrap();
    assert!(devices.states()[0].outputs[1].disabled, "the person still sees it");
}

#[tokio::test(start_paused = true)]
async fn a_lost_toy_is_shown_as_lost_or_on_its_way_back() {
    let devices = hub();
    let (index, toy) = arrive(&devices, "a", SimulatedKind::Vibrator);
    assert_eq!(devices.states()[0].link, LinkState::Connected);
    lose(&devices, index, &toy).await;
    assert_eq!(devices.states()[0].link, LinkState::Lost);
    devices.note_link(index, LinkState::Reconnecting);
    assert_eq!(devices.states()[0].link, LinkState::Reconnecting);
}
