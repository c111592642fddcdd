//! A toy of a known kind on a link: outputs become packets with what [`reference`](crate::reference) knows, and the link
//! carries them.
//!
//! | file | what it does |
//! | --- | --- |
//! | `introduction` | finds out which toy is on a link, and hands it to the devices |
//! | `known_stop` | the packets that stop the toy, for another process |
//! | `places` | where its carriages are on their way to |
//! | `turning` | which way its motor turns, where its protocol knows no direction |

mod introduction;
mod known_stop;
mod places;
mod turning;

#[cfg(test)]
mod tests;

pub(crate) use introduction::{Introduced, IntroductionError, introduce};

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, join_all, ready},
    stream::BoxStream,
};
use vigil_core::message::{InputKind, Reading};

use self::{
    known_stop::{KnownStop, subjects},
    places::Places,
    turning::Turning,
};
#[cfg(unix)]
use crate::toy::SocketStop;
use crate::{
    limits,
    link::{Acknowledge, Link},
    reference::{OwnWrites, Packet, ProtocolDriver},
    toy::{FeatureOutput, HardwareError, Toy, Urgency},
};

/// A toy of a known kind on a link.
#[derive(Debug)]
pub(crate) struct KnownToy {
    link: Arc<dyn Link>,
    driver: ProtocolDriver,
    /// Goes up with every stop: packets of an older output that are not written yet then never are (S3).
    stops: AtomicU64,
    unanswered_stops: AtomicU32,
    /// What a keep-alive repeats.
    last: Mutex<Vec<Packet>>,
    turning: Turning,
    places: Places,
    /// An output of several packets, such as a mode and a value, was not written whole.
    half_written: AtomicBool,
    known_stop: KnownStop,
}

impl KnownToy {
    pub(crate) fn new(link: Arc<dyn Link>, driver: ProtocolDriver) -> Self {
        Self {
            link,
            turning: Turning::new(driver.directions()),
            places: Places::default(),
            half_written: AtomicBool::new(false),
            driver,
            stops: AtomicU64::new(0),
            unanswered_stops: AtomicU32::new(0),
            last: Mutex::default(),
            known_stop: KnownStop::default(),
        }
    }

    /// One after the other, as protocols expect it.
    async fn write_in_order(&self, packets: Vec<Packet>, stops: u64) -> Result<(), HardwareError> {
        for packet in packets {
            if self.stops.load(Ordering::SeqCst) != stops {
                return Err(HardwareError::Overtaken);
            }
            let packet = self.turning.directed(&self.link, packet).await?;
            if self.stops.load(Ordering::SeqCst) != stops {
                return Err(HardwareError::Overtaken);
            }
            let acknowledge = Acknowledge::AsProtocolSays {
                with_response: packet.with_response,
            };
            self.link
                .clone()
                .write(packet.endpoint, packet.data, acknowledge)
                .await?;
        }
        Ok(())
    }

    /// All at once: with slow writes, the second motor does not run on until the first has answered.
    async fn write_stop(&self, packets: Vec<Packet>, mark: Option<u64>) -> Result<(), HardwareError> {
        let write = |packet: Packet, acknowledge| self.link.clone().write(packet.endpoint, packet.data, acknowledge);
        if self.unanswered_stops.fetch_add(1, Ordering::SeqCst) > 0 {
            // An earlier stop hangs, perhaps because its response never comes: one that waits for none may get through.
            // It proves nothing, whatever comes of it.
            let beside = packets.iter().cloned().map(|packet| write(packet, Acknowledge::Never));
            drop(join_all(beside).now_or_never());
        }
        let written = join_all(
            packets
                .into_iter()
                .map(|packet| write(packet, Acknowledge::WherePossible)),
        )
        .await;
        self.unanswered_stops.fetch_sub(1, Ordering::SeqCst);
        written.into_iter().collect::<Result<(), _>>()?;
        match (mark, self.driver.own_writes()) {
            (Some(mark), Some(own_writes)) => own_writes.settled_since(mark).await,
            _ => Ok(()),
        }
    }

    /// Where the protocol's own task does the writing, there are no packets; those of before are worth no repetition
    /// then, after a stop least of all (S1).
    fn remember(&self, packets: &[Packet]) {
        if self.driver.keep_alive_after().is_some() {
            *self.last() = packets.to_vec();
            self.driver.all_own_writes().overtaken();
        }
    }

    fn last(&self) -> MutexGuard<'_, Vec<Packet>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A carriage gets the time to freeze that its protocol needs for it.
fn in_its_own_time(mut output: FeatureOutput) -> FeatureOutput {
    output.output.duration_ms = output.output.duration_ms.map(|ms| ms.max(limits::FREEZE_MS));
    output
}

impl Toy for KnownToy {
    fn apply(
        self: Arc<Self>,
        outputs: Vec<FeatureOutput>,
        urgency: Urgency,
    ) -> BoxFuture<'static, Result<(), HardwareError>> {
        // All of this at once, not when the future is first polled: the order of calls is the order of packets.
        let stops = match urgency {
            Urgency::Normal => self.stops.load(Ordering::SeqCst),
            Urgency::Stop => self.stops.fetch_add(1, Ordering::SeqCst) + 1,
        };
        let mark = self.driver.own_writes().map(OwnWrites::mark);
        if urgency == Urgency::Normal && self.half_written.swap(false, Ordering::SeqCst) {
            self.driver.forget_mode(&outputs);
        }
        for output in &outputs {
            if let Some(place) = self.places.before(output) {
                self.driver.reckon_from(output.feature, place);
            }
        }
        self.places.begun(&outputs, urgency);
        let (packets, told) = match urgency {
            Urgency::Normal => match self.driver.packets(&outputs) {
                Ok(packets) => (packets, Ok(())),
                Err(error) => return ready(Err(error.into())).boxed(),
            },
            Urgency::Stop => {
                let outputs: Vec<_> = outputs.iter().copied().map(in_its_own_time).collect();
                self.driver.stop_packets(&outputs)
            }
        };
        self.remember(&packets);
        let has_parts = packets.len() > 1;
        // What a task of the protocol has to say belongs to a stop, too, and is not among the packets.
        // Known before the toy hears it, so that whoever sees it move can stop it.
        if urgency == Urgency::Stop && mark.is_none() && told.is_ok() {
            self.known_stop.begun(subjects(&outputs), packets.clone());
        }
        async move {
            let written = match urgency {
                Urgency::Normal => self.write_in_order(packets, stops).await,
                Urgency::Stop => self.write_stop(packets, mark).await,
            };
            self.places.answered(&outputs, urgency, written.is_ok());
            match urgency {
                Urgency::Normal if written.is_ok() => self.driver.told(),
                Urgency::Normal if has_parts => self.half_written.store(true, Ordering::SeqCst),
                Urgency::Normal | Urgency::Stop => {}
            }
            written?;
            told?;
            Ok(())
        }
        .boxed()
    }

    fn read(self: Arc<Self>, feature: u32, kind: InputKind) -> BoxFuture<'static, Result<i32, HardwareError>> {
        async move { Ok(self.driver.read(feature, kind).await?) }.boxed()
    }

    fn subscribe(
        self: Arc<Self>,
        feature: u32,
        kind: InputKind,
        on: bool,
    ) -> BoxFuture<'static, Result<(), HardwareError>> {
        async move { Ok(self.driver.subscribe(feature, kind, on).await?) }.boxed()
    }

    fn readings(&self) -> BoxStream<'static, (u32, Reading)> {
        self.driver.readings()
    }

    fn keep_alive_after(&self) -> Option<Duration> {
        self.driver.keep_alive_after()
    }

    fn keep_alive(self: Arc<Self>) -> BoxFuture<'static, Result<(), HardwareError>> {
        let stops = self.stops.load(Ordering::SeqCst);
        let own = self.driver.all_own_writes().last();
        let packets = own.map_or_else(|| self.last().clone(), |packet| vec![packet]);
        async move { self.write_in_order(packets, stops).await }.boxed()
    }

    fn has_no_stop(&self, feature: u32) -> bool {
        self.driver.has_no_stop(feature)
    }

    fn closed(self: Arc<Self>) -> BoxFuture<'static, ()> {
        self.link.clone().closed()
    }

    #[cfg(unix)]
    fn stop_over_socket(&self) -> Option<SocketStop> {
        let packets = self.known_stop.packets();
        let stops_motors = packets.is_some();
        let packets = packets.unwrap_or_default().into_iter();
        let (socket, bytes) = self.link.hand_over(packets.map(|packet| packet.data).collect())?;
        Some(SocketStop {
            socket,
            bytes,
            stops_motors,
        })
    }

    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()> {
        self.link.clone().disconnect()
    }
}
