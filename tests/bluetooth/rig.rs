//! A Vigil, its Bluetooth, and a toy.

use serde_json::json;
use vigil_bluez::{Bluez, Fault, Faults, Toy, ToySpec, Write};
use vigil_tests::{
    event::{Bluetooth, Event},
    raw_client::{RawClient, output},
    vigil::{Launch, Mark, Vigil},
};

pub(crate) const EDGE: &str = "Lovense Edge";

/// Everything that a test of one toy needs.
#[derive(Debug)]
pub(crate) struct Rig {
    pub(crate) bluez: Bluez,
    pub(crate) toy: Toy,
    pub(crate) vigil: Vigil,
    pub(crate) client: RawClient,
    /// The toy's index in the protocol.
    pub(crate) index: u32,
}

impl Rig {
    /// A program that has found a Lovense Edge.
    pub(crate) async fn edge(arguments: &[&str]) -> Self {
        Self::having(ToySpec::of(EDGE), arguments).await
    }

    /// A program that has found this toy.
    pub(crate) async fn having(spec: ToySpec, arguments: &[&str]) -> Self {
        let mut rig = Self::looking(Bluez::start().await, spec, arguments, |_, _| {}).await;
        rig.index = added(&rig.vigil).await;
        rig.client.ok("StopScanning", json!({})).await;
        rig.bluez.wait_for_end_of_scan().await;
        rig
    }

    /// The same, with both motors turning.
    pub(crate) async fn edge_moving(arguments: &[&str]) -> Self {
        let mut rig = Self::edge(arguments).await;
        rig.vibrate(10).await;
        rig
    }

    /// A program that looks for a toy, which nobody has found yet. A first toy will have index 0.
    pub(crate) async fn looking(
        bluez: Bluez,
        spec: ToySpec,
        arguments: &[&str],
        prepare: impl FnOnce(&Bluez, &Toy),
    ) -> Self {
        Self::launched(bluez, spec, Launch::new(arguments), prepare).await
    }

    /// The same, of a Vigil that is started so.
    pub(crate) async fn launched(
        bluez: Bluez,
        spec: ToySpec,
        launch: Launch,
        prepare: impl FnOnce(&Bluez, &Toy),
    ) -> Self {
        let toy = bluez.add_toy(spec);
        prepare(&bluez, &toy);
        let vigil = launch.bluetooth(bluez.environment()).start().await;
        let mut client = RawClient::join(&vigil, NAME).await;
        client.ok("StartScanning", json!({})).await;
        Self {
            bluez,
            toy,
            vigil,
            client,
            index: 0,
        }
    }

    /// The same, and the toy is out of reach.
    pub(crate) async fn looking_in_vain() -> Self {
        let rig = Self::looking(Bluez::start().await, ToySpec::of(EDGE), &[], |_, toy| {
            toy.stop_advertising();
        })
        .await;
        rig.bluetooth(Mark::default(), "a scan", |bluetooth| bluetooth.scanning)
            .await;
        rig
    }

    /// Both motors, up to the toy and its answer.
    pub(crate) async fn vibrate(&mut self, value: u32) {
        let since = self.vigil.mark();
        for motor in [0, 1] {
            self.wish(motor, value).await;
        }
        for motor in [0, 1] {
            self.toy
                .wait_for_write(|write| write.text() == level(motor, value))
                .await;
            let value = i32::try_from(value).unwrap();
            self.vigil.wait_for_wish_since(since, self.index, motor, value).await;
        }
    }

    /// The first motor, up to the toy, where Vigil's events cannot be read.
    pub(crate) async fn vibrate_unseen(&mut self, value: u32) {
        self.wish(0, value).await;
        self.toy.wait_for_write(|write| write.text() == level(0, value)).await;
    }

    /// A motor, as far as Vigil.
    pub(crate) async fn wish(&mut self, motor: u32, value: u32) {
        let value = i32::try_from(value).unwrap();
        self.client
            .ok("OutputCmd", output(self.index, motor, "Vibrate", value))
            .await;
    }

    /// Waits until the toy is here again, having been lost since.
    pub(crate) async fn back(&self, since: Mark) {
        let index = self
            .vigil
            .wait_since(since, "the toy to be back", |event| match event {
                Event::ToyAdded { toy, .. } => Some(*toy),
                _ => None,
            })
            .await;
        assert_eq!(index, self.index, "a toy keeps its index");
    }

    pub(crate) async fn gone(&self, since: Mark) {
        self.vigil
            .wait_since(since, "the toy to be gone", |event| {
                matches!(event, Event::ToyRemoved { .. }).then_some(())
            })
            .await;
    }

    /// How it stands with Bluetooth, as soon as it is so.
    pub(crate) async fn bluetooth(&self, since: Mark, what: &str, is_it: impl Fn(&Bluetooth) -> bool) -> Bluetooth {
        self.vigil
            .wait_since(since, what, |event| {
                event.bluetooth().filter(|bluetooth| is_it(bluetooth)).cloned()
            })
            .await
    }
}

pub(crate) const NAME: &str = "Moves A Toy";

/// The index of the first toy that appears.
pub(crate) async fn added(vigil: &Vigil) -> u32 {
    vigil
        .wait_for("the toy to be connected", |event| match event {
            Event::ToyAdded { toy, .. } => Some(*toy),
            _ => None,
        })
        .await
}

/// What an Edge is told so that this motor turns so fast.
pub(crate) fn level(motor: u32, level: u32) -> String {
    format!("Vibrate{}:{level};", motor + 1)
}

/// The last level that this motor was told, and reached it.
pub(crate) fn last_level(writes: &[Write], motor: u32) -> Option<String> {
    let prefix = format!("Vibrate{}:", motor + 1);
    let mut told = writes.iter().map(Write::text).filter(|text| text.starts_with(&prefix));
    told.next_back()
}

/// When both motors had been told to stand still, of the writes after this many.
pub(crate) fn still_at(writes: &[Write]) -> Option<tokio::time::Instant> {
    let at = |motor| {
        writes
            .iter()
            .find(|write| write.text() == level(motor, 0))
            .map(|write| write.at)
    };
    Some(at(0)?.max(at(1)?))
}

/// Both motors stand still, as far as the toy was told.
pub(crate) fn stands_still(toy: &Toy) {
    for motor in [0, 1] {
        assert_eq!(last_level(&toy.writes(), motor), Some(level(motor, 0)));
    }
}

/// A toy of which only the writes are wrong.
pub(crate) fn writes(fault: Fault) -> Faults {
    Faults {
        write: Some(fault),
        ..Faults::default()
    }
}

/// A toy that is wrong while it is connected to.
pub(crate) fn connects(fault: Fault) -> Faults {
    Faults {
        connect: Some(fault),
        ..Faults::default()
    }
}
