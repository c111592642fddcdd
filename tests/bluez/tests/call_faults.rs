//! Calls that fail, hang, are late or are lost.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use uuid::Uuid;
use vigil_bluez::{AdapterFaults, Bluez, Fault, Faults, Outcome, Refusal, Toy, bluez::FIRST_ADAPTER};

use crate::{
    central::{RX, TX, connected, discovered, edge, is_long},
    client::Client,
    trials,
};

/// What every call of bluez-async may take.
const LIMIT: Duration = Duration::from_secs(30);

pub(crate) fn tests() -> Vec<Trial> {
    let mut tests = trials![
        an_error_comes_at_once_with_bluez_name,
        a_hung_write_holds_up_nobody_and_takes_effect_when_released,
        a_late_write_takes_effect_even_where_nobody_waits,
        the_next_writes_fail,
        writes_fail_for_a_while,
        a_lost_write_looks_like_one_that_arrived,
        a_busy_characteristic_refuses,
        a_hung_write_ends_with_the_link,
        a_hung_connect_can_be_released,
        a_hung_connect_ends_with_disconnect,
        access_is_denied,
        a_blocked_adapter_cannot_be_powered,
        bluetoothd_stands_still,
    ];
    if is_long() {
        tests.extend(trials![a_call_without_an_answer_times_out_after_30_s]);
    }
    tests
}

async fn an_error_comes_at_once_with_bluez_name() {
    let (_bluez, toy, client) = connected().await;
    toy.set_faults(Faults {
        write: Some(Fault::failed()),
        read: Some(Fault::refuse(Refusal::not_permitted())),
        start_notify: Some(Fault::refuse(Refusal::in_progress())),
        connect: Some(Fault::refuse(Refusal::failed("le-connection-abort-by-local"))),
        disconnect: Some(Fault::failed()),
        ..Faults::default()
    });
    let (answer, took) = client.begin_write(&toy, TX, b"1", true).await.timed().await;
    assert!(answer.unwrap_err().contains("org.bluez.Error.Failed"));
    assert!(took < Duration::from_secs(10));
    assert!(matches!(toy.attempts()[0].outcome, Outcome::Refused(_)));
    let error = client.call("read", of(&toy, RX)).await.unwrap_err();
    assert!(error.contains("org.bluez.Error.NotPermitted"), "{error}");
    let error = client.call("subscribe", of(&toy, RX)).await.unwrap_err();
    assert!(error.contains("org.bluez.Error.InProgress"), "{error}");
    assert!(client.of(&toy, "disconnect").await.is_err());
    assert!(toy.is_connected());
    toy.drop_link();
    let error = client.of(&toy, "connect").await.unwrap_err();
    assert!(error.contains("le-connection-abort-by-local"), "{error}");
    assert!(toy.writes().is_empty());
}

async fn a_hung_write_holds_up_nobody_and_takes_effect_when_released() {
    let (_bluez, toy, client) = connected().await;
    toy.set_faults(Faults {
        write: Some(Fault::hang().once()),
        ..Faults::default()
    });
    let hung = client.begin_write(&toy, TX, b"hung", true).await;
    toy.wait_for_attempt(|attempt| attempt.bytes == b"hung").await;
    client.write(&toy, TX, b"same characteristic", true).await.unwrap();
    client.call("read", of(&toy, RX)).await.unwrap();
    assert!(!hung.is_answered());
    assert_eq!(toy.attempts()[0].outcome, Outcome::Waiting);
    assert_eq!(toy.last_write(TX).unwrap().text(), "same characteristic");
    toy.release();
    hung.answer().await.unwrap();
    // The old command is what the toy does now.
    let last = toy.last_write(TX).unwrap();
    assert_eq!(last.text(), "hung");
    assert!(last.asked < toy.writes()[0].asked && last.at > toy.writes()[0].at && last.order == 2);
}

async fn a_late_write_takes_effect_even_where_nobody_waits() {
    let (_bluez, toy, client) = connected().await;
    let delay = Duration::from_millis(300);
    toy.set_faults(Faults {
        write: Some(Fault::delay(delay)),
        ..Faults::default()
    });
    let (answer, took) = client.begin_write(&toy, TX, b"1", false).await.timed().await;
    answer.unwrap();
    assert!(took >= delay, "{took:?}");
    let given_up = json!({
        "address": toy.address().to_string(),
        "characteristic": TX.to_string(),
        "bytes": b"2",
        "give_up_after_ms": 50,
    });
    assert!(client.call("write", given_up).await.unwrap_err().contains("Elapsed"));
    assert_eq!(toy.writes().len(), 1);
    let write = toy.wait_for_write(|write| write.bytes == b"2").await;
    assert!(write.at - write.asked >= delay);
}

async fn the_next_writes_fail() {
    let (_bluez, toy, client) = connected().await;
    toy.set_faults(Faults {
        write: Some(Fault::failed().times(2)),
        ..Faults::default()
    });
    client.write(&toy, TX, b"1", true).await.unwrap_err();
    client.write(&toy, TX, b"2", true).await.unwrap_err();
    client.write(&toy, TX, b"3", true).await.unwrap();
    assert_eq!(toy.writes().len(), 1);
    assert_eq!(toy.attempts().len(), 3);
}

async fn writes_fail_for_a_while() {
    let (_bluez, toy, client) = connected().await;
    let window = Duration::from_millis(200);
    toy.set_faults(Faults {
        write: Some(Fault::failed().lasting(window)),
        ..Faults::default()
    });
    while client.write(&toy, TX, b"1", true).await.is_err() {}
    let attempts = toy.attempts();
    assert!(attempts.len() > 1);
    let (first, last) = (&attempts[0], &attempts[attempts.len() - 1]);
    assert!(last.asked - first.asked >= window);
}

async fn a_lost_write_looks_like_one_that_arrived() {
    let (_bluez, toy, client) = connected().await;
    toy.set_faults(Faults {
        write: Some(Fault::lose().once()),
        ..Faults::default()
    });
    client.write(&toy, TX, b"1", false).await.unwrap();
    assert!(toy.writes().is_empty());
    assert_eq!(toy.attempts()[0].outcome, Outcome::Lost);
}

async fn a_busy_characteristic_refuses() {
    let (_bluez, toy, client) = connected().await;
    toy.set_faults(Faults {
        write: Some(Fault::hang().once()),
        is_busy_while_writing: true,
        ..Faults::default()
    });
    let hung = client.begin_write(&toy, TX, b"1", true).await;
    toy.wait_for_attempt(|attempt| attempt.bytes == b"1").await;
    let error = client.write(&toy, TX, b"2", false).await.unwrap_err();
    assert!(error.contains("org.bluez.Error.InProgress"), "{error}");
    toy.release();
    hung.answer().await.unwrap();
    client.write(&toy, TX, b"3", false).await.unwrap();
}

async fn a_hung_write_ends_with_the_link() {
    let (_bluez, toy, client) = connected().await;
    toy.set_faults(Faults {
        write: Some(Fault::hang()),
        ..Faults::default()
    });
    let hung = client.begin_write(&toy, TX, b"1", true).await;
    toy.wait_for_attempt(|_| true).await;
    client.of(&toy, "disconnect").await.unwrap();
    assert!(hung.answer().await.unwrap_err().contains("Not connected"));
    assert!(matches!(toy.attempts()[0].outcome, Outcome::Refused(_)));
    toy.release();
    assert!(toy.writes().is_empty());
}

async fn a_hung_connect_can_be_released() {
    let (_bluez, toy, client) = discovered().await;
    toy.set_faults(Faults {
        connect: Some(Fault::hang().once()),
        ..Faults::default()
    });
    let connect = client.begin_of(&toy, "connect").await;
    toy.wait_for_calls(|calls| calls.connect == 1).await;
    assert!(!toy.is_connected() && !connect.is_answered());
    toy.release();
    connect.answer().await.unwrap();
    assert!(toy.is_connected());
}

async fn a_hung_connect_ends_with_disconnect() {
    let (_bluez, toy, client) = discovered().await;
    toy.set_faults(Faults {
        connect: Some(Fault::hang()),
        ..Faults::default()
    });
    let connect = client.begin_of(&toy, "connect").await;
    toy.wait_for_calls(|calls| calls.connect == 1).await;
    client.of(&toy, "disconnect").await.unwrap();
    assert!(
        connect
            .answer()
            .await
            .unwrap_err()
            .contains("le-connection-abort-by-local")
    );
    let error = client.of(&toy, "disconnect").await.unwrap_err();
    assert!(error.contains("org.bluez.Error.NotConnected"), "{error}");
}

async fn access_is_denied() {
    let bluez = Bluez::start().await;
    bluez.deny_access();
    let client = Client::start(&bluez);
    let error = client.call("adapters", json!({})).await.unwrap_err();
    assert!(error.contains("org.freedesktop.DBus.Error.AccessDenied"), "{error}");
    bluez.allow_access();
    client.call("adapters", json!({})).await.unwrap();
}

async fn a_blocked_adapter_cannot_be_powered() {
    let bluez = Bluez::start().await;
    bluez.power_off_adapter(FIRST_ADAPTER);
    bluez.set_adapter_faults(
        FIRST_ADAPTER,
        AdapterFaults {
            set_powered: Some(Fault::refuse(Refusal::blocked())),
            ..AdapterFaults::default()
        },
    );
    let client = Client::start(&bluez);
    let error = client.call("scan", json!({})).await.unwrap_err();
    assert!(error.contains("org.bluez.Error.Blocked"), "{error}");
    bluez.set_adapter_faults(
        FIRST_ADAPTER,
        AdapterFaults {
            start_discovery: Some(Fault::refuse(Refusal::in_progress()).once()),
            ..AdapterFaults::default()
        },
    );
    let error = client.call("scan", json!({})).await.unwrap_err();
    assert!(error.contains("org.bluez.Error.InProgress"), "{error}");
    client.call("scan", json!({})).await.unwrap();
}

async fn bluetoothd_stands_still() {
    let (bluez, toy, client) = discovered().await;
    bluez.freeze();
    let call = client.begin_of(&toy, "properties").await;
    // A client on another bus has answered meanwhile: time enough for this one.
    let (_other_bluez, other, other_client) = discovered().await;
    other_client.of(&other, "properties").await.unwrap();
    let heard = client.count("RssiUpdate");
    assert!(!call.is_answered());
    bluez.thaw();
    call.answer().await.unwrap();
    client.wait_for_more("RssiUpdate", heard).await;
}

/// All that hang, side by side: WriteValue, ReadValue, StartNotify, Connect.
async fn a_call_without_an_answer_times_out_after_30_s() {
    let (bluez, toy, client) = connected().await;
    let stranger = bluez.add_toy(edge());
    client.wait_for_event("DeviceDiscovered", &stranger).await;
    toy.set_faults(Faults {
        write: Some(Fault::hang()),
        read: Some(Fault::hang()),
        start_notify: Some(Fault::hang()),
        ..Faults::default()
    });
    stranger.set_faults(Faults {
        connect: Some(Fault::hang()),
        ..Faults::default()
    });
    let calls = [
        client.begin_write(&toy, TX, b"1", true).await,
        client.begin("read", of(&toy, RX)).await,
        client.begin("subscribe", of(&toy, RX)).await,
        client.begin_of(&stranger, "connect").await,
    ];
    for call in calls {
        let (answer, took) = call.timed().await;
        let error = answer.unwrap_err();
        assert!(error.contains("Timeout"), "{error}");
        assert!(took >= LIMIT && took < LIMIT + Duration::from_secs(10), "{took:?}");
    }
}

fn of(toy: &Toy, characteristic: Uuid) -> Value {
    json!({ "address": toy.address().to_string(), "characteristic": characteristic.to_string() })
}
