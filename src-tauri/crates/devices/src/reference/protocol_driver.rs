//! One toy's protocol.

use std::{
    collections::BTreeSet,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use buttplug_core::message::{OutputCommand, OutputHwPositionWithDuration, OutputValue};
use buttplug_server::{
    device::{
        hardware::{Hardware, HardwareCommand},
        protocol::{ProtocolHandler, ProtocolKeepaliveStrategy},
    },
    message::checked_output_cmd::CheckedOutputCmdV4,
};
use buttplug_server_device_config::ServerDeviceDefinition;
use uuid::Uuid;
use vigil_core::message::{InputKind, Output, OutputKind};

use super::{
    describe::{output_kind, output_type},
    directions::Directions,
    error::{ReferenceError, panic_message},
    greeting::Greeting,
    own_writes::OwnWrites,
    packet::{Packet, add},
    quirks,
    tasks::ProtocolTasks,
};
use crate::toy::FeatureOutput;

/// A protocol that drives one toy.
pub(crate) struct ProtocolDriver {
    pub(super) handler: Arc<dyn ProtocolHandler>,
    pub(super) hardware: Arc<Hardware>,
    definition: ServerDeviceDefinition,
    pub(super) tasks: HandlerTasks,
    pub(super) speaking: Speaking,
    own_writes: Arc<OwnWrites>,
    greeting: Arc<Greeting>,
    keep_alive_after: Option<Duration>,
    asked: Mutex<Asked>,
    quirks: Quirks,
}

/// What the protocol's own way to a toy has made: everything that a driver is built from.
pub(super) struct Initialized {
    pub(super) handler: Arc<dyn ProtocolHandler>,
    pub(super) hardware: Arc<Hardware>,
    pub(super) definition: ServerDeviceDefinition,
    pub(super) tasks: Arc<ProtocolTasks>,
    pub(super) own_writes: Arc<OwnWrites>,
    pub(super) greeting: Arc<Greeting>,
}

/// The tasks that the handler started.
pub(super) struct HandlerTasks {
    /// With the toy.
    pub(super) standing: Arc<ProtocolTasks>,
    standing_count: usize,
    /// For an output.
    momentary: Arc<ProtocolTasks>,
}

/// The sensors that send readings by themselves now, and the handler's tasks that pass these on.
#[derive(Default)]
pub(super) struct Speaking {
    pub(super) sensors: Mutex<BTreeSet<(u32, InputKind)>>,
    pub(super) tasks: Arc<ProtocolTasks>,
}

/// What was asked of the toy over this link.
#[derive(Default)]
struct Asked {
    /// Outputs for which the handler ever gave packets, or a task of its own to write them.
    known: BTreeSet<(u32, OutputKind)>,
    /// Features that were to move.
    moved: BTreeSet<u32>,
}

/// What is peculiar to the toy.
struct Quirks {
    /// Features whose spray knows no zero: whatever value they are told, they spray.
    sprays_at_zero: BTreeSet<u32>,
    /// What turns the toy's motor round, if its protocol has no other way to say a direction.
    turn_round: Option<Vec<u8>>,
    directions: Arc<Directions>,
}

impl ProtocolDriver {
    pub(super) fn new(initialized: Initialized, directions: Arc<Directions>) -> Self {
        let Initialized {
            handler,
            hardware,
            definition,
            tasks,
            own_writes,
            greeting,
        } = initialized;
        let mut driver = Self {
            keep_alive_after: keep_alive_after(handler.as_ref()),
            handler,
            hardware,
            definition,
            tasks: HandlerTasks {
                standing_count: tasks.count(),
                standing: tasks,
                momentary: Arc::default(),
            },
            speaking: Speaking::default(),
            own_writes,
            greeting,
            asked: Mutex::default(),
            quirks: Quirks {
                sprays_at_zero: BTreeSet::new(),
                turn_round: None,
                directions,
            },
        };
        // Some handlers end a spray in a task of their own. None of them is to outlive the question.
        let asked = Arc::new(ProtocolTasks::default());
        let ask = |output: &FeatureOutput| driver.packets_by(&asked, output).ok();
        let turn_round = quirks::turn_round(driver.greeting.protocol(), &driver.definition, ask);
        let sprays_at_zero = quirks::sprays_at_zero(&driver.definition, ask);
        driver.quirks.turn_round = turn_round;
        driver.quirks.sprays_at_zero = sprays_at_zero;
        driver
    }

    /// The packets that bring these outputs about, in order. Where the packet of one output says it all for another,
    /// too, only the last of them remains.
    ///
    /// None, for protocols whose own task does the writing; see [`own_writes`](Self::own_writes).
    pub(crate) fn packets(&self, outputs: &[FeatureOutput]) -> Result<Vec<Packet>, ReferenceError> {
        if self.has_ended() {
            return Err(ReferenceError::Ended);
        }
        let mut packets: Vec<Packet> = Vec::new();
        for output in outputs {
            add(&mut packets, self.packets_of(output)?);
        }
        let moving = outputs
            .iter()
            .filter(|output| moves(output))
            .map(|output| output.feature);
        self.asked().moved.extend(moving);
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
    pub(crate) fn stop_packets(&self, outputs: &[FeatureOutput]) -> (Vec<Packet>, Result<(), ReferenceError>) {
        let mut packets: Vec<Packet> = Vec::new();
        let mut told = Ok(());
        for output in outputs.iter().filter(|output| self.can_stop(output)) {
            match self.packets_of(output) {
                Ok(of_output) => add(&mut packets, of_output),
                Err(error) if self.is_known(output) => told = Err(error),
                Err(error) => log::debug!("nothing to stop, feature {}: {error}", output.feature),
            }
        }
        if packets.is_empty() && !outputs.is_empty() && self.has_ended() {
            told = Err(ReferenceError::Ended);
        }
        (packets, told)
    }

    /// Whether the toy can be told this without doing the opposite: there is a spray of which every command is one
    /// more shot. A stop leaves that out; it comes to its end by itself.
    fn can_stop(&self, output: &FeatureOutput) -> bool {
        output.output.kind != OutputKind::Spray || !self.quirks.sprays_at_zero.contains(&output.feature)
    }

    /// Whether nothing that stops this feature can be said yet, since nobody knows whether it moves.
    pub(crate) fn has_no_stop(&self, feature: u32) -> bool {
        let has_one_switch = |kind: OutputKind| quirks::has_one_switch(self.greeting.protocol(), kind);
        let details = self.definition.features().get(&feature);
        let is_such = details.is_some_and(|details| {
            let mut kinds = details.output.iter().map(|output| output_kind(output.output_type()));
            kinds.any(has_one_switch)
        });
        is_such && !self.asked().moved.contains(&feature)
    }

    /// Lets the protocol reckon the way of its next slide from this place.
    pub(crate) fn reckon_from(&self, feature: u32, place: i32) {
        if let Some(output) = quirks::to_reckon_from(self.greeting.protocol(), feature, place) {
            // Only what the handler keeps of it matters.
            drop(self.packets_by(&self.tasks.momentary, &output));
        }
    }

    /// Packets of outputs before these may not have been written: the toy is told again which mode it is to be in.
    pub(crate) fn forget_mode(&self, outputs: &[FeatureOutput]) {
        for output in quirks::to_forget_mode(self.greeting.protocol(), &self.definition, outputs) {
            // Only what the handler keeps of it matters.
            drop(self.packets_by(&self.tasks.momentary, &output));
        }
    }

    /// Which way toys turn.
    pub(crate) fn directions(&self) -> Arc<Directions> {
        self.quirks.directions.clone()
    }

    /// Whether a task that led the toy is gone.
    fn has_ended(&self) -> bool {
        self.tasks.standing.count() < self.tasks.standing_count
    }

    /// Where a task of the protocol writes: what it wrote.
    pub(crate) fn own_writes(&self) -> Option<&OwnWrites> {
        let any_running = self.tasks.standing.count() + self.tasks.momentary.count() > 0;
        any_running.then_some(&self.own_writes)
    }

    /// What tasks of the protocol wrote, whether any still runs or not.
    pub(crate) fn all_own_writes(&self) -> &OwnWrites {
        &self.own_writes
    }

    /// A toy that falls asleep, or stops, unless it is told the same again after so long.
    pub(crate) fn keep_alive_after(&self) -> Option<Duration> {
        self.keep_alive_after
    }

    /// The same toy with another protocol.
    #[cfg(test)]
    pub(super) fn with_handler(self, handler: Arc<dyn ProtocolHandler>) -> Self {
        Self { handler, ..self }
    }

    fn packets_of(&self, output: &FeatureOutput) -> Result<Vec<Packet>, ReferenceError> {
        let mut packets = self.packets_by(&self.tasks.momentary, output)?;
        if let Some(turn_round) = &self.quirks.turn_round {
            packets = quirks::with_turn(turn_round, packets, output);
        }
        if packets.is_empty() && !moves(output) {
            packets = quirks::unsaid_stop(self.greeting.protocol(), output.output.kind);
        }
        self.asked().known.insert((output.feature, output.output.kind));
        Ok(packets)
    }

    fn is_known(&self, output: &FeatureOutput) -> bool {
        self.asked().known.contains(&(output.feature, output.output.kind))
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the handler starts meanwhile belongs to these tasks.
    fn packets_by(&self, tasks: &Arc<ProtocolTasks>, output: &FeatureOutput) -> Result<Vec<Packet>, ReferenceError> {
        let command = CheckedOutputCmdV4::new(
            1,
            0,
            output.feature,
            self.feature_id(output.feature)?,
            self.command(output)?,
        );
        let call = || tasks.own(|| self.handler.handle_output_cmd(&command));
        let commands = catch_unwind(AssertUnwindSafe(call))
            .map_err(|panic| ReferenceError::Panicked(panic_message(panic.as_ref())))?
            .map_err(|error| ReferenceError::Handler(error.to_string()))?;
        commands
            .into_iter()
            .map(|command| match command {
                HardwareCommand::Write(write) => Ok(Packet::of(&write)),
                // No protocol does this for an output.
                HardwareCommand::Subscribe(_) | HardwareCommand::Unsubscribe(_) => {
                    Err(ReferenceError::Handler("an output that asks a sensor".to_owned()))
                }
            })
            .collect()
    }

    fn command(&self, output: &FeatureOutput) -> Result<OutputCommand, ReferenceError> {
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
            .ok_or_else(|| ReferenceError::Handler(format!("feature {} has no {}", output.feature, kind.name())))?;
        // Some toys count their places from the other end.
        let value = known
            .calculate_from_value(value)
            .map_err(|error| ReferenceError::Handler(error.to_string()))?;
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

    pub(super) fn feature_id(&self, feature: u32) -> Result<Uuid, ReferenceError> {
        self.definition
            .features()
            .get(&feature)
            .map(buttplug_server_device_config::ServerDeviceFeature::id)
            .ok_or_else(|| ReferenceError::Handler(format!("there is no feature {feature}")))
    }
}

impl fmt::Debug for ProtocolDriver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProtocolDriver")
            .field("name", self.definition.name())
            .finish_non_exhaustive()
    }
}

/// Whether this sets something in motion.
fn moves(output: &FeatureOutput) -> bool {
    output.output.kind.is_position() || output.output.value != 0
}

/// To be asked once: a handler that numbers its requests counts this as one.
fn keep_alive_after(handler: &dyn ProtocolHandler) -> Option<Duration> {
    match catch_unwind(AssertUnwindSafe(|| handler.keepalive_strategy())) {
        Ok(ProtocolKeepaliveStrategy::RepeatLastPacketStrategyWithTiming(after)) => Some(after),
        // The others are for phones that put radios to sleep.
        Ok(_) | Err(_) => None,
    }
}
