//! A toy that has just confirmed that it stands still is not told again for every session that ends.

use super::*;
use crate::timeouts;

impl Rig {
    /// As the end of a session that was lost does it.
    async fn session_lost(&self) -> crate::StopOutcome {
        self.devices.stop_everything_that_may_move().remove(0).outcome().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_toy_that_stands_still_is_not_told_again_by_every_session_that_ends() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(1)).await;
    assert_eq!(rig.session_lost().await.attempts, 1);
    for _ in 0..1000 {
        let outcome = rig.session_lost().await;
        assert_eq!((outcome.result, outcome.attempts), (StopResult::Confirmed, 0));
        sleep(ms(1)).await;
    }
    assert_eq!(rig.writes().len(), 2);
    // What was confirmed long ago may have been lost on the air.
    sleep(timeouts::AT_REST).await;
    assert_eq!(rig.session_lost().await.attempts, 1);
    // What a program or the person asks for is written each time.
    assert_eq!(rig.stop().await.attempts, 1);
    assert_eq!(rig.stop().await.attempts, 1);
}

#[tokio::test(start_paused = true)]
async fn s3_whatever_may_have_moved_it_makes_it_be_told_again() {
    // Before it ever confirmed anything.
    let rig = Rig::new(SimulatedKind::Vibrator);
    assert_eq!(rig.session_lost().await.attempts, 1);

    // An output that waits, was written, or was refused.
    rig.vibrate(0, 5).unwrap();
    assert_eq!(rig.session_lost().await.attempts, 1);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    assert_eq!(rig.session_lost().await.attempts, 1);
    rig.faults(Faults {
        fail_until: Some(Instant::now() + ms(5)),
        ..Faults::default()
    });
    rig.vibrate(0, 0).unwrap();
    sleep(ms(6)).await;
    assert_eq!(rig.session_lost().await.attempts, 1);

    // A stop of one of its features says nothing of the others.
    rig.vibrate(0, 5).unwrap();
    rig.vibrate(1, 5).unwrap();
    sleep(ms(50)).await;
    let one = StopScope {
        device: Some(0),
        feature: Some(0),
        ..StopScope::EVERYTHING
    };
    for ticket in rig.devices.stop(one).unwrap() {
        ticket.outcome().await;
    }
    assert_eq!(rig.session_lost().await.attempts, 1);
}

#[tokio::test(start_paused = true)]
async fn s4_a_stop_that_is_not_confirmed_yet_is_waited_for() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.session_lost().await;
    rig.vibrate(0, 5).unwrap();
    sleep(ms(1)).await;
    rig.faults(Faults {
        write_time: ms(100),
        ..Faults::default()
    });
    let first = rig.devices.stop_everything_that_may_move().remove(0);
    sleep(ms(10)).await;
    let second = rig.session_lost().await;
    assert!(first.was_moving);
    assert!(second.attempts > 0, "{second:?}");
    assert_eq!(rig.writes().last().unwrap().1, STILL);
}
