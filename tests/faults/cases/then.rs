//! What happens while something else is wrong.

use rustix::process::Signal;

use super::signals::ends_in_order;
use crate::{
    case::{NotRun, Seen},
    rig::Rig,
};

pub(super) const LIMIT_MS: u32 = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    ProgramGone,
    PingsEnd,
    Signal(Signal),
}

impl Then {
    /// The limit to set for it; 0 is none.
    pub(super) fn limit_ms(self) -> u32 {
        if self == Self::PingsEnd { LIMIT_MS } else { 0 }
    }
}

/// It happens to this server. What else is wrong is over once the toy was stopped; `mend` ends it.
pub(super) async fn what_happens(mut rig: Rig, then: Then, mend: impl Fn(&Rig)) -> Result<Seen, NotRun> {
    let mut since = rig.begin();
    match then {
        Then::ProgramGone => rig.lose_client().await,
        Then::PingsEnd => since = rig.client().ping().await,
        Then::Signal(signal) => rig.server.signal(signal),
    }
    let (stop, is_link_cut) = rig.stopped(since).await;
    if then == Then::Signal(Signal::TERM) {
        // It has to end while that is wrong.
        return ends_in_order(rig, stop, is_link_cut, mend).await;
    }
    mend(&rig);
    Ok(rig.recovered(stop, is_link_cut).await)
}
