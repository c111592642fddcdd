//! The direction of a motor whose protocol can say "turn round" and no more.
//!
//! Lovense toys with a motor that turns (the Nora) have `Rotate:8;` and `RotateChange;`. Whoever turns it round has to
//! know which way it turns, and there is no way to ask: after a failed write, on a new link or in a new Vigil it would
//! be a guess. Newer ones understand `RotateClockwise:8;` and `RotateAntiClockwise:8;`
//! (<https://buttplug.io/stpihkal/protocols/lovense/>, "Set Rotation Speed and Direction"), which leave nothing to
//! guess. A toy is asked once per link whether it does, with a speed of 0, before the first output that turns it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, timeout_at},
};

use crate::{
    link::{Acknowledge, Link},
    reference::{Directions, Packet},
    timeouts,
    toy::HardwareError,
};

const TURN_ROUND: &[u8] = b"RotateChange;";
const QUESTION: &[u8] = b"RotateClockwise:0;";

/// What is known of one link's toy.
#[derive(Debug)]
pub(super) struct Turning {
    directions: Arc<Directions>,
    /// Whether it understands a direction; `None` until it was asked.
    understands: Mutex<Option<bool>>,
}

impl Turning {
    pub(super) fn new(directions: Arc<Directions>) -> Self {
        Self {
            directions,
            understands: Mutex::default(),
        }
    }

    /// The packet with its direction: in its own words, or after the toy was turned round. One that failed is known not
    /// to have turned it; one that hangs is followed by a cut link.
    pub(super) async fn directed(&self, link: &Arc<dyn Link>, mut packet: Packet) -> Result<Packet, HardwareError> {
        let Some(turn) = packet.turn.take() else {
            return Ok(packet);
        };
        if turn.turn_round == TURN_ROUND
            && let Some(data) = in_its_own_words(&packet.data, turn.clockwise)
            && self.understands(link, &packet).await?
        {
            packet.data = data;
            return Ok(packet);
        }
        if self.directions.is_clockwise(link.address()) != turn.clockwise {
            write(link, &packet, &turn.turn_round).await?;
            self.directions.note(link.address(), turn.clockwise);
        }
        Ok(packet)
    }

    async fn understands(&self, link: &Arc<dyn Link>, packet: &Packet) -> Result<bool, HardwareError> {
        let known = *self.lock();
        if let Some(known) = known {
            return Ok(known);
        }
        let mut notifications = link.notifications();
        write(link, packet, QUESTION).await?;
        let mut until = Instant::now() + timeouts::DIRECTION_ANSWER;
        let mut understands = false;
        loop {
            match timeout_at(until, notifications.recv()).await {
                Ok(Ok(notification)) => match notification.data.as_slice() {
                    b"OK;" | QUESTION => {
                        understands = true;
                        // It may have been the answer to the command before; a refusal would follow at once.
                        until = until.min(Instant::now() + timeouts::DIRECTION_REFUSED);
                    }
                    data if data.starts_with(b"ERR") || data.starts_with(b"UNKNOWN") => {
                        understands = false;
                        break;
                    }
                    _ => {}
                },
                Ok(Err(RecvError::Lagged(_))) => {}
                Ok(Err(RecvError::Closed)) => return Err(HardwareError::Disconnected),
                Err(_late) => break,
            }
        }
        *self.lock() = Some(understands);
        if understands {
            // The question has turned it.
            self.directions.note(link.address(), true);
        }
        Ok(understands)
    }

    fn lock(&self) -> MutexGuard<'_, Option<bool>> {
        self.understands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn in_its_own_words(rotate: &[u8], clockwise: bool) -> Option<Vec<u8>> {
    let speed = rotate.strip_prefix(b"Rotate:")?;
    let direction: &[u8] = if clockwise {
        b"RotateClockwise:"
    } else {
        b"RotateAntiClockwise:"
    };
    Some([direction, speed].concat())
}

async fn write(link: &Arc<dyn Link>, packet: &Packet, data: &[u8]) -> Result<(), HardwareError> {
    let acknowledge = Acknowledge::AsProtocolSays {
        with_response: packet.with_response,
    };
    link.clone().write(packet.endpoint, data.to_vec(), acknowledge).await
}
