//! What the toy has: outputs that it confirmed over this link and was told nothing else after. They need not be said again.

use std::collections::BTreeMap;

use vigil_core::{
    message::{Output, OutputKind},
    time::Moment,
};

use crate::{timeouts, toy::FeatureOutput};

/// The last output that each feature was sent.
#[derive(Debug, Default)]
pub(super) struct Held {
    features: BTreeMap<u32, Last>,
}

#[derive(Debug)]
struct Last {
    output: Output,
    sent: Moment,
    confirmed: Option<Moment>,
}

impl Held {
    pub(super) fn note_sent(&mut self, outputs: &[FeatureOutput], sent: Moment) {
        for &FeatureOutput { feature, output } in outputs {
            let last = Last {
                output,
                sent,
                confirmed: None,
            };
            self.features.insert(feature, last);
        }
    }

    pub(super) fn note_confirmed(&mut self, outputs: &[FeatureOutput], sent: Moment, now: Moment) {
        for &FeatureOutput { feature, output } in outputs {
            if let Some(last) = self.features.get_mut(&feature)
                && last.sent == sent
                && last.output == output
            {
                last.confirmed = Some(now);
            }
        }
    }

    /// Whether writing this would change nothing.
    pub(super) fn has(&self, FeatureOutput { feature, output }: FeatureOutput, now: Moment) -> bool {
        let Some(last) = self.features.get(&feature) else {
            return false;
        };
        let Some(confirmed) = last.confirmed else {
            return false;
        };
        if last.output.kind != output.kind || last.output.value != output.value {
            return false;
        }
        match output.kind {
            // Every command is one more shot.
            OutputKind::Spray => false,
            // On its way, a carriage would change its speed.
            OutputKind::HwPositionWithDuration => {
                let duration = last.output.duration_ms.unwrap_or_default();
                now >= last.sent + std::time::Duration::from_millis(duration.into())
            }
            OutputKind::Position => true,
            // As with every stop: what was confirmed may have been lost on the air, and a toy has buttons of its own.
            _ if output.value == 0 => now - confirmed < timeouts::AT_REST,
            _ => true,
        }
    }
}
