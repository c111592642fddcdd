//! Async functions as tests, and what many of them begin with.

use std::{env, future::Future, time::Duration};

use libtest_mimic::Trial;
use serde_json::json;
use tokio::time::timeout;
use uuid::{Uuid, uuid};
use vigil_bluez::{Bluez, CharacteristicSpec, Flags, Toy, ToySpec};

use crate::client::Client;

/// One whole test.
const TEST: Duration = Duration::from_secs(180);

pub(crate) const SERVICE: Uuid = uuid!("50300001-0023-4bd4-bbd5-a6920e4c5653");
pub(crate) const TX: Uuid = uuid!("50300002-0023-4bd4-bbd5-a6920e4c5653");
pub(crate) const RX: Uuid = uuid!("50300003-0023-4bd4-bbd5-a6920e4c5653");

/// Names async functions as tests.
#[macro_export]
macro_rules! trials {
    ($($test:ident),+ $(,)?) => {
        vec![$($crate::central::trial(concat!(module_path!(), "::", stringify!($test)), $test)),+]
    };
}

/// One test, on a runtime of its own.
pub(crate) fn trial<F, Fut>(path: &str, test: F) -> Trial
where
    F: FnOnce() -> Fut + Send + 'static,
    Fut: Future<Output = ()>,
{
    let name = path.split_once("::").map_or(path, |(_, name)| name);
    Trial::test(name, move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async { timeout(TEST, test()).await })?;
        Ok(())
    })
    // Elsewhere there is neither a dbus-daemon nor a bluetoothd to be had.
    .with_ignored_flag(!cfg!(target_os = "linux"))
}

/// Two characteristics: one to write to, with and without response, one that notifies and can be read.
pub(crate) fn edge() -> ToySpec {
    ToySpec::new("LVS-Edge36").service(
        SERVICE,
        vec![
            CharacteristicSpec::new(TX, Flags::WRITE | Flags::WRITE_WITHOUT_RESPONSE),
            CharacteristicSpec::new(RX, Flags::NOTIFY | Flags::READ).value([7]),
        ],
    )
}

/// A bus, a toy, a client that is connected to it and knows its services.
pub(crate) async fn connected() -> (Bluez, Toy, Client) {
    let (bluez, toy, client) = discovered().await;
    for step in ["connect", "discover", "listen"] {
        client.of(&toy, step).await.unwrap();
    }
    (bluez, toy, client)
}

/// A bus, a toy, a client that has found it and goes on scanning.
pub(crate) async fn discovered() -> (Bluez, Toy, Client) {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    let client = Client::start(&bluez);
    client.call("scan", json!({})).await.unwrap();
    client.wait_for_event("DeviceDiscovered", &toy).await;
    (bluez, toy, client)
}

/// Whether the tests that take minutes are wanted.
pub(crate) fn is_long() -> bool {
    env::var_os("VIGIL_LONG").is_some_and(|value| !value.is_empty() && value != "0")
}
