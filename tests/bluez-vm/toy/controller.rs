//! A Bluetooth controller of btvirt's, spoken to as a host does: HCI packets over a socket.

use std::{io, path::Path};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
};
use vigil_bluez::Address;

const COMMAND: u8 = 0x01;
const ACL_DATA: u8 = 0x02;
const EVENT: u8 = 0x04;

const DISCONNECT: u16 = 0x0406;
const SET_EVENT_MASK: u16 = 0x0c01;
const RESET: u16 = 0x0c03;
const LE_SET_EVENT_MASK: u16 = 0x2001;
const LE_SET_RANDOM_ADDRESS: u16 = 0x2005;
const LE_SET_ADVERTISING_PARAMETERS: u16 = 0x2006;
const LE_SET_ADVERTISING_DATA: u16 = 0x2008;
const LE_SET_SCAN_RESPONSE_DATA: u16 = 0x2009;
const LE_SET_ADVERTISING_ENABLE: u16 = 0x200a;

const DISCONNECTION_COMPLETE: u8 = 0x05;
const LE_META: u8 = 0x3e;
const LE_CONNECTION_COMPLETE: u8 = 0x01;

/// Advertising data has a fixed length in HCI.
const ADVERTISING_DATA: usize = 31;
/// Remote user terminated connection: what a toy says that is switched off.
const REMOTE_USER: u8 = 0x13;

/// What a controller tells that a toy cares for.
#[derive(Debug)]
pub(super) enum Told {
    Connected {
        handle: u16,
    },
    /// With the reason, as HCI numbers it.
    Disconnected(u8),
    /// An L2CAP frame on a fixed channel.
    Frame {
        channel: u16,
        payload: Vec<u8>,
    },
}

#[derive(Debug)]
pub(super) struct Commands(OwnedWriteHalf);

#[derive(Debug)]
pub(super) struct Events {
    socket: OwnedReadHalf,
    unread: Vec<u8>,
}

/// A new controller, ready to advertise under this address.
pub(super) async fn open(socket: &Path, address: Address) -> io::Result<(Commands, Events)> {
    let (read, write) = UnixStream::connect(socket).await?.into_split();
    let mut commands = Commands(write);
    commands.send(RESET, &[]).await?;
    commands.send(SET_EVENT_MASK, &(!0_u64 >> 2).to_le_bytes()).await?;
    // Up to the long term key request: connections are announced in their first form.
    commands.send(LE_SET_EVENT_MASK, &0x1f_u64.to_le_bytes()).await?;
    let mut reversed = address.0;
    reversed.reverse();
    commands.send(LE_SET_RANDOM_ADDRESS, &reversed).await?;
    // Interval twice, connectable, own address random, no peer, all channels, no filter.
    let parameters = [0xa0, 0, 0xa0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7, 0];
    commands.send(LE_SET_ADVERTISING_PARAMETERS, &parameters).await?;
    let events = Events {
        socket: read,
        unread: Vec::new(),
    };
    Ok((commands, events))
}

impl Commands {
    pub(super) async fn set_advertising_data(&mut self, data: &[u8], scan_response: &[u8]) -> io::Result<()> {
        self.send(LE_SET_ADVERTISING_DATA, &padded(data)).await?;
        self.send(LE_SET_SCAN_RESPONSE_DATA, &padded(scan_response)).await
    }

    /// btvirt reports an advertisement once, when it begins. So it has to begin again and again.
    pub(super) async fn advertise_once_more(&mut self) -> io::Result<()> {
        self.stop_advertising().await?;
        self.send(LE_SET_ADVERTISING_ENABLE, &[1]).await
    }

    pub(super) async fn stop_advertising(&mut self) -> io::Result<()> {
        self.send(LE_SET_ADVERTISING_ENABLE, &[0]).await
    }

    pub(super) async fn disconnect(&mut self, handle: u16) -> io::Result<()> {
        let [low, high] = handle.to_le_bytes();
        self.send(DISCONNECT, &[low, high, REMOTE_USER]).await
    }

    pub(super) async fn send_frame(&mut self, handle: u16, channel: u16, payload: &[u8]) -> io::Result<()> {
        let length = u16::try_from(payload.len()).map_err(io::Error::other)?;
        let mut packet = vec![ACL_DATA];
        packet.extend(handle.to_le_bytes());
        packet.extend((length + 4).to_le_bytes());
        packet.extend(length.to_le_bytes());
        packet.extend(channel.to_le_bytes());
        packet.extend(payload);
        self.0.write_all(&packet).await
    }

    async fn send(&mut self, opcode: u16, parameters: &[u8]) -> io::Result<()> {
        let mut packet = vec![COMMAND];
        packet.extend(opcode.to_le_bytes());
        packet.push(u8::try_from(parameters.len()).map_err(io::Error::other)?);
        packet.extend(parameters);
        self.0.write_all(&packet).await
    }
}

impl Events {
    /// The next thing that matters. An error means that the controller is gone. Can be given up at any time.
    pub(super) async fn next(&mut self) -> io::Result<Told> {
        loop {
            while let Some(length) = packet_length(&self.unread)? {
                if self.unread.len() < length {
                    break;
                }
                let packet: Vec<u8> = self.unread.drain(..length).collect();
                if let Some(told) = told(&packet) {
                    return Ok(told);
                }
            }
            if self.socket.read_buf(&mut self.unread).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

/// Of the packet that begins here, as far as it is known.
fn packet_length(bytes: &[u8]) -> io::Result<Option<usize>> {
    Ok(match bytes {
        [EVENT, _, length, ..] => Some(3 + usize::from(*length)),
        [ACL_DATA, _, _, low, high, ..] => Some(5 + usize::from(u16::from_le_bytes([*low, *high]))),
        [] | [EVENT | ACL_DATA, ..] => None,
        other => return Err(io::Error::other(format!("no HCI packet begins with {:#x}", other[0]))),
    })
}

fn told(packet: &[u8]) -> Option<Told> {
    match packet {
        [EVENT, LE_META, _, LE_CONNECTION_COMPLETE, 0, low, high, ..] => Some(Told::Connected {
            handle: u16::from_le_bytes([*low, *high]) & 0x0fff,
        }),
        [EVENT, DISCONNECTION_COMPLETE, _, 0, _, _, reason] => Some(Told::Disconnected(*reason)),
        // No frame of ours needs more than one packet.
        [ACL_DATA, _, _, _, _, _, _, low, high, payload @ ..] => Some(Told::Frame {
            channel: u16::from_le_bytes([*low, *high]),
            payload: payload.to_vec(),
        }),
        _ => None,
    }
}

fn padded(data: &[u8]) -> [u8; ADVERTISING_DATA + 1] {
    let mut padded = [0; ADVERTISING_DATA + 1];
    assert!(data.len() <= ADVERTISING_DATA, "too much to advertise: {data:?}");
    padded[0] = u8::try_from(data.len()).unwrap();
    padded[1..=data.len()].copy_from_slice(data);
    padded
}
