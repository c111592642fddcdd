//! Error and Close leave together: with the Close a moment later, or none, the official C# client crashes.

use std::thread;

use libtest_mimic::Trial;
use serde_json::json;
use tokio::task::spawn_blocking;
use vigil_tests::{
    raw_client::{ERROR_PING, messages},
    raw_socket::{FrameKind, RawSocket, frames},
    trials,
    vigil::Vigil,
};

const PROGRAMS: usize = 20;

pub(crate) fn tests() -> Vec<Trial> {
    trials![error_and_close_come_in_one_read]
}

/// What this proves: when a program that sleeps in `read` is woken by the Error, the Close frame lies there already.
/// What it does not: that it was one `write`; two that follow each other closely enough would look the same, so many
/// programs look. That it *is* one write call can be seen with `strace -f -e trace=write,sendto,sendmsg,writev`.
async fn error_and_close_come_in_one_read() {
    let vigil = Vigil::start(&["--max-ping-time", "200"]).await;
    let address = vigil.address();
    let programs: Vec<_> = (0..PROGRAMS)
        .map(|number| {
            // A thread each, so that it sleeps in `read` when the bytes come.
            spawn_blocking(move || {
                let name = format!("Program {number}");
                thread::spawn(move || last_read(RawSocket::join(address, &name)))
                    .join()
                    .unwrap()
            })
        })
        .collect();
    for program in programs {
        let bytes = program.await.unwrap();
        let (frames, rest) = frames(&bytes);
        let kinds: Vec<_> = frames.iter().map(|frame| frame.kind).collect();
        assert_eq!(
            (kinds.as_slice(), rest),
            (&[FrameKind::Text, FrameKind::Close][..], &[][..])
        );
        let error = messages(str::from_utf8(&frames[0].payload).unwrap());
        assert_eq!(
            (error[0].error_code(), &error[0].body["Id"]),
            (Some(ERROR_PING), &json!(0))
        );
    }
    vigil.stop().await;
}

/// What came with the first read that was not a heartbeat.
fn last_read(mut socket: RawSocket) -> Vec<u8> {
    loop {
        let bytes = socket.read_once();
        if bytes.is_empty() || frames(&bytes).0.iter().any(|frame| frame.kind != FrameKind::Ping) {
            return bytes;
        }
    }
}
