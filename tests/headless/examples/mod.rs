//! The programs in `examples/`, as people run them.
//!
//! | file | what it is about |
//! | --- | --- |
//! | `ping_timeout` | `PingTimeoutExample` in every language: the same lines, and the same events of Vigil |
//! | `story` | a Twine story in a browser |

mod ping_timeout;
mod story;

use libtest_mimic::Trial;

pub(crate) fn tests() -> Vec<Trial> {
    ping_timeout::tests()
}
