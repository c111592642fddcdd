//! One toy's protocol.

use std::{
    collections::BTreeSet,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use buttplug_core::message::{
    InputReadingV4, InputTypeReading, OutputCommand, OutputHwPositionWithDuration, OutputValue,
};
use buttplug_server::{
    device::{
        hardware::{Hardware, HardwareCommand},
        protocol::{ProtocolHandler, ProtocolKeepaliveStrategy},
    },
    message::{ButtplugServerDeviceMessage, checked_output_cmd::CheckedOutputCmdV4},
};
use buttplug_server_device_config::{Endpoint, ServerDeviceDefinition};
use futures_util::{FutureExt, Stream, StreamExt};
use uuid::Uuid;
use vigil_core::message::{InputKind, Output, OutputKind, Reading};

use super::{
    describe::{input_type, output_type},
    error::KnowledgeError,
    greeting::Greeting,
    identify::words,
    packet::{Packet, add},
    tasks::ProtocolTasks,
};
use crate::{link::OwnWrites, toy::FeatureOutput};

/// A protocol that drives one toy.
pub(crate) struct Driver {
    handler: Arc<dyn ProtocolHandler>,
    hardware: Arc<Hardware>,
    definition: ServerDeviceDefinition,
    tasks: Arc<ProtocolTasks>,
    /// Those that pass on what sensors say.
    listening: Arc<ProtocolTasks>,
    /// The sensors that speak by themselves now.
    speaking: Mutex<BTreeSet<(u32, InputKind)>>,
    own_writes: Arc<OwnWrites>,
    greeting: Arc<Greeting>,
    keep_alive_after: Option<Duration>,
    /// Outputs for which the handler ever gave packets, or a task of its own to write them.
    known: Mutex<BTreeSet<(u32, OutputKind)>>,
    /// Features whose spray knows no zero: whatever value they are told, they spray.
    sprays_at_zero: BTreeSet<u32>,
}

/// What sensors say by themselves, with the feature's index.
pub(crate) type Readings = Pin<Box<dyn Stream<Item = (u32, Reading)> + Send>>;

impl Driver {
    pub(super) fn new(
        handler: Arc<dyn ProtocolHandler>,
        hardware: Arc<Hardware>,
        definition: ServerDeviceDefinition,
        tasks: Arc<ProtocolTasks>,
        own_writes: Arc<OwnWrites>,
        greeting: Arc<Greeting>,
    ) -> Self {
        let mut driver = Self {
            keep_alive_after: keep_alive_after(handler.as_ref()),
            handler,
            hardware,
            definition,
            tasks,
            listening: Arc::default(),
            speaking: Mutex::default(),
            own_writes,
            greeting,
            known: Mutex::default(),
            sprays_at_zero: BTreeSet::new(),
        };
        driver.sprays_at_zero = driver.find_sprays_at_zero();
        driver
    }

    /// Whether the toy can be told this without doing the opposite: there is a spray of which every command is one
    /// more shot. A stop leaves that out; it comes to its end by itself.
    fn can_stop(&self, output: &FeatureOutput) -> bool {
        output.output.kind != OutputKind::Spray || !self.sprays_at_zero.contains(&output.feature)
    }

    /// The packets that bring these outputs about, in order. Where the packet of one output says it all for another,
    /// too, only the last of them remains.
    ///
    /// None, for protocols whose own task does the writing; see [`own_writes`](Self::own_writes).
    pub(crate) fn packets(&self, outputs: &[FeatureOutput]) -> Result<Vec<Packet>, KnowledgeError> {
        let mut packets: Vec<Packet> = Vec::new();
        for output in outputs {
            add(&mut packets, self.packets_of(output)?);
        }
        if outputs.iter().any(moves) {
            self.greeting.end();
        }
        packets.extend(self.greeting.owed());
        Ok(packets)
    }

    /// The toy was told what [`packets`](Self::packets) gave.
    pub(crate) fn told(&self) {
        self.greeting.told();
    }

    /// As [`packets`](Self::packets), for a stop: what can be told is told, whatever cannot, and comes with it.
    ///
    /// The configuration gives some toys outputs that their handler does not implement. Such a one was never moved, and
    /// needs no stop; it must not keep the others from theirs.
    pub(crate) fn stop_packets(&self, outputs: &[FeatureOutput]) -> (Vec<Packet>, Result<(), KnowledgeError>) {
        let mut packets: Vec<Packet> = Vec::new();
        let mut told = Ok(());
        for output in outputs.iter().filter(|output| self.can_stop(output)) {
            match self.packets_of(output) {
                Ok(of_output) if of_output.is_empty() => {
                    add(&mut packets, unsaid_stop(self.greeting.protocol(), output.output.kind));
                }
                Ok(of_output) => add(&mut packets, of_output),
                Err(error) if self.is_known(output) => told = Err(error),
                Err(error) => log::debug!("nothing to stop, feature {}: {error}", output.feature),
            }
        }
        (packets, told)
    }

    /// Where a task of the protocol writes: what it wrote.
    pub(crate) fn own_writes(&self) -> Option<&OwnWrites> {
        self.tasks.any_running().then_some(&self.own_writes)
    }

    /// What tasks of the protocol wrote, whether any still runs or not.
    pub(crate) fn all_own_writes(&self) -> &OwnWrites {
        &self.own_writes
    }

    /// A toy that falls asleep, or stops, unless it is told the same again after so long.
    pub(crate) fn keep_alive_after(&self) -> Option<Duration> {
        self.keep_alive_after
    }

    /// Asks a sensor.
    pub(crate) async fn read(&self, feature: u32, kind: InputKind) -> Result<i32, KnowledgeError> {
        let asked = self.handler.handle_input_read_cmd(
            0,
            self.hardware.clone(),
            feature,
            self.feature_id(feature)?,
            input_type(kind),
        );
        let asked = AssertUnwindSafe(self.tasks.own_future(asked)).catch_unwind();
        match asked.await {
            Ok(Ok(answer)) => Ok(value(answer.reading()).value),
            Ok(Err(error)) => Err(KnowledgeError::Handler(error.to_string())),
            Err(panic) => Err(KnowledgeError::Panicked(words(panic.as_ref()))),
        }
    }

    /// Switches a sensor's own [`readings`](Self::readings) on or off.
    pub(crate) async fn subscribe(&self, feature: u32, kind: InputKind, on: bool) -> Result<(), KnowledgeError> {
        let (id, hardware, of_type) = (self.feature_id(feature)?, self.hardware.clone(), input_type(kind));
        let asked = if on {
            self.handler
                .handle_input_subscribe_cmd(0, hardware, feature, id, of_type)
        } else {
            self.handler
                .handle_input_unsubscribe_cmd(hardware, feature, id, of_type)
        };
        let asked = AssertUnwindSafe(self.listening.own_future(asked)).catch_unwind();
        match asked.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(KnowledgeError::Handler(error.to_string())),
            Err(panic) => return Err(KnowledgeError::Panicked(words(panic.as_ref()))),
        }
        let mut speaking = self.speaking.lock().unwrap_or_else(PoisonError::into_inner);
        if on {
            speaking.insert((feature, kind));
        } else {
            speaking.remove(&(feature, kind));
        }
        // A handler's task looks whether it is still wanted when the toy says something, which it does not any more; it
        // would be there beside the next one, and each of them would pass on every word.
        if speaking.is_empty() {
            self.listening.end();
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

    /// The same toy with another protocol.
    #[cfg(test)]
    pub(super) fn with_handler(self, handler: Arc<dyn ProtocolHandler>) -> Self {
        Self { handler, ..self }
    }

    fn find_sprays_at_zero(&self) -> BTreeSet<u32> {
        // Some end their spray in a task of their own. None of them is to outlive the question.
        let asked = Arc::new(ProtocolTasks::default());
        let packets = |feature, value| {
            let output = Output {
                kind: OutputKind::Spray,
                value,
                duration_ms: None,
            };
            self.packets_by(&asked, &FeatureOutput { feature, output }).ok()
        };
        let features = self.definition.features().iter();
        features
            .filter_map(|(&feature, details)| {
                let spray = details.get_output(output_type(OutputKind::Spray))?;
                let most = i32::try_from(spray.as_value_properties()?.value.step_count()).ok()?;
                let full = packets(feature, most)?;
                (!full.is_empty() && packets(feature, 0)? == full).then_some(feature)
            })
            .collect()
    }

    fn packets_of(&self, output: &FeatureOutput) -> Result<Vec<Packet>, KnowledgeError> {
        let packets = self.packets_by(&self.tasks, output)?;
        self.known().insert((output.feature, output.output.kind));
        Ok(packets)
    }

    fn is_known(&self, output: &FeatureOutput) -> bool {
        self.known().contains(&(output.feature, output.output.kind))
    }

    fn known(&self) -> MutexGuard<'_, BTreeSet<(u32, OutputKind)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the handler starts meanwhile belongs to these tasks.
    fn packets_by(&self, tasks: &Arc<ProtocolTasks>, output: &FeatureOutput) -> Result<Vec<Packet>, KnowledgeError> {
        let command = CheckedOutputCmdV4::new(
            1,
            0,
            output.feature,
            self.feature_id(output.feature)?,
            self.command(output)?,
        );
        let call = || tasks.own(|| self.handler.handle_output_cmd(&command));
        let commands = catch_unwind(AssertUnwindSafe(call))
            .map_err(|panic| KnowledgeError::Panicked(words(panic.as_ref())))?
            .map_err(|error| KnowledgeError::Handler(error.to_string()))?;
        commands
            .into_iter()
            .map(|command| match command {
                HardwareCommand::Write(write) => Ok(Packet::of(&write)),
                // No protocol does this for an output.
                HardwareCommand::Subscribe(_) | HardwareCommand::Unsubscribe(_) => {
                    Err(KnowledgeError::Handler("an output that asks a sensor".to_owned()))
                }
            })
            .collect()
    }

    fn command(&self, output: &FeatureOutput) -> Result<OutputCommand, KnowledgeError> {
        let Output {
            kind,
            value,
            duration_ms,
        } = output.output;
        let known = self
            .definition
            .features()
            .get(&output.feature)
            .and_then(|feature| feature.get_output(output_type(kind)))
            .ok_or_else(|| KnowledgeError::Handler(format!("feature {} has no {}", output.feature, kind.name())))?;
        // Some toys count their places from the other end.
        let value = known
            .calculate_from_value(value)
            .map_err(|error| KnowledgeError::Handler(error.to_string()))?;
        let plain = OutputValue::new(value);
        Ok(match kind {
            OutputKind::Vibrate => OutputCommand::Vibrate(plain),
            OutputKind::Rotate => OutputCommand::Rotate(plain),
            OutputKind::Oscillate => OutputCommand::Oscillate(plain),
            OutputKind::Constrict => OutputCommand::Constrict(plain),
            OutputKind::Temperature => OutputCommand::Temperature(plain),
            OutputKind::Led => OutputCommand::Led(plain),
            OutputKind::Spray => OutputCommand::Spray(plain),
            OutputKind::Position => OutputCommand::Position(plain),
            OutputKind::HwPositionWithDuration => OutputCommand::HwPositionWithDuration(
                OutputHwPositionWithDuration::new(u32::try_from(value).unwrap_or(0), duration_ms.unwrap_or(0)),
            ),
        })
    }

    fn feature_id(&self, feature: u32) -> Result<Uuid, KnowledgeError> {
        self.definition
            .features()
            .get(&feature)
            .map(buttplug_server_device_config::ServerDeviceFeature::id)
            .ok_or_else(|| KnowledgeError::Handler(format!("there is no feature {feature}")))
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver")
            .field("name", self.definition.name())
            .finish_non_exhaustive()
    }
}

/// Whether this sets something in motion.
fn moves(output: &FeatureOutput) -> bool {
    output.output.kind.is_position() || output.output.value != 0
}

/// What stops the toy if its handler gives no packet for that.
///
/// An OSSM's handler has nothing to say to a machine that it did not set in motion itself; but the machine may run
/// from before the link was lost.
fn unsaid_stop(protocol: &str, kind: OutputKind) -> Vec<Packet> {
    match (protocol, kind) {
        ("ossm", OutputKind::Oscillate) => vec![Packet::new(Endpoint::Tx, b"set:speed:0")],
        _ => Vec::new(),
    }
}

/// To be asked once: a handler that numbers its requests counts this as one.
fn keep_alive_after(handler: &dyn ProtocolHandler) -> Option<Duration> {
    match catch_unwind(AssertUnwindSafe(|| handler.keepalive_strategy())) {
        Ok(ProtocolKeepaliveStrategy::RepeatLastPacketStrategyWithTiming(after)) => Some(after),
        // The others are for phones that put radios to sleep.
        Ok(_) | Err(_) => None,
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
