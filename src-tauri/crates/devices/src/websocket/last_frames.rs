//! What another process writes to a toy's socket to stop the toy, if this one dies.

use tokio_tungstenite::tungstenite::{
    self,
    protocol::{
        CloseFrame,
        frame::{
            Frame,
            coding::{CloseCode, Data, OpCode},
        },
    },
};

/// The frames that carry these packets, and then end the connection.
pub(super) fn last_frames(packets: Vec<Vec<u8>>) -> Result<Vec<u8>, tungstenite::Error> {
    let mut bytes = Vec::new();
    for packet in packets {
        Frame::message(packet, OpCode::Data(Data::Binary), true).format(&mut bytes)?;
    }
    let end = CloseFrame {
        code: CloseCode::Away,
        reason: tungstenite::Utf8Bytes::from_static("Vigil was ended from outside"),
    };
    Frame::close(Some(end)).format(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use tokio_tungstenite::tungstenite::{
        Message,
        protocol::{Role, WebSocket},
    };

    use std::io;

    use super::*;

    #[test]
    fn a_client_reads_what_was_made_ready() {
        for packets in [vec![], vec![b"Vibrate:0;".to_vec()], vec![vec![1], vec![0; 70_000]]] {
            let bytes = last_frames(packets.clone()).unwrap();
            let stream = io::Cursor::new(bytes);
            let mut client = WebSocket::from_raw_socket(stream, Role::Client, None);
            for packet in packets {
                assert_eq!(client.read().unwrap(), Message::binary(packet));
            }
            assert!(matches!(client.read().unwrap(), Message::Close(Some(_))));
        }
    }
}
