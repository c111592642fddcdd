//! What a protocol writes to a toy before anybody asked for anything, and what of that is kept from the toy.
//!
//! The reference's handlers greet a toy when they identify and initialise it. Most greetings ask what it is, log in, or
//! stop it. A few move it. A toy that is connected, that comes back, or that the guardian takes back must not move
//! until somebody asks for it, so those packets stay here: [`MOVING`] lists them, and
//! `tests/greetings.rs` holds every greeting of every model against a list of those that are known to move nothing.

use std::sync::{Mutex, MutexGuard, PoisonError};

use buttplug_server::device::hardware::HardwareWriteCmd;
use buttplug_server_device_config::Endpoint;

use super::packet::Packet;

/// A packet of a greeting that moves the toy.
struct Moving {
    /// As the configuration names it.
    protocol: &'static str,
    endpoint: Endpoint,
    data: &'static [u8],
    when: When,
}

/// When the toy is told it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// Never: it obeys without.
    Never,
    /// Right after the first output, without which it does not obey.
    WithFirstOutput,
}

const MOVING: &[Moving] = &[
    // Both motors at 9 of 15, switched off by the next packet, which passes: a stop, and the sign of life that keeps
    // the We-Vibe 4 Plus, which drops a link that says nothing to it (buttplugio/buttplug#187).
    Moving {
        protocol: "wevibe",
        endpoint: Endpoint::Tx,
        data: &[0x0f, 0x03, 0x00, 0x99, 0x00, 0x03, 0x00, 0x00],
        when: When::Never,
    },
    // A stroke to 25 and back to 0 at full speed. An Onyx+ that was never moved may drop its link after some seconds
    // (buttplugio/buttplug#164). Any output moves it: they are the same command.
    Moving {
        protocol: "kiiroo-v21-initialized",
        endpoint: Endpoint::Tx,
        data: &[0x03, 0x00, 0x64, 0x19],
        when: When::Never,
    },
    Moving {
        protocol: "kiiroo-v21-initialized",
        endpoint: Endpoint::Tx,
        data: &[0x03, 0x00, 0x64, 0x00],
        when: When::Never,
    },
    // To the upper end within 500 ms: an output as any other.
    Moving {
        protocol: "loob",
        endpoint: Endpoint::Tx,
        data: &[0x00, 0x01, 0x01, 0xf4],
        when: When::Never,
    },
    // A machine that runs a program: first it is put into the mode in which it records one and stands still, which
    // passes. Then: the way to 0 at speed 5, …
    Moving {
        protocol: "fredorch",
        endpoint: Endpoint::Tx,
        data: &[
            0x01, 0x10, 0x00, 0x6b, 0x00, 0x05, 0x0a, 0x00, 0x05, 0x00, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0xc0,
            0xc3,
        ],
        when: When::Never,
    },
    // … run it, …
    Moving {
        protocol: "fredorch",
        endpoint: Endpoint::Tx,
        data: &[0x01, 0x06, 0x00, 0x69, 0x00, 0x01, 0x98, 0x16],
        when: When::WithFirstOutput,
    },
    // … and repeat it. An output changes the program while it runs; one that does not run obeys none.
    Moving {
        protocol: "fredorch",
        endpoint: Endpoint::Tx,
        data: &[0x01, 0x06, 0x00, 0x6a, 0x00, 0x01, 0x68, 0x16],
        when: When::WithFirstOutput,
    },
    // What its handler's task answers to a machine that says that it is running: the longest strokes from the deepest
    // place, or no limit to its speed. The task says it again when an output has switched the machine to that mode.
    Moving {
        protocol: "ossm",
        endpoint: Endpoint::Tx,
        data: b"set:depth:100",
        when: When::Never,
    },
    Moving {
        protocol: "ossm",
        endpoint: Endpoint::Tx,
        data: b"set:stroke:100",
        when: When::Never,
    },
    Moving {
        protocol: "ossm",
        endpoint: Endpoint::Tx,
        data: b"set:speed:100",
        when: When::Never,
    },
];

/// Stands between a handler and the link until the first output.
#[derive(Debug)]
pub(super) struct Greeting {
    protocol: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Somebody asked for a movement.
    is_over: bool,
    /// What the toy is told right after its first output, until that was written.
    later: Vec<Packet>,
}

impl Greeting {
    /// `protocol`: as the configuration names it.
    pub(super) fn new(protocol: &str) -> Self {
        Self {
            protocol: protocol.to_owned(),
            state: Mutex::default(),
        }
    }

    /// Whether this packet of the handler's must not go to the toy. The handler is told that it was written.
    pub(super) fn withholds(&self, command: &HardwareWriteCmd) -> bool {
        let mut state = self.state();
        if state.is_over {
            return false;
        }
        let moving = MOVING.iter().find(|moving| {
            moving.protocol == self.protocol
                && moving.endpoint == command.endpoint()
                && moving.data == command.data().as_slice()
        });
        if let Some(moving) = moving {
            log::debug!("{}: a greeting that moves the toy stays here", self.protocol);
            if moving.when == When::WithFirstOutput {
                state.later.push(Packet::of(command));
            }
        }
        moving.is_some()
    }

    /// What the toy answers to a packet that was withheld, for a handler that waits for that: a Fredorch echoes.
    pub(super) fn answer(&self, command: &HardwareWriteCmd) -> Option<(Endpoint, Vec<u8>)> {
        (self.protocol == "fredorch").then(|| (Endpoint::Rx, command.data().clone()))
    }

    /// Somebody asks for a movement: nothing is withheld from now on.
    pub(super) fn end(&self) {
        self.state().is_over = true;
    }

    /// What the toy has to be told after an output, until [`told`](Self::told). Nothing before the end.
    pub(super) fn owed(&self) -> Vec<Packet> {
        let state = self.state();
        if state.is_over { state.later.clone() } else { Vec::new() }
    }

    /// The toy was told an output, and what was owed.
    pub(super) fn told(&self) {
        let mut state = self.state();
        if state.is_over {
            state.later.clear();
        }
    }

    /// As the configuration names it.
    pub(super) fn protocol(&self) -> &str {
        &self.protocol
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
