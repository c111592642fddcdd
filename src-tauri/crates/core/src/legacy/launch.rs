//! Commands of spec v0 and v1 for one toy each, the Launch and the Cyclone: whole numbers from 0 to 99.

use std::collections::BTreeMap;

use super::{
    attributes::Attributes,
    part::{output_range, slide, together, value},
};
use crate::{
    fraction,
    message::{Command, CommandError, DeviceDescription, Outputs},
};

/// Where the program's last move sent each device, from 0 to 99: FleshlightLaunchFW12Cmd has a speed, which says nothing
/// without the distance. Forgotten whenever the device may be elsewhere; then the whole distance counts.
#[derive(Debug, Default)]
pub(super) struct LaunchPositions(BTreeMap<u32, u32>);

impl LaunchPositions {
    pub(super) fn forget(&mut self, device: u32) {
        self.0.remove(&device);
    }

    pub(super) fn forget_all(&mut self) {
        self.0.clear();
    }
}

/// The Launch's positions and speeds go from 0 to this.
const WHOLE_WAY: u32 = 99;

/// A quarter of it.
const LEAST_WAY: u32 = 25;

/// Inverts the field's formula for how long the Launch took over 90 % of its range at a speed, which the first people
/// who drove it measured.
pub(super) fn launch(
    index: u32,
    device: &DeviceDescription,
    position: u32,
    speed: u32,
    launches: &mut LaunchPositions,
) -> Result<Command, CommandError> {
    const COMMAND: &str = "FleshlightLaunchFW12Cmd";
    let position = up_to_99(position)?;
    let speed = up_to_99(speed)?;
    let attributes = Attributes::of(device);
    let Some(carriage) = attributes.linears.first() else {
        return Err(CommandError::UnsupportedCommand { command: COMMAND });
    };
    let range = output_range(device, carriage.feature, carriage.kind)?;
    let from = launches.0.insert(index, position);
    // Another program may have moved it since, so even a short way gets a share of the time of the whole one.
    let way = from.map_or(WHOLE_WAY, |from| from.abs_diff(position)).max(LEAST_WAY);
    let duration_of_90_percent = (f64::from(speed.max(1)) / 25_000.0).powf(-0.95);
    let duration = duration_of_90_percent * f64::from(way) / 90.0;
    // At most 14 s: a speed of 1 over the whole way.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let mut duration_ms = duration.round() as u32;
    if let Some(durations) = &range.duration_ms {
        duration_ms = duration_ms.max(*durations.start()).min(*durations.end());
    }
    let place = fraction::place(f64::from(position) / 99.0, carriage.step_count)?;
    Ok(together(
        index,
        Outputs::from_buf([slide(carriage.feature, place, duration_ms)]),
    ))
}

pub(super) fn cyclone(
    index: u32,
    device: &DeviceDescription,
    speed: u32,
    clockwise: bool,
) -> Result<Command, CommandError> {
    let speed = up_to_99(speed)?;
    let attributes = Attributes::of(device);
    let Some(rotor) = attributes.rotations.first() else {
        return Err(CommandError::UnsupportedCommand {
            command: "VorzeA10CycloneCmd",
        });
    };
    let strength = fraction::strength(f64::from(speed) / 99.0, rotor.step_count)?;
    let strength = if clockwise { strength } else { -strength };
    Ok(together(
        index,
        Outputs::from_buf([value(rotor.feature, rotor.kind, strength)]),
    ))
}

fn up_to_99(value: u32) -> Result<u32, CommandError> {
    if value <= 99 {
        return Ok(value);
    }
    Err(CommandError::ValueOutOfRange {
        value: i32::try_from(value).unwrap_or(i32::MAX),
        min: 0,
        max: 99,
    })
}
