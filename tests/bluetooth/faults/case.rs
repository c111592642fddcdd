//! One row of the fault table: what a person sees of a fault, how long it takes, and what comes after.

use std::time::Duration;

use tokio::time::Instant;
use vigil_tests::{event::Event, trial, vigil::Mark};

use crate::rig::{Rig, level};

/// Vigil's own limits (`timeouts.rs` of the devices), and how much later a busy machine may see them kept.
pub(crate) mod limit {
    use std::time::Duration;

    /// A stop that nobody confirms: the link is cut.
    pub(crate) const LADDER: Duration = Duration::from_millis(900);
    /// An output that is not answered, or refused again and again: then comes the ladder.
    pub(crate) const OUTPUT: Duration = Duration::from_millis(2_000 + 900);
    /// What nobody announces is looked for so often, and a call that hangs is given so much.
    pub(crate) const POLL: Duration = Duration::from_secs(2 + 3 + 3);
    pub(crate) const CONNECT: Duration = Duration::from_secs(15);
    /// What is announced is believed at once.
    pub(crate) const AT_ONCE: Duration = Duration::from_millis(500);
    const NOISE: Duration = Duration::from_secs(5);

    pub(crate) fn with_noise(limit: Duration) -> Duration {
        limit + NOISE
    }
}

const TITLE: &str = "Bluetooth faults in the running app";
const COLUMNS: [&str; 7] = [
    "fault",
    "while",
    "the person sees of Bluetooth",
    "alerts",
    "still or given up after",
    "recovered after",
    "recovered how",
];

/// A fault that was just injected.
pub(crate) struct Case {
    fault: &'static str,
    during: &'static str,
    since: Mark,
    begun: Instant,
    dealt_with: Option<String>,
    ended: Option<Instant>,
}

impl Case {
    /// To be called right before the fault is injected.
    pub(crate) fn begin(rig: &Rig, fault: &'static str, during: &'static str) -> Self {
        Self {
            fault,
            during,
            since: rig.vigil.mark(),
            begun: Instant::now(),
            dealt_with: None,
            ended: None,
        }
    }

    /// The fault shows only now: until here it took Vigil to start.
    pub(crate) fn counts_from_now(&mut self) {
        self.begun = Instant::now();
    }

    pub(crate) fn since(&self) -> Mark {
        self.since
    }

    /// The toy stands still by now, or was given up.
    pub(crate) fn dealt_with(&mut self, how: &str, limit: Duration) {
        let after = self.begun.elapsed();
        assert!(
            after <= limit::with_noise(limit),
            "{}: {how} after {after:?}, with a limit of {limit:?}",
            self.fault
        );
        self.dealt_with = Some(format!("{how}, {} ms", after.as_millis()));
    }

    /// Waits until the toy counts as lost.
    pub(crate) async fn given_up(&mut self, rig: &Rig, limit: Duration) {
        rig.gone(self.since).await;
        self.dealt_with("given up", limit);
    }

    /// Waits for an alert; gives back its sentence.
    pub(crate) async fn alert(&self, rig: &Rig, cause: &str) -> String {
        rig.vigil
            .wait_since(self.since, cause, |event| {
                event.alert(cause).map(|alert| alert.sentence.clone())
            })
            .await
    }

    /// Waits until Bluetooth is in this state, with a sentence for the person.
    pub(crate) async fn told(&self, rig: &Rig, state: &str) -> String {
        let told = rig.bluetooth(self.since, state, |bluetooth| {
            bluetooth.state == state && bluetooth.sentence.is_some()
        });
        told.await.sentence.unwrap()
    }

    /// Waits until the person is told that the toy does not connect, which takes so long.
    pub(crate) async fn told_of_the_toy(&self, rig: &Rig, limit: Duration) {
        let sentence = rig
            .vigil
            .wait_long_for(limit, "words about the toy", |event| {
                let told = event.bluetooth().filter(|bluetooth| bluetooth.state == "ready")?;
                told.sentence.clone()
            })
            .await;
        assert!(sentence.contains(&rig.toy.spec().name), "{sentence}");
    }

    /// To be called right before the fault is taken away.
    pub(crate) fn ends(&mut self) {
        self.ended = Some(Instant::now());
    }

    /// The toy is lost by then; it comes back by itself, and the program that was there all the time moves it.
    pub(crate) async fn comes_back(self, rig: Rig, how: &str) {
        rig.back(self.since).await;
        self.follows(rig, how).await;
    }

    /// The program moves the toy.
    pub(crate) async fn follows(self, mut rig: Rig, how: &str) {
        rig.toy.clear_log();
        rig.vibrate(7).await;
        for motor in [0, 1] {
            rig.toy.wait_for_write(|write| write.text() == level(motor, 7)).await;
        }
        self.recovered(&rig, how);
        rig.vigil.stop().await;
    }

    pub(crate) fn recovered(self, rig: &Rig, how: &str) {
        let after = self.ended.unwrap_or(self.begun).elapsed();
        let events = rig.vigil.events_since(self.since);
        let mut seen = Vec::new();
        let mut alerts = Vec::new();
        for event in &events {
            match event {
                Event::Bluetooth(bluetooth) => {
                    if let Some(sentence) = &bluetooth.sentence {
                        add(&mut seen, format!("{}: {sentence}", bluetooth.state));
                    }
                }
                Event::Alert(alert) => add(&mut alerts, alert.sentence.clone()),
                _ => {}
            }
        }
        let or_nothing = |list: Vec<String>| {
            if list.is_empty() {
                "–".to_owned()
            } else {
                list.join(" / ")
            }
        };
        trial::row(
            TITLE,
            COLUMNS,
            [
                self.fault.to_owned(),
                self.during.to_owned(),
                or_nothing(seen),
                or_nothing(alerts),
                self.dealt_with.unwrap_or_else(|| "nothing moved".to_owned()),
                format!("{} ms", after.as_millis()),
                how.to_owned(),
            ],
        );
    }
}

fn add(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}
