//! The keep-alive in a tab that nobody looks at, whose own timers run once a minute.

use std::time::Duration;

use libtest_mimic::Trial;
use tokio::time::sleep;
use vigil_tests::{environment, trials, vigil::Vigil};

use super::story::Story;

const OPTIONS: [&str; 4] = ["--max-ping-time", "2000", "--simulate", "vibrator"];
/// The page's own timers slow down to once a minute after five seconds (`vigil_tests::browser`) and five turns each. A
/// page that pings with them is out soon after that.
const HIDDEN: Duration = Duration::from_secs(20);
/// At half of the limit, some of them late.
const PINGS: u64 = 15;

const NAME: &str = "Example Client";

pub(crate) fn tests() -> Vec<Trial> {
    trials![s6_a_page_in_a_hidden_tab_goes_on_pinging]
}

async fn s6_a_page_in_a_hidden_tab_goes_on_pinging() {
    let file = environment::examples().join("twine/PingTimeoutExample.html");
    let mut story = Story::serve(&file, &["Connect", "another tab"], Duration::ZERO).await;
    let vigil = Vigil::start(&[&OPTIONS[..], &["--allow-origin", &story.origin()]].concat()).await;
    let browser = story.open(&vigil);
    vigil.wait_for_program(NAME).await;
    while story.line().await != "hidden" {}
    sleep(HIDDEN).await;
    drop(browser);
    let ended = vigil.wait_for_end_of(NAME).await;
    assert_eq!(
        ended.cause, "connection_lost",
        "it was there until its browser was killed: {ended:?}"
    );
    assert!(ended.pings >= PINGS, "{ended:?}");
    vigil.stop().await;
}
