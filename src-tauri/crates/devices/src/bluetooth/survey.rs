//! Which adapter to use, and how it stands with it.

use btleplug::{
    Error,
    api::{Central as _, CentralState, Manager as _},
    platform::{Adapter, Manager},
};
use tokio::{task::spawn_blocking, time::timeout};

use super::{
    failure::{is_bus_missing, is_permission},
    status::{AdapterState, AdapterStatus},
};
use crate::timeouts;

/// What there is.
#[derive(Debug)]
pub(super) struct Survey {
    pub(super) state: AdapterState,
    pub(super) detail: Option<String>,
    pub(super) adapters: Vec<AdapterStatus>,
    pub(super) chosen: Option<(AdapterStatus, Adapter)>,
}

/// The library's own connection to the system. It connects in a blocking way, on Linux.
pub(super) async fn manager() -> Result<Manager, Error> {
    let runtime = tokio::runtime::Handle::current();
    let connecting = spawn_blocking(move || runtime.block_on(Manager::new()));
    match timeout(timeouts::BLUETOOTH_CALL, connecting).await {
        Ok(Ok(manager)) => manager,
        Ok(Err(error)) => Err(Error::RuntimeError(error.to_string())),
        Err(_) => Err(Error::TimedOut(timeouts::BLUETOOTH_CALL)),
    }
}

/// Looks at all adapters and chooses one: the preferred, by its id or its info, where it is there; then any that is on.
pub(super) async fn survey(manager: &Manager, preferred: Option<&str>) -> Survey {
    let mut found = Vec::new();
    match in_time(manager.adapters()).await {
        Ok(adapters) => {
            for adapter in adapters {
                let info = match in_time(adapter.adapter_info()).await {
                    Ok(info) => info,
                    Err(error @ Error::TimedOut(_)) => return Survey::failed(&error),
                    // One that was pulled out meanwhile.
                    Err(_) => continue,
                };
                let powered = matches!(in_time(adapter.adapter_state()).await, Ok(CentralState::PoweredOn));
                let address = in_time(adapter.adapter_address()).await.ok().flatten();
                let id = address.map_or_else(|| info.clone(), |address| address.to_string());
                found.push((AdapterStatus { id, info, powered }, adapter));
            }
        }
        Err(error) => return Survey::failed(&error),
    }
    // They come in any order.
    found.sort_by(|(a, _), (b, _)| a.info.cmp(&b.info));
    let adapters: Vec<_> = found.iter().map(|(status, _)| status.clone()).collect();
    let is_preferred = |name: &str| Some(name) == preferred;
    let rank = |status: &AdapterStatus| (is_preferred(&status.id) || is_preferred(&status.info), status.powered);
    // The first of the best.
    let chosen = found.into_iter().rev().max_by_key(|(status, _)| rank(status));
    let state = match &chosen {
        None => AdapterState::Absent,
        Some((status, _)) if status.powered => AdapterState::Ready,
        Some(_) => AdapterState::Off,
    };
    Survey {
        state,
        detail: None,
        adapters,
        chosen,
    }
}

/// Every call has our own limit.
pub(super) async fn in_time<T>(call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout(timeouts::BLUETOOTH_CALL, call)
        .await
        .unwrap_or(Err(Error::TimedOut(timeouts::BLUETOOTH_CALL)))
}

impl Survey {
    pub(super) fn failed(error: &Error) -> Self {
        let state = match error {
            error if is_permission(error) => AdapterState::NoPermission,
            error if is_bus_missing(error) => AdapterState::BusMissing,
            Error::NoAdapterAvailable => AdapterState::Absent,
            _ => AdapterState::Failed,
        };
        Self {
            state,
            detail: (!matches!(error, Error::TimedOut(_))).then(|| error.to_string()),
            adapters: Vec::new(),
            chosen: None,
        }
    }
}
