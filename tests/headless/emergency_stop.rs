//! `vigil --stop`: another process of the person stops everything, and it stays stopped until they let it move again.

use std::{
    fs,
    io::Write,
    os::unix::{fs::PermissionsExt, net::UnixStream},
    time::Duration,
};

use libtest_mimic::Trial;
use rustix::process::{Signal, geteuid};
use tokio::time::sleep;
use vigil_tests::{
    event::Event,
    message::output,
    raw_client::RawClient,
    shim::SlowDisk,
    told::{tell, tell_as},
    trial::note,
    trials,
    vigil::{Launch, Mark, Vigil},
    waits,
};

use crate::ping_timeout::nothing_moves_after_the_stop;

const NAME: &str = "Moves A Toy";
const STOP: [&str; 1] = ["--stop"];
const RELEASE: [&str; 1] = ["--release"];
const ONE_TOY: [&str; 2] = ["--simulate", "vibrator"];

/// What Vigil promises whoever asks, and the start of a process.
const ANSWERED: Duration = Duration::from_secs(2).saturating_add(waits::LATENESS);

pub(crate) fn tests() -> Vec<Trial> {
    let with_two_users = trials![s7_nobody_elses_process_stops_or_lets_go]
        .into_iter()
        .map(|trial| trial.with_ignored_flag(!geteuid().is_root()));
    trials![
        s3_everything_stops_and_stays_stopped,
        s8_what_was_stopped_is_held_after_a_kill_until_it_is_let_go,
        s8_a_hold_of_a_vigil_that_is_gone_can_be_lifted,
        s3_while_the_disk_hangs_the_toys_stop_all_the_same,
        s3_whoever_says_nothing_keeps_nobody_out,
        a_vigil_that_hangs_is_said_to,
        without_a_vigil_it_is_said_so_at_once,
        a_data_directory_with_a_long_path_is_reached,
        s8_what_the_person_has_to_look_at_first_is_not_let_go_unseen,
    ]
    .into_iter()
    .chain(with_two_users)
    .collect()
}

async fn moving() -> (Vigil, RawClient) {
    let vigil = Vigil::start(&ONE_TOY).await;
    let client = moved_in(&vigil).await;
    (vigil, client)
}

async fn moved_in(vigil: &Vigil) -> RawClient {
    let mut client = RawClient::join(vigil, NAME).await;
    client.vibrate(0, 0, 10).await;
    vigil.wait_for_wish(0, 0, 10).await;
    client
}

async fn held(vigil: &Vigil) -> (Option<String>, Option<String>) {
    vigil
        .wait_for("word of the hold", |event| match event {
            Event::Held { from, since, .. } => Some((from.clone(), since.clone())),
            _ => None,
        })
        .await
}

async fn s3_everything_stops_and_stays_stopped() {
    let (vigil, mut client) = moving().await;
    for (name, mode) in [("vigil.sock", 0o600), ("", 0o700)] {
        let about = fs::metadata(vigil.data_dir().join(name)).unwrap();
        assert_eq!(about.permissions().mode() & 0o777, mode, "{name}");
    }
    let told = tell(&STOP, vigil.data_dir()).await;
    note(format!("{told:?}"));
    assert_eq!(told.code, 0, "{told:?}");
    assert!(
        told.sentence.starts_with("Stopped 1 toy; it confirmed that after "),
        "{told:?}"
    );
    let (from, since) = held(&vigil).await;
    assert_eq!(from.as_deref(), Some("command"));
    assert!(since.is_some());
    // The session lives; it moves nothing.
    client.refused("OutputCmd", output(0, 0, "Vibrate", 5)).await;
    let again = tell(&STOP, vigil.data_dir()).await;
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.sentence.starts_with("No toy was moving; the one"), "{again:?}");

    let mark = vigil.mark();
    let told = tell(&RELEASE, vigil.data_dir()).await;
    assert_eq!(
        (told.code, told.sentence.as_str()),
        (0, "Programs may move toys again.")
    );
    vigil
        .wait_since(mark, "word of the end", |event| {
            matches!(event, Event::Released).then_some(())
        })
        .await;
    assert_eq!(tell(&RELEASE, vigil.data_dir()).await.sentence, "Nothing was held.");
    client.vibrate(0, 0, 7).await;
    vigil.wait_for_wish_since(mark, 0, 0, 7).await;
    let events = vigil.stop().await;
    let until_release = events
        .iter()
        .position(|event| matches!(event, Event::Released))
        .unwrap();
    nothing_moves_after_the_stop(&events[..until_release], 0);
}

async fn s8_what_was_stopped_is_held_after_a_kill_until_it_is_let_go() {
    let (vigil, _client) = moving().await;
    assert_eq!(tell(&STOP, vigil.data_dir()).await.code, 0);
    let (_, since) = held(&vigil).await;
    let killed = vigil.kill().await;

    let next = Launch::new(&ONE_TOY).succeeding(&killed).start().await;
    let first = next.events().into_iter().next().unwrap();
    let Event::Held { sentence, .. } = &first else {
        panic!("the first event is {first:?}");
    };
    assert!(
        sentence.starts_with("Everything was stopped by vigil --stop on "),
        "{sentence}"
    );
    assert!(sentence.contains("vigil --release"), "{sentence}");
    assert_eq!(held(&next).await, (Some("command".to_owned()), since));
    let mut client = RawClient::join(&next, NAME).await;
    client.refused("OutputCmd", output(0, 0, "Vibrate", 5)).await;
    assert_eq!(tell(&RELEASE, next.data_dir()).await.code, 0);
    client.vibrate(0, 0, 5).await;
    next.wait_for_wish(0, 0, 5).await;

    let last = Launch::new(&ONE_TOY).sharing_data_of(&next);
    next.stop().await;
    let last = last.start().await;
    drop(moved_in(&last).await);
    assert!(last.events().iter().all(|event| !matches!(event, Event::Held { .. })));
    last.stop().await;
}

async fn s8_a_hold_of_a_vigil_that_is_gone_can_be_lifted() {
    let (vigil, _client) = moving().await;
    assert_eq!(tell(&STOP, vigil.data_dir()).await.code, 0);
    let killed = vigil.kill().await;
    let told = tell(&RELEASE, killed.data_dir()).await;
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.sentence.starts_with("No Vigil is running."), "{told:?}");
    assert_eq!(tell(&RELEASE, killed.data_dir()).await.sentence, "Nothing was held.");
    let next = Launch::new(&ONE_TOY).succeeding(&killed).start().await;
    drop(moved_in(&next).await);
    next.stop().await;
}

async fn s3_while_the_disk_hangs_the_toys_stop_all_the_same() {
    let data_dir = tempfile::tempdir().unwrap();
    let disk = SlowDisk::new("open,fsync", data_dir.path());
    let vigil = Launch::new(&ONE_TOY)
        .variables(disk.environment())
        .data_dir(data_dir)
        .start()
        .await;
    let _client = moved_in(&vigil).await;
    let mark = vigil.mark();
    disk.begin();
    let told = tell(&STOP, vigil.data_dir()).await;
    disk.end();
    note(format!("{told:?}"));
    assert_eq!(told.code, 5, "{told:?}");
    assert!(told.sentence.starts_with("Stopped 1 toy"), "{told:?}");
    assert!(told.sentence.contains("the hold could not be saved"), "{told:?}");
    assert!(told.took < ANSWERED, "{told:?}");
    vigil.wait_for_stop(mark, 0).await;
    vigil.stop_whatever_confirms().await;
}

/// Nor whoever talks nonsense. Only the person's own processes get so far.
async fn s3_whoever_says_nothing_keeps_nobody_out() {
    let (vigil, _client) = moving().await;
    let socket = vigil.data_dir().join("vigil.sock");
    let mut silent = Vec::new();
    for number in 0..40_usize {
        let mut stream = UnixStream::connect(&socket).unwrap();
        match number % 4 {
            0 => {}
            1 => stream.write_all(b"{\"ask\":\"st").unwrap(),
            2 => stream.write_all(b"\xff\x00nonsense\n{\"ask\":\"stop\"").unwrap(),
            // Nobody reads so much; an error means that Vigil has had enough.
            _ => {
                let _ = stream.write_all(&vec![b'x'; 100_000]);
            }
        }
        silent.push(stream);
    }
    let told = tell(&STOP, vigil.data_dir()).await;
    note(format!("{told:?}"));
    assert_eq!(told.code, 0, "{told:?}");
    vigil.wait_for_stop(Mark::default(), 0).await;
    drop(silent);
    vigil.stop().await;
}

async fn a_vigil_that_hangs_is_said_to() {
    let (vigil, _client) = moving().await;
    vigil.signal(Signal::STOP);
    let told = tell(&STOP, vigil.data_dir()).await;
    let process = vigil.id();
    note(format!("{told:?}"));
    assert_eq!(told.code, 4, "{told:?}");
    assert!(told.took < ANSWERED, "{told:?}");
    let says = format!("Vigil (process {process}) did not answer within 2 s.");
    assert!(told.sentence.starts_with(&says), "{told:?}");
    // It was told all the same, and does it as soon as it can.
    let mark = vigil.mark();
    vigil.signal(Signal::CONT);
    vigil.wait_for_stop(mark, 0).await;
    assert_eq!(held(&vigil).await.0.as_deref(), Some("command"));
    vigil.stop().await;
}

async fn without_a_vigil_it_is_said_so_at_once() {
    let nowhere = tempfile::tempdir().unwrap();
    let nowhere = nowhere.path().join("not/there");
    let (vigil, _client) = moving().await;
    let killed = vigil.kill().await;
    assert!(
        killed.data_dir().join("vigil.sock").exists(),
        "its socket lies there still"
    );
    for data_dir in [&*nowhere, killed.data_dir()] {
        let told = tell(&STOP, data_dir).await;
        assert_eq!(told.code, 3, "{told:?}");
        assert!(
            told.sentence.starts_with("No Vigil is running with the data in "),
            "{told:?}"
        );
        assert!(told.took < ANSWERED, "{told:?}");
    }
    assert!(!nowhere.exists(), "nothing was made");
}

/// Longer than a socket's address can be.
async fn a_data_directory_with_a_long_path_is_reached() {
    let data_dir = tempfile::Builder::new().prefix(&"long".repeat(50)).tempdir().unwrap();
    let vigil = Launch::new(&ONE_TOY).data_dir(data_dir).start().await;
    let _client = moved_in(&vigil).await;
    let told = tell(&STOP, vigil.data_dir()).await;
    assert_eq!(told.code, 0, "{told:?}");
    vigil.stop().await;
}

async fn s8_what_the_person_has_to_look_at_first_is_not_let_go_unseen() {
    let vigil = Launch::new(&ONE_TOY).settings_text("{").start().await;
    assert_eq!(tell(&STOP, vigil.data_dir()).await.code, 0);
    let told = tell(&RELEASE, vigil.data_dir()).await;
    assert_eq!(told.code, 5, "{told:?}");
    assert!(
        told.sentence
            .starts_with("Toys stay held. Vigil could not read your settings."),
        "{told:?}"
    );
    let mut client = RawClient::join(&vigil, NAME).await;
    client.refused("OutputCmd", output(0, 0, "Vibrate", 5)).await;
    vigil.stop().await;
}

/// Not even if the file system lets them: the data directory and its socket are open to everybody here.
async fn s7_nobody_elses_process_stops_or_lets_go() {
    const ITS_USER: u32 = 1000;
    const ANOTHER: u32 = 1001;

    let vigil = Launch::new(&ONE_TOY).user(ITS_USER).start().await;
    let _client = moved_in(&vigil).await;
    for name in ["vigil.sock", "vigil.lock", ""] {
        let path = vigil.data_dir().join(name);
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let mark = vigil.mark();
    let told = tell_as(Some(ANOTHER), &STOP, vigil.data_dir()).await;
    assert_eq!(told.code, 1, "{told:?}");
    assert!(told.sentence.contains("belongs to another user"), "{told:?}");
    // Without looking at who listens.
    let socket = vigil.data_dir().join("vigil.sock");
    let asked = tokio::process::Command::new("python3")
        .args(["-c", ASK])
        .arg(&socket)
        .uid(ANOTHER)
        .gid(ANOTHER)
        .output()
        .await
        .unwrap();
    assert!(asked.status.success(), "{asked:?}");
    assert_eq!(asked.stdout, b"b''", "no answer");
    sleep(waits::AFTERMATH).await;
    assert!(vigil.events_since(mark).iter().all(|event| event.stop_of(0).is_none()));
    // The administrator may.
    assert_eq!(tell(&STOP, vigil.data_dir()).await.code, 0);
    let told = tell_as(Some(ANOTHER), &RELEASE, vigil.data_dir()).await;
    assert_eq!(told.code, 1, "{told:?}");
    vigil.stop().await;
}

const ASK: &str = r"
import socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
line.settimeout(10)
try:
    line.sendall(b'{\x22ask\x22:\x22stop\x22}\n')
    print(line.recv(100), end='')
except (BrokenPipeError, ConnectionResetError):
    print(b'', end='')
";
