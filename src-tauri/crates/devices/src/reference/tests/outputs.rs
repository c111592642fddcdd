//! Outputs as packets, and which of them are repeated.

use super::*;

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
