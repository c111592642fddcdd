//! Stops as packets.

use super::*;

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
