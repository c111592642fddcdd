use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use vigil_core::message::OutputKind;

use crate::{reference::Packet, toy::FeatureOutput};

/// The packets of the last stop of the whole toy, for a process that may have to stop it without knowing anything else
/// of it.
///
/// A toy that arrives is stopped first, so there is one before it can move. A stop of a carriage is none of them: its
/// packets hold the place where the carriage was, and written later would move it there.
#[derive(Debug, Default)]
pub(crate) struct KnownStop {
    last: Mutex<Option<Stop>>,
}

#[derive(Debug)]
struct Stop {
    outputs: BTreeSet<(u32, OutputKind)>,
    #[cfg_attr(not(unix), allow(dead_code, reason = "a socket can be handed over on Unix only"))]
    packets: Vec<Packet>,
}

impl KnownStop {
    /// Takes note of a stop that is about to be written.
    pub(crate) fn begun(&self, outputs: BTreeSet<(u32, OutputKind)>, packets: Vec<Packet>) {
        if packets.is_empty() || outputs.iter().any(|(_, kind)| kind.is_position()) {
            return;
        }
        let mut last = self.last();
        // A stop of one feature does not replace one of all.
        if last.as_ref().is_none_or(|last| last.outputs.is_subset(&outputs)) {
            *last = Some(Stop { outputs, packets });
        }
    }

    #[cfg_attr(not(unix), allow(dead_code, reason = "a socket can be handed over on Unix only"))]
    pub(crate) fn packets(&self) -> Option<Vec<Packet>> {
        self.last().as_ref().map(|stop| stop.packets.clone())
    }

    fn last(&self) -> MutexGuard<'_, Option<Stop>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What these outputs are about.
pub(crate) fn subjects(outputs: &[FeatureOutput]) -> BTreeSet<(u32, OutputKind)> {
    outputs
        .iter()
        .map(|output| (output.feature, output.output.kind))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Endpoint;

    fn packets(byte: u8) -> Vec<Packet> {
        vec![Packet::new(Endpoint::Tx, &[byte])]
    }

    #[test]
    fn the_widest_stop_is_known_and_of_those_the_newest() {
        let known = KnownStop::default();
        let (one, two) = ((0, OutputKind::Vibrate), (1, OutputKind::Vibrate));
        let place = (2, OutputKind::HwPositionWithDuration);
        assert_eq!(known.packets(), None);
        for (outputs, byte, expected) in [
            (vec![one], 1, 1),
            (vec![one, two], 2, 2),
            (vec![two], 3, 2),
            (vec![one, two, place], 4, 2),
            (vec![one, two], 5, 5),
        ] {
            known.begun(outputs.into_iter().collect(), packets(byte));
            assert_eq!(known.packets(), Some(packets(expected)), "{byte}");
        }
        known.begun([one, two].into(), Vec::new());
        assert_eq!(
            known.packets(),
            Some(packets(5)),
            "nothing was said, so nothing is known"
        );
    }
}
