//! Who may connect (S7).
//!
//! | file | what it knows |
//! | --- | --- |
//! | `host` | whether a request means this machine |
//! | `origin` | which web page sends a request |
//! | `throttle` | how often that is logged |
//! | `gate` | which pages come in, which wait for the person, which are turned away |
//! | `backoff` | which programs wait because they come and go all the time |

mod backoff;
mod gate;
mod host;
mod origin;
mod throttle;

pub(crate) use backoff::{Backoff, Peer, Place, ProgramAdmission, Strike};
pub(crate) use gate::{Answer, OriginGate, PageAdmission, PendingPage};
pub use gate::{AskingPage, TurnedAway};
pub use host::canonical_host;
pub(crate) use host::{is_loopback, is_this_machine};
pub(crate) use origin::origin_in_one_form;
pub use origin::{anonymous_origin, canonical_origin};
pub(crate) use throttle::Throttle;
