//! A write that failed and is repeated says what it would have said the first time.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::time::{sleep, timeout};
use vigil_bluez::{ToySpec, toys::Model};
use vigil_core::message::{Output, OutputKind};

use super::{
    super::{Catalog, identify},
    every_toy::{every_model, meet, meet_spec},
};
use crate::{
    known_toy::KnownToy,
    link::fake::{FakeLink, Fault},
    toy::{FeatureOutput, HardwareError, Toy, Urgency},
};

/// Protocols that number their packets: a packet that is repeated has another number, and another checksum.
const NUMBERED: &[&str] = &[
    "honeyplaybox",
    "thehandy-v3",
    "tryfun-blackhole",
    "tryfun-meta2",
    "umove",
    "youou",
];

#[tokio::test(start_paused = true)]
async fn a_write_that_is_repeated_says_the_same() {
    let mut differs = BTreeSet::new();
    for model in every_model() {
        let (Some((well, plain_link)), Some((ill, faulty_link))) = (made(&model).await, made(&model).await) else {
            continue;
        };
        for (output, urgency) in well.1.clone() {
            let expected = applied(&well.0, &plain_link, output, urgency).await.1;
            let writes = u32::try_from(expected.len()).unwrap();
            // A stop is written all at once, and whatever of it arrived may come again.
            let failing = if urgency == Urgency::Stop {
                writes.min(1)
            } else {
                writes
            };
            for write in 0..failing {
                faulty_link.fail(write, Fault::Refused);
                let (result, _) = applied(&ill.0, &faulty_link, output, urgency).await;
                assert!(result.is_err(), "{model:?} {output:?}");
            }
            let (result, said) = applied(&ill.0, &faulty_link, output, urgency).await;
            let same = if NUMBERED.contains(&model.protocol.as_str()) {
                said.iter().map(Vec::len).eq(expected.iter().map(Vec::len))
            } else {
                said == expected
            };
            // Its link is cut.
            let has_ended = matches!(&result, Err(HardwareError::Failed(why)) if why.contains("lead"));
            if writes > 0 && !has_ended && (result.is_err() || !same) {
                differs.insert(format!(
                    "{} {urgency:?} {output:?}: {said:02x?} instead of {expected:02x?}, {result:?}",
                    model.protocol
                ));
            }
        }
    }
    assert!(differs.is_empty(), "{differs:#?}");
}

/// A task that leads the toy ends when a write of its fails: from then on outputs would be taken, and nothing written.
#[tokio::test(start_paused = true)]
async fn s4_a_protocol_whose_task_ended_is_an_error() {
    let leads = [
        ("fmachine", None, OutputKind::Oscillate),
        ("fredorch-rotary", None, OutputKind::Oscillate),
        ("hgod", None, OutputKind::Vibrate),
        ("lovense", Some("BA"), OutputKind::HwPositionWithDuration),
        ("umove", None, OutputKind::HwPositionWithDuration),
        ("xuanhuan", None, OutputKind::Vibrate),
    ];
    for (protocol, identifier, kind) in leads {
        let (candidate, link) = meet_spec(protocol, ToySpec::for_protocol(protocol, identifier));
        let identified = identify(Catalog::builtin().unwrap(), &candidate, link.clone())
            .await
            .unwrap();
        let range = identified
            .description
            .features
            .iter()
            .find_map(|(index, details)| Some((*index, details.outputs.get(&kind)?.clone())));
        let Some((feature, range)) = range else {
            panic!("{protocol} has no {kind:?}");
        };
        let output = FeatureOutput {
            feature,
            output: Output {
                kind,
                value: *range.value.end(),
                duration_ms: range.duration_ms.map(|_| 2000),
            },
        };
        let toy = Arc::new(KnownToy::new(link.clone(), identified.driver));
        toy.clone().apply(vec![output], Urgency::Normal).await.unwrap();
        for write in 0..3 {
            link.fail(write, Fault::Refused);
        }
        sleep(Duration::from_secs(2)).await;
        let again = toy.clone().apply(vec![output], Urgency::Normal).await;
        assert!(matches!(again, Err(HardwareError::Failed(_))), "{protocol}: {again:?}");
        let stop = FeatureOutput {
            output: Output {
                value: 0,
                ..output.output
            },
            ..output
        };
        link.take();
        let stopped = toy.apply(vec![stop], Urgency::Stop).await;
        assert!(
            stopped.is_err() || !link.take().is_empty(),
            "{protocol}: a stop that said nothing is no stop"
        );
    }
}

type Outputs = Vec<(FeatureOutput, Urgency)>;

/// A toy of this model, past its greeting, and what it is to be told.
async fn made(model: &Model) -> Option<((Arc<KnownToy>, Outputs), Arc<FakeLink>)> {
    let (candidate, link) = meet(model);
    let identified = identify(Catalog::builtin().unwrap(), &candidate, link.clone())
        .await
        .ok()?;
    let mut outputs = Outputs::new();
    for (&feature, details) in &identified.description.features {
        for (&kind, range) in &details.outputs {
            let most = *range.value.end();
            let least = if kind.is_position() { 0 } else { *range.value.start() };
            let sequence = [
                (most, Urgency::Normal),
                (most / 2, Urgency::Normal),
                (least, Urgency::Normal),
                (most / 3, Urgency::Normal),
                (if kind.is_position() { most / 4 } else { 0 }, Urgency::Stop),
                (most, Urgency::Normal),
            ];
            for (value, urgency) in sequence {
                let duration_ms = range.duration_ms.as_ref().map(|_| 500);
                let output = Output {
                    kind,
                    value,
                    duration_ms,
                };
                outputs.push((FeatureOutput { feature, output }, urgency));
            }
        }
    }
    link.take();
    let toy = Arc::new(KnownToy::new(link.clone(), identified.driver));
    Some(((toy, outputs), link))
}

async fn applied(
    toy: &Arc<KnownToy>,
    link: &Arc<FakeLink>,
    output: FeatureOutput,
    urgency: Urgency,
) -> (Result<(), HardwareError>, Vec<Vec<u8>>) {
    link.take();
    let applied = timeout(Duration::from_secs(5), toy.clone().apply(vec![output], urgency)).await;
    let mut said = link.take();
    // Asked once whether it understands a direction, and turned round once: `link/tests/turning.rs` is about that.
    said.retain(|packet| packet != b"RotateClockwise:0;" && packet != b"RotateChange;");
    (applied.unwrap(), said)
}
