//! The log that programs of v0 and v1 may ask for: of their own session, bounded, and never in the way.

use libtest_mimic::Trial;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{process::Command, task::spawn_blocking, time::Instant};
use vigil_tests::{
    child::{Child, Mark},
    environment,
    message::{Message, message},
    raw_client::RawClient,
    raw_socket::{RawSocket, text_frame},
    trials,
    vigil::{NO_LIMIT_VIBRATOR, Vigil},
    waits,
};

/// LIMITS.md has them.
const LINES_AT_ONCE: usize = 500;
const LINES_PER_SECOND: usize = 250;
/// So many answers fit into the system's buffers; with two lines for each, they would not.
const FLOOD: u32 = 30_000;
const PINGS_PER_FRAME: u32 = 1000;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        a_program_of_v0_reads_what_becomes_of_its_messages,
        a_program_of_v1_reads_what_becomes_of_its_messages,
        the_official_client_of_v1_gives_it_to_its_program,
        no_line_is_about_another_program,
        s2_a_program_that_does_not_read_its_log_is_heard_all_the_same,
    ]
}

async fn a_program_of_v0_reads_what_becomes_of_its_messages() {
    reads_what_becomes_of_its_messages(0).await;
}

async fn a_program_of_v1_reads_what_becomes_of_its_messages() {
    reads_what_becomes_of_its_messages(1).await;
}

async fn reads_what_becomes_of_its_messages(version: u32) {
    let vigil = Vigil::start(&NO_LIMIT_VIBRATOR).await;
    let mut client = RawClient::connect(&vigil).await;
    join(&mut client, version, "Author").await;
    let id = client.send("RequestLog", json!({ "LogLevel": "Debug" })).await;
    assert_eq!(lines_until(&mut client, id).await, []);
    let begun = client.next().await;
    assert_eq!(
        line(&begun).map(|(level, _)| level),
        Some("Info".to_owned()),
        "{begun:?}"
    );

    let id = vibrate(&mut client, 0.5).await;
    let debug = |text: String| ("Debug".to_owned(), text);
    assert_eq!(
        lines_until(&mut client, id).await,
        [
            debug(format!("SingleMotorVibrateCmd, Id {id}: received.")),
            debug(format!(
                "Id {id}: device 0, feature 0 Vibrate 10, feature 1 Vibrate 10."
            )),
            debug(format!("Id {id}: done.")),
        ]
    );
    // Below the level that was asked for.
    let id = client.send("Ping", json!({})).await;
    assert_eq!(lines_until(&mut client, id).await, []);
    let id = vibrate(&mut client, 1.5).await;
    let lines = lines_until(&mut client, id).await;
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[1].0, "Warn");
    assert!(
        lines[1].1.starts_with(&format!("Id {id}: refused with Error 3: ")),
        "{lines:?}"
    );

    let id = client.send("RequestLog", json!({ "LogLevel": "Warn" })).await;
    lines_until(&mut client, id).await;
    let id = vibrate(&mut client, 0.5).await;
    assert_eq!(lines_until(&mut client, id).await, []);
    let id = vibrate(&mut client, 1.5).await;
    assert_eq!(lines_until(&mut client, id).await.len(), 1);
    vigil.stop().await;
}

/// `client.RequestLog` and its event, of npm `buttplug` 0.8.
async fn the_official_client_of_v1_gives_it_to_its_program() {
    #[derive(Debug, Clone, Deserialize)]
    #[serde(tag = "event", rename_all = "snake_case")]
    enum Word {
        Log { level: String, text: String },
    }
    let vigil = Vigil::start(&NO_LIMIT_VIBRATOR).await;
    let mut command = Command::new(environment::node());
    command.arg(environment::clients().join("old_log.mjs")).arg(vigil.url());
    let mut reader = Child::<Word>::start("the old client", &mut command);
    assert!(reader.ended().await.success(), "{}", reader.report());
    let lines = reader.since(Mark::default());
    for (wanted, end) in [
        ("Info", "No Ping is expected."),
        ("Debug", "device 0, feature 0 Vibrate 10, feature 1 Vibrate 10."),
        ("Debug", "done."),
    ] {
        let is_it = |Word::Log { level, text }: &Word| level == wanted && text.ends_with(end);
        assert!(lines.iter().any(is_it), "{end}: {lines:#?}");
    }
    let refused = |Word::Log { level, text }: &Word| level == "Warn" && text.contains("refused with Error 4");
    assert!(lines.iter().any(refused), "{lines:#?}");
    vigil.stop().await;
}

/// Two programs at the same time, each with a log of everything: each reads of its own messages alone.
async fn no_line_is_about_another_program() {
    let vigil = Vigil::start(&NO_LIMIT_VIBRATOR).await;
    let mut one = RawClient::connect(&vigil).await;
    join(&mut one, 1, "One").await;
    let mut other = RawClient::connect(&vigil).await;
    join(&mut other, 1, "Other").await;
    for client in [&mut one, &mut other] {
        let id = client.send("RequestLog", json!({ "LogLevel": "Trace" })).await;
        lines_until(client, id).await;
        client.next().await;
    }
    let mut said = Vec::new();
    for _ in 0..20 {
        other.ok("Ping", json!({})).await;
        let id = other.send("Test", json!({ "TestString": "of the other" })).await;
        lines_until(&mut other, id).await;
        other
            .refused("LovenseCmd", json!({ "DeviceIndex": 0, "Command": "Vibrate:20;" }))
            .await;
        vibrate(&mut other, 0.5).await;
        let id = one.send("StopAllDevices", json!({})).await;
        said.extend(lines_until(&mut one, id).await.into_iter().map(|(_, text)| text));
    }
    let own = said.iter().filter(|text| text.contains("StopAllDevices, Id ")).count();
    assert_eq!(own, 20);
    let foreign = |text: &&String| {
        ["Ping", "Test", "Lovense", "Vibrate", "Other"]
            .iter()
            .any(|word| text.contains(word))
    };
    assert_eq!(said.iter().find(foreign), None);
    assert_eq!(said.len(), 3 * 20, "received, asked of the devices, done: {said:#?}");
    vigil.stop().await;
}

/// It asks for every line, and sends far more than it takes. Its stop is carried out at once all the same, its pings
/// count, and it is told how many lines were left out.
async fn s2_a_program_that_does_not_read_its_log_is_heard_all_the_same() {
    let vigil = Vigil::start(&["--max-ping-time", "5000", "--simulate", "vibrator"]).await;
    let address = vigil.address();
    let begun = Instant::now();
    let ask = |kind, id, body| text_frame(&json!([message(kind, id, body)]).to_string());
    let flooded = spawn_blocking(move || {
        let mut socket = RawSocket::connect(address);
        socket.send(&ask(
            "RequestServerInfo",
            1,
            json!({ "ClientName": "Flood", "MessageVersion": 1 }),
        ));
        socket.send(&ask("RequestLog", 2, json!({ "LogLevel": "Trace" })));
        socket.send(&ask(
            "SingleMotorVibrateCmd",
            3,
            json!({ "DeviceIndex": 0, "Speed": 1.0 }),
        ));
        for frame in 0..FLOOD / PINGS_PER_FRAME {
            let first = 10 + frame * PINGS_PER_FRAME;
            let pings: Vec<_> = (first..first + PINGS_PER_FRAME)
                .map(|id| message("Ping", id, json!({})))
                .collect();
            socket.send(&text_frame(&Value::from(pings).to_string()));
        }
        socket.send(&ask("StopAllDevices", 4, json!({})));
        socket
    });
    let mut socket = flooded.await.unwrap();
    let mark = vigil.mark();
    vigil.wait_for_wish(0, 0, 20).await;
    // Nothing was read yet.
    vigil.wait_for_stop(mark, 0).await;

    let read = spawn_blocking(move || {
        let mut lines = Vec::new();
        let mut answers = 0;
        loop {
            let told = socket
                .read_message(Instant::now() + waits::ANSWER)
                .expect("its session goes on");
            match line(&told) {
                Some(line) => lines.push(line),
                None if told.id() == 4 => {
                    assert_eq!(told.kind, "Ok", "{told:?}");
                    // What follows says what was left out, if nothing did before.
                    socket.send(&ask("Test", 5, json!({ "TestString": "" })));
                }
                None if told.id() == 5 => return (socket, lines, answers),
                None if told.kind == "Ok" => answers += 1,
                None => {}
            }
        }
    });
    let (_socket, lines, answers) = read.await.unwrap();
    let seconds = usize::try_from(begun.elapsed().as_secs()).unwrap() + 1;
    // RequestLog, the vibration and all pings.
    assert_eq!(answers, FLOOD + 2);
    let words = lines
        .iter()
        .filter(|(_, text)| text.ends_with("lines were left out here."))
        .count();
    assert!(words > 0, "it is told of what it missed");
    let most = LINES_AT_ONCE + seconds * LINES_PER_SECOND;
    assert!(lines.len() - words <= most, "{} lines in {seconds} s", lines.len());
    vigil.stop().await;
}

async fn join(client: &mut RawClient, version: u32, name: &str) {
    let hello = match version {
        0 => json!({ "ClientName": name }),
        _ => json!({ "ClientName": name, "MessageVersion": version }),
    };
    let id = client.send("RequestServerInfo", hello).await;
    assert_eq!(client.answer(id).await.kind, "ServerInfo");
}

async fn vibrate(client: &mut RawClient, speed: f64) -> u32 {
    client
        .send("SingleMotorVibrateCmd", json!({ "DeviceIndex": 0, "Speed": speed }))
        .await
}

/// The lines that come before the answer to this request.
async fn lines_until(client: &mut RawClient, id: u32) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    loop {
        let told = client.next().await;
        match line(&told) {
            Some(line) => lines.push(line),
            None if told.id() == id => return lines,
            None => {}
        }
    }
}

/// A line's level and text.
fn line(told: &Message) -> Option<(String, String)> {
    let text = |field: &str| told.body[field].as_str().map(str::to_owned);
    (told.kind == "Log").then(|| {
        assert_eq!(told.id(), 0, "no request asked for it: {told:?}");
        text("LogLevel")
            .zip(text("LogMessage"))
            .expect("a line has a level and a text")
    })
}
