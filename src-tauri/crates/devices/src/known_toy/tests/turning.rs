//! A motor that is turned round: the direction is the one that was asked for last.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use proptest::test_runner::TestRunner;
use tokio::{runtime::Handle, time::sleep};
use vigil_core::{
    lease::{Lease, SessionId},
    message::{Output, OutputKind},
};

use super::{FakeLink, arrive, ms};
use crate::{
    Devices, StopResult,
    link::{Endpoint, Notification, fake::Fault},
    toy::FeatureOutput,
    virtual_clock::virtual_clock,
};

/// A Lovense Nora.
#[derive(Debug)]
struct Nora {
    clockwise: bool,
    speed: u32,
    turned_round: u32,
    /// Whether it knows `RotateClockwise:8;`.
    understands: bool,
}

type Shared = Arc<Mutex<Nora>>;

fn nora(understands: bool) -> Shared {
    Arc::new(Mutex::new(Nora {
        clockwise: true,
        speed: 0,
        turned_round: 0,
        understands,
    }))
}

impl Nora {
    fn hears(&mut self, command: &str) -> String {
        let (name, value) = command.trim_end_matches(';').split_once(':').unwrap_or((command, ""));
        let speed = value.parse();
        match (name, speed) {
            ("DeviceType;", _) => return "A:11:0082059AD3BD;".to_owned(),
            ("RotateChange;", _) => {
                self.clockwise = !self.clockwise;
                self.turned_round += 1;
            }
            ("Rotate", Ok(speed)) => self.speed = speed,
            ("RotateClockwise" | "RotateAntiClockwise", Ok(speed)) if self.understands => {
                self.clockwise = name == "RotateClockwise";
                self.speed = speed;
            }
            ("RotateClockwise" | "RotateAntiClockwise", _) => return "ERR;".to_owned(),
            _ => {}
        }
        "OK;".to_owned()
    }
}

fn link_to(nora: &Shared, address: &str) -> Arc<FakeLink> {
    let link = FakeLink::at(address, "LVS-Nora11", &[Endpoint::Tx, Endpoint::Rx]);
    let nora = nora.clone();
    link.set_script(move |_, data| {
        let answer = nora.lock().unwrap().hears(std::str::from_utf8(data).unwrap());
        vec![Notification {
            endpoint: Endpoint::Rx,
            data: answer.into_bytes(),
        }]
    });
    link
}

/// A Nora that is connected, with the address of this test.
async fn connected(nora: &Shared, address: &str) -> (Devices, Arc<FakeLink>) {
    let link = link_to(nora, address);
    let devices = Devices::new(virtual_clock(), Handle::current());
    arrive(&devices, "LVS-Nora11", &link).await;
    (devices, link)
}

fn rotate(devices: &Devices, lease: &Lease, value: i32) {
    let output = Output {
        kind: OutputKind::Rotate,
        value,
        duration_ms: None,
    };
    let outputs = [FeatureOutput { feature: 1, output }];
    devices.output(lease, 0, &outputs).unwrap();
}

fn turns(nora: &Shared) -> i32 {
    let nora = nora.lock().unwrap();
    let speed = i32::try_from(nora.speed).unwrap();
    if nora.clockwise { speed } else { -speed }
}

#[tokio::test(start_paused = true)]
async fn a_direction_survives_writes_that_fail() {
    for understands in [true, false] {
        for fault in [Fault::Refused, Fault::AnswerLost] {
            // Which of the writes that it takes.
            for failing in 0..4 {
                if fault == Fault::AnswerLost && !understands {
                    // Whether it turned round cannot be known.
                    continue;
                }
                let nora = nora(understands);
                let (devices, link) = connected(&nora, &format!("fails {understands} {fault:?} {failing}")).await;
                let lease = Lease::new(SessionId(1));
                link.fail(failing, fault);
                for value in [-10, -5, 7, -20] {
                    rotate(&devices, &lease, value);
                    ms(2500).await;
                    assert_eq!(turns(&nora), value, "{understands} {fault:?} {failing}");
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_direction_is_right_on_a_new_link() {
    for understands in [true, false] {
        let nora = nora(understands);
        let address = format!("comes back {understands}");
        let (devices, link) = connected(&nora, &address).await;
        let lease = Lease::new(SessionId(1));
        rotate(&devices, &lease, -10);
        ms(2500).await;
        link.drop_link();
        ms(100).await;
        let back = link_to(&nora, &address);
        arrive(&devices, "LVS-Nora11", &back).await;
        assert_eq!(turns(&nora), 0, "stopped first");
        rotate(&devices, &lease, 8);
        ms(2500).await;
        assert_eq!(turns(&nora), 8, "{understands}");
    }
}

/// Nothing of what the one before knew is left, as under an address that nobody has met.
#[tokio::test(start_paused = true)]
async fn a_direction_is_right_in_a_new_vigil() {
    let nora = nora(true);
    let (devices, link) = connected(&nora, "killed").await;
    rotate(&devices, &Lease::new(SessionId(1)), -10);
    ms(2500).await;
    drop(devices);
    link.drop_link();
    ms(100).await;
    let (devices, _link) = connected(&nora, "started again").await;
    rotate(&devices, &Lease::new(SessionId(1)), 10);
    ms(2500).await;
    assert_eq!(turns(&nora), 10);
}

#[tokio::test(start_paused = true)]
async fn the_same_direction_turns_nothing_round() {
    let nora = nora(false);
    let (devices, _link) = connected(&nora, "the same").await;
    let lease = Lease::new(SessionId(1));
    for value in [5, 5, 5, -5, -5, -6, 0, -5] {
        rotate(&devices, &lease, value);
        ms(2500).await;
    }
    assert_eq!(nora.lock().unwrap().turned_round, 1);
    assert_eq!(turns(&nora), -5);
}

#[tokio::test(start_paused = true)]
async fn s3_a_direction_survives_stops_in_between() {
    use proptest::{prelude::*, strategy::ValueTree};
    let steps = proptest::collection::vec((-20..=20, 0_u64..600, any::<bool>()), 1..12);
    let mut runner = TestRunner::deterministic();
    for case in 0..200 {
        let understands = case % 2 == 0;
        let nora = nora(understands);
        let (devices, link) = connected(&nora, &format!("interleaved {case}")).await;
        let lease = Lease::new(SessionId(1));
        link.set_write_time(Duration::from_millis(150));
        let steps = steps.new_tree(&mut runner).unwrap().current();
        let mut wished = 0;
        for (value, pause, then_stop) in &steps {
            rotate(&devices, &lease, *value);
            wished = *value;
            if *then_stop {
                let stopped = devices.stop_everything().remove(0);
                assert_eq!(stopped.outcome().await.result, StopResult::Confirmed);
                assert_eq!(turns(&nora), 0, "{steps:?}");
                wished = 0;
            }
            sleep(Duration::from_millis(*pause)).await;
        }
        ms(3000).await;
        assert_eq!(turns(&nora), wished, "{steps:?}");
        rotate(&devices, &lease, -3);
        ms(3000).await;
        assert_eq!(turns(&nora), -3, "{steps:?}");
    }
}
