use std::os::fd::AsFd;

use rustix::io::{FdFlags, fcntl_setfd};
use zbus::zvariant::OwnedFd;

use super::{
    bus::ManagerProxy,
    error::{LogindError, answer},
};

/// The computer neither sleeps nor shuts down until this is dropped, or until logind has waited long enough
/// (`InhibitDelayMaxSec`, 5 s).
#[derive(Debug)]
pub(super) struct Inhibitor {
    _descriptor: OwnedFd,
}

impl Inhibitor {
    pub(super) async fn take(manager: &ManagerProxy<'_>) -> Result<Self, LogindError> {
        let why = "Stops toys before the computer sleeps";
        let descriptor = answer(manager.inhibit("sleep:shutdown", "Vigil", why, "delay")).await?;
        // zbus receives descriptors without the flag: the guardian would inherit this one, and logind would wait for it
        // in vain.
        fcntl_setfd(descriptor.as_fd(), FdFlags::CLOEXEC).map_err(|error| LogindError::Descriptor(error.into()))?;
        Ok(Self {
            _descriptor: descriptor,
        })
    }
}
