//! The sentences a person reads. What happened, then what it means, then what can be done.

mod bluetooth;
mod file;
mod measures;
mod page;
mod page_process;
mod power;
mod session;
mod toy;
mod vigil;

#[cfg(feature = "gui")]
pub(crate) use self::vigil::ended_by_failure;
pub(crate) use self::{
    bluetooth::{bluetooth, bluetooth_not_ready, scan_refused},
    file::{OwnFile, damaged, held_for_damage, held_unreadable, mended, not_saved, restored, unreadable},
    measures::stopped_toy,
    page::{page_asks, refused},
    page_process::{PageEnd, page_process_ended},
    power::{computer_left, screen_left, screen_unseen},
    session::{session_end, silence, slowed, vigil_late},
    toy::{stop_unconfirmed, toy_lost, toy_not_connected, toy_refused, window_silent},
    vigil::{guardian_acted, guardian_missing, localhost_elsewhere, stood_still, vigil_failed, watchdog_failed},
};
