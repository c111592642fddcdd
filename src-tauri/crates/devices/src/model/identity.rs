use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Which toy it is, for ever and wherever it is connected again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ToyIdentity {
    pub transport: Transport,
    /// Unique among the toys of its transport: a Bluetooth address, or what the system has in place of one.
    pub address: String,
    /// As the device configuration calls it: `lovense`.
    pub protocol: String,
    /// Which of the protocol's toys it is, where that is known: a model's letter or an advertised name.
    pub variant: Option<String>,
}

/// The way in which a toy is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    Bluetooth,
    WebSocket,
    Simulated,
}

/// The index that each toy keeps.
pub type IndexTable = BTreeMap<ToyIdentity, u32>;

impl ToyIdentity {
    /// A toy on the screen is known by its place there.
    pub fn simulated(index: u32) -> Self {
        Self {
            transport: Transport::Simulated,
            address: index.to_string(),
            protocol: "simulated".to_owned(),
            variant: None,
        }
    }
}
