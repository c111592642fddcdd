//! Whole toys over a link that goes nowhere: what comes out must be what the toys' makers' own programs send.

#[cfg(target_os = "linux")]
mod every_toy;
#[cfg(target_os = "linux")]
mod greetings;
mod outputs;
mod own_tasks;
mod recognition;
#[cfg(target_os = "linux")]
mod repeated;
#[cfg(target_os = "linux")]
mod retries;
mod sensors;
mod stops;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use buttplug_server::device::protocol::ProtocolHandler;
use futures_util::StreamExt;
use tokio::time::Instant;
use uuid::Uuid;
use vigil_core::message::{InputAction, InputKind, Output, OutputKind, Reading};

use super::{
    Advertisement, Catalog, GattAddress, catalog::Candidate, error::ReferenceError, identify, identify::Identified,
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
