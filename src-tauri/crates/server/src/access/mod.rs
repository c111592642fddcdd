//! Who may connect (S7).
//!
//! | file | what it knows |
//! | --- | --- |
//! | `host` | whether a request means this machine |
//! | `origin` | which web page sends a request |
//! | `throttle` | how often that is logged |
//! | `door` | which pages come in, which wait for the person, which are turned away |
//! | `backoff` | which programs wait because they come and go all the time |

mod backoff;
mod door;
mod host;
mod origin;
mod throttle;

pub(crate) use backoff::{Admission, Backoff, Peer, Place, Strike};
pub use door::AskingPage;
pub(crate) use door::{Answer, Door, Knock, Visitor};
pub(crate) use host::is_this_machine;
pub use origin::canonical_origin;
pub(crate) use throttle::Throttle;
