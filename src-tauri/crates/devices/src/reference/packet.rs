use std::collections::HashSet;

use buttplug_server::device::hardware::HardwareWriteCmd;
use buttplug_server_device_config::Endpoint;
use uuid::Uuid;

/// Bytes for one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packet {
    /// What it is about; a packet with one of the same replaces it.
    subjects: HashSet<Uuid>,
    pub(crate) endpoint: Endpoint,
    pub(crate) data: Vec<u8>,
    pub(crate) with_response: bool,
    /// The direction of a motor that has to be turned round where it turns the other way.
    pub(crate) turn: Option<Turn>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) clockwise: bool,
    /// What turns it round.
    pub(crate) turn_round: Vec<u8>,
}

impl Packet {
    /// A packet that replaces no other.
    pub(crate) fn new(endpoint: Endpoint, data: &[u8]) -> Self {
        Self {
            subjects: HashSet::new(),
            endpoint,
            data: data.to_vec(),
            with_response: false,
            turn: None,
        }
    }

    pub(super) fn of(write: &HardwareWriteCmd) -> Self {
        Self {
            subjects: write.command_id().clone(),
            endpoint: write.endpoint(),
            data: write.data().clone(),
            with_response: write.write_with_response(),
            turn: None,
        }
    }
}

/// Adds one output's packets; whatever they say, too, leaves the list. Within one output's packets the same subject may
/// come twice (first the mode, then the value): they stay.
pub(super) fn add(packets: &mut Vec<Packet>, of_output: Vec<Packet>) {
    packets.retain(|earlier| {
        of_output
            .iter()
            .all(|newer| newer.subjects.is_disjoint(&earlier.subjects))
    });
    packets.extend(of_output);
}
