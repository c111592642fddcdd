//! The radio, the system's service, the bus and the toy fail, and come back. Vigil tells the person, gives the toy up
//! where it cannot be stopped, and has it back without a new start; where nobody would have to do anything, without
//! another scan either.
//!
//! | module | what fails |
//! | --- | --- |
//! | `calls` | single calls: refused, late, never answered |
//! | `link` | the link to the toy |
//! | `adapter` | the radio, and its search for toys |
//! | `service` | bluetoothd |
//! | `bus` | the message bus |
//! | `case` | a row of the table that they make together (`VIGIL_TABLES=1`) |

mod adapter;
mod bus;
mod calls;
mod case;
mod link;
mod service;

use libtest_mimic::Trial;

pub(crate) fn tests() -> Vec<Trial> {
    let tests = [
        calls::tests(),
        link::tests(),
        adapter::tests(),
        service::tests(),
        bus::tests(),
    ];
    tests.into_iter().flatten().collect()
}
