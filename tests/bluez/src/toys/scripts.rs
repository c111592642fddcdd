//! What toys answer while they are being initialised, and a little beyond. Most need nothing.

use uuid::Uuid;

use super::Model;
use crate::spec::{Reply, Script, ToySpec};

const BATTERY_PERCENT: u8 = 87;
const SATISFYER_COMPANY: u16 = 0x005d;
const FLUFFER_COMPANY: u16 = 0x684a;

/// `OK;` and the like, encrypted (AES-128-ECB) with the key of that make.
const VIBIO_OK: [u8; 16] = [
    0x73, 0xf4, 0xcb, 0xd1, 0x1a, 0x61, 0xe4, 0x18, 0x5e, 0x8e, 0x48, 0x62, 0x83, 0x59, 0x5a, 0x24,
];
const VIBCRAFTER_OK: [u8; 16] = [
    0x12, 0x0a, 0x6d, 0xef, 0xa7, 0x05, 0xe3, 0x6f, 0xa0, 0x46, 0xe6, 0xcd, 0xf6, 0x09, 0xf6, 0x7a,
];
const FLUFFER_OK: [u8; 16] = [
    0xfb, 0x14, 0x63, 0x04, 0x20, 0x5c, 0x54, 0x79, 0xbb, 0x6b, 0xa6, 0xc9, 0x69, 0xfd, 0xaa, 0x96,
];

/// Lets the toy do what its protocol expects of it.
pub(super) fn give(spec: &mut ToySpec, model: &Model) {
    let identifier = model.identifier.as_deref().unwrap_or_default();
    let endpoints = spec.endpoints.clone();
    let endpoint = |name: &str| endpoints.get(name).copied();
    let (tx, rx) = (endpoint("tx"), endpoint("rx"));
    set_value(spec, "rxblebattery", &[BATTERY_PERCENT]);
    match (model.protocol.as_str(), tx, rx) {
        ("lovense", Some(tx), Some(rx)) => spec.script = lovense(tx, rx, identifier),
        // Each write is acknowledged; what with is not looked at.
        ("fredorch" | "fredorch-rotary" | "thehandy-v3", Some(tx), Some(rx)) => {
            spec.script = on(tx, move |_| vec![Reply::notify(rx, [0])]);
        }
        ("vibio", Some(tx), Some(rx)) => spec.script = on(tx, move |_| vec![Reply::notify(rx, VIBIO_OK)]),
        ("vibcrafter", Some(tx), Some(rx)) => spec.script = on(tx, move |_| vec![Reply::notify(rx, VIBCRAFTER_OK)]),
        ("fluffer", Some(tx), Some(rx)) => {
            // It is known by its company, not by its name, and wants to be shown what it advertises.
            let name = if identifier.is_empty() { "Fluffer" } else { identifier };
            name.clone_into(&mut spec.name);
            spec.manufacturer_data
                .insert(FLUFFER_COMPANY, vec![0x10, 0x20, 0x30, 0x40, 0x50]);
            spec.script = on(tx, move |_| vec![Reply::notify(rx, FLUFFER_OK)]);
        }
        ("honeyplaybox", Some(tx), Some(rx)) => {
            spec.script = on(tx, move |bytes| {
                honeyplaybox(bytes)
                    .into_iter()
                    .map(|frame| Reply::notify(rx, frame))
                    .collect()
            });
        }
        // Asked for its charge, it tells it by a notification; whatever it is asked is encrypted.
        ("galaku", Some(tx), _) => {
            if let Some(battery) = endpoint("rxblebattery") {
                spec.script = on(tx, move |_| vec![Reply::notify(battery, [BATTERY_PERCENT])]);
            }
        }
        ("satisfyer", ..) => {
            let number: u32 = identifier.parse().unwrap_or_default();
            spec.manufacturer_data
                .insert(SATISFYER_COMPANY, number.to_be_bytes().to_vec());
            set_value(spec, "rxblemodel", &number.to_be_bytes());
        }
        // Four digits, as two bytes. Those of the first models make it a Hismith, all others a Hismith Mini.
        ("hismith" | "hismith-mini", ..) => {
            let any = if model.protocol == "hismith" { 0x1001 } else { 0 };
            let number = u16::from_str_radix(identifier, 16).unwrap_or(any);
            set_value(spec, "rxblemodel", &number.to_be_bytes());
        }
        ("vibratissimo", ..) => set_value(spec, "rxblemodel", identifier.as_bytes()),
        ("monsterpub", ..) => {
            set_value(spec, "rxblemodel", identifier.as_bytes());
            // The number of a key, and 15 bytes to be encrypted with it.
            set_value(spec, "rx", &[1; 16]);
        }
        // A short answer would mean a handshake.
        ("ankni", ..) => set_value(spec, "generic0", &[0; 7]),
        ("sensee-v2", ..) => set_value(spec, "tx", &[0, 0, 0, 0, 0, 0, 0x65]),
        // Where the battery's level is the sixth byte.
        ("kiiroo-v21" | "kiiroo-v21-initialized" | "kiiroo-v3", ..) => {
            let mut status = [0; 20];
            status[5] = BATTERY_PERCENT;
            set_value(spec, "whitelist", &status);
        }
        // Tapped on its button already, so that it says "authorised" to whoever subscribes.
        ("lelo-harmony" | "lelo-f1sv2", ..) => {
            let greeted = endpoint("whitelist").or(endpoint("generic0"));
            spec.greetings
                .extend(greeted.map(|endpoint| Reply::notify(endpoint, [1, 0, 0, 0, 0, 0, 0, 0])));
        }
        _ => {}
    }
}

/// What every Lovense toy does. Commands are text that ends with a semicolon.
fn lovense(tx: Uuid, rx: Uuid, identifier: &str) -> Script {
    let (letters, firmware) = match identifier {
        // Letters that no model has.
        "" => ("ZZ", "11"),
        // The Flexer, before and since its firmware 3.
        "EI" => ("EI", "2"),
        "EI-FW3" => ("EI", "3"),
        letters => (letters, "11"),
    };
    let device_type = format!("{letters}:{firmware}:0082059AD3BD;");
    on(tx, move |bytes| {
        let answer = match bytes {
            b"DeviceType;" => device_type.clone(),
            b"Battery;" => format!("{BATTERY_PERCENT};"),
            // As old toys, which can only be turned round, and are told what the reference tells them.
            _ if bytes.starts_with(b"RotateClockwise:") || bytes.starts_with(b"RotateAntiClockwise:") => {
                "ERR;".to_owned()
            }
            _ => "OK;".to_owned(),
        };
        vec![Reply::notify(rx, answer)]
    })
}

/// Success, and 16 random bytes, to a handshake; nothing to anything else.
fn honeyplaybox(request: &[u8]) -> Option<Vec<u8>> {
    const HANDSHAKE: [u8; 2] = [0xb1, 0x01];
    const SUCCESS: [u8; 2] = [0x90, 0x00];
    if request.get(7..9) != Some(&HANDSHAKE) {
        return None;
    }
    let mut frame = vec![0x02, 0xa5, 0x5a, 0x55, 0xaa, 0xf0, request[6]];
    frame.extend(HANDSHAKE);
    frame.extend([0, 18]);
    frame.extend(SUCCESS);
    frame.extend([7; 16]);
    // The checksum is not looked at.
    frame.extend([0x03, 0, 0]);
    Some(frame)
}

fn on(characteristic: Uuid, mut answer: impl FnMut(&[u8]) -> Vec<Reply> + Send + 'static) -> Script {
    Script::new(move |write| {
        if write.characteristic == characteristic {
            answer(&write.bytes)
        } else {
            Vec::new()
        }
    })
}

/// What a read gives, where the toy has such a characteristic.
fn set_value(spec: &mut ToySpec, endpoint: &str, value: &[u8]) {
    let uuid = spec.endpoints.get(endpoint);
    let characteristics = spec
        .services
        .iter_mut()
        .flat_map(|service| &mut service.characteristics);
    for characteristic in characteristics.filter(|known| Some(&known.uuid) == uuid) {
        value.clone_into(&mut characteristic.value);
    }
}
