//! Sensors that speak by themselves.

use super::*;

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
