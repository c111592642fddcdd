//! Whole toys over a link that goes nowhere: what comes out must be what the toys' makers' own programs send.

#[cfg(target_os = "linux")]
mod every_toy;
#[cfg(target_os = "linux")]
mod greetings;
#[cfg(target_os = "linux")]
mod retries;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use buttplug_server::device::protocol::ProtocolHandler;
use futures_util::StreamExt;
use tokio::time::Instant;
use uuid::Uuid;
use vigil_core::message::{InputAction, InputKind, Output, OutputKind, Reading};

use super::{
    Advertisement, Catalog, GattAddress, catalog::Candidate, error::KnowledgeError, identify, identify::Identified,
};
use crate::{
    known_toy::KnownToy,
    link::{Acknowledge, Endpoint, fake::FakeLink},
    toy::{FeatureOutput, HardwareError, Toy, Urgency},
};

fn uuid(text: &str) -> Uuid {
    text.parse().unwrap()
}

fn called(name: &str) -> Advertisement {
    Advertisement {
        name: name.to_owned(),
        ..Advertisement::default()
    }
}

/// The candidate of this name, whatever characteristics it would need.
fn candidate(name: &str) -> Candidate {
    Catalog::builtin().unwrap().websocket_candidates(name).remove(0)
}

async fn identified(name: &str, link: &Arc<FakeLink>) -> Identified {
    identify(Catalog::builtin().unwrap(), &candidate(name), link.clone())
        .await
        .unwrap()
}

/// A toy of this name, past its introduction.
async fn toy(name: &str, link: &Arc<FakeLink>) -> Arc<KnownToy> {
    let toy = KnownToy::new(link.clone(), identified(name, link).await.driver);
    link.take();
    Arc::new(toy)
}

fn lovense(model: &str) -> Arc<FakeLink> {
    let link = FakeLink::new("LVS-P36", &[Endpoint::Tx, Endpoint::Rx]);
    link.answer(
        b"DeviceType;",
        Endpoint::Rx,
        format!("{model}:11:0082059AD3BD;").as_bytes(),
    );
    link.answer(b"Battery;", Endpoint::Rx, b"77;");
    link
}

fn to(feature: u32, kind: OutputKind, value: i32) -> FeatureOutput {
    FeatureOutput {
        feature,
        output: Output {
            kind,
            value,
            duration_ms: None,
        },
    }
}

fn vibrate(feature: u32, value: i32) -> FeatureOutput {
    to(feature, OutputKind::Vibrate, value)
}

fn slide(value: i32, duration_ms: u32) -> FeatureOutput {
    FeatureOutput {
        feature: 0,
        output: Output {
            kind: OutputKind::HwPositionWithDuration,
            value,
            duration_ms: Some(duration_ms),
        },
    }
}

fn text(packets: Vec<Vec<u8>>) -> Vec<String> {
    packets
        .into_iter()
        .map(|data| String::from_utf8(data).unwrap())
        .collect()
}

#[test]
fn known_names_are_recognised_and_others_are_not() {
    let catalog = Catalog::builtin().unwrap();
    for name in ["LVS-Edge36", "Ditto", "Leten", "AMN NEO"] {
        assert_eq!(catalog.recognises(&called(name)), name != "Leten", "{name}");
    }
    for name in ["", "*", "L*", "Toaster", "lvs-edge"] {
        assert!(!catalog.recognises(&called(name)), "{name}");
    }
}

#[test]
fn a_toy_may_be_known_by_its_services_or_its_makers_number() {
    let catalog = Catalog::builtin().unwrap();
    let services = Advertisement {
        services: vec![uuid("50300001-0024-4bd4-bbd5-a6920e4c5653")],
        ..Advertisement::default()
    };
    assert!(catalog.recognises(&services));
    let nobody = Advertisement {
        manufacturer_data: BTreeMap::from([(0xfff0, vec![]), (76, vec![2, 21])]),
        ..Advertisement::default()
    };
    assert!(!catalog.recognises(&nobody));
}

#[test]
fn a_protocol_that_finds_none_of_its_endpoints_is_no_candidate() {
    let catalog = Catalog::builtin().unwrap();
    let service = uuid("50300001-0024-4bd4-bbd5-a6920e4c5653");
    let at = |characteristic| GattAddress {
        service,
        characteristic: uuid(characteristic),
    };
    let tx = at("50300002-0024-4bd4-bbd5-a6920e4c5653");
    let rx = at("50300003-0024-4bd4-bbd5-a6920e4c5653");
    let candidates = catalog.candidates(&called("LVS-P36"), &[tx, rx]);
    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0].protocol, "lovense");
    assert_eq!(candidates[0].endpoints[&Endpoint::Tx], tx);
    assert_eq!(candidates[0].endpoints[&Endpoint::Rx], rx);
    let elsewhere = [at("00002a19-0000-1000-8000-00805f9b34fb")];
    assert!(catalog.candidates(&called("LVS-P36"), &elsewhere).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_lovense_edge_is_asked_what_it_is_and_its_motors_are_written_apart() {
    let link = lovense("P");
    let identified = identified("LVS-P36", &link).await;
    assert_eq!(text(link.take()), ["DeviceType;"]);
    assert_eq!(identified.protocol, "lovense");
    assert_eq!(identified.variant.as_deref(), Some("P"));
    let description = &identified.description;
    assert_eq!(description.name, "Lovense Edge");
    assert_eq!(description.features.len(), 3);
    assert_eq!(description.features[&1].outputs[&OutputKind::Vibrate].value, 0..=20);
    assert_eq!(
        description.features[&2].inputs[&InputKind::Battery].actions,
        [InputAction::Read].into()
    );
    let toy = Arc::new(KnownToy::new(link.clone(), identified.driver));
    let outputs = vec![vibrate(0, 10), vibrate(1, 5)];
    toy.clone().apply(outputs, Urgency::Normal).await.unwrap();
    assert_eq!(text(link.take()), ["Vibrate1:10;", "Vibrate2:5;"]);
    assert_eq!(toy.read(2, InputKind::Battery).await, Ok(77));
}

#[tokio::test(start_paused = true)]
async fn s4_a_stop_asks_for_the_toys_response_and_does_not_wait_between_motors() {
    let link = lovense("P");
    let toy = toy("LVS-P36", &link).await;
    link.set_write_time(Duration::from_millis(150));
    let begun = Instant::now();
    let stop = vec![vibrate(0, 0), vibrate(1, 0)];
    toy.apply(stop, Urgency::Stop).await.unwrap();
    assert_eq!(begun.elapsed(), Duration::from_millis(150));
    let writes = link.writes();
    assert_eq!(text(link.take()), ["Vibrate1:0;", "Vibrate2:0;"]);
    assert!(
        writes
            .iter()
            .all(|write| write.acknowledge == Acknowledge::WherePossible)
    );
}

#[tokio::test(start_paused = true)]
async fn s3_a_packet_that_waits_behind_another_is_not_written_after_a_stop() {
    let link = lovense("P");
    let toy = toy("LVS-P36", &link).await;
    link.set_write_time(Duration::from_millis(100));
    let both = vec![vibrate(0, 10), vibrate(1, 10)];
    let output = tokio::spawn(toy.clone().apply(both, Urgency::Normal));
    tokio::time::sleep(Duration::from_millis(50)).await;
    link.set_write_time(Duration::ZERO);
    toy.apply(vec![vibrate(0, 0), vibrate(1, 0)], Urgency::Stop)
        .await
        .unwrap();
    assert_eq!(output.await.unwrap(), Err(HardwareError::Overtaken));
    assert_eq!(text(link.take()), ["Vibrate1:0;", "Vibrate2:0;", "Vibrate1:10;"]);
}

#[tokio::test(start_paused = true)]
async fn s4_a_second_stop_beside_a_hung_one_waits_for_no_response() {
    let link = lovense("P");
    let toy = toy("LVS-P36", &link).await;
    link.set_write_time(Duration::from_secs(60));
    let hung = tokio::spawn(toy.clone().apply(vec![vibrate(0, 0)], Urgency::Stop));
    tokio::time::sleep(Duration::from_millis(250)).await;
    link.set_write_time(Duration::ZERO);
    toy.apply(vec![vibrate(0, 0)], Urgency::Stop).await.unwrap();
    let acknowledges: Vec<_> = link.writes().into_iter().map(|write| write.acknowledge).collect();
    assert_eq!(acknowledges, [Acknowledge::Never, Acknowledge::WherePossible]);
    hung.abort();
}

#[tokio::test(start_paused = true)]
async fn one_packet_for_two_motors_is_written_once() {
    let link = FakeLink::new("Ditto", &[Endpoint::Tx, Endpoint::Rx]);
    let identified = identified("Ditto", &link).await;
    assert_eq!(identified.description.name, "WeVibe Ditto");
    assert_eq!(link.take(), [[0x0f, 0, 0, 0, 0, 0, 0, 0]]);
    // The Ditto has one motor; the Nova two, in one packet.
    let link = FakeLink::new("Nova", &[Endpoint::Tx, Endpoint::Rx]);
    let toy = toy("Nova", &link).await;
    let both = vec![vibrate(0, 9), vibrate(1, 4)];
    toy.clone().apply(both, Urgency::Normal).await.unwrap();
    assert_eq!(link.take(), [[0x0f, 3, 0, 0x94, 0, 3, 0, 0]]);
    toy.apply(vec![vibrate(0, 0), vibrate(1, 0)], Urgency::Stop)
        .await
        .unwrap();
    assert_eq!(link.take(), [[0x0f, 0, 0, 0, 0, 0, 0, 0]]);
}

#[tokio::test(start_paused = true)]
async fn a_direction_that_changes_takes_its_own_packet_first() {
    let link = lovense("A");
    let toy = toy("LVS-A11", &link).await;
    let turn = |value| vec![to(1, OutputKind::Rotate, value)];
    toy.clone().apply(turn(10), Urgency::Normal).await.unwrap();
    toy.clone().apply(turn(-5), Urgency::Normal).await.unwrap();
    toy.apply(turn(0), Urgency::Stop).await.unwrap();
    let written = text(link.take());
    assert_eq!(written.last().unwrap(), "Rotate:0;");
    assert!(
        written.ends_with(&[
            "RotateChange;".to_owned(),
            "Rotate:5;".to_owned(),
            "Rotate:0;".to_owned()
        ]),
        "{written:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn s4_a_strokers_freeze_is_a_packet_that_it_can_take() {
    let link = FakeLink::new("Launch", &[Endpoint::Tx, Endpoint::Rx, Endpoint::Firmware]);
    let toy = toy("Launch", &link).await;
    let there = slide(99, 1000);
    toy.clone().apply(vec![there], Urgency::Normal).await.unwrap();
    assert_eq!(link.take(), [[99, 19]]);
    for place in [0, 1, 50, 98, 99] {
        toy.clone().apply(vec![there], Urgency::Normal).await.unwrap();
        toy.clone().apply(vec![slide(place, 0)], Urgency::Stop).await.unwrap();
        let freeze = link.take().pop().unwrap();
        assert_eq!(i32::from(freeze[0]), place);
        assert!(freeze[1] <= 99, "it has no speed {}", freeze[1]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_toy_that_falls_asleep_is_told_its_last_packet_again() {
    let link = FakeLink::new("T528-LT", &[Endpoint::Tx, Endpoint::Rx]);
    let toy = toy("T528-LT", &link).await;
    assert_eq!(toy.keep_alive_after(), Some(Duration::from_secs(1)));
    toy.clone().apply(vec![vibrate(0, 7)], Urgency::Normal).await.unwrap();
    toy.clone().keep_alive().await.unwrap();
    assert_eq!(link.take(), [[2, 7], [2, 7]]);
    toy.clone().apply(vec![vibrate(0, 0)], Urgency::Stop).await.unwrap();
    toy.keep_alive().await.unwrap();
    assert_eq!(link.take(), [[2, 0], [2, 0]]);
}

#[tokio::test(start_paused = true)]
async fn s1_what_a_task_of_the_protocol_has_replaced_is_not_told_again() {
    let link = FakeLink::new("UMV01", &[Endpoint::Tx, Endpoint::Rx]);
    let identified = identify(Catalog::builtin().unwrap(), &candidate("umove"), link.clone()).await;
    let toy = Arc::new(KnownToy::new(link.clone(), identified.unwrap().driver));
    assert_eq!(toy.keep_alive_after(), Some(Duration::from_millis(500)));
    let of = |feature, output: FeatureOutput| FeatureOutput { feature, ..output };
    toy.clone().apply(vec![vibrate(0, 9)], Urgency::Normal).await.unwrap();
    toy.clone()
        .apply(vec![of(1, slide(600, 2000))], Urgency::Normal)
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    // It is there already: the task has nothing to do any more, and the handler has to say that the motor stops.
    let stop = vec![of(1, slide(300, 0)), vibrate(0, 0)];
    toy.clone().apply(stop, Urgency::Stop).await.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let last = link.take().pop().unwrap();
    assert_eq!(last[4], 0, "the motor stands still: {last:?}");
    toy.clone().keep_alive().await.unwrap();
    assert_eq!(link.take(), [last]);
    // Here it is on its way, and the task says all.
    toy.clone().apply(vec![vibrate(0, 9)], Urgency::Normal).await.unwrap();
    toy.clone()
        .apply(vec![of(1, slide(600, 2000))], Urgency::Normal)
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let stop = vec![of(1, slide(500, 0)), vibrate(0, 0)];
    toy.clone().apply(stop, Urgency::Stop).await.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let last = link.take().pop().unwrap();
    assert_eq!(last[4], 0, "the motor stands still: {last:?}");
    toy.keep_alive().await.unwrap();
    assert_eq!(link.take(), [last], "not what set it in motion");
}

#[tokio::test(start_paused = true)]
async fn s4_a_stop_does_not_spray() {
    let link = FakeLink::new("Hismith", &[Endpoint::Tx, Endpoint::RxBLEModel]);
    link.set_value(Endpoint::RxBLEModel, &[0x40, 0x02]);
    let identified = identify(Catalog::builtin().unwrap(), &candidate("hismith-mini"), link.clone()).await;
    let identified = identified.unwrap();
    assert_eq!(identified.description.name, "Sinloli Piupiu");
    let toy = Arc::new(KnownToy::new(link.clone(), identified.driver));
    assert!(link.take().is_empty(), "to ask is not to spray");
    let spray = |value| vec![to(0, OutputKind::Spray, value)];
    toy.clone().apply(spray(1), Urgency::Normal).await.unwrap();
    assert_eq!(link.take(), [[0xcc, 0x0b, 1, 0x0c]]);
    toy.clone().apply(spray(0), Urgency::Stop).await.unwrap();
    assert!(link.take().is_empty(), "its zero is one more shot");
}

#[tokio::test(start_paused = true)]
async fn s4_an_output_that_nobody_has_written_keeps_no_other_from_its_stop() {
    // Its configuration gives it an oscillation, too.
    let link = FakeLink::new("CBT001", &[Endpoint::Tx, Endpoint::Rx]);
    let toy = toy("CBT001", &link).await;
    let stop = vec![vibrate(0, 0), to(1, OutputKind::Oscillate, 0)];
    toy.clone().apply(vec![vibrate(0, 50)], Urgency::Normal).await.unwrap();
    let moved = link.take();
    toy.clone().apply(stop.clone(), Urgency::Stop).await.unwrap();
    let stopped = link.take();
    assert_eq!(stopped.len(), 1);
    assert_ne!(stopped, moved);
    let oscillate = vec![to(1, OutputKind::Oscillate, 50)];
    assert!(toy.clone().apply(oscillate, Urgency::Normal).await.is_err());
    toy.apply(stop, Urgency::Stop).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn s4_a_spray_that_can_be_ended_is() {
    let link = FakeLink::new("J-Dodge", &[Endpoint::Tx, Endpoint::Rx]);
    let toy = toy("J-Dodge", &link).await;
    let spray = |value| vec![to(7, OutputKind::Spray, value)];
    toy.apply(spray(0), Urgency::Stop).await.unwrap();
    assert_eq!(link.take()[0], [0xa0, 0x24, 0, 0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn s4_a_protocol_that_writes_by_itself_is_stopped_when_it_falls_silent() {
    let link = FakeLink::new("AMN NEO", &[Endpoint::Tx, Endpoint::Rx]);
    let toy = toy("AMN NEO", &link).await;
    toy.clone().apply(vec![vibrate(0, 7)], Urgency::Normal).await.unwrap();
    tokio::time::sleep(Duration::from_millis(450)).await;
    let written = link.take();
    assert!((4..=5).contains(&written.len()), "{written:?}");
    assert_eq!(written[0], [0x55, 4, 0, 0, 0, 7]);
    toy.apply(vec![vibrate(0, 0)], Urgency::Stop).await.unwrap();
    link.take();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(link.take().is_empty(), "it is silent when the stop counts as confirmed");
}

#[tokio::test(start_paused = true)]
async fn a_protocols_own_tasks_end_with_the_toy() {
    let link = FakeLink::new("AMN NEO", &[Endpoint::Tx, Endpoint::Rx]);
    let toy = toy("AMN NEO", &link).await;
    toy.clone().apply(vec![vibrate(0, 7)], Urgency::Normal).await.unwrap();
    tokio::time::sleep(Duration::from_millis(150)).await;
    drop(toy);
    link.take();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(link.take().is_empty());
    assert_eq!(Arc::strong_count(&link), 1, "nothing holds on to it");
}

/// Implements nothing: in debug builds its default methods panic.
struct Unfinished;

impl ProtocolHandler for Unfinished {}

#[tokio::test(start_paused = true)]
async fn a_handler_that_panics_is_an_error_and_no_more() {
    let link = lovense("P");
    let driver = identified("LVS-P36", &link).await.driver;
    let unfinished = driver.with_handler(Arc::new(Unfinished));
    let refused = unfinished.packets(&[vibrate(0, 1)]);
    let expected = if cfg!(debug_assertions) {
        KnowledgeError::Panicked("not implemented: Command not implemented for this protocol".to_owned())
    } else {
        KnowledgeError::Handler(String::new())
    };
    let error = refused.unwrap_err();
    assert_eq!(
        std::mem::discriminant(&error),
        std::mem::discriminant(&expected),
        "{error}"
    );
    let toy = Arc::new(KnownToy::new(link.clone(), unfinished));
    assert!(toy.apply(vec![vibrate(0, 1)], Urgency::Normal).await.is_err());
}

/// Whoever identifies a toy cuts its link after an error.
#[tokio::test(start_paused = true)]
async fn s4_a_handler_that_panics_in_its_greeting_is_an_error() {
    // It takes the third and fourth letter of the name, whether they are there or not.
    let link = FakeLink::new("U", &[Endpoint::Tx, Endpoint::Rx]);
    let identified = identify(Catalog::builtin().unwrap(), &candidate("umove"), link.clone()).await;
    assert!(matches!(identified, Err(KnowledgeError::Panicked(_))), "{identified:?}");
    assert!(link.take().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_pressure_sensor_speaks_once_it_is_asked_to() {
    let link = FakeLink::new("Boost", &[Endpoint::RxPressure, Endpoint::RxBLEBattery]);
    link.set_value(Endpoint::RxBLEBattery, &[55]);
    let driver = identified("Boost", &link).await.driver;
    assert_eq!(driver.read(2, InputKind::Battery).await, Ok(55));
    let mut readings = driver.readings();
    driver.subscribe(0, InputKind::Pressure, true).await.unwrap();
    assert_eq!(link.subscribed(), [Endpoint::RxPressure]);
    link.notify(Endpoint::RxPressure, &[0, 1, 4, 1, 2, 5, 0xd3]);
    let expected = Reading {
        kind: InputKind::Pressure,
        value: 0x102,
    };
    assert_eq!(readings.next().await, Some((0, expected)));
    driver.subscribe(0, InputKind::Pressure, false).await.unwrap();
    assert!(link.subscribed().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_sensor_that_was_switched_off_and_on_says_everything_once() {
    let link = FakeLink::new("Boost", &[Endpoint::RxPressure, Endpoint::RxBLEBattery]);
    let driver = identified("Boost", &link).await.driver;
    let mut readings = driver.readings();
    for on in [true, false, true, false, true] {
        driver.subscribe(0, InputKind::Pressure, on).await.unwrap();
    }
    for value in [1, 2] {
        link.notify(Endpoint::RxPressure, &[0, 1, 4, 0, value, 0, 0]);
    }
    for value in [1, 2] {
        let expected = Reading {
            kind: InputKind::Pressure,
            value,
        };
        assert_eq!(readings.next().await, Some((0, expected)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_toy_that_does_not_say_what_it_is_is_known_by_its_name() {
    let link = FakeLink::new("LVS-Z001", &[Endpoint::Tx, Endpoint::Rx]);
    let identified = identified("LVS-Z001", &link).await;
    assert_eq!(identified.description.name, "Lovense Hush");
}

#[tokio::test(start_paused = true)]
async fn a_link_that_drops_ends_the_introduction_at_once() {
    let link = FakeLink::new("LVS-Z001", &[Endpoint::Tx, Endpoint::Rx]);
    let begun = Instant::now();
    let candidate = candidate("LVS-Z001");
    let asked = identify(Catalog::builtin().unwrap(), &candidate, link.clone());
    let (result, ()) = tokio::join!(asked, async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        link.drop_link();
    });
    assert!(matches!(result, Err(KnowledgeError::Unidentified(_))));
    assert_eq!(begun.elapsed(), Duration::from_millis(700));
}
