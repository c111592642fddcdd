//! The toys of these tests.

use uuid::{Uuid, uuid};
use vigil_bluez::{CharacteristicSpec, Flags, Reply, ToySpec};

const SERVICE: Uuid = uuid!("50300001-0024-4bd4-bbd5-a6920e4c5653");
pub(crate) const TX: Uuid = uuid!("50300002-0024-4bd4-bbd5-a6920e4c5653");
const RX: Uuid = uuid!("50300003-0024-4bd4-bbd5-a6920e4c5653");

/// A Lovense Edge: two motors, and a battery that says 77.
pub(crate) fn edge() -> ToySpec {
    let write = Flags::WRITE | Flags::WRITE_WITHOUT_RESPONSE;
    ToySpec::new("LVS-Edge36")
        .service(
            SERVICE,
            vec![
                CharacteristicSpec::new(TX, write),
                CharacteristicSpec::new(RX, Flags::NOTIFY),
            ],
        )
        .script(|write| match write.text().as_str() {
            "DeviceType;" => vec![Reply::notify(RX, "P:36:0082059AD3BD;")],
            "Battery;" => vec![Reply::notify(RX, "77;")],
            _ => Vec::new(),
        })
}

/// A radio that is no toy.
pub(crate) fn toaster() -> ToySpec {
    ToySpec::new("Toaster 3000").service(SERVICE, vec![CharacteristicSpec::new(TX, Flags::WRITE)])
}
