//! What a toy says of itself.

use std::{panic::AssertUnwindSafe, pin::Pin, sync::PoisonError};

use buttplug_core::message::{InputReadingV4, InputTypeReading};
use buttplug_server::message::ButtplugServerDeviceMessage;
use futures_util::{FutureExt, Stream, StreamExt};
use vigil_core::message::{InputKind, Reading};

use super::{
    describe::input_type,
    error::{ReferenceError, panic_message},
    protocol_driver::ProtocolDriver,
};

/// What sensors say by themselves, with the feature's index.
pub(crate) type Readings = Pin<Box<dyn Stream<Item = (u32, Reading)> + Send>>;

impl ProtocolDriver {
    /// Asks a sensor.
    pub(crate) async fn read(&self, feature: u32, kind: InputKind) -> Result<i32, ReferenceError> {
        let asked = self.handler.handle_input_read_cmd(
            0,
            self.hardware.clone(),
            feature,
            self.feature_id(feature)?,
            input_type(kind),
        );
        let asked = AssertUnwindSafe(self.tasks.standing.own_future(asked)).catch_unwind();
        match asked.await {
            Ok(Ok(answer)) => Ok(value(answer.reading()).value),
            Ok(Err(error)) => Err(ReferenceError::Handler(error.to_string())),
            Err(panic) => Err(ReferenceError::Panicked(panic_message(panic.as_ref()))),
        }
    }

    /// Switches a sensor's own [`readings`](Self::readings) on or off.
    pub(crate) async fn subscribe(&self, feature: u32, kind: InputKind, on: bool) -> Result<(), ReferenceError> {
        let (id, hardware, of_type) = (self.feature_id(feature)?, self.hardware.clone(), input_type(kind));
        let asked = if on {
            self.handler
                .handle_input_subscribe_cmd(0, hardware, feature, id, of_type)
        } else {
            self.handler
                .handle_input_unsubscribe_cmd(hardware, feature, id, of_type)
        };
        let asked = AssertUnwindSafe(self.speaking.tasks.own_future(asked)).catch_unwind();
        match asked.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(ReferenceError::Handler(error.to_string())),
            Err(panic) => return Err(ReferenceError::Panicked(panic_message(panic.as_ref()))),
        }
        let mut speaking = self.speaking.sensors.lock().unwrap_or_else(PoisonError::into_inner);
        if on {
            speaking.insert((feature, kind));
        } else {
            speaking.remove(&(feature, kind));
        }
        // A handler's task looks whether it is still wanted when the toy says something, which it does not any more; it
        // would be there beside the next one, and each of them would pass on every word.
        if speaking.is_empty() {
            self.speaking.tasks.end();
        }
        Ok(())
    }

    /// What the sensors say by themselves.
    pub(crate) fn readings(&self) -> Readings {
        self.handler
            .event_stream()
            .map(|ButtplugServerDeviceMessage::SensorReading(message)| feature_reading(&message))
            .boxed()
    }
}

fn feature_reading(message: &InputReadingV4) -> (u32, Reading) {
    (message.feature_index(), value(message.reading()))
}

fn value(reading: InputTypeReading) -> Reading {
    let (kind, value) = match reading {
        InputTypeReading::Battery(value) => (InputKind::Battery, i32::from(value.data())),
        InputTypeReading::Rssi(value) => (InputKind::Rssi, i32::from(value.data())),
        InputTypeReading::Button(value) => (InputKind::Button, i32::from(value.data())),
        InputTypeReading::Pressure(value) => (InputKind::Pressure, i32::try_from(value.data()).unwrap_or(i32::MAX)),
    };
    Reading { kind, value }
}
