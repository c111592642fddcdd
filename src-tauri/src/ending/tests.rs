use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use vigil_core::{
    lease::{Lease, SessionId},
    message::{CommandError, FeatureOutput, Output, OutputKind},
};
use vigil_devices::simulated::{SimulatedKind, SimulatedToy, describe};

use super::*;

const PATIENCE: Duration = Duration::from_secs(20);

const FULL: FeatureOutput = FeatureOutput {
    feature: 0,
    output: Output {
        kind: OutputKind::Vibrate,
        value: 20,
        duration_ms: None,
    },
};

/// An end that tells its exit code instead of leaving.
fn ending() -> (Ending, mpsc::Receiver<i32>) {
    let (tell, told) = mpsc::sync_channel(1);
    let ending = Ending::new(move |code| tell.send(code).unwrap()).unwrap();
    (ending, told)
}

fn one_toy() -> Devices {
    let devices = Devices::new(Clock::system(), tokio::runtime::Handle::current());
    let toy = Arc::new(SimulatedToy::default());
    devices.add(0, describe(SimulatedKind::Vibrator), toy).unwrap();
    devices
}

fn move_toy(devices: &Devices) -> Result<(), CommandError> {
    devices.output(&Lease::new(SessionId(1)), 0, &[FULL])
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_whatever_ends_vigil_holds_the_toys_before_anybody_hears_of_it() {
    let (ending, _told) = ending();
    let devices = one_toy();
    ending.arm(devices.clone(), broadcast::Sender::new(1));
    move_toy(&devices).unwrap();
    ending.begin(Cause::Signal("SIGTERM"));
    assert!(devices.held().is_some());
    assert_eq!(move_toy(&devices), Err(CommandError::Held));
    assert_eq!(ending.begun().await, Cause::Signal("SIGTERM"));
    assert!(!ending.has_failed());
    // A second one changes nothing.
    ending.begin(Cause::Signal("SIGINT"));
    assert_eq!(ending.begun().await, Cause::Signal("SIGTERM"));
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_an_end_that_begins_before_there_are_toys_holds_them_as_soon_as_there_are() {
    let (ending, _told) = ending();
    let devices = one_toy();
    ending.begin(Cause::Signal("SIGTERM"));
    assert!(devices.held().is_none());
    ending.arm(devices.clone(), broadcast::Sender::new(1));
    assert!(devices.held().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_who_does_not_end_in_time_is_left_behind() {
    let (ending, told) = ending();
    let devices = one_toy();
    let events = broadcast::Sender::new(8);
    let mut said = events.subscribe();
    ending.arm(devices.clone(), events);
    move_toy(&devices).unwrap();
    ending.begin(Cause::Signal("SIGTERM"));
    assert!(told.recv_timeout(timeouts::EXIT / 2).is_err(), "not at once");
    assert_eq!(told.recv_timeout(PATIENCE), Ok(0), "the toy stands still");
    assert_eq!(
        said.recv().await.unwrap(),
        Event::Stopped {
            all_toys_confirmed: true
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_in_the_exit_code_whatever_came_first() {
    let (ending, told) = ending();
    ending.begin(Cause::Signal("SIGTERM"));
    ending.begin(Cause::ControllerFailed);
    assert!(ending.has_failed());
    assert_eq!(told.recv_timeout(PATIENCE), Ok(1));
}

#[test]
fn who_ends_in_time_is_not_left_behind() {
    let (ending, told) = ending();
    ending.begin(Cause::Quit);
    ending.cancel();
    // The thread ends, and with it the sender.
    assert_eq!(told.recv_timeout(PATIENCE), Err(mpsc::RecvTimeoutError::Disconnected));
}

#[test]
fn nobody_waits_for_an_end_that_never_begins() {
    let (ending, told) = ending();
    drop(ending);
    assert_eq!(told.recv_timeout(PATIENCE), Err(mpsc::RecvTimeoutError::Disconnected));
}
