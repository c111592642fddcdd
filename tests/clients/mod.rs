//! The official clients, as programs use them: Vigil is tested with these, not with our own alone.

mod default_settings;
mod never_pings;
mod old;
mod python;
mod wakes_late;

use libtest_mimic::Trial;
use serde::Deserialize;
use tokio::process::Command;
use vigil_tests::{
    child::{Child, Mark},
    environment,
    reverse_proxy::ReverseProxy,
    vigil::Vigil,
    waits,
};

pub(crate) fn tests() -> Vec<Trial> {
    let mut tests = python::tests();
    tests.extend(default_settings::tests());
    tests.extend(never_pings::tests());
    tests.extend(old::tests());
    tests.extend(wakes_late::tests());
    tests
}

/// Longer than any test plays behind one.
const SECONDS_BEHIND_A_PROXY: u32 = 60;

/// What the scripts say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Word {
    Connected {
        toys: Vec<String>,
    },
    Level {
        value: i32,
    },
    Battery {
        percent: u32,
    },
    /// The toy was told to stop, and the player heard that it did.
    Stopped,
    Error {
        kind: String,
        message: String,
    },
    /// Vigil ended the connection.
    Lost,
    Goodbye,
}

/// A player that moves the first toy for so many seconds.
pub(crate) struct Player(pub(crate) Child<Word>);

impl Player {
    fn python(vigil: &Vigil, seconds: u32) -> Self {
        let mut command = Command::new(environment::python());
        command
            .arg(environment::clients().join("player.py"))
            .args([vigil.url(), seconds.to_string()]);
        Self(Child::start("the Python player", &mut command))
    }

    fn javascript(vigil: &Vigil, seconds: u32) -> Self {
        let mut command = Command::new(environment::node());
        command
            .arg(environment::clients().join("player.mjs"))
            .args([vigil.url(), seconds.to_string()]);
        Self(Child::start("the JavaScript player", &mut command))
    }

    /// It reaches Vigil through this proxy, and trusts its certificate.
    pub(crate) fn python_behind(proxy: &ReverseProxy) -> Self {
        let mut command = Command::new(environment::python());
        command
            .arg(environment::clients().join("player.py"))
            .args([proxy.url(), SECONDS_BEHIND_A_PROXY.to_string()])
            .env("SSL_CERT_FILE", proxy.root_certificate());
        Self(Child::start("the Python player", &mut command))
    }

    /// It reaches Vigil through this proxy, and trusts its certificate.
    pub(crate) fn javascript_behind(proxy: &ReverseProxy) -> Self {
        let mut command = Command::new(environment::node());
        command
            .arg(environment::clients().join("player.mjs"))
            .args([proxy.url(), SECONDS_BEHIND_A_PROXY.to_string()])
            .env("NODE_EXTRA_CA_CERTS", proxy.root_certificate());
        Self(Child::start("the JavaScript player", &mut command))
    }

    fn rust(vigil: &Vigil, seconds: u32) -> Self {
        let mut command = Command::new(environment::rust_clients().join("player-v4"));
        command.args([vigil.url(), seconds.to_string()]);
        Self(Child::start("the Rust player", &mut command))
    }

    pub(crate) async fn wait_for(&self, word: &Word) {
        self.0
            .wait(&format!("{word:?}"), waits::START, Mark::default(), |said| {
                (said == word).then_some(())
            })
            .await;
    }

    /// It ended without a failure; all that it said.
    async fn ended(mut self) -> Vec<Word> {
        let status = self.0.ended().await;
        assert!(status.success(), "{status}\n{}", self.0.report());
        self.0.since(Mark::default())
    }
}

/// The levels it says it has set.
fn levels(words: &[Word]) -> Vec<i32> {
    let level = |word: &Word| {
        if let Word::Level { value } = word {
            Some(*value)
        } else {
            None
        }
    };
    words.iter().filter_map(level).collect()
}
