//! Vigil with Bluetooth toys, as a whole: the real program as a child, on a bus of the test's own with a bluetoothd and
//! toys that do what the test tells them.
//!
//! | module | what it is about |
//! | --- | --- |
//! | `first_steps` | scan, connect, list, move, read, stop, forget nothing |
//! | `stops` | a stop arrives, whatever the radio does |
//! | `faults` | calls, links, the radio, the service and the bus fail, and come back: one row of a table each |
//! | `blocked` | nobody reads what Vigil prints, or its disk hangs |
//! | `greetings` | nothing moves before somebody asks for it; a direction is the one that was asked for |
//! | `searches` | whose a search is |
//! | `user_kinds` | kinds of toys that the person added |
//! | `guardian` | Vigil is killed |
//! | `standstill` | one of Vigil's own runtimes stands still |
//! | `power` | the computer sleeps, shuts down or locks its screen |
//! | `protocols` | one toy of every protocol that is known |
//! | `inputs` | what toys say of themselves: read, subscribed to, left in peace |
//!
//! Names begin with the promise of `SAFETY.md` that they are about.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod blocked;
mod faults;
mod first_steps;
mod greetings;
mod guardian;
mod inputs;
mod power;
mod protocols;
mod ranges;
mod rig;
mod searches;
mod standstill;
mod stops;
mod user_kinds;

use std::process::ExitCode;

use vigil_tests::trial;

fn main() -> ExitCode {
    let tests = [
        stops::tests(),
        blocked::tests(),
        faults::tests(),
        first_steps::tests(),
        greetings::tests(),
        guardian::tests(),
        inputs::tests(),
        power::tests(),
        ranges::tests(),
        searches::tests(),
        user_kinds::tests(),
        standstill::tests(),
        protocols::tests(),
    ];
    trial::run_then_alone(tests.into_iter().flatten().collect(), protocols::alone())
}
