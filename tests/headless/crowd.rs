//! More connections than anybody opens: those who behave do not feel it, and nothing is left of the others.

use std::time::Duration;

use libtest_mimic::Trial;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use vigil_tests::{
    event::Event,
    punctual::Punctual,
    raw_client::RawClient,
    trial::note,
    trials,
    vigil::{Launch, OpenFiles, Vigil},
    waits,
};

const BEHAVES: &str = "Behaves";
const LIMIT: Duration = Duration::from_millis(250);
const REQUIRED: [&str; 4] = ["--max-ping-time", "250", "--simulate", "vibrator"];
/// A connection may say nothing for so long.
const SILENCE: Duration = Duration::from_secs(5);
/// How late the last of so many may be dropped.
const ALL_DROPPED: Duration = Duration::from_secs(10);

const IDLE: usize = 5_000;
/// As most systems give at first.
const USUAL_FILES: u32 = 1_024;
/// What this program needs besides, with other tests beside this one.
const OTHER_FILES: u64 = 2_000;

/// That of a native program.
const HANDSHAKE: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// As macOS gives.
const FEW_FILES: u32 = 256;
const TOO_MANY: usize = 1_000;
/// So long are there no files left.
const STARVED: Duration = Duration::from_secs(3);
/// What Vigil may compute in that time. To try all the time would take all of it.
const STARVED_COMPUTES: Duration = Duration::from_secs(1);

const VISITS: usize = 1_000;
/// Until everything that is made once is made.
const FIRST_VISITS: usize = 200;
/// For all visits together; a leak of 8 KiB in each would be as much.
const VISITS_KIB: u64 = 8 * 1024;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s6_5000_connections_that_say_nothing,
        s6_more_connections_than_files,
        s6_a_program_that_could_not_be_watched_is_refused,
        a_thousand_visits_leave_nothing_behind,
    ]
}

/// Vigil starts with as many files as is usual, and helps itself to more.
async fn s6_5000_connections_that_say_nothing() {
    let hard = allow_files(IDLE as u64 + OTHER_FILES);
    let vigil = Launch::new(&REQUIRED)
        .open_files(OpenFiles {
            soft: USUAL_FILES,
            hard,
        })
        .start()
        .await;
    let behaves = Punctual::moving(vigil.address(), BEHAVES, LIMIT);
    vigil.wait_for_wish(0, 0, 10).await;

    let begun = Instant::now();
    let mut idle = JoinSet::new();
    for _ in 0..IDLE {
        // One after the other, but for a few: as fast as one machine can.
        let made = Instant::now();
        let stream = TcpStream::connect(vigil.address()).await.unwrap();
        idle.spawn(dropped_after(made, stream));
    }
    let connected = begun.elapsed();
    let held = vigil.usage().files();
    assert!(
        held > USUAL_FILES as usize,
        "{held} files: Vigil has not helped itself to more"
    );
    let before = Instant::now();
    let mut newcomer = RawClient::join(&vigil, "Newcomer").await;
    newcomer.ping().await;
    let joined = before.elapsed();

    let mut dropped = Vec::new();
    while let Some(after) = idle.join_next().await {
        dropped.push(after.unwrap());
    }
    dropped.sort_unstable();
    let (first, last) = (dropped[0], dropped[IDLE - 1]);
    assert!(first >= SILENCE, "the first was dropped after {first:?} already");
    let fared = behaves.finish().await;
    let late = late(&vigil);
    vigil.stop().await;
    note(format!(
        "{IDLE} idle connections, made in {connected:.1?}: {held} files open, dropped after {first:.2?} to {last:.2?}, \
         a newcomer came in within {joined:.1?}, Vigil itself late {late} times; {}",
        fared.told()
    ));
}

/// Vigil may have few files, and no more.
async fn s6_more_connections_than_files() {
    allow_files(TOO_MANY as u64 + OTHER_FILES);
    let vigil = Launch::new(&REQUIRED)
        .open_files(OpenFiles {
            soft: FEW_FILES,
            hard: FEW_FILES,
        })
        .start()
        .await;
    let usage = vigil.usage();
    let at_first = usage.files();
    let behaves = Punctual::moving(vigil.address(), BEHAVES, LIMIT);
    vigil.wait_for_wish(0, 0, 10).await;

    let mut crowd = JoinSet::new();
    for _ in 0..TOO_MANY {
        let address = vigil.address();
        // Most wait for Vigil to take them, however long; as soon as one is dropped it comes again.
        crowd.spawn(async move {
            loop {
                if let Ok(mut stream) = TcpStream::connect(address).await {
                    let _ = stream.read(&mut [0; 16]).await;
                }
            }
        });
    }
    usage.wait_for_at_least(FEW_FILES as usize).await;
    let before = usage.computed();
    sleep(STARVED).await;
    let computed = usage.computed().saturating_sub(before);
    assert!(
        computed <= STARVED_COMPUTES,
        "Vigil computed for {computed:?} of {STARVED:?}"
    );

    // It still does what it is there for.
    let mark = vigil.mark();
    let fared = behaves.finish().await;
    if fared.late == 0 {
        let stop = vigil.wait_for_stop(mark, 0).await;
        assert!(stop.outputs.iter().all(|output| output.value == 0), "{stop:?}");
    }
    crowd.shutdown().await;
    // Where the program was late itself, an earlier session's stop may be on its way.
    sleep(waits::AFTERMATH).await;
    // And goes on as before.
    let mut newcomer = RawClient::join(&vigil, "Newcomer").await;
    newcomer.vibrate(0, 0, 5).await;
    vigil.wait_for_wish_since(mark, 0, 0, 5).await;
    drop(newcomer);
    usage.wait_for_at_most(at_first).await;
    vigil.stop().await;
    note(format!(
        "{TOO_MANY} connections and {FEW_FILES} files: computed for {computed:?} of {STARVED:?}; {}",
        fared.told()
    ));
}

/// A program takes two files: its socket, and another handle with which the watchdog looks whether anything lies unread.
/// Where there is only one left, it is not let in: nobody could tell a ping that lies unread from none.
async fn s6_a_program_that_could_not_be_watched_is_refused() {
    let vigil = Launch::new(&REQUIRED)
        .open_files(OpenFiles {
            soft: FEW_FILES,
            hard: FEW_FILES,
        })
        .start()
        .await;
    let usage = vigil.usage();
    let at_first = usage.files();
    let but_one = FEW_FILES as usize - 1;
    let mut idle = Vec::new();
    while usage.files() < but_one {
        let missing = but_one - usage.files();
        for _ in 0..missing {
            idle.push(TcpStream::connect(vigil.address()).await.unwrap());
        }
        // Vigil takes them one by one; it may have opened or closed something of its own meanwhile.
        let taken = async {
            while usage.files() < but_one {
                sleep(waits::LOOK_AGAIN).await;
            }
        };
        let _ = timeout(waits::AFTERMATH * 3, taken).await;
    }
    let mut stream = TcpStream::connect(vigil.address()).await.unwrap();
    stream.write_all(HANDSHAKE).await.unwrap();
    let mut answer = String::new();
    let read = timeout(waits::ANSWER, stream.read_to_string(&mut answer)).await;
    read.expect("it is answered, and the connection ends").unwrap();
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.contains("too many connections open"), "{answer}");

    // With files again, programs come in again.
    drop((idle, stream));
    usage.wait_for_at_most(at_first).await;
    let mut newcomer = RawClient::join(&vigil, "Newcomer").await;
    newcomer.vibrate(0, 0, 5).await;
    vigil.wait_for_wish(0, 0, 5).await;
    vigil.stop().await;
}

async fn a_thousand_visits_leave_nothing_behind() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    let usage = vigil.usage();
    let at_first = usage.files();
    for number in 0..FIRST_VISITS {
        visit(&vigil, number).await;
    }
    usage.wait_for_at_most(at_first).await;
    let before = usage.peak_kib();
    let begun = Instant::now();
    for number in 0..VISITS {
        visit(&vigil, number).await;
    }
    let took = begun.elapsed();
    usage.wait_for_at_most(at_first).await;
    let grown = usage.peak_kib() - before;
    assert!(grown <= VISITS_KIB, "{VISITS} visits, and {grown} KiB more");
    let events = vigil.stop().await;
    let ended = events.iter().filter(|event| event.any_ended().is_some()).count();
    assert_eq!(ended, VISITS + FIRST_VISITS);
    note(format!(
        "{VISITS} programs, one after the other, in {took:.1?}: memory + {grown} KiB, no file left open"
    ));
}

/// Comes in, moves a toy, and leaves: every other one without a goodbye.
async fn visit(vigil: &Vigil, number: usize) {
    let mut client = RawClient::join(vigil, &format!("Visitor {number}")).await;
    client.vibrate(0, 0, 10).await;
    if number.is_multiple_of(2) {
        client.vanish().await;
    } else {
        client.ok("Disconnect", serde_json::json!({})).await;
    }
}

/// So long after that moment was the connection dropped.
async fn dropped_after(made: Instant, mut stream: TcpStream) -> Duration {
    let read = timeout(SILENCE + ALL_DROPPED, stream.read(&mut [0; 16])).await;
    let read = read.unwrap_or_else(|_| panic!("still connected after {:?}", made.elapsed()));
    assert_eq!(read.unwrap_or(0), 0, "nothing is said to who has not said anything");
    made.elapsed()
}

/// How often Vigil had no time to read, and stopped toys to be safe: never, on a machine that does nothing else.
fn late(vigil: &Vigil) -> usize {
    let events = vigil.events();
    events
        .iter()
        .filter(|event| matches!(event, Event::VigilLate { .. }))
        .count()
}

/// Lets this process have so many files open at the same time. Gives back the most that it may hand on.
fn allow_files(wanted: u64) -> u32 {
    let limit = getrlimit(Resource::Nofile);
    let hard = limit.maximum.unwrap_or(u64::MAX);
    assert!(
        hard >= wanted,
        "this test needs {wanted} open files, and the system allows {hard}: raise it with `ulimit -H -n`"
    );
    if limit.current.is_some_and(|soft| soft < wanted) {
        let raised = Rlimit {
            current: Some(wanted),
            maximum: limit.maximum,
        };
        setrlimit(Resource::Nofile, raised).unwrap();
    }
    u32::try_from(hard).unwrap_or(u32::MAX)
}
