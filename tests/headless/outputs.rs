//! `OutputCmd`, with every kind of toy on the screen.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::{
    task::spawn_blocking,
    time::{Instant, sleep},
};
use vigil_tests::{
    event::{Event, Output},
    raw_client::{ERROR_DEVICE, ERROR_MESSAGE, RawClient, output},
    raw_socket::{RawSocket, text_frame},
    trials,
    vigil::Vigil,
};

use crate::device_list::EVERY_KIND;

const VIBRATOR: u32 = 0;
const ROTATOR: u32 = 1;
const STROKER: u32 = 2;
const CONSTRICTOR: u32 = 3;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        every_kind_of_output_reaches_its_toy,
        values_out_of_range_are_a_faulty_message,
        what_a_toy_does_not_have_is_its_own_error,
        a_storm_of_refused_messages_is_counted_and_told_once_a_second,
        what_arrives_in_one_frame_is_one_change,
        what_arrives_in_one_write_is_one_change,
    ]
}

async fn every_kind_of_output_reaches_its_toy() {
    let vigil = Vigil::start(&EVERY_KIND).await;
    let mut client = RawClient::join(&vigil, "Moves Everything").await;
    let outputs = [
        (VIBRATOR, 0, "Vibrate", 20),
        (VIBRATOR, 1, "Vibrate", 1),
        (ROTATOR, 0, "Rotate", -20),
        (ROTATOR, 0, "Rotate", 20),
        (STROKER, 0, "Position", 100),
        (STROKER, 0, "Position", 0),
        (CONSTRICTOR, 0, "Constrict", 12),
        (VIBRATOR, 0, "Vibrate", 0),
    ];
    for (toy, feature, kind, value) in outputs {
        let mark = vigil.mark();
        client.ok("OutputCmd", output(toy, feature, kind, value)).await;
        let expected = Output {
            feature,
            output: kind.to_owned(),
            value,
            duration_ms: None,
        };
        reaches(&vigil, mark, toy, &expected).await;
    }
    let mark = vigil.mark();
    client.ok("OutputCmd", slide(80, 500)).await;
    let expected = Output {
        feature: 0,
        output: "HwPositionWithDuration".to_owned(),
        value: 80,
        duration_ms: Some(500),
    };
    reaches(&vigil, mark, STROKER, &expected).await;
    vigil.stop().await;
}

async fn values_out_of_range_are_a_faulty_message() {
    let vigil = Vigil::start(&EVERY_KIND).await;
    let mut client = RawClient::join(&vigil, "Asks Too Much").await;
    let outputs = [
        (VIBRATOR, "Vibrate", 21),
        (VIBRATOR, "Vibrate", -1),
        (ROTATOR, "Rotate", -21),
        (ROTATOR, "Rotate", 21),
        (STROKER, "Position", 101),
        (CONSTRICTOR, "Constrict", 13),
        (VIBRATOR, "Vibrate", i32::MAX),
    ];
    for (toy, kind, value) in outputs {
        let code = client.refused("OutputCmd", output(toy, 0, kind, value)).await;
        assert_eq!(code, ERROR_MESSAGE, "{kind} {value}");
    }
    assert_eq!(client.refused("OutputCmd", slide(101, 100)).await, ERROR_MESSAGE);
    assert_eq!(client.refused("OutputCmd", slide(100, 100_001)).await, ERROR_MESSAGE);
    nothing_was_written(vigil).await;
}

async fn what_a_toy_does_not_have_is_its_own_error() {
    let vigil = Vigil::start(&EVERY_KIND).await;
    let mut client = RawClient::join(&vigil, "Asks The Wrong Toy").await;
    let outputs = [
        (9, 0, "Vibrate", "no such toy"),
        (VIBRATOR, 9, "Vibrate", "no such feature"),
        (VIBRATOR, 2, "Vibrate", "the battery"),
        (VIBRATOR, 0, "Rotate", "another kind"),
        (CONSTRICTOR, 0, "Vibrate", "another kind"),
    ];
    for (toy, feature, kind, why) in outputs {
        let code = client.refused("OutputCmd", output(toy, feature, kind, 1)).await;
        assert_eq!(code, ERROR_DEVICE, "{why}");
    }
    nothing_was_written(vigil).await;
}

/// Two commands for two motors of one toy, so many times.
const TOGETHER: i32 = 50;

/// After this a toy takes the next packet at once; nothing tells when. Sooner, all that comes is one change anyway.
const AFTER_THE_GAP: Duration = Duration::from_millis(30);

/// So many pings stand between the two: the toy would be written to meanwhile if it were told of the first at once. Fewer
/// than Vigil reads at once.
const BETWEEN: usize = 60;

async fn a_storm_of_refused_messages_is_counted_and_told_once_a_second() {
    const STORM: u64 = 500;
    let vigil = Vigil::start(&EVERY_KIND).await;
    let mut client = RawClient::join(&vigil, "Knows Other Toys").await;
    let begun = Instant::now();
    for _ in 0..STORM {
        assert_eq!(
            client.refused("OutputCmd", output(99, 0, "Vibrate", 1)).await,
            ERROR_DEVICE
        );
    }
    client.ok("Disconnect", json!({})).await;
    let took = begun.elapsed();
    vigil.wait_for_end_of("Knows Other Toys").await;
    let told: Vec<(u64, String)> = vigil
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::MessagesRefused { name, count, last, .. } if name == "Knows Other Toys" => Some((count, last)),
            _ => None,
        })
        .collect();
    // The first, one for each second, and the rest at the end.
    let most = usize::try_from(took.as_secs()).unwrap() + 2;
    assert!((2..=most).contains(&told.len()), "{told:?} in {took:?}");
    assert_eq!(told[0].0, 1);
    let (count, last) = told.last().unwrap();
    assert_eq!(*count, STORM);
    assert!(last.contains("99"), "{last}");
    vigil.stop().await;
}

async fn what_arrives_in_one_frame_is_one_change() {
    together(|commands| vec![format!("[{}]", commands.join(","))]).await;
}

async fn what_arrives_in_one_write_is_one_change() {
    together(|commands| commands.iter().map(|command| format!("[{command}]")).collect()).await;
}

/// `texts`: the frames that hold these messages. They leave in one write.
async fn together(texts: impl Fn(Vec<String>) -> Vec<String>) {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    let address = vigil.address();
    let mut socket = spawn_blocking(move || RawSocket::join(address, "Moves Both"))
        .await
        .unwrap();
    let mut apart = 0;
    for nth in 0..TOGETHER {
        let values = [1 + nth % 20, 1 + (nth + 7) % 20];
        let command = |motor: u32| {
            let mut body = output(VIBRATOR, motor, "Vibrate", values[motor as usize]);
            body["Id"] = json!(10 + 2 * nth + i32::try_from(motor).unwrap());
            json!({ "OutputCmd": body }).to_string()
        };
        let pings = std::iter::repeat_n(json!({ "Ping": { "Id": 1 } }).to_string(), BETWEEN);
        let messages = std::iter::once(command(0)).chain(pings).chain([command(1)]);
        let frames: Vec<u8> = texts(messages.collect())
            .iter()
            .flat_map(|text| text_frame(text))
            .collect();
        sleep(AFTER_THE_GAP).await;
        let mark = vigil.mark();
        socket = spawn_blocking(move || {
            socket.send(&frames);
            socket
        })
        .await
        .unwrap();
        let told = vigil
            .wait_since(mark, "the toy to be told something", |event| {
                event.wish_of(VIBRATOR).cloned()
            })
            .await;
        if told.outputs.len() != 2 {
            apart += 1;
            vigil.wait_for_wish_since(mark, VIBRATOR, 1, values[1]).await;
        }
    }
    assert_eq!(apart, 0, "of {TOGETHER} were told in two steps");
    vigil.stop().await;
}

async fn reaches(vigil: &Vigil, mark: vigil_tests::vigil::Mark, toy: u32, expected: &Output) {
    vigil
        .wait_since(mark, &format!("toy {toy} to take {expected:?}"), |event| {
            event
                .wish_of(toy)
                .filter(|output| output.outputs == [expected.clone()])
                .cloned()
        })
        .await;
}

async fn nothing_was_written(vigil: Vigil) {
    let events = vigil.stop().await;
    let written = events
        .iter()
        .filter_map(|event| event.output())
        .find(|output| !output.stop);
    assert!(written.is_none(), "{written:?}");
}

/// A position of the stroker, with the time to get there.
pub(crate) fn slide(value: i32, duration_ms: u32) -> Value {
    json!({
        "DeviceIndex": STROKER,
        "FeatureIndex": 0,
        "Command": { "HwPositionWithDuration": { "Value": value, "Duration": duration_ms } },
    })
}
