//! What lies on the disk: written whole or not at all, read with care.

mod data_dir;
mod disk;
mod json_file;
mod radio_lock;

pub use data_dir::{DataDir, DataDirError, guardian_record};
pub use disk::{Disk, GivenUp, NoAnswer};
pub use json_file::{JsonFile, Loaded, NewerVersion, SaveError};
pub use radio_lock::RadioLock;
