//! What a toy is made of: what it advertises, its GATT tree, how quick it is.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use bitflags::bitflags;
use uuid::Uuid;

use crate::log::Write;

/// A Bluetooth address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(pub [u8; 6]);

bitflags! {
    /// What a characteristic can do.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Flags: u8 {
        const READ = 1;
        /// A "command": nobody acknowledges it.
        const WRITE_WITHOUT_RESPONSE = 1 << 1;
        /// A "request": the toy acknowledges it.
        const WRITE = 1 << 2;
        const NOTIFY = 1 << 3;
        const INDICATE = 1 << 4;
    }
}

#[derive(Debug, Clone)]
pub struct CharacteristicSpec {
    pub uuid: Uuid,
    pub flags: Flags,
    /// What a read gives until something else is set.
    pub value: Vec<u8>,
}

#[derive(Debug, Clone)]
pub struct ServiceSpec {
    pub uuid: Uuid,
    pub characteristics: Vec<CharacteristicSpec>,
}

/// A toy, before it is put into the world with [`Bluez::add_toy`](crate::Bluez::add_toy).
#[derive(Debug, Clone)]
pub struct ToySpec {
    /// What it advertises.
    pub name: String,
    /// Its name in the GAP service; takes the place of the advertised one once it has been connected.
    pub gap_name: Option<String>,
    /// `false`: the first advertisement comes without the name, as before a scan response. No event tells of the name.
    pub is_name_in_first_advertisement: bool,
    pub address: Address,
    pub advertised_services: Vec<Uuid>,
    pub manufacturer_data: BTreeMap<u16, Vec<u8>>,
    /// dBm, as it is while the toy advertises.
    pub rssi: i16,
    pub services: Vec<ServiceSpec>,
    /// Its characteristics by what the reference server calls them, such as `tx`; empty where nobody named them.
    pub endpoints: BTreeMap<String, Uuid>,
    /// Largest ATT packet; a write carries three bytes less.
    pub mtu: u16,
    pub timing: Timing,
    /// What it answers to writes; [`Toy::on_write`](crate::Toy::on_write) replaces it.
    pub script: Script,
    /// What it tells whoever subscribes to the characteristic.
    pub greetings: Vec<Reply>,
}

/// How quick the link is. Nothing takes time unless a test says so.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timing {
    /// From Connect to its answer.
    pub connect: Duration,
    /// From there to `ServicesResolved`.
    pub resolve: Duration,
    /// From Disconnect to its answer. The real bluetoothd needs 1.9 to 2.6 s.
    pub disconnect: Duration,
}

/// What a toy does because of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub characteristic: Uuid,
    pub bytes: Vec<u8>,
    /// From the write's effect.
    pub after: Duration,
    /// Whether subscribers are told; a read gives the bytes in any case.
    pub is_notification: bool,
}

/// What a toy answers to writes. Runs inside the daemon: it must not call the rig.
#[derive(Clone)]
pub struct Script(Arc<Mutex<Answers>>);

type Answers = dyn FnMut(&Write) -> Vec<Reply> + Send;

impl ToySpec {
    /// A toy that advertises this name, with an address of its own and nothing else.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            gap_name: None,
            is_name_in_first_advertisement: true,
            address: Address::unique(),
            advertised_services: Vec::new(),
            manufacturer_data: BTreeMap::new(),
            rssi: -60,
            services: Vec::new(),
            endpoints: BTreeMap::new(),
            mtu: 247,
            timing: Timing::default(),
            script: Script::silent(),
            greetings: Vec::new(),
        }
    }

    /// The characteristic that the reference server calls so, such as `tx`.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub fn endpoint(&self, name: &str) -> Uuid {
        let endpoint = self.endpoints.get(name).copied();
        endpoint.unwrap_or_else(|| panic!("{} has no endpoint {name}, but {:?}", self.name, self.endpoints))
    }

    #[must_use]
    pub fn service(mut self, uuid: Uuid, characteristics: Vec<CharacteristicSpec>) -> Self {
        self.services.push(ServiceSpec { uuid, characteristics });
        self
    }

    #[must_use]
    pub fn advertise(mut self, service: Uuid) -> Self {
        self.advertised_services.push(service);
        self
    }

    #[must_use]
    pub fn timing(mut self, timing: Timing) -> Self {
        self.timing = timing;
        self
    }

    #[must_use]
    pub fn script(mut self, script: impl FnMut(&Write) -> Vec<Reply> + Send + 'static) -> Self {
        self.script = Script::new(script);
        self
    }
}

impl CharacteristicSpec {
    pub fn new(uuid: Uuid, flags: Flags) -> Self {
        Self {
            uuid,
            flags,
            value: Vec::new(),
        }
    }

    #[must_use]
    pub fn value(mut self, value: impl Into<Vec<u8>>) -> Self {
        self.value = value.into();
        self
    }
}

impl Reply {
    pub fn notify(characteristic: Uuid, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            characteristic,
            bytes: bytes.into(),
            after: Duration::ZERO,
            is_notification: true,
        }
    }

    /// What a read gives from now on; nobody is told.
    pub fn set(characteristic: Uuid, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            is_notification: false,
            ..Self::notify(characteristic, bytes)
        }
    }

    #[must_use]
    pub fn after(mut self, after: Duration) -> Self {
        self.after = after;
        self
    }
}

impl Script {
    pub fn new(script: impl FnMut(&Write) -> Vec<Reply> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(script)))
    }

    pub fn silent() -> Self {
        Self::new(|_| Vec::new())
    }

    /// What the toy answers to this write.
    pub fn run(&self, write: &Write) -> Vec<Reply> {
        (self.0.lock().unwrap())(write)
    }
}

impl Address {
    /// One that no other toy of this process has.
    pub fn unique() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let [a, b, c, d] = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        // The two highest bits make it a static random address, which most toys have.
        Self([0xC0, 0x70, a, b, c, d])
    }

    /// As in an object path.
    pub(crate) fn underscored(self) -> String {
        self.to_string().replace(':', "_")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let colon = if index == 0 { "" } else { ":" };
            write!(formatter, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Script")
    }
}

impl Flags {
    /// As BlueZ names them.
    pub(crate) fn names(self) -> Vec<&'static str> {
        [
            (Self::READ, "read"),
            (Self::WRITE_WITHOUT_RESPONSE, "write-without-response"),
            (Self::WRITE, "write"),
            (Self::NOTIFY, "notify"),
            (Self::INDICATE, "indicate"),
        ]
        .into_iter()
        .filter_map(|(flag, name)| self.contains(flag).then_some(name))
        .collect()
    }
}
