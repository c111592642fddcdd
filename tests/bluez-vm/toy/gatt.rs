//! A toy's GATT server: the attribute protocol (Core spec, vol. 3, part F), as far as BlueZ asks.

use std::collections::BTreeSet;

use vigil_bluez::{CharacteristicSpec, Flags, ServiceSpec, ToySpec, Uuid};

/// So much fits into one packet of btvirt's controllers.
pub(super) const MTU: u16 = 128;
const MTU_AT_FIRST: u16 = 23;

const ERROR_RESPONSE: u8 = 0x01;
const EXCHANGE_MTU: u8 = 0x02;
const FIND_INFORMATION: u8 = 0x04;
const FIND_BY_TYPE_VALUE: u8 = 0x06;
const READ_BY_TYPE: u8 = 0x08;
const READ: u8 = 0x0a;
const READ_BLOB: u8 = 0x0c;
const READ_BY_GROUP_TYPE: u8 = 0x10;
const WRITE_REQUEST: u8 = 0x12;
const NOTIFICATION: u8 = 0x1b;
const WRITE_COMMAND: u8 = 0x52;
/// A request's answer is numbered one higher.
const ANSWER: u8 = 1;

const INVALID_HANDLE: u8 = 0x01;
const READ_NOT_PERMITTED: u8 = 0x02;
const WRITE_NOT_PERMITTED: u8 = 0x03;
const NOT_SUPPORTED: u8 = 0x06;
const INVALID_OFFSET: u8 = 0x07;
const NOT_FOUND: u8 = 0x0a;

const PRIMARY_SERVICE: u16 = 0x2800;
const CHARACTERISTIC: u16 = 0x2803;
const CLIENT_CONFIGURATION: u16 = 0x2902;
const GENERIC_ACCESS: u16 = 0x1800;
const DEVICE_NAME: u16 = 0x2a00;

#[derive(Debug)]
pub(super) struct Gatt {
    attributes: Vec<Attribute>,
    subscribed: BTreeSet<Uuid>,
    mtu: u16,
}

/// Its handle is its place, from 1 on.
#[derive(Debug)]
struct Attribute {
    kind: Uuid,
    value: Vec<u8>,
    /// For values: whose, and what can be done with them.
    characteristic: Option<(Uuid, Uuid)>,
    flags: Flags,
}

/// What to do with a packet.
#[derive(Debug, Default)]
pub(super) struct Reaction {
    pub(super) answer: Option<Vec<u8>>,
    pub(super) written: Option<Written>,
}

#[derive(Debug)]
pub(super) struct Written {
    pub(super) service: Uuid,
    pub(super) characteristic: Uuid,
    pub(super) bytes: Vec<u8>,
    pub(super) with_response: bool,
}

impl Gatt {
    pub(super) fn new(spec: &ToySpec) -> Self {
        let mut gatt = Self {
            attributes: Vec::new(),
            subscribed: BTreeSet::new(),
            mtu: MTU_AT_FIRST,
        };
        let name = spec.gap_name.as_ref().unwrap_or(&spec.name);
        gatt.add(&ServiceSpec {
            uuid: short(GENERIC_ACCESS),
            characteristics: vec![CharacteristicSpec::new(short(DEVICE_NAME), Flags::READ).value(name.as_bytes())],
        });
        for service in &spec.services {
            gatt.add(service);
        }
        gatt
    }

    /// What only holds for one link.
    pub(super) fn forget_link(&mut self) {
        self.subscribed.clear();
        self.mtu = MTU_AT_FIRST;
    }

    /// `None` where nobody subscribed.
    pub(super) fn notification(&self, characteristic: Uuid, bytes: &[u8]) -> Option<Vec<u8>> {
        if !self.subscribed.contains(&characteristic) {
            return None;
        }
        let place = self.attributes.iter().position(|one| one.kind == characteristic)?;
        let mut packet = vec![NOTIFICATION];
        packet.extend(handle(place).to_le_bytes());
        packet.extend(&bytes[..bytes.len().min(usize::from(self.mtu) - 3)]);
        Some(packet)
    }

    pub(super) fn react(&mut self, packet: &[u8]) -> Reaction {
        let Some((&opcode, rest)) = packet.split_first() else {
            return Reaction::default();
        };
        match opcode {
            WRITE_REQUEST | WRITE_COMMAND => return self.write(opcode, rest),
            // Answers and confirmations, of which there is nothing to say.
            _ if opcode % 2 == 1 || opcode >= NOTIFICATION => return Reaction::default(),
            _ => {}
        }
        let answer = self.answer(opcode, rest).unwrap_or_else(|code| {
            let handle = rest.get(..2).unwrap_or(&[0, 0]);
            vec![ERROR_RESPONSE, opcode, handle[0], handle[1], code]
        });
        Reaction {
            answer: Some(answer),
            written: None,
        }
    }

    fn add(&mut self, service: &ServiceSpec) {
        self.push(short(PRIMARY_SERVICE), on_air(service.uuid), None, Flags::READ);
        for spec in &service.characteristics {
            let owner = Some((service.uuid, spec.uuid));
            let mut declaration = vec![properties(spec.flags)];
            // The value comes right after its declaration.
            declaration.extend(handle(self.attributes.len() + 1).to_le_bytes());
            declaration.extend(on_air(spec.uuid));
            self.push(short(CHARACTERISTIC), declaration, None, Flags::READ);
            self.push(spec.uuid, spec.value.clone(), owner, spec.flags);
            if spec.flags.intersects(Flags::NOTIFY | Flags::INDICATE) {
                let flags = Flags::READ | Flags::WRITE;
                self.push(short(CLIENT_CONFIGURATION), vec![0, 0], owner, flags);
            }
        }
    }

    fn push(&mut self, kind: Uuid, value: Vec<u8>, characteristic: Option<(Uuid, Uuid)>, flags: Flags) {
        self.attributes.push(Attribute {
            kind,
            value,
            characteristic,
            flags,
        });
    }

    fn write(&mut self, opcode: u8, rest: &[u8]) -> Reaction {
        let is_request = opcode == WRITE_REQUEST;
        let refuse = |code| Reaction {
            answer: is_request.then(|| {
                let handle = rest.get(..2).unwrap_or(&[0, 0]);
                vec![ERROR_RESPONSE, opcode, handle[0], handle[1], code]
            }),
            written: None,
        };
        let Some((place, bytes)) = rest.split_at_checked(2) else {
            return refuse(INVALID_HANDLE);
        };
        let Some(attribute) = self.attribute(place) else {
            return refuse(INVALID_HANDLE);
        };
        let needed = if is_request {
            Flags::WRITE
        } else {
            Flags::WRITE_WITHOUT_RESPONSE
        };
        let Some((service, characteristic)) = attribute.characteristic.filter(|_| attribute.flags.contains(needed))
        else {
            return refuse(WRITE_NOT_PERMITTED);
        };
        let answer = is_request.then(|| vec![opcode + ANSWER]);
        if attribute.kind == short(CLIENT_CONFIGURATION) {
            if bytes.iter().any(|byte| *byte != 0) {
                self.subscribed.insert(characteristic);
            } else {
                self.subscribed.remove(&characteristic);
            }
            return Reaction { answer, written: None };
        }
        let written = Written {
            service,
            characteristic,
            bytes: bytes.to_vec(),
            with_response: is_request,
        };
        Reaction {
            answer,
            written: Some(written),
        }
    }

    /// The answer to any other request, or the error's code.
    fn answer(&mut self, opcode: u8, rest: &[u8]) -> Result<Vec<u8>, u8> {
        let room = usize::from(self.mtu);
        let mut answer = vec![opcode + ANSWER];
        match opcode {
            EXCHANGE_MTU => {
                let theirs = u16::from_le_bytes([*rest.first().unwrap_or(&0), *rest.get(1).unwrap_or(&0)]);
                self.mtu = theirs.clamp(MTU_AT_FIRST, MTU);
                answer.extend(MTU.to_le_bytes());
            }
            READ | READ_BLOB => {
                let attribute = self.attribute(rest).ok_or(INVALID_HANDLE)?;
                if !attribute.flags.contains(Flags::READ) {
                    return Err(READ_NOT_PERMITTED);
                }
                let offset = match (opcode, rest) {
                    (READ_BLOB, [_, _, low, high]) => u16::from_le_bytes([*low, *high]),
                    _ => 0,
                };
                let value = attribute.value.get(usize::from(offset)..).ok_or(INVALID_OFFSET)?;
                answer.extend(&value[..value.len().min(room - 1)]);
            }
            FIND_INFORMATION => {
                let mut found = self.within(rest).peekable();
                let length = on_air(found.peek().ok_or(NOT_FOUND)?.1.kind).len();
                answer.push(if length == 2 { 1 } else { 2 });
                for (place, attribute) in found {
                    let kind = on_air(attribute.kind);
                    if kind.len() != length || answer.len() + 2 + length > room {
                        break;
                    }
                    answer.extend(handle(place).to_le_bytes());
                    answer.extend(kind);
                }
            }
            FIND_BY_TYPE_VALUE => {
                let (kind, value) = rest
                    .get(4..)
                    .and_then(|rest| rest.split_at_checked(2))
                    .ok_or(NOT_FOUND)?;
                let wanted = self
                    .within(rest)
                    .filter(|(_, one)| on_air(one.kind) == kind && one.value == value);
                for (place, _) in wanted.take((room - 1) / 4) {
                    answer.extend(handle(place).to_le_bytes());
                    answer.extend(self.end_of_group(place).to_le_bytes());
                }
            }
            READ_BY_TYPE | READ_BY_GROUP_TYPE => {
                let kind = rest.get(4..).ok_or(NOT_FOUND)?;
                let is_group = opcode == READ_BY_GROUP_TYPE;
                let mut found = self.within(rest).filter(|(_, one)| on_air(one.kind) == kind).peekable();
                let length = found.peek().ok_or(NOT_FOUND)?.1.value.len();
                let each = length + if is_group { 4 } else { 2 };
                answer.push(u8::try_from(each).unwrap());
                for (place, attribute) in found {
                    if attribute.value.len() != length || answer.len() + each > room {
                        break;
                    }
                    answer.extend(handle(place).to_le_bytes());
                    if is_group {
                        answer.extend(self.end_of_group(place).to_le_bytes());
                    }
                    answer.extend(&attribute.value);
                }
            }
            _ => return Err(NOT_SUPPORTED),
        }
        if answer.len() == 1 && opcode == FIND_BY_TYPE_VALUE {
            return Err(NOT_FOUND);
        }
        Ok(answer)
    }

    fn attribute(&self, handle: &[u8]) -> Option<&Attribute> {
        let handle = u16::from_le_bytes([*handle.first()?, *handle.get(1)?]);
        self.attributes.get(usize::from(handle).checked_sub(1)?)
    }

    /// Those within a request's first and last handle.
    fn within(&self, rest: &[u8]) -> impl Iterator<Item = (usize, &Attribute)> {
        let range = match rest {
            [a, b, c, d, ..] => Some(u16::from_le_bytes([*a, *b])..=u16::from_le_bytes([*c, *d])),
            _ => None,
        };
        let attributes = self.attributes.iter().enumerate();
        attributes.filter(move |(place, _)| range.as_ref().is_some_and(|range| range.contains(&handle(*place))))
    }

    /// The last handle of the service that begins here.
    fn end_of_group(&self, place: usize) -> u16 {
        let mut after = self.attributes[place + 1..].iter();
        match after.position(|one| one.kind == short(PRIMARY_SERVICE)) {
            Some(more) => handle(place + more),
            None => u16::MAX,
        }
    }
}

fn handle(place: usize) -> u16 {
    u16::try_from(place + 1).unwrap()
}

fn short(number: u16) -> Uuid {
    Uuid::from_fields(number.into(), 0, 0x1000, &[0x80, 0, 0, 0x80, 0x5f, 0x9b, 0x34, 0xfb])
}

/// Backwards, and in two bytes where the rest is the usual one.
pub(super) fn on_air(uuid: Uuid) -> Vec<u8> {
    let (number, ..) = uuid.as_fields();
    match u16::try_from(number) {
        Ok(number) if short(number) == uuid => number.to_le_bytes().to_vec(),
        _ => uuid.into_bytes().into_iter().rev().collect(),
    }
}

fn properties(flags: Flags) -> u8 {
    [
        (Flags::READ, 0x02),
        (Flags::WRITE_WITHOUT_RESPONSE, 0x04),
        (Flags::WRITE, 0x08),
        (Flags::NOTIFY, 0x10),
        (Flags::INDICATE, 0x20),
    ]
    .into_iter()
    .filter(|(flag, _)| flags.contains(*flag))
    .map(|(_, bit)| bit)
    .sum()
}
