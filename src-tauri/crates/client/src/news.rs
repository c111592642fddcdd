//! What a session has to tell its program, and the bounded queue in which it waits for the program.

use std::{collections::VecDeque, sync::Arc};

use vigil_core::message::{DeviceDescription, Reading};

use crate::{
    error::{DisconnectReason, ServerError},
    limits,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    PingTimeout(ServerError),
    ServerDisconnect(DisconnectReason),
    Reconnected,
    DeviceAdded(u32, Arc<DeviceDescription>),
    DeviceRemoved(u32, Arc<DeviceDescription>),
    InputReading {
        device: u32,
        feature: u32,
        reading: Reading,
    },
    ScanningFinished,
    ServerError(ServerError),
}

impl News {
    fn is_reading(&self) -> bool {
        matches!(self, Self::InputReading { .. })
    }

    fn is_error(&self) -> bool {
        matches!(self, Self::ServerError(_))
    }

    /// The same news once more says nothing new, or more of it: only the newest one is kept.
    fn is_replaced_by(&self, newer: &Self) -> bool {
        matches!(
            (self, newer),
            (Self::PingTimeout(_), Self::PingTimeout(_))
                | (Self::ServerDisconnect(_), Self::ServerDisconnect(_))
                | (Self::Reconnected, Self::Reconnected)
                | (Self::ScanningFinished, Self::ScanningFinished)
        )
    }

    /// A device of a session that is over.
    fn is_of_a_device(&self) -> bool {
        matches!(
            self,
            Self::DeviceAdded(..) | Self::DeviceRemoved(..) | Self::InputReading { .. }
        )
    }
}

/// Bounded, whatever the program does: see [`Events`](crate::Events).
#[derive(Debug, Default)]
pub(crate) struct Queue {
    waiting: VecDeque<News>,
    lost_readings: u64,
    /// Nobody reads them.
    is_deaf: bool,
}

impl Queue {
    pub(crate) fn push(&mut self, news: News) {
        if self.is_deaf {
            return;
        }
        match &news {
            News::InputReading { .. } => {
                if self.drop_oldest(limits::MAX_UNREAD_READINGS, News::is_reading) {
                    self.lost_readings += 1;
                }
            }
            News::ServerError(_) => {
                self.drop_oldest(limits::MAX_UNREAD_ERRORS, News::is_error);
            }
            News::DeviceRemoved(index, _) => {
                let is_unread = |news: &News| matches!(news, News::DeviceAdded(added, _) if added == index);
                if let Some(place) = self.waiting.iter().position(is_unread) {
                    // The program never heard of it.
                    self.waiting.remove(place);
                    return;
                }
            }
            News::ServerDisconnect(_) | News::PingTimeout(_) => {
                // It takes all devices with it.
                self.waiting.retain(|news| !news.is_of_a_device());
            }
            News::DeviceAdded(..) | News::Reconnected | News::ScanningFinished => {}
        }
        self.waiting.retain(|older| !older.is_replaced_by(&news));
        self.waiting.push_back(news);
    }

    pub(crate) fn pop(&mut self) -> Option<News> {
        self.waiting.pop_front()
    }

    pub(crate) fn lost_readings(&self) -> u64 {
        self.lost_readings
    }

    /// From now on nobody reads them.
    pub(crate) fn deafen(&mut self) {
        self.is_deaf = true;
        self.waiting.clear();
    }

    /// Whether there were too many, so that the oldest has gone.
    fn drop_oldest(&mut self, most: usize, which: fn(&News) -> bool) -> bool {
        let is_full = self.waiting.iter().filter(|news| which(news)).count() >= most;
        if is_full && let Some(place) = self.waiting.iter().position(which) {
            self.waiting.remove(place);
        }
        is_full
    }
}
