use std::{
    fs::{self, Permissions},
    io,
    os::unix::{ffi::OsStrExt, fs::PermissionsExt},
    path::{Path, PathBuf},
};

use rustix::process::geteuid;
use tokio::net::{UnixListener, UnixStream};

use super::Line;
use crate::files::{DOOR, fingerprint};

pub(super) type Stream = UnixStream;

/// May do all that the person may.
const ADMINISTRATOR: u32 = 0;

/// A socket's path is at most this long everywhere.
const MAX_PATH_BYTES: usize = 100;

/// Where Vigil listens. The socket goes with it.
#[derive(Debug)]
pub(in crate::instance) struct Listener {
    listener: UnixListener,
}

/// The socket in the file system, until this is dropped: before the data directory is anybody else's.
#[derive(Debug)]
pub(in crate::instance) struct Place(PathBuf);

impl Listener {
    /// Only for whoever holds the data directory: a socket that lies there is nobody's any more. To be called in a
    /// runtime.
    pub(in crate::instance) fn open(data_dir: &Path) -> io::Result<(Self, Place)> {
        let mut refused = io::Error::from(io::ErrorKind::InvalidFilename);
        for place in places(data_dir) {
            match listen(&place) {
                Ok(listener) => return Ok((Self { listener }, Place(place))),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    /// The next process that calls, if it is the person's own.
    pub(in crate::instance) async fn accept(&mut self) -> io::Result<Line> {
        let (stream, _) = self.listener.accept().await?;
        line(stream, |caller| caller == own_user() || caller == ADMINISTRATOR)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            log::debug!("{}: {error}", self.0.display());
        }
    }
}

/// Calls the Vigil that listens. Not found and refused mean that none does.
pub(in crate::instance) async fn connect(data_dir: &Path) -> io::Result<Line> {
    let mut refused = io::Error::from(io::ErrorKind::NotFound);
    for place in places(data_dir) {
        match UnixStream::connect(&place).await {
            Ok(stream) => return line(stream, |listener| listener == own_user() || own_user() == ADMINISTRATOR),
            // It lies where a Vigil once listened; the other place may be the right one.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// In the data directory. Where that cannot be, since its path is too long for a socket or its file system has none: in
/// the person's directory for such things, under a name that the data directory alone leads to.
fn places(data_dir: &Path) -> Vec<PathBuf> {
    let in_it = data_dir.join(DOOR);
    let beside = dirs::runtime_dir().unwrap_or_else(std::env::temp_dir);
    let beside = beside.join(format!("vigil-{:016x}.sock", fingerprint(data_dir)));
    [in_it, beside]
        .into_iter()
        .filter(|place| place.as_os_str().as_bytes().len() <= MAX_PATH_BYTES)
        .collect()
}

fn listen(place: &Path) -> io::Result<UnixListener> {
    match fs::remove_file(place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(place)?;
    // Whoever calls before this is asked who they are all the same.
    fs::set_permissions(place, Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// With a process of a user that this is true of.
fn line(stream: UnixStream, may_be: impl Fn(u32) -> bool) -> io::Result<Line> {
    let peer = stream.peer_cred()?;
    if !may_be(peer.uid()) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let id = peer.pid().and_then(|id| u32::try_from(id).ok());
    Ok(Line::new(stream, id))
}

fn own_user() -> u32 {
    geteuid().as_raw()
}
