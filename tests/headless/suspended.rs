//! Between a deadline and its verdict nothing moves, however many outputs come.

use std::{io::Write, thread, time::Duration};

use libtest_mimic::Trial;
use serde_json::Value;
use tokio::task::spawn_blocking;
use vigil_tests::{
    message::{message, output},
    raw_socket::{RawSocket, text_frame},
    trial::note,
    trials,
    vigil::Vigil,
};

use crate::ping_timeout::nothing_moves_after_the_stop;

const NAME: &str = "Floods";
/// So many outputs are written at once, each another than the one before.
const AT_ONCE: u32 = 64;

pub(crate) fn tests() -> Vec<Trial> {
    trials![s1_s2_a_flood_of_outputs_past_the_deadline_moves_nothing]
}

/// Its messages never end, so that at the deadline a Ping might be among those that lie unread.
async fn s1_s2_a_flood_of_outputs_past_the_deadline_moves_nothing() {
    let vigil = Vigil::start(&["--max-ping-time", "300", "--simulate", "vibrator"]).await;
    let address = vigil.address();
    let flood = spawn_blocking(move || {
        let mut socket = RawSocket::join(address, NAME);
        let mut writing = socket.stream().try_clone().unwrap();
        let reading = thread::spawn(move || socket.count_messages(u64::MAX));
        let frames: Vec<u8> = (0..AT_ONCE)
            .flat_map(|number| {
                let value = i32::try_from(number % 20).unwrap() + 1;
                let command = message("OutputCmd", number + 1, output(0, 0, "Vibrate", value));
                text_frame(&Value::from(vec![command]).to_string())
            })
            .collect();
        while writing.write_all(&frames).is_ok() {}
        reading.join().unwrap()
    });
    let ended = vigil.wait_for_end_of(NAME).await;
    let answers = flood.await.unwrap();
    assert_eq!((ended.cause.as_str(), ended.pings), ("ping_timeout", 0), "{ended:?}");
    assert!(ended.toy(0).is_some_and(|toy| toy.confirmed), "{ended:?}");
    let silent = Duration::from_millis(ended.silent_ms.unwrap_or_default().into());
    note(format!("{answers} answers; out after {silent:?}"));
    assert!(
        vigil.events().iter().any(|event| event.wish_of(0).is_some()),
        "it never moved"
    );
    nothing_moves_after_the_stop(&vigil.stop().await, 0);
}
