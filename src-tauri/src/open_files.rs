//! How many files, sockets among them, this process may have open.

/// Enough for 5,000 connections that say nothing, or as many programs as anybody runs. Not all that the system would
/// give: macOS gives no process more, and children that close every possible file would take their time.
#[cfg(unix)]
const WANTED: u64 = 10_240;

/// Raises this process's own limit, which is low by custom (1,024 on most systems, 256 on macOS), towards what the
/// system allows. Each connected program takes two files. Where it cannot be raised, connections wait until others end.
pub(crate) fn raise_limit() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

        let limit = getrlimit(Resource::Nofile);
        let allowed = limit.maximum.unwrap_or(u64::MAX);
        let wanted = WANTED.min(allowed);
        // `None` is no limit.
        if limit.current.is_none_or(|current| current >= wanted) {
            return;
        }
        let raised = Rlimit {
            current: Some(wanted),
            maximum: limit.maximum,
        };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            log::warn!("the limit of open files stays at {:?}: {error}", limit.current);
        }
    }
}
