use std::{io, path::Path};

use tempfile::NamedTempFile;

use super::GivenUp;

/// Puts the file in another one's place, in one step.
#[cfg(not(windows))]
pub(super) fn put(file: NamedTempFile, path: &Path, _given_up: &GivenUp) -> io::Result<()> {
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Puts the file in another one's place, in one step. Windows refuses that while somebody has the other one open, such as
/// a virus scanner, which takes a moment.
#[cfg(windows)]
pub(super) fn put(mut file: NamedTempFile, path: &Path, given_up: &GivenUp) -> io::Result<()> {
    use vigil_clock::Clock;

    use crate::timeouts;

    let last_try = Clock::system().now() + timeouts::FILE_IN_USE;
    loop {
        match file.persist(path) {
            Ok(_) => return Ok(()),
            Err(refused) if is_in_use(&refused.error) && Clock::system().now() < last_try && !given_up.is_so() => {
                file = refused.file;
                std::thread::park_timeout(timeouts::FILE_LOOK);
            }
            Err(refused) => return Err(refused.error),
        }
    }
}

/// A file that this user may not replace looks the same, which costs a second.
#[cfg(windows)]
fn is_in_use(error: &io::Error) -> bool {
    const ACCESS_DENIED: i32 = 5;
    const SHARING_VIOLATION: i32 = 32;

    matches!(error.raw_os_error(), Some(ACCESS_DENIED | SHARING_VIOLATION))
}
