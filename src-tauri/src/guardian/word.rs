use std::io::{BufRead, Read};

use serde::{Deserialize, Serialize};
use vigil_devices::{Movement, ToyIdentity};

/// The longest line, in bytes. A toy takes about 200, and 130 more for each of its carriages.
const LINE_BYTES: u64 = 64 * 1024;

/// What Vigil says to its guardian: a JSON object a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "word", rename_all = "snake_case")]
pub(super) enum Word {
    /// How it is now, in place of all that was said before.
    Toys(Toys),
    /// Vigil ends, and its toys stand still.
    Goodbye,
}

/// What has to be stopped where Vigil is killed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Toys {
    /// The adapter in use, as [`BluetoothStatus`](vigil_devices::bluetooth::BluetoothStatus) calls it.
    pub(super) adapter: Option<String>,
    /// Moved since they last confirmed that they stand still.
    pub(super) moved: Vec<MovedToy>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MovedToy {
    pub(super) index: u32,
    /// As the person knows it.
    pub(super) name: String,
    pub(super) identity: ToyIdentity,
    /// What it called itself before it was connected.
    #[serde(default)]
    pub(super) advertised: Option<String>,
    /// The last movements of its carriages.
    #[serde(default)]
    pub(super) movements: Vec<Movement>,
}

/// What came out of the pipe.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Word(Word),
    /// No word of Vigil's. What was said before still holds.
    Nonsense,
    /// Nothing will come any more.
    End,
}

impl Word {
    /// The line to send, with its end.
    pub(super) fn line(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut line = serde_json::to_vec(self)?;
        line.push(b'\n');
        Ok(line)
    }
}

/// The next word; waits for it.
pub(super) fn hear(pipe: &mut impl BufRead) -> Heard {
    let mut line = Vec::new();
    match pipe.take(LINE_BYTES).read_until(b'\n', &mut line) {
        Ok(0) | Err(_) => return Heard::End,
        Ok(_) => {}
    }
    if line.last() != Some(&b'\n') {
        // Too long, or cut off: Vigil died in the middle of it. The next look at the pipe tells which.
        skip_line(pipe);
        return Heard::Nonsense;
    }
    serde_json::from_slice(&line).map_or(Heard::Nonsense, Heard::Word)
}

fn skip_line(pipe: &mut impl BufRead) {
    let mut rest = Vec::new();
    loop {
        rest.clear();
        match pipe.take(LINE_BYTES).read_until(b'\n', &mut rest) {
            Ok(0) | Err(_) => return,
            Ok(_) if rest.last() == Some(&b'\n') => return,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use vigil_core::{message::OutputKind, time::Moment};
    use vigil_devices::Transport;

    use super::*;

    fn toys() -> Word {
        Word::Toys(Toys {
            adapter: Some("hci0 (usb:v1D6Bp0246d0540)".to_owned()),
            moved: vec![MovedToy {
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
            }],
        })
    }

    fn all(bytes: &[u8]) -> Vec<Heard> {
        let mut pipe = bytes;
        let mut heard = Vec::new();
        loop {
            heard.push(hear(&mut pipe));
            if heard.last() == Some(&Heard::End) {
                return heard;
            }
        }
    }

    #[test]
    fn what_is_said_is_heard() {
        let said = [toys().line().unwrap(), Word::Goodbye.line().unwrap()].concat();
        assert_eq!(
            all(&said),
            [Heard::Word(toys()), Heard::Word(Word::Goodbye), Heard::End]
        );
    }

    #[test]
    fn s5_nothing_but_a_goodbye_is_a_goodbye() {
        let whole = Word::Goodbye.line().unwrap();
        for nonsense in [
            "\n",
            "{}\n",
            "[]\n",
            "goodbye\n",
            "{\"word\":\"good\"}\n",
            "\u{0}\n",
            "{\"word\":\"toys\",\"moved\":[{}]}\n",
        ] {
            assert_eq!(all(nonsense.as_bytes()), [Heard::Nonsense, Heard::End], "{nonsense:?}");
        }
        assert_eq!(all(&[0xff, b'\n']), [Heard::Nonsense, Heard::End]);
        // Vigil died in the middle of it.
        for length in 1..whole.len() {
            assert_eq!(all(&whole[..length]), [Heard::Nonsense, Heard::End], "{length}");
        }
        assert_eq!(all(b""), [Heard::End]);
    }

    #[test]
    fn after_nonsense_of_any_length_the_next_word_is_heard() {
        for length in [1, LINE_BYTES - 1, LINE_BYTES, LINE_BYTES + 1, 5 * LINE_BYTES] {
            let mut said = vec![b'x'; usize::try_from(length).unwrap()];
            said.push(b'\n');
            said.extend(toys().line().unwrap());
            assert_eq!(
                all(&said),
                [Heard::Nonsense, Heard::Word(toys()), Heard::End],
                "{length}"
            );
        }
    }
}
