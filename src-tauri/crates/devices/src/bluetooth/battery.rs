//! The charge of toys that have the standard's battery service.
//!
//! bluetoothd keeps that service to itself and tells the charge as a property (`org.bluez.Battery1`, since 5.48);
//! elsewhere it is a characteristic like any other.

pub(super) use platform::SystemBattery;

#[cfg(target_os = "linux")]
mod platform {
    use std::{fmt, sync::Arc};

    use btleplug::platform::PeripheralId;
    use dbus::nonblock::{Proxy, SyncConnection, stdintf::org_freedesktop_dbus::Properties};

    use crate::{timeouts, toy::HardwareError};

    /// Asks the system for a toy's charge.
    #[derive(Clone)]
    pub(in super::super) struct SystemBattery {
        connection: Arc<SyncConnection>,
    }

    impl SystemBattery {
        /// Whether the system has the battery service for itself.
        pub(in super::super) const IS_THE_WAY: bool = true;

        pub(in super::super) fn new(connection: Arc<SyncConnection>) -> Self {
            Self { connection }
        }

        pub(in super::super) async fn percent(&self, id: &PeripheralId) -> Result<u8, HardwareError> {
            let path = format!("/org/bluez/{id}");
            let device = Proxy::new("org.bluez", path, timeouts::BLUETOOTH_CALL, self.connection.clone());
            let percent = device.get("org.bluez.Battery1", "Percentage").await;
            percent.map_err(|error: dbus::Error| HardwareError::Failed(error.to_string()))
        }
    }

    impl fmt::Debug for SystemBattery {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("SystemBattery").finish_non_exhaustive()
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use btleplug::platform::PeripheralId;

    use crate::toy::HardwareError;

    #[derive(Debug, Clone)]
    pub(in super::super) struct SystemBattery;

    impl SystemBattery {
        pub(in super::super) const IS_THE_WAY: bool = false;

        #[allow(clippy::unused_async)]
        pub(in super::super) async fn percent(&self, _id: &PeripheralId) -> Result<u8, HardwareError> {
            Err(HardwareError::Failed("this system does not tell it".to_owned()))
        }
    }
}
