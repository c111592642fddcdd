//! A Vigil, its Bluetooth, and a toy.

use serde_json::json;
use vigil_bluez::{Bluez, Toy, ToySpec, Write};
use vigil_tests::{
    event::Event,
    raw_client::{RawClient, output},
    vigil::{Launch, Vigil},
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
        let bluez = Bluez::start().await;
        let toy = bluez.add_toy(ToySpec::of(EDGE));
        let vigil = Launch::new(arguments).bluetooth(bluez.environment()).start().await;
        let mut client = RawClient::join(&vigil, NAME).await;
        client.ok("StartScanning", json!({})).await;
        let index = added(&vigil).await;
        client.ok("StopScanning", json!({})).await;
        Self {
            bluez,
            toy,
            vigil,
            client,
            index,
        }
    }

    /// The same, with both motors turning.
    pub(crate) async fn edge_moving(arguments: &[&str]) -> Self {
        let mut rig = Self::edge(arguments).await;
        for motor in [0, 1] {
            rig.client
                .ok("OutputCmd", output(rig.index, motor, "Vibrate", 10))
                .await;
            rig.toy.wait_for_write(|write| write.text() == level(motor, 10)).await;
        }
        rig
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
