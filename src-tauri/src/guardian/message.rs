use std::{
    io::{BufRead, Read},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use vigil_core::time::Moment;
use vigil_devices::{Movement, ToyIdentity, Transport};

/// The longest line, in bytes. A toy takes some hundred.
const LINE_BYTES: u64 = 1024 * 1024;

/// What Vigil tells its guardian: one JSON object per line. The guardian answers each with one byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case")]
pub(super) enum Message {
    /// The descriptor of this toy's socket comes with this line.
    Socket { socket: u64 },
    /// The current state; it replaces everything that was said before.
    Toys(Toys),
    /// Kinds of toys that the person added, before the first toy.
    Kinds { kinds: String },
    /// Nothing new: the answer shows that the guardian is alive.
    Heartbeat,
    /// Vigil ends, and its toys stand still.
    Goodbye,
    /// Vigil ends in order, but the toys it told of last have not confirmed that they stand still: they are the guardian's
    /// from now on. The end of the channel follows.
    HandOver,
}

/// What has to be stopped if Vigil is killed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Toys {
    /// The adapter in use, as [`BluetoothStatus`](vigil_devices::BluetoothStatus) calls it.
    pub(super) adapter: Option<String>,
    /// Moved since they last confirmed that they stand still.
    pub(super) moved: Vec<MovedToy>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MovedToy {
    pub(super) index: u32,
    /// The name that the person knows it by.
    pub(super) name: String,
    pub(super) identity: ToyIdentity,
    /// What it called itself before it was connected.
    #[serde(default)]
    pub(super) advertised: Option<String>,
    /// The last movement of each of its carriages.
    #[serde(default)]
    pub(super) movements: Vec<Movement>,
    /// How to stop it if it is reached over a socket that is open.
    #[serde(default)]
    pub(super) over_socket: Option<OverSocket>,
}

/// A stop that is ready to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OverSocket {
    /// The number that came with the descriptor.
    pub(super) socket: u64,
    /// Everything to write: the stop, if the toy knows one, and the end of the connection.
    pub(super) bytes: Vec<u8>,
    /// The bytes stop every output of the toy but carriages: what freezes one depends on where it is.
    pub(super) stops_motors: bool,
}

impl MovedToy {
    /// A carriage was on its way then, and was not told to stay where it is.
    pub(super) fn slides_at(&self, now: Moment) -> bool {
        self.movements.iter().any(|movement| {
            movement.from != movement.to && movement.sent + Duration::from_millis(movement.duration_ms.into()) > now
        })
    }
}

impl Toys {
    pub(super) fn over_bluetooth(&self) -> impl Iterator<Item = &MovedToy> {
        let toys = self.moved.iter();
        toys.filter(|toy| toy.identity.transport == Transport::Bluetooth)
    }
}

/// What came from Vigil.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received {
    Message(Message),
    /// No message of Vigil's. What it said before still holds.
    Nonsense,
    /// Nothing more will come.
    End,
}

impl Message {
    /// The line to send, with its end.
    pub(super) fn line(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut line = serde_json::to_vec(self)?;
        line.push(b'\n');
        Ok(line)
    }
}

/// Waits for the next message.
pub(super) fn receive(channel: &mut impl BufRead) -> Received {
    let mut line = Vec::new();
    match channel.take(LINE_BYTES).read_until(b'\n', &mut line) {
        Ok(0) | Err(_) => return Received::End,
        Ok(_) => {}
    }
    if line.last() != Some(&b'\n') {
        // Too long, or cut off: Vigil died in the middle of it. The next look at the channel tells which.
        skip_line(channel);
        return Received::Nonsense;
    }
    serde_json::from_slice(&line).map_or(Received::Nonsense, Received::Message)
}

fn skip_line(channel: &mut impl BufRead) {
    let mut rest = Vec::new();
    loop {
        rest.clear();
        match channel.take(LINE_BYTES).read_until(b'\n', &mut rest) {
            Ok(0) | Err(_) => return,
            Ok(_) if rest.last() == Some(&b'\n') => return,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use vigil_core::message::OutputKind;

    use super::*;

    fn toys() -> Message {
        Message::Toys(Toys {
            adapter: Some("hci0 (usb:v1D6Bp0246d0540)".to_owned()),
            moved: vec![
                MovedToy {
                    index: 3,
                    name: "Blue\n\"one\"".to_owned(),
                    identity: ToyIdentity {
                        transport: Transport::Bluetooth,
                        address: "AA:BB:CC:DD:EE:FF".to_owned(),
                        protocol: "lovense".to_owned(),
                        variant: Some("P".to_owned()),
                    },
                    advertised: Some("LVS-Edge36".to_owned()),
                    movements: vec![Movement {
                        feature: 0,
                        kind: OutputKind::HwPositionWithDuration,
                        from: 5,
                        to: 95,
                        duration_ms: 4000,
                        sent: Moment::from_nanos(u64::MAX),
                    }],
                    over_socket: None,
                },
                MovedToy {
                    index: 4,
                    name: "Built".to_owned(),
                    identity: ToyIdentity {
                        transport: Transport::WebSocket,
                        address: "0123456789ab".to_owned(),
                        protocol: "lovense".to_owned(),
                        variant: None,
                    },
                    advertised: None,
                    movements: Vec::new(),
                    over_socket: Some(OverSocket {
                        socket: 7,
                        bytes: vec![0x82, 2, b'\n', 0xff],
                        stops_motors: true,
                    }),
                },
            ],
        })
    }

    fn all(bytes: &[u8]) -> Vec<Received> {
        let mut channel = bytes;
        let mut received = Vec::new();
        loop {
            received.push(receive(&mut channel));
            if received.last() == Some(&Received::End) {
                return received;
            }
        }
    }

    #[test]
    fn what_is_sent_is_received() {
        let sent = [
            Message::Socket { socket: u64::MAX },
            toys(),
            Message::Heartbeat,
            Message::HandOver,
            Message::Goodbye,
        ];
        let lines: Vec<u8> = sent.iter().flat_map(|message| message.line().unwrap()).collect();
        let mut expected: Vec<_> = sent.map(Received::Message).into();
        expected.push(Received::End);
        assert_eq!(all(&lines), expected);
    }

    #[test]
    fn s5_nothing_but_a_goodbye_is_a_goodbye() {
        let whole = Message::Goodbye.line().unwrap();
        for nonsense in [
            "\n",
            "{}\n",
            "[]\n",
            "goodbye\n",
            "{\"message\":\"good\"}\n",
            "\u{0}\n",
            "{\"message\":\"toys\",\"moved\":[{}]}\n",
        ] {
            assert_eq!(
                all(nonsense.as_bytes()),
                [Received::Nonsense, Received::End],
                "{nonsense:?}"
            );
        }
        assert_eq!(all(&[0xff, b'\n']), [Received::Nonsense, Received::End]);
        // Vigil died in the middle of it.
        for length in 1..whole.len() {
            assert_eq!(all(&whole[..length]), [Received::Nonsense, Received::End], "{length}");
        }
        assert_eq!(all(b""), [Received::End]);
    }

    #[test]
    fn after_nonsense_of_any_length_the_next_message_is_received() {
        for length in [1, LINE_BYTES - 1, LINE_BYTES, LINE_BYTES + 1, 5 * LINE_BYTES] {
            let mut sent = vec![b'x'; usize::try_from(length).unwrap()];
            sent.push(b'\n');
            sent.extend(toys().line().unwrap());
            assert_eq!(
                all(&sent),
                [Received::Nonsense, Received::Message(toys()), Received::End],
                "{length}"
            );
        }
    }
}
