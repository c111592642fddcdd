//! Vigil is killed, and told to end.

use std::time::Duration;

use rustix::process::Signal;
use tokio::time::{Instant, sleep};
use vigil_tests::{event::Event, raw_client::RawClient, vigil::Mark, waits};

use crate::{
    rig::{Rig, launch},
    table::{fact, seen},
};

/// For a link that should stay to break.
const LINK_STAYS: Duration = Duration::from_secs(5);

pub(crate) async fn vigil_killed(rig: &mut Rig) {
    rig.move_toy().await;
    let mark = rig.toy.mark();
    let again = launch().sharing_data_of(&rig.vigil);
    rig.vigil.signal(Signal::KILL);
    sleep(LINK_STAYS).await;
    assert!(rig.toy.is_connected(), "the link ended: {}", rig.toy.reason());
    assert_eq!(rig.toy.mark(), mark, "{:?}", rig.toy.told(mark));
    fact("Vigil killed (SIGKILL)", "the link stays, the toy moves on");
    let begun = Instant::now();
    rig.vigil = again.start().await;
    seen("a new Vigil", "listens", begun.elapsed());
    rig.back(Mark::default(), mark).await;
    seen(
        "a new Vigil",
        "takes the toy back, stopped first, without a scan",
        begun.elapsed(),
    );
    rig.client = RawClient::join(&rig.vigil, "Moves Again").await;
}

pub(crate) async fn vigil_told_to_end(mut rig: Rig) {
    rig.move_toy().await;
    let mark = rig.toy.mark();
    let begun = Instant::now();
    rig.vigil.signal(Signal::TERM);
    seen(
        "SIGTERM",
        "the toy is told to stop",
        rig.told_to_stop(mark).await - begun,
    );
    rig.toy.wait_until_connected(false, waits::EVENT).await;
    seen("SIGTERM", "the toy is disconnected", begun.elapsed());
    let events = rig.vigil.ended().await;
    let confirmed = matches!(
        events.last(),
        Some(Event::Stopped {
            all_toys_confirmed: true
        })
    );
    assert!(confirmed, "{:?}", events.last());
    seen("SIGTERM", "Vigil has ended", begun.elapsed());
}
