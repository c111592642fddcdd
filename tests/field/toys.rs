//! What toys are told.

use std::{collections::BTreeSet, f64::consts::TAU, time::Duration};

use serde_json::json;
use tokio::time::{Instant, sleep, sleep_until};
use vigil_tests::{built_toy::BuiltToy, raw_client::output};

use crate::{
    Case, case,
    server::{Program, WRITTEN, devices, find_toys, heard, introduce},
};

/// How often two commands in one frame are tried.
const TRIES: i32 = 20;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(
            "(two motors of one toy)",
            "v4: two `OutputCmd`s in one frame for a Lovense Flexer, 20 times",
            "what_arrives_in_one_frame_is_one_change",
            together
        ),
        case!(
            "(patterns that start over)",
            "v4: the same `OutputCmd` five times",
            "only_what_changed_is_written",
            five_times_the_same
        ),
        case!(
            "Yoooi0/MultiFunPlayer#69",
            "v3: `LinearCmd` at 60 Hz, a sine of 0.5 Hz, each with the duration of one tick",
            "a_carriage_is_never_told_to_move_faster_than_the_player_means_it",
            sixty_hertz
        ),
        case!(
            "aka-tamagotchi/AetherSenseRedux#9",
            "v3: names of two Lovense of one model",
            "two_toys_of_one_model_are_told_apart",
            two_of_a_name
        ),
    ]
}

async fn together(program: Program) -> String {
    let server = program.start().await;
    let toy = BuiltToy::lovense(server.device_port, "A1B2C3D4E5F6", "EI:3").await;
    let (mut client, index) = server.with_toy(4).await;
    let index = u32::try_from(index).unwrap();
    let mut apart = 0;
    for nth in 1..=TRIES {
        let _ = heard(&mut client).await;
        toy.clear();
        let value = nth % 20 + 1;
        let both: Vec<_> = (0..2)
            .map(|feature| {
                vigil_tests::message::message("OutputCmd", feature + 50, output(index, feature, "Vibrate", value))
            })
            .collect();
        client.send_text(&json!(both).to_string()).await;
        sleep(WRITTEN).await;
        if toy.packets().iter().filter(|packet| packet.starts_with("Mply")).count() > 1 {
            apart += 1;
        }
    }
    format!("{apart} of {TRIES} in two packets")
}

async fn five_times_the_same(program: Program) -> String {
    let server = program.start().await;
    let toy = server.hush().await;
    let (mut client, index) = server.with_toy(4).await;
    let index = u32::try_from(index).unwrap();
    let _ = heard(&mut client).await;
    toy.clear();
    for _ in 0..5 {
        client.request("OutputCmd", output(index, 0, "Vibrate", 10)).await;
        sleep(Duration::from_millis(200)).await;
    }
    sleep(WRITTEN).await;
    let packets = toy.packets();
    let written = packets.iter().filter(|packet| packet.starts_with("Vibrate")).count();
    format!("written {written} times")
}

/// How fast the toy was told to be on its way, beside the sine: what is faster ends in a wait.
async fn sixty_hertz(program: Program) -> String {
    const TICK: Duration = Duration::from_millis(17);
    const SECONDS: f64 = 6.0;
    const HERTZ: f64 = 0.5;
    const AMPLITUDE: f64 = 0.3;
    let server = program.start().await;
    let toy = BuiltToy::stroker(server.device_port).await;
    let (mut client, index) = server.with_toy(3).await;
    let start = Instant::now();
    let mut nth = 0_u32;
    toy.clear();
    while start.elapsed().as_secs_f64() < SECONDS {
        nth += 1;
        sleep_until(start + TICK * nth).await;
        let time = (TICK * nth).as_secs_f64();
        let position = AMPLITUDE.mul_add((TAU * HERTZ * time).sin(), 0.5);
        let vectors = json!([{ "Index": 0, "Duration": TICK.as_millis(), "Position": position }]);
        client
            .send("LinearCmd", json!({ "DeviceIndex": index, "Vectors": vectors }))
            .await;
    }
    sleep(WRITTEN).await;
    let moves: Vec<_> = toy.packets().iter().filter_map(|packet| carriage(packet)).collect();
    // From the second on: where the carriage was before the first, nobody knows. All of them together, since a late tick
    // of this program is a faster wish.
    let way: f64 = moves.windows(2).map(|pair| (pair[1].0 - pair[0].0).abs()).sum();
    let given: f64 = moves.iter().skip(1).map(|(_, seconds)| seconds).sum();
    // From the middle to an end and back, twice a turn.
    let wished = 4.0 * AMPLITUDE * HERTZ;
    format!(
        "{} moves, {:.2} times as fast as wished",
        moves.len(),
        way / given / wished
    )
}

/// Position and seconds of a packet such as `L050I17`.
fn carriage(packet: &str) -> Option<(f64, f64)> {
    let (position, milliseconds) = packet.trim().strip_prefix("L0")?.split_once('I')?;
    let digits = i32::try_from(position.len()).ok()?;
    let position = position.parse::<f64>().ok()? / 10_f64.powi(digits);
    Some((position, milliseconds.parse::<f64>().ok()? / 1e3))
}

async fn two_of_a_name(program: Program) -> String {
    let server = program.start().await;
    let _first = BuiltToy::lovense(server.device_port, "A1B2C3D4E5F6", "Z:1").await;
    let _second = BuiltToy::lovense(server.device_port, "A1B2C3D4E5F7", "Z:1").await;
    let mut client = server.connect().await;
    introduce(&mut client, 3).await;
    find_toys(&mut client, 2).await;
    let names: BTreeSet<_> = devices(&mut client)
        .await
        .iter()
        .filter_map(|device| device["DeviceName"].as_str().map(str::to_owned))
        .collect();
    names
        .into_iter()
        .map(|name| format!("\"{name}\""))
        .collect::<Vec<_>>()
        .join(", ")
}
