//! A program that takes all steps.

use serde_json::{Value, json};
use vigil_tests::{
    event::{Event, Output},
    message::{Message, message},
    raw_client::RawClient,
    vigil::{Mark, Vigil},
};

use super::step::{Outcome, Step};
use crate::device_list::EVERY_KIND;

const NAME: &str = "Walks Through";

/// Speaks this version, which has to see the toys so, and takes these steps.
pub(super) async fn walk(version: u32, toys: &Value, steps: Vec<Step>) {
    let vigil = Vigil::start(&EVERY_KIND).await;
    let mut client = RawClient::connect(&vigil).await;
    handshake(&mut client, version).await;
    let list = client.request("RequestDeviceList", json!({})).await;
    assert_eq!(list.body, fields(list.id(), json!({ "Devices": toys })));

    let mut moved = Vec::new();
    for step in steps {
        let mark = vigil.mark();
        let id = client.send(step.kind, step.body.clone()).await;
        let answer = client.answer(id).await;
        let shown = format!("v{version} {} {}: {answer:?}", step.kind, step.body);
        match &step.outcome {
            Outcome::Refused(code) => assert_eq!(answer.error_code(), Some(*code), "{shown}"),
            Outcome::Answered(kind, with) => {
                assert_eq!(
                    (answer.kind.as_str(), answer.body),
                    (*kind, fields(id, with.clone())),
                    "{shown}"
                );
            }
            _ => assert_eq!(answer.kind, "Ok", "{shown}"),
        }
        match step.outcome {
            Outcome::EndsScan => {
                let finished = next_but_log(&mut client).await;
                assert_eq!((finished.kind.as_str(), finished.id()), ("ScanningFinished", 0));
            }
            Outcome::Moves(toy, outputs) => {
                takes(&vigil, mark, toy, &outputs).await;
                moved.extend(outputs.into_iter().map(|output| (toy, output)));
            }
            Outcome::Stops(toys) => {
                for toy in toys {
                    vigil.wait_for_stop(mark, toy).await;
                }
            }
            Outcome::Taken | Outcome::Answered(..) | Outcome::Refused(_) => {}
        }
    }
    let events = vigil.stop().await;
    assert_eq!(
        wishes(&events),
        moved,
        "v{version}: the toys took what was asked for, and nothing else"
    );
}

/// A step asks for a log; what its lines say is tested elsewhere.
async fn next_but_log(client: &mut RawClient) -> Message {
    loop {
        let message = client.next().await;
        if message.kind != "Log" {
            return message;
        }
    }
}

async fn handshake(client: &mut RawClient, version: u32) {
    let mut hello = json!({ "ClientName": NAME });
    if version > 0 {
        hello["MessageVersion"] = version.into();
    }
    client
        .send_text(&json!([message("RequestServerInfo", 1, hello)]).to_string())
        .await;
    let info = client.next().await;
    assert_eq!(info.kind, "ServerInfo", "{info:?}");
    let mut expected = json!({ "ServerName": info.body["ServerName"], "MaxPingTime": 0, "MessageVersion": version });
    assert!(info.body["ServerName"].is_string(), "{info:?}");
    if version < 2 {
        // The server's own version.
        for part in ["MajorVersion", "MinorVersion", "BuildVersion"] {
            assert!(info.body[part].is_u64(), "{info:?}");
            expected[part] = info.body[part].clone();
        }
    }
    assert_eq!(info.body, fields(1, expected), "these fields, and no more");
}

async fn takes(vigil: &Vigil, mark: Mark, toy: u32, outputs: &[Output]) {
    vigil
        .wait_since(mark, &format!("toy {toy} to take {outputs:?} at once"), |event| {
            event.wish_of(toy).filter(|wish| wish.outputs == outputs).map(|_| ())
        })
        .await;
}

/// All that programs had written, in order.
fn wishes(events: &[Event]) -> Vec<(u32, Output)> {
    let written = events.iter().filter_map(Event::output).filter(|output| !output.stop);
    written
        .flat_map(|output| output.outputs.iter().map(|one| (output.toy, one.clone())))
        .collect()
}

/// With the Id.
fn fields(id: u32, mut fields: Value) -> Value {
    fields["Id"] = id.into();
    fields
}
