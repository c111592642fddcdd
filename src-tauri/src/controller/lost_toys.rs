//! Toys whose link was lost while they moved, until they are back and have been stopped: the alert about each then says
//! so.

use std::collections::BTreeMap;

use vigil_core::time::{Moment, whole_ms};
use vigil_devices::{DeviceEvent, Urgency};

use super::effect::Effect;
use crate::alerts::Alert;

/// Those of this run, by index.
#[derive(Debug, Default)]
pub(super) struct LostToys(BTreeMap<u32, Lost>);

#[derive(Debug)]
struct Lost {
    /// As its alert names it.
    name: String,
    since: Moment,
    back: Option<Moment>,
}

impl LostToys {
    /// `effects`: what follows from the event otherwise.
    pub(super) fn heed(&mut self, event: &DeviceEvent, effects: &[Effect], now: Moment) -> Option<Effect> {
        match event {
            DeviceEvent::Removed { device, .. } => {
                self.0.remove(device);
                let name = effects.iter().find_map(|effect| match effect {
                    Effect::Alert(Alert::ToyLost { toy, .. }) => Some(toy.clone()),
                    _ => None,
                });
                if let Some(name) = name {
                    let lost = Lost {
                        name,
                        since: now,
                        back: None,
                    };
                    self.0.insert(*device, lost);
                }
                None
            }
            DeviceEvent::Added { device, .. } => {
                if let Some(lost) = self.0.get_mut(device) {
                    lost.back = Some(now);
                }
                None
            }
            // The first thing that it confirms is its stop.
            DeviceEvent::Written {
                device,
                urgency: Urgency::Stop,
                ..
            } => {
                let back = self.0.get(device)?.back?;
                let Lost { name, since, .. } = self.0.remove(device)?;
                Some(Effect::ToyBack {
                    toy: name,
                    after_ms: whole_ms(back - since),
                })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(ms: u64) -> Moment {
        Moment::from_nanos(1) + Duration::from_millis(ms)
    }

    fn lost() -> [Effect; 1] {
        [Effect::Alert(Alert::ToyLost {
            toy: "Edge".to_owned(),
            back_after_ms: None,
        })]
    }

    fn removed() -> DeviceEvent {
        DeviceEvent::Removed {
            device: 3,
            name: "Edge".to_owned(),
        }
    }

    fn added(device: u32) -> DeviceEvent {
        DeviceEvent::Added {
            device,
            name: "Edge".to_owned(),
        }
    }

    fn written(urgency: Urgency) -> DeviceEvent {
        DeviceEvent::Written {
            device: 3,
            outputs: Vec::new(),
            urgency,
            sent: at(0),
            took: Duration::ZERO,
        }
    }

    #[test]
    fn a_toy_is_back_once_it_has_confirmed_its_stop() {
        let mut toys = LostToys::default();
        assert!(toys.heed(&removed(), &lost(), at(100)).is_none());
        // A late answer of the old link.
        assert!(toys.heed(&written(Urgency::Stop), &[], at(200)).is_none());
        assert!(toys.heed(&added(4), &[], at(900)).is_none(), "another one");
        assert!(toys.heed(&added(3), &[], at(1000)).is_none());
        assert!(toys.heed(&written(Urgency::Normal), &[], at(1005)).is_none());
        let back = toys.heed(&written(Urgency::Stop), &[], at(1010));
        assert!(
            matches!(&back, Some(Effect::ToyBack { toy, after_ms: 900 }) if toy == "Edge"),
            "{back:?}"
        );
        assert!(toys.heed(&written(Urgency::Stop), &[], at(1020)).is_none(), "told once");
    }

    #[test]
    fn a_toy_that_is_lost_again_before_it_was_stopped_is_not_back() {
        let mut toys = LostToys::default();
        drop(toys.heed(&removed(), &lost(), at(100)));
        drop(toys.heed(&added(3), &[], at(200)));
        // Its link ends at once; this time it did not move, as far as anybody knows.
        drop(toys.heed(&removed(), &[], at(210)));
        drop(toys.heed(&added(3), &[], at(300)));
        assert!(toys.heed(&written(Urgency::Stop), &[], at(310)).is_none());
    }
}
