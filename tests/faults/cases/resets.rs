//! Connections that end with RST, in every state that one can be in.

use std::time::Duration;

use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{sleep, timeout},
};
use tokio_tungstenite::tungstenite::Message as Frame;
use vigil_bluez::Write;
use vigil_tests::{
    message::output,
    raw_socket::{LAST_FRAGMENT, TEXT, client_header},
    waits,
};

use super::programs::{moving_by_socket, resettable};
use crate::{
    case::{Case, Goal, NotRun, Seen, Stop},
    compared,
    rig::{Kind, Rig, Setup},
    tried,
};

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "reset-connected",
        fault: "resets before a byte was sent; another program moves the toy",
        promise: "S5",
        goal: Goal::Truth,
        how: tried!(|kind| strangers(kind, b"")),
    },
    Case {
        name: "reset-in-request",
        fault: "resets within the HTTP request; another program moves the toy",
        promise: "S5",
        goal: Goal::Truth,
        how: tried!(|kind| strangers(kind, HALF_A_REQUEST)),
    },
    Case {
        name: "reset-before-introduction",
        fault: "resets before the Buttplug handshake; another program moves the toy",
        promise: "S5",
        goal: Goal::Truth,
        how: tried!(|kind| strangers(kind, REQUEST)),
    },
    Case {
        name: "reset-idle",
        fault: "reset (RST) while nothing is under way",
        promise: "S5",
        goal: Goal::Within(20),
        how: compared!(|kind| reset(kind, While::Idle)),
    },
    Case {
        name: "reset-scanning",
        fault: "reset while it scans for toys",
        promise: "S5",
        goal: Goal::Within(20),
        how: compared!(|kind| reset(kind, While::Scanning)),
    },
    Case {
        name: "reset-output-under-way",
        fault: "reset while outputs are under way",
        promise: "S1, S5",
        goal: Goal::Within(20),
        how: compared!(|kind| reset(kind, While::OutputUnderWay)),
    },
    Case {
        name: "reset-in-frame",
        fault: "reset in the middle of a frame",
        promise: "S5",
        goal: Goal::Within(20),
        how: compared!(reset_in_frame),
    },
    Case {
        name: "reset-closing",
        fault: "reset right after its Close frame",
        promise: "S5",
        goal: Goal::Within(20),
        how: compared!(|kind| reset(kind, While::Closing)),
    },
];

const HALF_A_REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: webso";
const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
/// More than a server would survive that loses something with each.
const STRANGERS: usize = 50;
/// Time for what must not be written.
const AFTERMATH: Duration = Duration::from_millis(300);

/// Connections that never became a program's are reset, having said this. Whoever moves the toy does not notice.
async fn strangers(kind: Kind, said: &'static [u8]) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(0)).await;
    rig.begin();
    for _ in 0..STRANGERS {
        let mut stream = TcpStream::connect(rig.server.address).await.unwrap();
        stream.write_all(said).await.unwrap();
        if said == REQUEST {
            let read = timeout(waits::EVENT, stream.read(&mut [0; 1024])).await;
            assert!(matches!(read, Ok(Ok(1..))), "the upgrade is answered: {read:?}");
        }
        stream.set_zero_linger().unwrap();
        drop(stream);
    }
    sleep(AFTERMATH).await;
    let writes = rig.toy.writes();
    let told = writes.iter().map(Write::text).find(|text| text.starts_with("Vibrate"));
    let stop = told.map_or(Stop::Right("its toy goes on"), |told| {
        Stop::Wrong(format!("the toy of another program is told {told}"))
    });
    Ok(rig.recovered(stop, false).await)
}

/// What the program does when it is reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum While {
    Idle,
    Scanning,
    OutputUnderWay,
    Closing,
}

async fn reset(kind: Kind, state: While) -> Result<Seen, NotRun> {
    let mut rig = resettable(kind).await;
    let index = rig.index;
    match state {
        While::Idle => {}
        While::Scanning => {
            rig.client().ok("StartScanning", json!({})).await;
        }
        While::OutputUnderWay => {
            for level in [5, 15, 8, 12, 3, 20] {
                for motor in [0, 1] {
                    let body = output(index, motor, "Vibrate", level);
                    rig.client().send("OutputCmd", body).await;
                }
            }
        }
        While::Closing => rig.client().send_frame(Frame::Close(None)).await,
    }
    let since = rig.begin();
    rig.lose_client().await;
    Ok(rig.seen(since).await)
}

async fn reset_in_frame(kind: Kind) -> Result<Seen, NotRun> {
    let (mut rig, mut socket) = moving_by_socket(kind, Setup::limit(0)).await;
    socket.send(&client_header(LAST_FRAGMENT | TEXT, 1000));
    socket.send(b"[{\"OutputCmd\":");
    let (stream, _) = socket.into_parts();
    stream.set_nonblocking(true).unwrap();
    let stream = TcpStream::from_std(stream).unwrap();
    stream.set_zero_linger().unwrap();
    let since = rig.begin();
    drop(stream);
    Ok(rig.seen(since).await)
}
