use std::{sync::Arc, time::Duration};

use vigil_core::{
    message::{
        ClientMessage, Command, CommandError, DeviceDescription, Feature, FeatureOutput, InputAction, InputKind,
        Output, OutputKind, OutputRange, StopScope,
    },
    time::whole_ms,
};

use crate::{error::CallError, level, machine::Answer, shared::Shared};

/// A toy that the server has, as this session knows it.
///
/// The calls move every part of it that can do what is asked for, and what moves together leaves in one frame. Each of
/// them returns once the server has answered. A device of a session that is over moves nothing any more, also after the
/// client has connected again: take the new one from [`Event::DeviceAdded`](crate::Event::DeviceAdded).
///
/// ```no_run
/// # async fn run(device: vigil_client::Device) -> Result<(), vigil_client::CallError> {
/// device.vibrate(0.5).await?;
/// device.stop().await?;
/// # Ok(())
/// # }
/// ```
///
/// A call that is not awaited does nothing, and a stop that is not awaited leaves the toy moving; the compiler warns of
/// both:
///
/// ```compile_fail
/// #![deny(unused_must_use)]
/// # async fn run(device: vigil_client::Device) {
/// device.stop();
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Device {
    shared: Arc<Shared>,
    session: u64,
    index: u32,
    description: Arc<DeviceDescription>,
}

impl Device {
    pub(crate) fn new(shared: Arc<Shared>, session: u64, index: u32, description: Arc<DeviceDescription>) -> Self {
        Self {
            shared,
            session,
            index,
            description,
        }
    }

    /// What the server calls it by.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// What kind of toy it is.
    pub fn name(&self) -> &str {
        &self.description.name
    }

    /// The name that the person has given it, else [`name`](Self::name).
    pub fn display_name(&self) -> &str {
        self.description.display_name.as_deref().unwrap_or(self.name())
    }

    /// Everything that the server says about it: features, ranges, sensors.
    pub fn description(&self) -> &DeviceDescription {
        &self.description
    }

    /// Whether it is there, in this session.
    pub fn is_connected(&self) -> bool {
        self.check().is_ok()
    }

    /// Whether it has an output of this kind.
    pub fn has_output(&self, kind: OutputKind) -> bool {
        self.outputs(kind).next().is_some()
    }

    /// Whether it has a sensor of this kind.
    pub fn has_input(&self, kind: InputKind) -> bool {
        self.inputs(kind).next().is_some()
    }

    /// Every vibrator, from 0 to 1. What is more than zero moves it.
    pub async fn vibrate(&self, strength: f64) -> Result<(), CallError> {
        self.set(OutputKind::Vibrate, strength).await
    }

    /// Every rotator, from -1 to 1: the sign is the direction, if it has two.
    pub async fn rotate(&self, speed: f64) -> Result<(), CallError> {
        self.set(OutputKind::Rotate, speed).await
    }

    /// Every part that moves to and fro by itself, from 0 to 1.
    pub async fn oscillate(&self, speed: f64) -> Result<(), CallError> {
        self.set(OutputKind::Oscillate, speed).await
    }

    /// Every part that constricts, from 0 to 1.
    pub async fn constrict(&self, pressure: f64) -> Result<(), CallError> {
        self.set(OutputKind::Constrict, pressure).await
    }

    /// Every part that moves to a place, as fast as it can: from 0 to 1.
    pub async fn position(&self, place: f64) -> Result<(), CallError> {
        self.set(OutputKind::Position, place).await
    }

    /// Every part that moves to a place within a time: from 0 to 1.
    pub async fn position_with_duration(&self, place: f64, duration: Duration) -> Result<(), CallError> {
        self.set_all(OutputKind::HwPositionWithDuration, place, Some(duration))
            .await
    }

    /// Every output of this kind, from 0 to 1, or from -1 to 1 if its range is below zero, too. What needs a duration
    /// takes [`position_with_duration`](Self::position_with_duration).
    pub async fn set(&self, kind: OutputKind, level: f64) -> Result<(), CallError> {
        self.set_all(kind, level, None).await
    }

    /// One output of one feature, in the steps of its own range, which [`description`](Self::description) tells.
    pub async fn output(&self, feature: u32, output: Output) -> Result<(), CallError> {
        self.outputs_together(vec![FeatureOutput { feature, output }]).await
    }

    /// Outputs of several features, in one frame.
    pub async fn outputs_together(&self, outputs: Vec<FeatureOutput>) -> Result<(), CallError> {
        for FeatureOutput { feature, output } in &outputs {
            self.description.check_output(self.index, *feature, output)?;
            if output.kind.needs_duration() != output.duration_ms.is_some() {
                return Err(CommandError::UnsupportedOutput(output.kind).into());
            }
        }
        let messages = outputs.into_iter().map(|output| {
            ClientMessage::Device(Command::Output {
                device: self.index,
                outputs: [output].into_iter().collect(),
            })
        });
        self.send(messages.collect()).await.map(drop)
    }

    /// The charge of its battery, from 0 to 1.
    pub async fn battery(&self) -> Result<f64, CallError> {
        let (feature, range) = self
            .inputs(InputKind::Battery)
            .find_map(|(index, feature)| Some((index, feature.inputs.get(&InputKind::Battery)?.values.first())))
            .ok_or(CommandError::UnsupportedInput {
                kind: InputKind::Battery,
                action: InputAction::Read,
            })?;
        let most = range.map_or(100, |range| *range.end()).max(1);
        let charge = self.read(feature, InputKind::Battery).await?;
        Ok((f64::from(charge) / f64::from(most)).clamp(0.0, 1.0))
    }

    /// The strength of its radio signal, in dBm.
    pub async fn rssi(&self) -> Result<i32, CallError> {
        let kind = InputKind::Rssi;
        let (feature, _) = self.inputs(kind).next().ok_or(CommandError::UnsupportedInput {
            kind,
            action: InputAction::Read,
        })?;
        self.read(feature, kind).await
    }

    /// The present value of one sensor.
    pub async fn read(&self, feature: u32, kind: InputKind) -> Result<i32, CallError> {
        let answers = self.input(vec![feature], kind, InputAction::Read).await?;
        match answers.first() {
            Some(Answer::Reading(value)) => Ok(*value),
            _ => Err(CallError::UnexpectedAnswer),
        }
    }

    /// From now on every sensor of this kind tells its values by [`Event::InputReading`](crate::Event::InputReading).
    pub async fn subscribe(&self, kind: InputKind) -> Result<(), CallError> {
        self.input_all(kind, InputAction::Subscribe).await
    }

    /// From now on they no longer do.
    pub async fn unsubscribe(&self, kind: InputKind) -> Result<(), CallError> {
        self.input_all(kind, InputAction::Unsubscribe).await
    }

    /// Stops everything that it does, and its subscriptions. It goes out before every other call that still waits, and
    /// what was asked of this device before and has not been sent is never sent: those calls fail with
    /// [`CallError::Superseded`].
    pub async fn stop(&self) -> Result<(), CallError> {
        self.stop_scope(None).await
    }

    /// The same, for one feature.
    pub async fn stop_feature(&self, feature: u32) -> Result<(), CallError> {
        self.description.feature(self.index, feature)?;
        self.stop_scope(Some(feature)).await
    }

    async fn stop_scope(&self, feature: Option<u32>) -> Result<(), CallError> {
        let scope = StopScope {
            device: Some(self.index),
            feature,
            inputs: true,
            outputs: true,
        };
        self.send(vec![ClientMessage::Device(Command::Stop(scope))])
            .await
            .map(drop)
    }

    async fn set_all(&self, kind: OutputKind, level: f64, duration: Option<Duration>) -> Result<(), CallError> {
        let outputs: Vec<_> = self
            .outputs(kind)
            .map(|(feature, range)| {
                Ok(FeatureOutput {
                    feature,
                    output: Output {
                        kind,
                        value: level::step(kind, range, level)?,
                        duration_ms: duration.map(whole_ms),
                    },
                })
            })
            .collect::<Result<_, CommandError>>()?;
        if outputs.is_empty() {
            return Err(CommandError::UnsupportedOutput(kind).into());
        }
        self.outputs_together(outputs).await
    }

    async fn input_all(&self, kind: InputKind, action: InputAction) -> Result<(), CallError> {
        let features: Vec<_> = self
            .inputs(kind)
            .filter(|(_, feature)| {
                feature
                    .inputs
                    .get(&kind)
                    .is_some_and(|input| input.actions.contains(&action))
            })
            .map(|(index, _)| index)
            .collect();
        if features.is_empty() {
            return Err(CommandError::UnsupportedInput { kind, action }.into());
        }
        self.input(features, kind, action).await.map(drop)
    }

    async fn input(&self, features: Vec<u32>, kind: InputKind, action: InputAction) -> Result<Vec<Answer>, CallError> {
        for feature in &features {
            self.description.check_input(self.index, *feature, kind, action)?;
        }
        let messages = features.into_iter().map(|feature| {
            ClientMessage::Device(Command::Input {
                device: self.index,
                feature,
                kind,
                action,
            })
        });
        self.send(messages.collect()).await
    }

    async fn send(&self, messages: Vec<ClientMessage>) -> Result<Vec<Answer>, CallError> {
        self.check()?;
        self.shared.call(Some(self.session), messages).await
    }

    fn check(&self) -> Result<(), CallError> {
        self.shared.check()?;
        let is_there = self.shared.look(|state| {
            let devices = state.machine.devices();
            state.session == self.session && devices.get(&self.index).is_some_and(|there| *there == self.description)
        });
        if is_there {
            Ok(())
        } else {
            Err(CommandError::Disconnected.into())
        }
    }

    fn outputs(&self, kind: OutputKind) -> impl Iterator<Item = (u32, &OutputRange)> {
        let features = self.description.features.iter();
        features.filter_map(move |(index, feature)| Some((*index, feature.outputs.get(&kind)?)))
    }

    fn inputs(&self, kind: InputKind) -> impl Iterator<Item = (u32, &Feature)> {
        let features = self.description.features.iter();
        features
            .filter(move |(_, feature)| feature.inputs.contains_key(&kind))
            .map(|(index, feature)| (*index, feature))
    }
}
