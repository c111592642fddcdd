use std::{fs, io, io::Read, path::Path};

use super::{NewerVersion, Versioned};
use crate::limits;

/// Why a file gave no value.
pub(crate) enum Fault {
    Missing,
    Unreadable(String),
    Damaged(String),
}

/// Reads a file whatever lies there.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Fault::Missing,
        _ => Fault::Unreadable(error.to_string()),
    };
    // To open a pipe would wait for somebody who writes.
    let about = fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(Fault::Unreadable("it is not a file".to_owned()));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(limits::MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > limits::MAX_FILE_BYTES {
        return Err(Fault::Damaged("it is far too long".to_owned()));
    }
    Ok(bytes)
}

/// Reads a value, and takes only what is certainly ours.
pub(super) fn read<T: Versioned>(path: &Path) -> Result<T, Fault> {
    let bytes = read_bytes(path)?;
    // A struct can be read from a list too; none of ours is written as one.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Fault::Damaged("it is no JSON object".to_owned()));
    }
    let value = T::parse(&bytes).map_err(|error| Fault::Damaged(error.to_string()))?;
    match value.version() {
        newer if newer > T::NEWEST => Err(Fault::Damaged(NewerVersion(newer).to_string())),
        _ => Ok(value),
    }
}
