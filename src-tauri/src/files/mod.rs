//! What lies on the disk: written whole or not at all, read with care.

mod chosen;
mod data_dir;
mod disk;
mod journal;
mod json_file;
pub(crate) mod nearest;
mod private;
mod radio_lock;

pub(crate) use chosen::write_chosen;
#[cfg(unix)]
pub(crate) use data_dir::DOOR;
pub(crate) use data_dir::{DataDir, DataDirError, fingerprint, guardian_record};
pub(crate) use disk::{Disk, GivenUp, NoAnswer};
pub(crate) use journal::{Journal, Lines};
use json_file::{Fault, read_bytes, set_aside, sync_directory};
pub(crate) use json_file::{JsonFile, Loaded, SaveError, Standing, Versioned};
pub(crate) use private::write_for_the_owner_only;
#[cfg(unix)]
pub(crate) use radio_lock::NO_SYMLINK;
pub(crate) use radio_lock::RadioLock;
