//! Toys that do not do as they should, and what they are told when they are back.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;
use tokio::time::{Instant, sleep};
use vigil_bluez::{Fault, Faults, Toy, ToySpec, Write};
use vigil_tests::raw_client::output;

use crate::{
    case::{Case, Goal, NotRun, Recovery, Seen, Stop},
    compared,
    rig::{Kind, PATIENCE, Rig, Setup, server::until},
    tried,
};

mod websocket;

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "writes-fail",
        fault: "program gone, and writes fail for 600 ms",
        promise: "S4",
        goal: Goal::After(600, 50),
        how: compared!(writes_fail),
    },
    Case {
        name: "writes-hang",
        fault: "program gone, and writes are never answered",
        promise: "S4",
        goal: Goal::After(900, 50),
        how: compared!(writes_hang),
    },
    Case {
        name: "link-lost",
        fault: "toy's link is lost, and the toy comes back",
        promise: "S3",
        goal: Goal::Truth,
        how: compared!(link_lost),
    },
    Case {
        name: "stroker-link-lost",
        fault: "stroker loses its link on its way, and comes back",
        promise: "S3",
        goal: Goal::Truth,
        how: compared!(stroker_link_lost),
    },
    Case {
        name: "stroker-sigkill",
        fault: "stroker on its way: SIGKILL",
        promise: "S5",
        goal: Goal::Within(50),
        how: compared!(stroker_killed),
    },
    Case {
        name: "wevibe-greeting",
        fault: "We-Vibe connects; its protocol greets with movement",
        promise: "S3",
        goal: Goal::Truth,
        how: compared!(greeting),
    },
    Case {
        name: "wevibe-back",
        fault: "We-Vibe loses its link, and comes back",
        promise: "S3",
        goal: Goal::Truth,
        how: compared!(greeting_again),
    },
    Case {
        name: "wevibe-sigkill",
        fault: "We-Vibe moves: SIGKILL",
        promise: "S3, S5",
        goal: Goal::Within(50),
        how: compared!(greeting_of_the_guardian),
    },
    Case {
        name: "nora-direction",
        fault: "Nora turns left, loses its link, is to turn right",
        promise: "S3",
        goal: Goal::Truth,
        how: compared!(direction),
    },
    Case {
        name: "websocket-sigkill",
        fault: "toy on WebSocket moves: SIGKILL",
        promise: "S5",
        goal: Goal::Within(50),
        how: tried!(websocket::killed),
    },
];

const STROKER: &str = "Kiiroo Keon";
const STROKE: Duration = Duration::from_secs(4);
/// How far it is then. Not half: Vigil repeats a packet after 2 s, so that the toy does not fall asleep, and what it repeats in
/// the instant of the fault is no answer to that.
const ON_ITS_WAY: Duration = Duration::from_millis(1500);
const END: u8 = 99;
/// Of 100; the toy's own clock and ours differ by as much.
const OFF_BY: f64 = 6.0;
const WEVIBE: &str = "WeVibe Sync";
const NORA: &str = "Lovense Nora";
/// Time for what must not be written.
const AFTERMATH: Duration = Duration::from_millis(500);

async fn writes_fail(kind: Kind) -> Result<Seen, NotRun> {
    let fault = Fault::failed().lasting(Duration::from_millis(600));
    program_gone_while(kind, fault).await
}

async fn writes_hang(kind: Kind) -> Result<Seen, NotRun> {
    program_gone_while(kind, Fault::hang()).await
}

async fn program_gone_while(kind: Kind, write: Fault) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(0)).await;
    rig.toy.set_faults(Faults {
        write: Some(write),
        ..Faults::default()
    });
    let since = rig.begin();
    rig.lose_client().await;
    let (stop, is_link_cut) = rig.stopped(since).await;
    rig.toy.set_faults(Faults::default());
    Ok(rig.recovered(stop, is_link_cut).await)
}

async fn link_lost(kind: Kind) -> Result<Seen, NotRun> {
    let mut rig = Rig::moving(kind, Setup::limit(0)).await;
    rig.begin();
    rig.toy.drop_link();
    let stop = told_first(&rig.toy, "Vibrate").await;
    Ok(rig.recovered(stop, true).await)
}

/// What a toy that speaks in text is told first about its motors, once it is back.
pub(super) async fn told_first(toy: &Toy, command: &str) -> Stop {
    let first = || {
        let writes = toy.writes();
        writes.iter().map(Write::text).find(|text| text.starts_with(command))
    };
    until(2 * PATIENCE, || first().is_some()).await;
    match first() {
        Some(text) if text.ends_with(":0;") => Stop::Right("its stop is the first it is told"),
        Some(text) => Stop::Wrong(format!("it is told {text} first")),
        None => Stop::Wrong("it is told nothing".to_owned()),
    }
}

async fn stroker(kind: Kind) -> (Rig, Instant) {
    let mut rig = Rig::found(kind, Setup::limit(0), ToySpec::of(STROKER)).await;
    let stroke = json!({
        "DeviceIndex": rig.index,
        "FeatureIndex": 0,
        "Command": { "HwPositionWithDuration": { "Value": END, "Duration": STROKE.as_millis() } },
    });
    rig.toy.clear_log();
    rig.client().ok("OutputCmd", stroke).await;
    let begun = rig
        .toy
        .wait_for_write(|write| write.bytes.last() == Some(&END))
        .await
        .at;
    sleep(ON_ITS_WAY).await;
    (rig, begun)
}

async fn stroker_link_lost(kind: Kind) -> Result<Seen, NotRun> {
    let (mut rig, begun) = stroker(kind).await;
    rig.begin();
    rig.toy.drop_link();
    let stop = match frozen(&rig.toy, begun).await {
        Ok(_) => Stop::Right("it is frozen where it is"),
        Err(wrong) => wrong,
    };
    Ok(only(rig, stop, true).await)
}

async fn stroker_killed(kind: Kind) -> Result<Seen, NotRun> {
    let (mut rig, begun) = stroker(kind).await;
    let since = rig.begin();
    rig.server.signal(Signal::KILL);
    let stop = match frozen(&rig.toy, begun).await {
        Ok(at) => Stop::After(at.saturating_duration_since(since)),
        Err(wrong) => wrong,
    };
    let is_link_cut = !rig.toy.is_connected();
    Ok(only(rig, stop, is_link_cut).await)
}

/// When it was first told to stay where it is; nothing that it is told may send it elsewhere.
async fn frozen(toy: &Toy, begun: Instant) -> Result<Instant, Stop> {
    until(PATIENCE / 2, || !toy.writes().is_empty()).await;
    sleep(AFTERMATH).await;
    let writes = toy.writes();
    let first = writes
        .first()
        .ok_or_else(|| Stop::Wrong("it is told nothing".to_owned()))?;
    // Where it was at the first word: from then on it stays there.
    let share = (first.at - begun).as_secs_f64() / STROKE.as_secs_f64();
    let should = f64::from(END) * share.min(1.0);
    let positions = writes
        .iter()
        .filter_map(|write| write.bytes.last())
        .map(|byte| f64::from(*byte));
    match positions.into_iter().find(|is| (is - should).abs() > OFF_BY) {
        Some(is) => Err(Stop::Wrong(format!("it is sent to {is:.0}, and is at {should:.0}"))),
        None => Ok(first.at),
    }
}

/// Nobody asked it to move.
async fn greeting(kind: Kind) -> Result<Seen, NotRun> {
    let rig = Rig::found(kind, Setup::limit(0), ToySpec::of(WEVIBE)).await;
    sleep(AFTERMATH).await;
    let stop = moved_by(&rig.toy).map_or(Stop::Right("nothing moves it"), Stop::Wrong);
    Ok(only(rig, stop, false).await)
}

async fn greeting_again(kind: Kind) -> Result<Seen, NotRun> {
    let mut rig = wevibe_moves(kind).await;
    rig.begin();
    rig.toy.drop_link();
    until(2 * PATIENCE, || !rig.toy.writes().is_empty()).await;
    sleep(AFTERMATH).await;
    let stop = match (moved_by(&rig.toy), wevibe_stopped(&rig.toy)) {
        (Some(moved), _) => Stop::Wrong(moved),
        (None, None) => Stop::Wrong("it is told nothing".to_owned()),
        (None, Some(_)) => Stop::Right("its stop is the first it is told"),
    };
    Ok(only(rig, stop, true).await)
}

async fn greeting_of_the_guardian(kind: Kind) -> Result<Seen, NotRun> {
    let mut rig = wevibe_moves(kind).await;
    let since = rig.begin();
    rig.server.signal(Signal::KILL);
    until(PATIENCE, || wevibe_stopped(&rig.toy).is_some()).await;
    sleep(AFTERMATH).await;
    let stop = match (moved_by(&rig.toy), wevibe_stopped(&rig.toy)) {
        (Some(moved), _) => Stop::Wrong(moved),
        (None, None) => Stop::Never,
        (None, Some(at)) => Stop::After(at.saturating_duration_since(since)),
    };
    let is_link_cut = !rig.toy.is_connected();
    Ok(only(rig, stop, is_link_cut).await)
}

async fn wevibe_moves(kind: Kind) -> Rig {
    let mut rig = Rig::found(kind, Setup::limit(0), ToySpec::of(WEVIBE)).await;
    let index = rig.index;
    rig.toy.clear_log();
    rig.client().vibrate(index, 0, 5).await;
    rig.toy.wait_for_write(is_movement).await;
    rig
}

/// A command (0x0f) with a level: the fourth byte is that of both motors.
fn is_movement(write: &Write) -> bool {
    matches!(write.bytes.as_slice(), [0x0f, _, _, levels, ..] if *levels != 0)
}

fn moved_by(toy: &Toy) -> Option<String> {
    let writes = toy.writes();
    let movement = writes.iter().find(|write| is_movement(write))?;
    Some(format!("it is told {:02x?}", movement.bytes))
}

fn wevibe_stopped(toy: &Toy) -> Option<Instant> {
    let writes = toy.writes();
    let stop = writes
        .iter()
        .find(|write| matches!(write.bytes.as_slice(), [0x0f, _, _, 0, ..]));
    stop.map(|write| write.at)
}

async fn direction(kind: Kind) -> Result<Seen, NotRun> {
    let mut rig = Rig::found(kind, Setup::limit(0), ToySpec::of(NORA)).await;
    let index = rig.index;
    let feature = rotator(&mut rig).await;
    rig.client().ok("OutputCmd", output(index, feature, "Rotate", -5)).await;
    until(PATIENCE, || turns(&rig.toy) == Some(-5)).await;
    rig.toy.drop_link();
    let told = rig.toy.writes().len();
    until(2 * PATIENCE, || {
        rig.toy.writes().len() > told && turns(&rig.toy) == Some(0)
    })
    .await;
    if !until(PATIENCE, || rig.toy.is_connected()).await {
        // The reference waits for a scan, and then finds only what bluetoothd has a new object for. The real one forgets
        // an unpaired toy 30 s after it was last heard; the mock does so only when it is told to.
        rig.toy.vanish();
        rig.toy.come_back();
    }
    rig.index = crate::rig::find(rig.client()).await;
    let (index, feature) = (rig.index, rotator(&mut rig).await);
    rig.client().ok("OutputCmd", output(index, feature, "Rotate", 8)).await;
    until(PATIENCE / 4, || turns(&rig.toy) == Some(8)).await;
    let stop = match turns(&rig.toy) {
        Some(8) => Stop::Right("it turns as wished"),
        other => Stop::Wrong(format!(
            "it turns {}, not 8: {}",
            other.unwrap_or_default(),
            rig.toy.writes().iter().map(Write::text).collect::<String>()
        )),
    };
    Ok(only(rig, stop, true).await)
}

/// The number of the feature that turns.
async fn rotator(rig: &mut Rig) -> u32 {
    let index = rig.index.to_string();
    let list = rig.client().request("RequestDeviceList", json!({})).await;
    let features = &list.body["Devices"][&index]["DeviceFeatures"];
    let found = features.as_object().and_then(|features| {
        features
            .iter()
            .find(|(_, feature)| !feature["Output"]["Rotate"].is_null())
            .and_then(|(number, _)| number.parse().ok())
    });
    found.unwrap_or_else(|| panic!("it does not turn: {features}"))
}

/// What a Nora does: how fast, and negative for the left. It is told the speed and, by another command, to turn the other
/// way; or both at once. The mock's Nora is an old one: it answers `RotateClockwise` with an error, and does not turn.
fn turns(toy: &Toy) -> Option<i32> {
    let (mut speed, mut is_right) = (None, true);
    for text in toy.writes().iter().map(Write::text) {
        for command in text.split(';') {
            match command.split(':').collect::<Vec<_>>().as_slice() {
                ["RotateChange"] => is_right = !is_right,
                ["Rotate", value] => speed = value.parse().ok(),
                ["Rotate", side, value] => {
                    is_right = side.eq_ignore_ascii_case("true");
                    speed = value.parse().ok();
                }
                _ => {}
            }
        }
    }
    speed.map(|speed: i32| if is_right { speed } else { -speed })
}

/// Where the toy is the question, another program is not.
pub(super) async fn only(mut rig: Rig, stop: Stop, is_link_cut: bool) -> Seen {
    Seen {
        stop,
        is_link_cut,
        alert: rig.said().await,
        recovery: Recovery::NotAsked,
    }
}
