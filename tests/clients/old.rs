//! Releases as programs have them built in, the newest Rust one among them: together they speak every version of the
//! protocol but v0.
//!
//! What `buttplug-py` 0.2.0 does with v0 and v1 is not tried: it fails on any device list that has something to
//! vibrate.

use std::path::Path;

use libtest_mimic::Trial;
use serde::Deserialize;
use tempfile::TempDir;
use tokio::process::Command;
use vigil_tests::{
    child::{Child, Mark},
    environment,
    event::Event,
    trials, waits,
};

use super::Word;

const NAME: &str = "Old Player";
const TOY: &str = "Simulated Vibrator";
const BATTERY: Word = Word::Battery { percent: 87 };

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        javascript_0_8_speaks_v1,
        javascript_0_13_speaks_v1,
        javascript_3_speaks_v3,
        javascript_4_speaks_v4,
        python_speaks_v2,
        python_speaks_v3,
        rust_2_speaks_v2,
        rust_9_speaks_v3,
        rust_client_11_speaks_v4,
    ]
}

async fn javascript_0_8_speaks_v1() {
    Visit::javascript("buttplug-0.8").await.moved(1, None);
}

async fn javascript_0_13_speaks_v1() {
    Visit::javascript("buttplug-0.13").await.moved(1, None);
}

async fn javascript_3_speaks_v3() {
    Visit::javascript("buttplug-3").await.moved(3, Some(BATTERY));
}

/// It sends a list where the specification has a number: buttplug-js issue 301. A list of one is its element.
async fn javascript_4_speaks_v4() {
    Visit::javascript("buttplug-4").await.moved(4, Some(BATTERY));
}

async fn python_speaks_v2() {
    Visit::python("2").await.moved(2, Some(BATTERY));
}

async fn python_speaks_v3() {
    Visit::python("3").await.moved(3, Some(BATTERY));
}

/// Told to disconnect, it closes the socket or only lets go of it, whichever of its own tasks is first.
async fn rust_2_speaks_v2() {
    let visit = Visit::rust("player-v2").await;
    visit.moved_the_toy(2, Some(BATTERY));
    let ends = visit.ends();
    assert!(matches!(ends.as_slice(), ["goodbye" | "connection_lost"]), "{ends:?}");
}

async fn rust_9_speaks_v3() {
    Visit::rust("player-v3").await.moved(3, Some(BATTERY));
}

async fn rust_client_11_speaks_v4() {
    Visit::rust("player-v4").await.moved(4, Some(BATTERY));
}

/// What Vigil says, with the version of the protocol that a program speaks.
#[derive(Debug, Clone, Deserialize)]
struct Said {
    #[serde(flatten)]
    event: Event,
    protocol: Option<u32>,
}

/// What was said while a player was there.
#[derive(Debug)]
struct Visit {
    words: Vec<Word>,
    vigil: Vec<Said>,
}

impl Visit {
    async fn javascript(package: &str) -> Self {
        Self::of_script(&environment::node(), "old_player.mjs", package).await
    }

    async fn python(version: &str) -> Self {
        Self::of_script(&environment::python(), "old_player.py", version).await
    }

    async fn rust(program: &str) -> Self {
        Self::of(Command::new(environment::rust_clients().join(program))).await
    }

    async fn of_script(interpreter: &Path, script: &str, client: &str) -> Self {
        let mut command = Command::new(interpreter);
        command.arg(environment::clients().join(script)).arg(client);
        Self::of(command).await
    }

    /// With no limit for pings: some of these never ping.
    async fn of(mut player: Command) -> Self {
        let data_dir = TempDir::new().unwrap();
        let vigil = start_vigil(data_dir.path());
        let url = vigil
            .wait("Vigil to listen", waits::START, Mark::default(), |said| {
                if let Event::Listening { url } = &said.event {
                    Some(url.clone())
                } else {
                    None
                }
            })
            .await;
        let mut player = Child::start("the old player", player.arg(url));
        let status = player.ended().await;
        assert!(status.success(), "{status}\n{}\n{}", player.report(), vigil.report());
        vigil
            .wait("the player's session to end", waits::EVENT, Mark::default(), |said| {
                said.event.ended(NAME).map(|_| ())
            })
            .await;
        Self {
            words: player.since(Mark::default()),
            vigil: vigil.since(Mark::default()),
        }
    }

    /// It did all that it was written to do.
    fn moved(&self, protocol: u32, battery: Option<Word>) {
        self.moved_the_toy(protocol, battery);
        assert_eq!(self.ends(), ["goodbye"]);
    }

    /// The same, but for how it left.
    fn moved_the_toy(&self, protocol: u32, battery: Option<Word>) {
        let mut words = vec![connected_to_the_toy(), Word::Level { value: 10 }];
        words.extend(battery);
        words.extend([Word::Stopped, Word::Level { value: 5 }, Word::Goodbye]);
        assert_eq!(self.words, words);
        assert_eq!(self.protocols(), [protocol]);
        for motor in [0, 1] {
            assert_eq!(self.taken(motor), [10, 0, 5, 0], "motor {motor}: {:#?}", self.vigil);
        }
    }

    fn protocols(&self) -> Vec<u32> {
        let connected = self.vigil.iter().filter(|said| said.event.connected(NAME).is_some());
        connected.filter_map(|said| said.protocol).collect()
    }

    fn ends(&self) -> Vec<&str> {
        let ended = self.vigil.iter().filter_map(|said| said.event.ended(NAME));
        ended.map(|ended| ended.cause.as_str()).collect()
    }

    /// The values that a motor took one after the other, stops included.
    fn taken(&self, motor: u32) -> Vec<i32> {
        let outputs = self
            .vigil
            .iter()
            .filter_map(|said| said.event.output())
            .flat_map(|written| &written.outputs);
        let mut values: Vec<_> = outputs
            .filter(|output| output.feature == motor)
            .map(|output| output.value)
            .collect();
        values.dedup();
        values
    }
}

fn start_vigil(data_dir: &Path) -> Child<Said> {
    let mut command = Command::new(environment::headless_binary());
    command
        .args(["--headless", "--no-bluetooth", "--port", "0", "--simulate", "vibrator"])
        .arg("--data-dir")
        .arg(data_dir);
    Child::start("Vigil", &mut command)
}

fn connected_to_the_toy() -> Word {
    Word::Connected {
        toys: vec![TOY.to_owned()],
    }
}
