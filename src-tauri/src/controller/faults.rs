use vigil_server::Standstill;

use super::Controller;
use crate::{alarm::Fault, alerts::words};

impl Controller {
    /// Vigil itself failed and survived it: the person is told, and Vigil is named.
    pub(super) fn fault(&mut self, fault: &Fault) {
        match fault {
            // Told when it is over: only then it is known how long it was. The sessions' runtime is this task's own.
            Fault::Stalled(stall) if stall.what == Standstill::Sessions => {}
            Fault::Stalled(stall) => {
                // A computer that slept while nothing moved is everyday life.
                if stall.may_move || stall.what == Standstill::Toys {
                    self.alert(words::stood_still(stall.what, stall.lasted, stall.may_move));
                }
            }
            Fault::Recovered { what, lasted } if *what == Standstill::Sessions => {
                self.alert(words::stood_still(*what, *lasted, true));
            }
            Fault::Recovered { .. } => {}
            Fault::WatchdogPanicked => self.alert(words::watchdog_failed()),
        }
    }
}
