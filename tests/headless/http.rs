//! What a browser sees that looks at the server's address, and what a request has to look like.

use std::{
    net::{Ipv6Addr, SocketAddr},
    time::Duration,
};

use libtest_mimic::Trial;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};
use vigil_tests::{
    event::Event,
    raw_client::RawClient,
    trial::note,
    trials,
    vigil::{Launch, Vigil},
    waits,
};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        somebody_who_looks_sees_a_page,
        a_browser_that_asks_first_is_answered,
        what_is_no_handshake_is_told_so,
        s7_a_foreign_host_is_refused,
        s7_a_name_that_was_allowed_is_answered,
        this_computers_own_names_and_both_loopback_addresses_lead_here,
        a_program_at_the_other_loopback_address_is_told_of,
        s5_a_request_that_trickles_in_is_dropped,
    ]
}

async fn somebody_who_looks_sees_a_page() {
    let vigil = Vigil::start(&[]).await;
    let answer = ask(&vigil, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("Access-Control-Allow-Origin: *\r\n"), "{answer}");
    assert!(answer.contains("Vigil is running"), "{answer}");
    // And programs come in as ever.
    RawClient::join(&vigil, "A program").await.vanish().await;
    vigil.stop().await;
}

/// Chrome asks so before a public page may reach a private address.
async fn a_browser_that_asks_first_is_answered() {
    let vigil = Vigil::start(&[]).await;
    let preflight = "OPTIONS / HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://player.example\r\n\
        Access-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true\r\n\r\n";
    let answer = ask(&vigil, preflight).await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    assert!(
        answer.contains("Access-Control-Allow-Private-Network: true\r\n"),
        "{answer}"
    );
    vigil.stop().await;
}

async fn what_is_no_handshake_is_told_so() {
    let vigil = Vigil::start(&[]).await;
    let long = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(100_000));
    let cases = [
        ("nonsense\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n", "405"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\n\r\n", "400"),
        (&long, "400"),
    ];
    for (request, status) in cases {
        let answer = ask(&vigil, request).await;
        let told = answer.split(' ').nth(1);
        // What was too long may be cut off by the system before the answer is read.
        assert!(
            told == Some(status) || (answer.is_empty() && request.len() > 10_000),
            "{answer}"
        );
    }
    RawClient::join(&vigil, "A program").await.vanish().await;
    vigil.stop().await;
}

async fn s7_a_foreign_host_is_refused() {
    let vigil = Vigil::start(&[]).await;
    let looks = ask(&vigil, "GET / HTTP/1.1\r\nHost: evil.example:12345\r\n\r\n").await;
    assert!(looks.starts_with("HTTP/1.1 403 "), "{looks}");
    let comes_in = "GET / HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    assert!(ask(&vigil, comes_in).await.starts_with("HTTP/1.1 403 "));
    vigil.stop().await;
}

/// A reverse proxy's name, or a container's.
async fn s7_a_name_that_was_allowed_is_answered() {
    let vigil = Vigil::start(&["--allow-host", "Toys.Example"]).await;
    for (host, status) in [
        ("toys.example", "101"),
        ("toys.example:8443", "101"),
        ("other.example", "403"),
    ] {
        let answer = first_line(vigil.address(), &upgrade(host)).await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{host}: {answer}");
    }
    // Whoever owns that name can serve a page under it, and then point it here.
    let port = vigil.address().port();
    let host = format!("toys.example:{port}");
    let page = upgrade(&host).replace("Upgrade:", &format!("Origin: http://{host}\r\nUpgrade:"));
    let answer = first_line(vigil.address(), &page).await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "a page came in unasked: {answer}");
    // Two connections: neither report waits for the other.
    for expected in [
        (Some("other.example".to_owned()), "foreign_host".to_owned()),
        (None, "not_allowed".to_owned()),
    ] {
        vigil
            .wait_for("the refusal", |event| match event {
                Event::ProgramRefused { host, reason, .. } if (host, reason) == (&expected.0, &expected.1) => Some(()),
                _ => None,
            })
            .await;
    }
    vigil.stop().await;
}

async fn this_computers_own_names_and_both_loopback_addresses_lead_here() {
    let vigil = Vigil::start(&[]).await;
    let port = vigil.address().port();
    let mut addresses = vec![vigil.address()];
    // A machine without IPv6 has nothing to listen on there.
    if std::net::TcpListener::bind("[::1]:0").is_ok() {
        addresses.push(SocketAddr::from((Ipv6Addr::LOCALHOST, port)));
    }
    if cfg!(target_os = "linux") {
        // Debian's address of the machine's own name.
        addresses.push(SocketAddr::from(([127, 0, 1, 1], port)));
    }
    let own_name = rustix::system::uname().nodename().to_str().unwrap().to_owned();
    for address in addresses {
        for host in ["localhost", "localhost.", own_name.as_str(), &address.to_string()] {
            let answer = first_line(address, &upgrade(host)).await;
            assert!(answer.starts_with("HTTP/1.1 101 "), "{address} as {host}: {answer}");
        }
    }
    vigil.stop().await;
}

async fn a_program_at_the_other_loopback_address_is_told_of() {
    let Ok(other) = std::net::TcpListener::bind("[::1]:0") else {
        note("this machine has no IPv6".to_owned());
        return;
    };
    let taken = other.local_addr().unwrap();
    let vigil = Launch::new(&[]).port(taken.port()).start().await;
    let alert = vigil
        .wait_for("the alert", |event| event.alert("localhost_elsewhere").cloned())
        .await;
    assert!(alert.sentence.contains(&taken.to_string()), "{alert:?}");
    RawClient::join(&vigil, "A program").await.vanish().await;
    vigil.stop().await;
}

fn upgrade(host: &str) -> String {
    format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
}

/// The first line of the answer to this request.
async fn first_line(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut line = String::new();
    let read = timeout(waits::EVENT, BufReader::new(stream).read_line(&mut line)).await;
    read.expect("an answer").unwrap();
    line
}

/// One byte now and then holds a connection for five seconds, and nobody else up.
async fn s5_a_request_that_trickles_in_is_dropped() {
    let vigil = Vigil::start(&[]).await;
    let begun = Instant::now();
    let mut stream = TcpStream::connect(vigil.address()).await.unwrap();
    let limit = Duration::from_secs(5);
    while stream.write_all(b"G").await.is_ok() {
        assert!(begun.elapsed() < limit + waits::EVENT, "still connected");
        sleep(Duration::from_millis(100)).await;
    }
    assert!(begun.elapsed() >= limit, "dropped after {:?} already", begun.elapsed());
    RawClient::join(&vigil, "Meanwhile").await.vanish().await;
    vigil.stop().await;
}

/// Everything that comes back until the connection ends.
async fn ask(vigil: &Vigil, request: &str) -> String {
    let mut stream = TcpStream::connect(vigil.address()).await.unwrap();
    // The answer may come, and the connection end, before all of it is taken.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    let read = timeout(waits::EVENT, stream.read_to_end(&mut answer)).await;
    let _ = read.expect("the connection stays open");
    String::from_utf8_lossy(&answer).into_owned()
}
