//! Kinds of toys that the person added with a file of Intiface Central's kind.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{Bluez, CharacteristicSpec, Flags, ToySpec, Uuid, Write};
use vigil_tests::{
    raw_client::{RawClient, output},
    trials,
    vigil::Launch,
};

use crate::rig::added;

/// What JoyHub's toys have.
const SERVICE: Uuid = Uuid::from_u128(0x0000_ffa0_0000_1000_8000_0080_5f9b_34fb);
const TX: Uuid = Uuid::from_u128(0x0000_ffa1_0000_1000_8000_0080_5f9b_34fb);

/// The vendor's next model.
const NEW: &str = "J-Future9";

pub(crate) fn tests() -> Vec<Trial> {
    trials![s5_a_toy_of_an_added_kind_is_driven_and_its_guardian_knows_it]
}

async fn s5_a_toy_of_an_added_kind_is_driven_and_its_guardian_knows_it() {
    let bluez = Bluez::start().await;
    let write = Flags::WRITE | Flags::WRITE_WITHOUT_RESPONSE;
    let toy = bluez.add_toy(ToySpec::new(NEW).service(SERVICE, vec![CharacteristicSpec::new(TX, write)]));
    let file = tempfile::NamedTempFile::new().unwrap();
    let kinds = json!({
        "version": { "major": 5, "minor": 57 },
        "user_configs": { "protocols": { "joyhub": {
            "communication": [{ "btle": { "names": [NEW], "services": { SERVICE.to_string(): { "tx": TX.to_string() } } } }],
            "configurations": [{
                "identifier": [NEW], "name": "JoyHub Future 9", "id": "a1000001-0000-0000-0000-000000000001",
                "features": [{ "index": 0, "id": "a1000002-0000-0000-0000-000000000002",
                    "output": { "vibrate": { "value": [0, 255] } } }],
            }],
        } } },
    });
    std::fs::write(file.path(), kinds.to_string()).unwrap();
    let launch = Launch::new(&["--user-device-config", file.path().to_str().unwrap()]);
    let vigil = launch.bluetooth(bluez.environment()).start().await;
    let mut client = RawClient::join(&vigil, "Drives A New Model").await;
    client.ok("StartScanning", json!({})).await;
    let index = added(&vigil).await;
    client.ok("StopScanning", json!({})).await;
    let list = client.request("RequestDeviceList", json!({})).await;
    let device = &list.body["Devices"][index.to_string()];
    assert_eq!(device["DeviceName"], "JoyHub Future 9", "{list:?}");
    client.ok("StopCmd", json!({})).await;
    let stop = toy.writes().last().map(|write: &Write| write.bytes.clone()).unwrap();
    client.ok("OutputCmd", output(index, 0, "Vibrate", 255)).await;
    toy.wait_for_write(|write| write.bytes != stop).await;

    let guardian = vigil.guardian().await;
    toy.clear_log();
    let _killed = vigil.kill().await;
    toy.wait_for_write(|write| write.bytes == stop).await;
    toy.wait_until_disconnected().await;
    guardian.has_left().await;
}
