//! One task per toy.
//!
//! | file | what it does |
//! | --- | --- |
//! | `toy_state` | what waits for the toy and what it was told, shared with whoever commands it |
//! | `queue` | what programs want of it |
//! | `pacing` | how long a carriage is given for its way |
//! | `held` | what the toy has, and need not be told again |
//! | `stops` | how a stop is latched, and when the toy stands still by it |
//! | `order` | a stop, and those who wait for it |
//! | `status` | how it stands with the toy and its link |
//! | `observed` | what is told of all this, for whoever shows it and for the hub |
//! | `task` | the worker |
//! | `ladder` | when a stop is written, and when it is given up |
//! | `writes` | what was written and is not answered |
//! | `write_times` | how long the toy takes to answer |
//! | `motion` | what the toy does, and what would make it stand still |

mod held;
mod ladder;
mod motion;
mod observed;
mod order;
mod pacing;
mod queue;
mod status;
mod stops;
mod task;
mod toy_state;
mod write_times;
mod writes;

#[cfg(test)]
mod tests;

pub(crate) use order::Latched;
pub(crate) use task::{cut_link, run, tell_unconfirmed};
pub(crate) use toy_state::{NewToy, ToyState};
pub use write_times::WriteTimesSummary;
