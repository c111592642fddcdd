//! Whether the system's Bluetooth service is there. Only Linux has one that can come and go.

pub(super) use platform::ServiceWatch;

/// What became of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "these systems have their service always")
)]
pub(super) enum ServiceChange {
    Appeared,
    Vanished,
    /// The message bus is gone, and with it every connection of ours to the service.
    BusLost,
}

#[cfg(target_os = "linux")]
mod platform {
    use std::sync::Arc;

    use dbus::{
        message::MatchRule,
        nonblock::{MsgMatch, Proxy, SyncConnection, stdintf::org_freedesktop_dbus::Properties},
        strings::Path,
    };
    use tokio::{
        sync::mpsc,
        task::{JoinSet, spawn_blocking},
    };

    use super::ServiceChange;
    use crate::{bluetooth::battery::SystemBattery, limits, timeouts};

    const BLUEZ: &str = "org.bluez";
    const BUS: &str = "org.freedesktop.DBus";

    /// Listens on the system's message bus for bluetoothd: where it dies, btleplug hears nothing of it.
    pub(in super::super) struct ServiceWatch {
        connection: Arc<SyncConnection>,
        changes: mpsc::Receiver<ServiceChange>,
        _owner_changed: MsgMatch,
        /// Reads from the bus; ends with this.
        _reader: JoinSet<()>,
    }

    impl ServiceWatch {
        /// `Err` where there is no bus to listen on.
        pub(in super::super) async fn begin() -> Result<Self, dbus::Error> {
            // It blocks while it connects.
            let (resource, connection) = spawn_blocking(dbus_tokio::connection::new_system_sync)
                .await
                .map_err(|error| dbus::Error::new_failed(&error.to_string()))??;
            let (sender, changes) = mpsc::channel(limits::COMMAND_BACKLOG);
            let mut reader = JoinSet::new();
            let lost = sender.clone();
            reader.spawn(async move {
                let why = resource.await;
                log::warn!("the message bus is gone: {why}");
                let _ = lost.send(ServiceChange::BusLost).await;
            });
            let rule = MatchRule::new_signal(BUS, "NameOwnerChanged");
            let owner_changed =
                connection
                    .add_match(rule)
                    .await?
                    .cb(move |_, (name, _, new): (String, String, String)| {
                        if name == BLUEZ {
                            let change = if new.is_empty() {
                                ServiceChange::Vanished
                            } else {
                                ServiceChange::Appeared
                            };
                            // Full only where nobody reads any more.
                            let _ = sender.try_send(change);
                        }
                        true
                    });
            Ok(Self {
                connection,
                changes,
                _owner_changed: owner_changed,
                _reader: reader,
            })
        }

        pub(in super::super) async fn is_running(&self) -> bool {
            let bus = Proxy::new(
                BUS,
                "/org/freedesktop/DBus",
                timeouts::BLUETOOTH_CALL,
                self.connection.clone(),
            );
            let answer: Result<(bool,), _> = bus.method_call(BUS, "NameHasOwner", (BLUEZ,)).await;
            matches!(answer, Ok((true,)))
        }

        /// Whether the radio really looks for devices, which btleplug does not tell. `None` where nobody says.
        pub(in super::super) async fn is_discovering(&self, adapter_info: &str) -> Option<bool> {
            // btleplug's info is the adapter's name on the bus, and its model in brackets.
            let name = adapter_info.split_once(' ').map_or(adapter_info, |(name, _)| name);
            let path = Path::new(format!("/org/bluez/{name}")).ok()?;
            let adapter = Proxy::new(BLUEZ, path, timeouts::BLUETOOTH_CALL, self.connection.clone());
            adapter.get("org.bluez.Adapter1", "Discovering").await.ok()
        }

        pub(in super::super) fn battery(&self) -> SystemBattery {
            SystemBattery::new(self.connection.clone())
        }

        pub(in super::super) async fn change(&mut self) -> ServiceChange {
            self.changes.recv().await.unwrap_or(ServiceChange::BusLost)
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use std::convert::Infallible;

    use super::ServiceChange;
    use crate::bluetooth::battery::SystemBattery;

    /// These systems have their service always.
    pub(in super::super) struct ServiceWatch;

    impl ServiceWatch {
        #[allow(clippy::unused_async)]
        pub(in super::super) async fn begin() -> Result<Self, Infallible> {
            Ok(Self)
        }

        #[allow(clippy::unused_async)]
        pub(in super::super) async fn is_running(&self) -> bool {
            true
        }

        #[allow(clippy::unused_async)]
        pub(in super::super) async fn is_discovering(&self, _adapter_info: &str) -> Option<bool> {
            None
        }

        #[allow(clippy::unused_self)]
        pub(in super::super) fn battery(&self) -> SystemBattery {
            SystemBattery
        }

        pub(in super::super) async fn change(&mut self) -> ServiceChange {
            std::future::pending().await
        }
    }
}
