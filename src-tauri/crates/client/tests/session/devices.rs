use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use vigil_client::{CallError, Event, Events, InputKind};

use crate::server::{Server, device, everything, session};

const A_MOMENT: Duration = Duration::from_millis(5);

/// What the events say of devices until nothing more comes: +index, -index.
async fn changes(events: &mut Events) -> Vec<String> {
    let mut changes = Vec::new();
    while let Ok(Some(event)) = timeout(A_MOMENT, events.next()).await {
        match event {
            Event::DeviceAdded(device) => changes.push(format!("+{}", device.index())),
            Event::DeviceRemoved(device) => changes.push(format!("-{}", device.index())),
            _ => {}
        }
    }
    changes
}

async fn list(server: &mut Server, devices: &[u32]) {
    let devices: serde_json::Map<String, Value> = devices
        .iter()
        .map(|index| (index.to_string(), everything(*index)))
        .collect();
    server.list(0, Value::Object(devices)).await;
    sleep(Duration::from_millis(1)).await;
}

#[tokio::test(start_paused = true)]
async fn devices_come_and_go() {
    let (client, mut events, mut server) = session(0).await;
    assert_eq!(changes(&mut events).await, ["+0"]);
    list(&mut server, &[0, 1, 7]).await;
    assert_eq!(changes(&mut events).await, ["+1", "+7"]);
    let one = client.devices().remove(1);
    list(&mut server, &[0, 7]).await;
    assert_eq!(changes(&mut events).await, ["-1"]);
    assert!(!one.is_connected());
    assert!(matches!(one.vibrate(1.0).await, Err(CallError::Command(_))));
    list(&mut server, &[0, 7]).await;
    assert_eq!(changes(&mut events).await, Vec::<String>::new());
    let mut other = everything(7);
    other["DeviceName"] = json!("Another");
    server.list(0, json!({ "0": everything(0), "7": other })).await;
    assert_eq!(changes(&mut events).await, ["-7", "+7"]);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_reads_is_bounded_and_the_devices_are_right() {
    let (client, mut events, mut server) = session(0).await;
    for turn in 0..2000_u32 {
        list(&mut server, if turn % 2 == 0 { &[1, 2] } else { &[0] }).await;
        let reading =
            json!({ "Id": 0, "DeviceIndex": 0, "FeatureIndex": 4, "Reading": { "Pressure": { "Value": turn } } });
        server.say("InputReading", reading).await;
        server.say("ScanningFinished", json!({ "Id": 0 })).await;
        server.error(0, 0, "complaint").await;
    }
    sleep(A_MOMENT).await;
    assert_eq!(events.lost_readings(), 2000 - 1024);
    let (mut devices, mut readings, mut scans, mut errors) = (Vec::new(), Vec::new(), 0, 0);
    while let Ok(Some(event)) = timeout(A_MOMENT, events.next()).await {
        match event {
            Event::DeviceAdded(device) => devices.push(device.index()),
            Event::InputReading { reading, .. } => readings.push(reading.value),
            Event::ScanningFinished => scans += 1,
            Event::ServerError(_) => errors += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(devices, [0], "the others came and went unread");
    assert_eq!((readings.first(), readings.last()), (Some(&976), Some(&1999)));
    assert_eq!((readings.len(), scans, errors), (1024, 1, 16));
    assert!(client.is_connected());
}

/// Unread events never hide the end.
#[tokio::test(start_paused = true)]
async fn the_end_is_told_to_a_program_that_reads_late() {
    let (client, mut events, mut server) = session(0).await;
    for value in 0..3000 {
        let reading =
            json!({ "Id": 0, "DeviceIndex": 0, "FeatureIndex": 4, "Reading": { "Pressure": { "Value": value } } });
        server.say("InputReading", reading).await;
    }
    server.error(0, 2, "too late").await;
    drop(server);
    sleep(Duration::from_secs(5)).await;
    assert!(matches!(events.next().await, Some(Event::PingTimeout(_))));
    assert!(matches!(events.next().await, Some(Event::ServerDisconnect(_))));
    assert!(events.next().await.is_none());
    drop(client);
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_command_says_what_it_means() {
    let (client, mut events, mut server) = session(0).await;
    let toy = device(&client);
    let program = tokio::spawn(async move {
        toy.oscillate(0.5).await.unwrap();
        toy.constrict(1.0).await.unwrap();
        toy.position(0.25).await.unwrap();
        toy.position_with_duration(1.0, Duration::from_millis(500))
            .await
            .unwrap();
        assert!((toy.battery().await.unwrap() - 0.8).abs() < 1e-9);
        assert_eq!(toy.rssi().await.unwrap(), -40);
        toy.subscribe(InputKind::Pressure).await.unwrap();
        toy.unsubscribe(InputKind::Pressure).await.unwrap();
        toy.stop_feature(1).await.unwrap();
        toy.stop().await.unwrap();
        for wrong in [
            toy.vibrate(1.5).await,
            toy.vibrate(-0.1).await,
            toy.position_with_duration(0.5, Duration::from_secs(11)).await,
            toy.subscribe(InputKind::Battery).await,
            toy.stop_feature(9).await,
            toy.set(vigil_client::OutputKind::Spray, 1.0).await,
            toy.set(vigil_client::OutputKind::HwPositionWithDuration, 1.0).await,
        ] {
            assert!(matches!(wrong, Err(CallError::Command(_))), "{wrong:?}");
        }
    });
    let mut said = Vec::new();
    while said.len() < 10 {
        let message = server.next_call().await;
        match (
            message.kind.as_str(),
            message.body["Type"].as_str(),
            message.body["Command"].as_str(),
        ) {
            ("InputCmd", Some(kind), Some("Read")) => {
                let value = if kind == "Battery" { 80 } else { -40 };
                server
                    .say(
                        "InputReading",
                        json!({ "Id": message.id, "DeviceIndex": 0, "FeatureIndex": 4, "Reading": { kind: { "Value": value } } }),
                    )
                    .await;
            }
            _ => server.ok(message.id).await,
        }
        let mut body = message.body;
        body.as_object_mut().unwrap().remove("Id");
        said.push((message.kind, body));
    }
    program.await.unwrap();
    let wanted = [
        (
            "OutputCmd",
            json!({ "DeviceIndex": 0, "FeatureIndex": 2, "Command": { "Oscillate": { "Value": 4 } } }),
        ),
        (
            "OutputCmd",
            json!({ "DeviceIndex": 0, "FeatureIndex": 2, "Command": { "Constrict": { "Value": 3 } } }),
        ),
        (
            "OutputCmd",
            json!({ "DeviceIndex": 0, "FeatureIndex": 3, "Command": { "Position": { "Value": 25 } } }),
        ),
        (
            "OutputCmd",
            json!({ "DeviceIndex": 0, "FeatureIndex": 3,
            "Command": { "HwPositionWithDuration": { "Value": 100, "Duration": 500 } } }),
        ),
        (
            "InputCmd",
            json!({ "DeviceIndex": 0, "FeatureIndex": 4, "Type": "Battery", "Command": "Read" }),
        ),
        (
            "InputCmd",
            json!({ "DeviceIndex": 0, "FeatureIndex": 4, "Type": "Rssi", "Command": "Read" }),
        ),
        (
            "InputCmd",
            json!({ "DeviceIndex": 0, "FeatureIndex": 4, "Type": "Pressure", "Command": "Subscribe" }),
        ),
        (
            "InputCmd",
            json!({ "DeviceIndex": 0, "FeatureIndex": 4, "Type": "Pressure", "Command": "Unsubscribe" }),
        ),
        (
            "StopCmd",
            json!({ "DeviceIndex": 0, "FeatureIndex": 1, "Inputs": true, "Outputs": true }),
        ),
        ("StopCmd", json!({ "DeviceIndex": 0, "Inputs": true, "Outputs": true })),
    ];
    for (said, wanted) in said.iter().zip(wanted) {
        assert_eq!((said.0.as_str(), &said.1), (wanted.0, &wanted.1));
    }
    assert!(matches!(events.next().await, Some(Event::DeviceAdded(_))));
}
