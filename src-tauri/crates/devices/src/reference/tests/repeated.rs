//! What a toy has already is not written to it again, whatever its protocol.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::{runtime::Handle, time::sleep};
use vigil_core::{
    lease::{Lease, SessionId},
    message::{DeviceDescription, Output, OutputKind},
};

use super::{
    super::{Catalog, identify},
    every_toy::{every_model, meet},
};
use crate::{
    Devices, ToyIdentity, Transport,
    known_toy::KnownToy,
    link::fake::FakeLink,
    toy::{FeatureOutput, Toy},
    virtual_clock::virtual_clock,
};

struct Driven {
    devices: Devices,
    link: Arc<FakeLink>,
    description: DeviceDescription,
    lease: Lease,
    is_kept_alive: bool,
}

impl Driven {
    async fn new(candidate: super::Candidate, link: Arc<FakeLink>) -> Option<Self> {
        let identified = identify(Catalog::builtin().unwrap(), &candidate, link.clone())
            .await
            .ok()?;
        let description = identified.description.clone();
        let toy = Arc::new(KnownToy::new(link.clone(), identified.driver));
        let is_kept_alive = toy.keep_alive_after().is_some();
        let devices = Devices::new(virtual_clock(), Handle::current());
        let identity = ToyIdentity {
            transport: Transport::Bluetooth,
            address: "fake".to_owned(),
            protocol: candidate.protocol,
            variant: None,
        };
        devices.arrive(identity, identified.description, toy).unwrap();
        sleep(Duration::from_secs(3)).await;
        link.take();
        Some(Self {
            devices,
            link,
            description,
            lease: Lease::new(SessionId(1)),
            is_kept_alive,
        })
    }

    /// Everything that the toy has, at so many percent.
    fn all_at(&self, percent: i32) -> Vec<FeatureOutput> {
        let features = self.description.features.iter();
        let outputs = features.filter_map(|(&feature, details)| {
            let (&kind, range) = details.outputs.iter().find(|(kind, _)| **kind != OutputKind::Spray)?;
            let output = Output {
                kind,
                value: *range.value.end() * percent / 100,
                duration_ms: range.duration_ms.as_ref().map(|_| 300),
            };
            Some(FeatureOutput { feature, output })
        });
        outputs.collect()
    }

    /// What is written for these.
    async fn told(&self, outputs: &[FeatureOutput]) -> Vec<Vec<u8>> {
        self.devices.output(&self.lease, 0, outputs).unwrap();
        sleep(Duration::from_secs(3)).await;
        let mut packets = self.link.take();
        // A battery is asked each minute, and by some protocols in between.
        packets.retain(|packet| packet != b"Battery;");
        packets
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_toy_has_is_not_written_again() {
    let mut repeated = BTreeSet::new();
    let (mut models, mut quiet) = (0, 0);
    for model in every_model() {
        let (candidate, link) = meet(&model);
        let Some(toy) = Driven::new(candidate, link).await else {
            continue;
        };
        let outputs = toy.all_at(100);
        // A toy that has to be reminded is told what it is told; a task of its protocol writes without being asked.
        let writes_by_itself = toy.is_kept_alive || !toy.told(&[]).await.is_empty();
        if outputs.is_empty() || writes_by_itself {
            continue;
        }
        models += 1;
        let first = toy.told(&outputs).await;
        if !toy.link.is_open() || first.is_empty() {
            continue;
        }
        let by_itself = toy.link.take();
        sleep(Duration::from_secs(3)).await;
        let goes_on = !toy.link.take().is_empty() || !by_itself.is_empty();
        if goes_on {
            continue;
        }
        let again = toy.told(&outputs).await;
        if again.is_empty() {
            quiet += 1;
        } else {
            repeated.insert(format!("{}: {again:02x?}", model.protocol));
        }
    }
    assert!(repeated.is_empty(), "{repeated:#?}");
    println!("{quiet} of {models} models are not told again what they have");
    assert!(quiet > 100, "{quiet} of {models}");
}

/// Some pumps have a pattern that begins anew with each packet for them: a program that tells all of the toy each time
/// must not do so each time one motor changes.
#[tokio::test(start_paused = true)]
async fn only_what_changed_is_written_whatever_else_a_program_says_with_it() {
    let mut differs = BTreeSet::new();
    let mut compared = BTreeSet::new();
    for model in every_model() {
        let (one, other) = (meet(&model), meet(&model));
        let (Some(all), Some(part)) = (Driven::new(one.0, one.1).await, Driven::new(other.0, other.1).await) else {
            continue;
        };
        let mut outputs = all.all_at(100);
        if outputs.len() < 2 || all.is_kept_alive {
            continue;
        }
        let first = all.told(&outputs).await;
        // Its handler does not implement one of the outputs that the configuration gives it.
        if first.is_empty() || first != part.told(&outputs).await {
            continue;
        }
        outputs[0].output.value /= 2;
        let (with_all, with_part) = (all.told(&outputs).await, part.told(&outputs[..1]).await);
        compared.insert(model.protocol.clone());
        if with_all != with_part {
            differs.insert(format!(
                "{}: {with_all:02x?} instead of {with_part:02x?}",
                model.protocol
            ));
        }
    }
    assert!(differs.is_empty(), "{differs:#?}");
    for protocol in ["cachito", "joyhub", "svakom", "wevibe"] {
        assert!(
            compared.iter().any(|compared| compared.starts_with(protocol)),
            "{compared:?}"
        );
    }
}
