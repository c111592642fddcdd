//! The state of one toy.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::{
    fault::Faults,
    log::{Attempt, Write},
    spec::{Flags, ToySpec},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ToyId(pub(crate) u32);

#[derive(Debug)]
pub(crate) struct ToyState {
    pub(crate) id: ToyId,
    pub(crate) spec: ToySpec,
    /// The adapters that have an object for it.
    pub(crate) known: BTreeMap<u16, Known>,
    pub(crate) link: Option<Link>,
    pub(crate) is_advertising: bool,
    /// Out of range, or out of battery: nothing from it and nothing to it.
    pub(crate) is_silent: bool,
    pub(crate) faults: Faults,
    pub(crate) gatt: Gatt,
    pub(crate) writes: Vec<Write>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) calls: CallCounts,
}

/// How often bluetoothd was asked, whatever became of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallCounts {
    pub connect: u32,
    pub disconnect: u32,
    pub write: u32,
    pub read: u32,
    pub start_notify: u32,
    pub stop_notify: u32,
}

/// What an adapter knows of a toy.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) name: Option<String>,
    /// Only while it is being scanned for.
    pub(crate) rssi: Option<i16>,
    pub(crate) advertisements: u32,
    /// Its GATT objects stand on the bus. They stay when the link goes.
    pub(crate) is_exported: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) adapter: u16,
    /// Tells one link from the next: what was planned for an old one is dropped.
    pub(crate) generation: u64,
    pub(crate) is_resolved: bool,
}

#[derive(Debug)]
pub(crate) struct Gatt {
    pub(crate) services: Vec<Service>,
}

#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) handle: u16,
    pub(crate) uuid: Uuid,
    /// bluetoothd keeps it to itself.
    pub(crate) is_hidden: bool,
    pub(crate) characteristics: Vec<Characteristic>,
}

#[derive(Debug)]
pub(crate) struct Characteristic {
    pub(crate) handle: u16,
    pub(crate) uuid: Uuid,
    pub(crate) flags: Flags,
    pub(crate) value: Vec<u8>,
    /// The unique names of those who asked for notifications. They stay when the link goes.
    pub(crate) subscribers: BTreeSet<String>,
}

impl ToyState {
    pub(crate) fn new(id: ToyId, spec: ToySpec) -> Self {
        Self {
            id,
            gatt: Gatt::new(&spec),
            spec,
            known: BTreeMap::new(),
            link: None,
            is_advertising: true,
            is_silent: false,
            faults: Faults::default(),
            writes: Vec::new(),
            attempts: Vec::new(),
            calls: CallCounts::default(),
        }
    }

    pub(crate) fn is_linked_to(&self, adapter: u16) -> bool {
        self.link.is_some_and(|link| link.adapter == adapter)
    }

    pub(crate) fn is_resolved_on(&self, adapter: u16) -> bool {
        self.link
            .is_some_and(|link| link.adapter == adapter && link.is_resolved)
    }

    /// Whether an adapter that scans hears it. A linked toy does not advertise.
    pub(crate) fn is_heard(&self) -> bool {
        self.is_advertising && !self.is_silent && self.link.is_none()
    }
}

/// GAP and GATT are bluetoothd's own business; the battery service is its battery plugin's, since 5.48.
const HIDDEN_SERVICES: [u16; 3] = [0x1800, 0x1801, BATTERY_SERVICE];
const BATTERY_SERVICE: u16 = 0x180f;

impl Gatt {
    fn new(spec: &ToySpec) -> Self {
        // The lowest handles are GAP's and GATT's.
        let mut handles = 0x000a..;
        let mut next = || handles.next().expect("a toy has few handles");
        let services = spec
            .services
            .iter()
            .map(|service| Service {
                handle: next(),
                uuid: service.uuid,
                is_hidden: HIDDEN_SERVICES.iter().any(|hidden| service.uuid == short_uuid(*hidden)),
                characteristics: service
                    .characteristics
                    .iter()
                    .map(|characteristic| {
                        let handle = next();
                        // One for the value, one for the client configuration.
                        next();
                        next();
                        Characteristic {
                            handle,
                            uuid: characteristic.uuid,
                            flags: characteristic.flags,
                            value: characteristic.value.clone(),
                            subscribers: BTreeSet::new(),
                        }
                    })
                    .collect(),
            })
            .collect();
        Self { services }
    }

    /// The first of that name, as btleplug takes it; its service and its place.
    pub(crate) fn find(&self, uuid: Uuid) -> Option<(usize, usize)> {
        self.services.iter().enumerate().find_map(|(index, service)| {
            let place = service.characteristics.iter().position(|known| known.uuid == uuid)?;
            Some((index, place))
        })
    }

    pub(crate) fn characteristics_mut(&mut self) -> impl Iterator<Item = &mut Characteristic> {
        self.services
            .iter_mut()
            .flat_map(|service| &mut service.characteristics)
    }

    /// What the battery plugin reads.
    pub(crate) fn battery_percent(&self) -> Option<u8> {
        let service = self
            .services
            .iter()
            .find(|service| service.uuid == short_uuid(BATTERY_SERVICE))?;
        service.characteristics.first()?.value.first().copied()
    }
}

impl Characteristic {
    pub(crate) fn descriptor_handle(&self) -> Option<u16> {
        self.flags
            .intersects(Flags::NOTIFY | Flags::INDICATE)
            .then_some(self.handle + 2)
    }
}

/// A UUID that the Bluetooth SIG assigned.
pub(crate) fn short_uuid(number: u16) -> Uuid {
    Uuid::from_u128((u128::from(number) << 96) | 0x0000_0000_0000_1000_8000_0080_5f9b_34fb)
}
