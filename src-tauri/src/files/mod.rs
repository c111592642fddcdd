//! What lies on the disk: written whole or not at all, read with care.

mod data_dir;
mod disk;
mod json_file;
pub mod nearest;
mod private;
mod radio_lock;

pub use data_dir::{DataDir, DataDirError, guardian_record};
pub use disk::{Disk, GivenUp, NoAnswer};
pub use json_file::{JsonFile, Loaded, NewerVersion, SaveError, Standing};
pub use private::write_for_the_owner_only;
#[cfg(unix)]
pub use radio_lock::NO_SYMLINK;
pub use radio_lock::RadioLock;
