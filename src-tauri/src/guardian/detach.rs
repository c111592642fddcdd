//! What ends Vigil must not end its guardian.

use std::io;

/// The name that `ps` and `killall` know it by: whoever kills all that is called `vigil` does not mean the guardian.
#[cfg(target_os = "linux")]
const NAME: &std::ffi::CStr = c"vigil-guardian";

/// Leaves Vigil's session, so that neither Ctrl-C nor a terminal that closes reaches this process, and lets pass every
/// signal that asks a process to end. The goodbye ends it, or the end of its work.
#[cfg_attr(not(unix), allow(clippy::unnecessary_wraps, reason = "Vigil has detached it there"))]
pub(super) fn detach() -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::sync::{Arc, atomic::AtomicBool};

        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

        // A handler that does nothing of note: nobody looks at what it sets.
        for signal in [SIGHUP, SIGINT, SIGTERM] {
            signal_hook::flag::register(signal, Arc::<AtomicBool>::default())?;
        }
        rustix::process::setsid()?;
    }
    #[cfg(target_os = "linux")]
    rustix::thread::set_name(NAME)?;
    Ok(())
}
