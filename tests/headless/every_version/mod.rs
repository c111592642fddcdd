//! Every message of spec v0 to v3, once, over a real socket, with every kind of toy; and what each is answered with.
//!
//! | file | what it says |
//! | --- | --- |
//! | `step` | one message, and what has to come of it |
//! | `walk` | a program that takes all steps |
//! | `v0` to `v3` | how a version sees the toys, and its messages |

mod step;
mod v0;
mod v1;
mod v2;
mod v3;
mod walk;

use libtest_mimic::Trial;
use vigil_tests::trials;

const VIBRATOR: u32 = 0;
const ROTATOR: u32 = 1;
const STROKER: u32 = 2;
const CONSTRICTOR: u32 = 3;

/// What every battery says.
const BATTERY_PERCENT: u32 = 87;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        every_message_of_v0,
        every_message_of_v1,
        every_message_of_v2,
        every_message_of_v3,
    ]
}

async fn every_message_of_v0() {
    walk::walk(0, &v0::toys(), v0::steps()).await;
}

async fn every_message_of_v1() {
    walk::walk(1, &v1::toys(), v1::steps()).await;
}

async fn every_message_of_v2() {
    walk::walk(2, &v2::toys(), v2::steps()).await;
}

async fn every_message_of_v3() {
    walk::walk(3, &v3::toys(), v3::steps()).await;
}
