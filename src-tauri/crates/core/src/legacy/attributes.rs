//! What spec v1 to v3 call "message attributes": which commands a device takes, and with how many parts of which
//! resolution. A part's position in these lists is the Index that commands use.

use crate::message::{DeviceDescription, Feature, InputAction, InputKind, OutputKind};

/// The attributes of one device. Made from its features, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attributes<'a> {
    /// v3 ScalarCmd: everything that has a strength or a position of its own.
    pub(crate) scalars: Vec<ScalarAttribute<'a>>,
    /// v1 to v3 RotateCmd: features that turn both ways.
    pub(crate) rotations: Vec<ScalarAttribute<'a>>,
    /// v1 to v3 LinearCmd: features that move to a position within a time.
    pub(crate) linears: Vec<ScalarAttribute<'a>>,
    /// v3 SensorReadCmd, and the level commands of v2.
    pub(crate) sensors: Vec<SensorAttribute<'a>>,
    /// v3 SensorSubscribeCmd and SensorUnsubscribeCmd: a list of its own, with Indices of its own.
    pub(crate) subscriptions: Vec<SensorAttribute<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScalarAttribute<'a> {
    /// The v4 feature behind it.
    pub(crate) feature: u32,
    pub(crate) kind: OutputKind,
    pub(crate) description: &'a str,
    pub(crate) step_count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SensorAttribute<'a> {
    pub(crate) feature: u32,
    pub(crate) kind: InputKind,
    pub(crate) description: &'a str,
    pub(crate) ranges: Vec<(i32, i32)>,
}

/// The ActuatorTypes of v3 that a feature of v4 can have, in the order in which the reference lists them.
const SCALAR_ORDER: [OutputKind; 5] = [
    OutputKind::Constrict,
    OutputKind::Oscillate,
    OutputKind::Position,
    OutputKind::Rotate,
    OutputKind::Vibrate,
];

/// The sensors that programs of v3 and before can read.
const READABLE: [InputKind; 2] = [InputKind::Battery, InputKind::Rssi];

/// The SensorTypes that v3's clients know.
const SENSOR_TYPES: [InputKind; 4] = [
    InputKind::Battery,
    InputKind::Rssi,
    InputKind::Button,
    InputKind::Pressure,
];

impl<'a> Attributes<'a> {
    pub(crate) fn of(device: &'a DeviceDescription) -> Self {
        let mut attributes = Self {
            scalars: Vec::new(),
            rotations: Vec::new(),
            linears: Vec::new(),
            sensors: Vec::new(),
            subscriptions: Vec::new(),
        };
        for (&index, feature) in &device.features {
            attributes.add(index, feature);
        }
        attributes
    }

    /// v1 and v2 VibrateCmd: the scalars that vibrate.
    pub(crate) fn vibrations(&self) -> impl Iterator<Item = &ScalarAttribute<'a>> {
        self.scalars.iter().filter(|scalar| scalar.kind == OutputKind::Vibrate)
    }

    fn add(&mut self, index: u32, feature: &'a Feature) {
        let scalar = |kind| {
            let range = feature.outputs.get(&kind)?;
            Some(ScalarAttribute {
                feature: index,
                kind,
                description: &feature.description,
                step_count: u32::try_from(*range.value.end()).unwrap_or(0),
            })
        };
        self.scalars.extend(SCALAR_ORDER.into_iter().filter_map(scalar));
        let turns_both_ways = feature
            .outputs
            .get(&OutputKind::Rotate)
            .is_some_and(|range| *range.value.start() < 0);
        if turns_both_ways {
            self.rotations.extend(scalar(OutputKind::Rotate));
        }
        self.linears.extend(scalar(OutputKind::HwPositionWithDuration));
        let sensor = |kind, action| {
            let input = feature.inputs.get(&kind)?;
            input.actions.contains(&action).then(|| SensorAttribute {
                feature: index,
                kind,
                description: &feature.description,
                ranges: input
                    .values
                    .iter()
                    .map(|range| (*range.start(), *range.end()))
                    .collect(),
            })
        };
        let read = |kind| sensor(kind, InputAction::Read);
        self.sensors.extend(READABLE.into_iter().filter_map(read));
        let subscribe = |kind| sensor(kind, InputAction::Subscribe);
        self.subscriptions
            .extend(SENSOR_TYPES.into_iter().filter_map(subscribe));
    }
}
