//! What the system sends to end Vigil: signals, and on Windows the console's events. They are waited for on a thread of
//! their own, so that nothing in Vigil can keep one from being noticed.
//!
//! | system | what ends Vigil |
//! | --- | --- |
//! | Unix | `SIGTERM` (`systemctl stop`, shutdown), `SIGINT` (Ctrl-C), `SIGQUIT` (Ctrl-\), `SIGHUP` (the terminal was closed, logout) |
//! | Windows (untried) | Ctrl-C, Ctrl-Break, the console was closed, logoff, shutdown |
//!
//! A second one changes nothing: the stop is under way.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::watch;
#[cfg(windows)]
pub(crate) use windows::watch;
