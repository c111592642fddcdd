//! What the reference says of one toy.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use serde_json::Value;
use tokio::time::{Instant, sleep};
use vigil_bluez::{
    Uuid, Write,
    reference::{Met, Packet, Unable, Wish, without_replaced},
};

/// The order in which Vigil looks at the outputs of one feature: that of the spec. Some handlers remember what they were
/// told before.
const KINDS: [&str; 9] = [
    "Vibrate",
    "Rotate",
    "Oscillate",
    "Constrict",
    "Temperature",
    "Led",
    "Position",
    "HwPositionWithDuration",
    "Spray",
];
const MOVEMENT_MS: u32 = 500;
/// Until the reference's own tasks have said their last word, and how long nothing new comes after it. The slowest
/// writes every 300 ms.
const OWN_WRITES: Duration = Duration::from_secs(10);
const OWN_WRITES_SETTLE: Duration = Duration::from_millis(900);

/// Bytes for a characteristic.
pub(super) type Bytes = (Uuid, Vec<u8>);

/// One output of one feature.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    pub(super) feature: u32,
    pub(super) kind: &'static str,
    pub(super) far_end: i32,
    /// Where it is sent: the far end, or back, where the carriage was sent there in another way.
    pub(super) target: i32,
    /// The time that it is given, where it takes one.
    pub(super) duration_ms: Option<u32>,
}

impl Output {
    /// Its stop is to stay where it is.
    pub(super) fn is_position(&self) -> bool {
        self.kind.contains("Position")
    }

    pub(super) fn to(&self, value: i32) -> Wish<'static> {
        Wish {
            feature: self.feature,
            kind: self.kind,
            value,
            duration_ms: self.duration_ms,
        }
    }
}

/// The places in packets, by characteristic and length, at which a handler differs from itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers(BTreeMap<(Uuid, usize), BTreeSet<usize>>);

impl Numbers {
    pub(super) fn learn(&mut self, once: &[Bytes], again: &[Bytes]) {
        for (one, other) in once.iter().zip(again) {
            if one.0 == other.0 && one.1.len() == other.1.len() {
                let differs = (0..one.1.len()).filter(|&place| one.1[place] != other.1[place]);
                self.0.entry((one.0, one.1.len())).or_default().extend(differs);
            }
        }
    }

    pub(super) fn without(&self, told: &[Bytes]) -> Vec<Bytes> {
        told.iter().map(|bytes| self.without_in(bytes)).collect()
    }

    pub(super) fn without_in(&self, (characteristic, bytes): &Bytes) -> Bytes {
        let mut bytes = bytes.clone();
        for &place in self.0.get(&(*characteristic, bytes.len())).into_iter().flatten() {
            bytes[place] = 0;
        }
        (*characteristic, bytes)
    }
}

/// Every output of these `DeviceFeatures`.
pub(super) fn outputs(features: &Value) -> Vec<Output> {
    let features: BTreeMap<u32, &Value> = features
        .as_object()
        .unwrap()
        .iter()
        .map(|(index, feature)| (index.parse().unwrap(), feature))
        .collect();
    let mut outputs = Vec::new();
    for (feature, details) in features {
        for kind in KINDS {
            let Some(range) = details["Output"].get(kind) else {
                continue;
            };
            let number = |of: &str, end: usize| i32::try_from(range[of][end].as_i64().unwrap()).unwrap();
            let duration = range.get("Duration").map(|_| {
                let bounds = [0, 1].map(|end| u32::try_from(number("Duration", end)).unwrap());
                MOVEMENT_MS.clamp(bounds[0], bounds[1])
            });
            let was_sent_there = kind.contains("Position")
                && outputs
                    .iter()
                    .any(|other: &Output| other.feature == feature && other.is_position());
            outputs.push(Output {
                feature,
                kind,
                far_end: number("Value", 1),
                target: number("Value", usize::from(!was_sent_there)),
                duration_ms: duration,
            });
        }
    }
    outputs
}

/// The bytes for these wishes, one after the other, without what a later one replaces.
pub(super) async fn bytes_for(met: &Met, wishes: &[Wish<'_>]) -> Result<Vec<Bytes>, Unable> {
    let mut packets: Vec<Vec<Packet>> = Vec::new();
    for &wish in wishes {
        packets.push(met.tell(wish).await?);
    }
    Ok(without_replaced(&packets)
        .into_iter()
        .map(|packet| (packet.characteristic, packet.bytes))
        .collect())
}

/// What the handler's own task says after so many writes; but for the bytes that the handler itself gave.
pub(super) async fn own_writes(met: &Met, since: usize, given: &[Bytes]) -> Vec<Bytes> {
    let own = || {
        let mut writes: Vec<Bytes> = met.writes()[since..].iter().map(bytes_of).collect();
        writes.retain(|bytes| !given.contains(bytes));
        writes
    };
    // Some repeat their last word for ever.
    let give_up = Instant::now() + OWN_WRITES;
    loop {
        let before = own();
        sleep(OWN_WRITES_SETTLE).await;
        let after = own();
        if last_of_each(&before) == last_of_each(&after) || Instant::now() > give_up {
            return after;
        }
    }
}

pub(super) fn bytes_of(write: &Write) -> Bytes {
    (write.characteristic, write.bytes.clone())
}

/// The last bytes on each characteristic.
pub(super) fn last_of_each(writes: &[Bytes]) -> Vec<Bytes> {
    let last: BTreeMap<Uuid, Vec<u8>> = writes.iter().cloned().collect();
    last.into_iter().collect()
}
