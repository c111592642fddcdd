//! How programs reach the server, and how they lose it.

use std::{
    io::{Read, Write},
    net::{Ipv6Addr, SocketAddr},
    time::Duration,
};

use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};
use vigil_tests::{
    raw_client::{ERROR_PING, messages},
    raw_socket::{FrameKind, LAST_FRAGMENT, PONG, RawSocket, client_frame, frames, ping_frame},
    waits,
};

use crate::{Case, case, server::Program};

const LIMIT: Duration = Duration::from_secs(1);

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(
            "websocket-client/websocket-client#459",
            "a program whose library sends `Origin: http://127.0.0.1:PORT`",
            "a_program_whose_library_sends_its_servers_address_comes_in",
            own_origin
        ),
        case!(
            "(S7)",
            "a web page, `Origin: https://evil.example`",
            "s7_a_web_page_is_refused",
            foreign_origin
        ),
        case!(
            "websockets/ws#2078",
            "a program that takes `localhost` for `::1` alone",
            "this_computers_own_names_and_both_loopback_addresses_lead_here",
            other_loopback
        ),
        case!(
            "MinLL/GameInterfaceForToys#32",
            "no limit; a program that answers nothing for 6 s while it moves the toy",
            "s5_the_heartbeat_goes_on_where_pings_are_off_and_messages_flow",
            silent_for_6_s
        ),
        case!(
            "the guide's example on the official C# client",
            "limit 1 s; a program that sleeps 2.5 s past it, then first answers old WebSocket pings",
            "a_program_that_wakes_up_2500_ms_past_the_limit_reads_why",
            wakes_late
        ),
        case!(
            "buttplugio/buttplug-py#17",
            "a toy whose library sends `Origin: file://`",
            "what_the_usual_libraries_send_comes_in",
            toy_from_a_file
        ),
        case!(
            "buttplugio/buttplug-py#17",
            "a toy that introduces itself without a `version`",
            "what_the_usual_libraries_send_comes_in",
            toy_without_a_version
        ),
    ]
}

/// The status with which an upgrade is answered.
async fn status(address: SocketAddr, origin: Option<&str>) -> String {
    let Ok(mut stream) = TcpStream::connect(address).await else {
        return "connection refused".to_owned();
    };
    let origin = origin.map(|origin| format!("Origin: {origin}\r\n")).unwrap_or_default();
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {address}\r\n{origin}Upgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut line = String::new();
    match timeout(waits::ANSWER, BufReader::new(stream).read_line(&mut line)).await {
        Ok(Ok(read)) if read > 0 => match line.split(' ').nth(1) {
            Some("101") => "let in".to_owned(),
            Some(status) => format!("refused with {status}"),
            None => "answered with something else".to_owned(),
        },
        _ => "closed".to_owned(),
    }
}

async fn own_origin(program: Program) -> String {
    let server = program.start().await;
    let origin = format!("http://127.0.0.1:{}", server.address.port());
    status(server.address, Some(&origin)).await
}

async fn foreign_origin(program: Program) -> String {
    let server = program.start().await;
    status(server.address, Some("https://evil.example")).await
}

async fn other_loopback(program: Program) -> String {
    let server = program.start().await;
    let address = SocketAddr::from((Ipv6Addr::LOCALHOST, server.address.port()));
    status(address, None).await
}

async fn silent_for_6_s(program: Program) -> String {
    let server = program.start().await;
    let toy = server.hush().await;
    let (mut looking, index) = server.with_toy(4).await;
    let _ = crate::server::heard(&mut looking).await;
    looking.vanish().await;
    // The reference serves one program at a time.
    sleep(Duration::from_millis(500)).await;
    let mut socket = RawSocket::join(server.address, "Busy");
    let vibrate = json!([{ "OutputCmd": { "Id": 9, "DeviceIndex": index, "FeatureIndex": 0,
        "Command": { "Vibrate": { "Value": 10 } } } }]);
    socket.send(&vigil_tests::raw_socket::text_frame(&vibrate.to_string()));
    toy.wait_for_packet("Vibrate:10;").await;
    toy.clear();
    sleep(Duration::from_secs(6)).await;
    let stopped = toy.packets().iter().any(|packet| packet == "Vibrate:0;");
    if stopped { "toy stopped, cut off" } else { "plays on" }.to_owned()
}

/// Sleeps past the limit with its connection open, wakes up, answers what has piled up, and reads what there is.
async fn wakes_late(program: Program) -> String {
    let server = program.start_with(Some(LIMIT)).await;
    let address = server.address;
    let read = tokio::task::spawn_blocking(move || {
        let mut socket = RawSocket::join(address, "Wakes Up Late");
        socket.send(&ping_frame(2));
        #[allow(clippy::disallowed_methods, reason = "a program that is frozen does nothing at all")]
        std::thread::sleep(LIMIT + Duration::from_millis(2_500));
        let (mut stream, mut bytes) = socket.into_parts();
        let pongs: Vec<u8> = (0..8)
            .flat_map(|_| client_frame(LAST_FRAGMENT | PONG, b"late"))
            .collect();
        let written = stream.write_all(&pongs);
        #[allow(clippy::disallowed_methods, reason = "until a reset would be here")]
        std::thread::sleep(Duration::from_millis(200));
        let _ = written.and_then(|()| stream.write_all(&ping_frame(3)));
        stream.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
        let mut part = [0; 4096];
        while let Ok(read) = stream.read(&mut part) {
            if read == 0 {
                break;
            }
            bytes.extend_from_slice(&part[..read]);
        }
        bytes
    });
    let bytes = read.await.unwrap();
    let (frames, _) = frames(&bytes);
    let reads_error = frames
        .iter()
        .filter(|frame| frame.kind == FrameKind::Text)
        .filter_map(|frame| std::str::from_utf8(&frame.payload).ok())
        .flat_map(messages)
        .any(|message| message.error_code() == Some(ERROR_PING));
    let reads_close = frames.iter().any(|frame| frame.kind == FrameKind::Close);
    match (reads_error, reads_close) {
        (true, true) => "reads the ping's Error and the Close frame",
        (true, false) => "reads the ping's Error, but no Close frame",
        (false, true) => "reads the Close frame, but not why",
        (false, false) => "reads nothing",
    }
    .to_owned()
}

/// Whether a toy that says this on the toys' port becomes one.
async fn toy_comes_in(program: Program, origin: Option<&str>, introduction: &str) -> String {
    use futures_util::{SinkExt as _, StreamExt as _};
    use tokio_tungstenite::tungstenite::{self, Message, client::IntoClientRequest as _};

    let server = program.start().await;
    // The reference opens this port only when somebody searches.
    let mut client = server.connect().await;
    crate::server::introduce(&mut client, 4).await;
    client.send("StartScanning", json!({})).await;
    let mut request = format!("ws://127.0.0.1:{}", server.device_port)
        .into_client_request()
        .unwrap();
    if let Some(origin) = origin {
        request.headers_mut().insert("Origin", origin.parse().unwrap());
    }
    let until = Instant::now() + waits::EVENT;
    let mut socket = loop {
        match tokio_tungstenite::connect_async(request.clone()).await {
            Ok((socket, _)) => break socket,
            Err(tungstenite::Error::Http(answer)) => return format!("refused with {}", answer.status().as_u16()),
            Err(error) if Instant::now() > until => return format!("no connection: {error}"),
            Err(_) => sleep(waits::LOOK_AGAIN).await,
        }
    };
    socket.send(Message::text(introduction)).await.unwrap();
    let asked = async {
        while let Some(Ok(message)) = socket.next().await {
            match message {
                Message::Binary(_) | Message::Text(_) => return "becomes a toy".to_owned(),
                Message::Close(frame) => {
                    let reason = frame.map(|frame| frame.reason.to_string()).unwrap_or_default();
                    return format!("turned away: \"{reason}\"");
                }
                _ => {}
            }
        }
        "turned away without a word".to_owned()
    };
    timeout(Duration::from_secs(3), asked)
        .await
        .unwrap_or_else(|_| "not taken for a toy; its connection stays open".to_owned())
}

async fn toy_from_a_file(program: Program) -> String {
    let introduction = r#"{"identifier":"LVS-DIY","address":"A1B2C3D4E5F6","version":0}"#;
    toy_comes_in(program, Some("file://"), introduction).await
}

async fn toy_without_a_version(program: Program) -> String {
    let introduction = r#"{"identifier":"LVS-DIY","address":"A1B2C3D4E5F6"}"#;
    toy_comes_in(program, None, introduction).await
}
