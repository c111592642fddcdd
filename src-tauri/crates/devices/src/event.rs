//! What happened to toys, for whoever shows it.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::sync::{broadcast, watch};
use vigil_core::time::Moment;

use crate::toy::{FeatureOutput, Urgency};

#[derive(Debug, Clone, PartialEq)]
pub enum DeviceEvent {
    Added {
        device: u32,
        name: String,
    },
    /// Its link ended, or the person removed it.
    Removed {
        device: u32,
        name: String,
    },
    /// The hardware confirmed these outputs.
    Written {
        device: u32,
        outputs: Vec<FeatureOutput>,
        urgency: Urgency,
        /// When the write was handed to the back end.
        sent: Moment,
        took: Duration,
    },
    /// A write failed; a newer one may follow.
    WriteFailed {
        device: u32,
        urgency: Urgency,
        error: String,
    },
    /// The hardware did not confirm a stop; its link was cut.
    StopUnconfirmed {
        device: u32,
        name: String,
    },
    /// What connected over WebSocket was turned away. Told once in a while, however often it tries.
    ToyRefused {
        peer: IpAddr,
        why: ToyRefused,
    },
    BatteryRead {
        device: u32,
        percent: u8,
    },
}

/// Why something that connected over WebSocket was turned away. The toy and the person are told in these words. Its names
/// are stored in the history of alerts: a new one may come, but none may change.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToyRefused {
    #[error("it is the web page {0}, and no toy is one")]
    WebPage(String),
    #[error("it did not say what it is")]
    Silent,
    #[error("its introduction cannot be read: {0}")]
    Unreadable(String),
    #[error("it speaks version {0} of the toys' protocol, and Vigil knows version 0")]
    Version(String),
    #[error("its identifier is empty or too long")]
    Identifier,
    #[error("its address is too long")]
    Address,
    #[error("Vigil knows no toy with the identifier {0:?}")]
    Unknown(String),
    #[error("it did not answer like a toy of its kind: {0}")]
    Unidentified(String),
    #[error("the person does not let it connect")]
    Denied,
    #[error("a toy with its address is connected already")]
    AlreadyHere,
    #[error("too many toys are connected")]
    Full,
}

/// Tells everybody who listens. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Events {
    events: broadcast::Sender<DeviceEvent>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// Programs move toys hundreds of times a second: whoever only shows where they stand need not hear of each time.
    tells_each_output: AtomicBool,
    confirmed: watch::Sender<()>,
}

impl Events {
    /// So many are kept for a listener that is slow.
    pub(crate) fn new(backlog: usize) -> Self {
        Self {
            events: broadcast::Sender::new(backlog),
            shared: Arc::new(Shared {
                tells_each_output: AtomicBool::new(true),
                confirmed: watch::Sender::new(()),
            }),
        }
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<DeviceEvent> {
        self.events.subscribe()
    }

    pub(crate) fn tell_stops_only(&self) {
        self.shared.tells_each_output.store(false, Ordering::Relaxed);
    }

    pub(crate) fn confirmed(&self) -> watch::Receiver<()> {
        self.shared.confirmed.subscribe()
    }

    pub(crate) fn tell(&self, event: DeviceEvent) {
        let is_usual = matches!(
            event,
            DeviceEvent::Written {
                urgency: Urgency::Normal,
                ..
            }
        );
        if is_usual {
            self.shared.confirmed.send_replace(());
            if !self.shared.tells_each_output.load(Ordering::Relaxed) {
                return;
            }
        }
        // Nobody has to listen.
        let _ = self.events.send(event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(urgency: Urgency) -> DeviceEvent {
        DeviceEvent::Written {
            device: 3,
            outputs: Vec::new(),
            urgency,
            sent: Moment::from_nanos(1),
            took: Duration::ZERO,
        }
    }

    #[test]
    fn whoever_shows_where_toys_stand_hears_of_stops_and_that_something_moved() {
        let events = Events::new(8);
        let (mut told, mut confirmed) = (events.subscribe(), events.confirmed());
        events.tell(written(Urgency::Normal));
        assert_eq!(told.try_recv(), Ok(written(Urgency::Normal)));
        assert!(confirmed.has_changed().unwrap());
        confirmed.mark_unchanged();

        events.tell_stops_only();
        events.tell(written(Urgency::Normal));
        events.clone().tell(written(Urgency::Normal));
        assert!(told.try_recv().is_err(), "not of each output");
        assert!(confirmed.has_changed().unwrap());
        events.tell(written(Urgency::Stop));
        events.tell(DeviceEvent::BatteryRead { device: 3, percent: 80 });
        assert_eq!(told.try_recv(), Ok(written(Urgency::Stop)));
        assert_eq!(told.try_recv(), Ok(DeviceEvent::BatteryRead { device: 3, percent: 80 }));
    }
}
