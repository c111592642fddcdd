//! What keeps Vigil from serving is said in a sentence.

use std::{env, net::TcpListener};

use libtest_mimic::Trial;
use vigil_tests::{
    event::Event,
    trials,
    vigil::{Failed, Launch, Vigil},
};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        listening_is_the_first_event,
        a_port_that_is_taken_is_named_with_its_owner,
        a_port_that_another_vigil_has_is_said_to_be_its,
        a_data_directory_is_held_by_one_vigil_at_a_time,
        a_list_of_toys_that_cannot_be_read_is_said,
    ]
}

async fn listening_is_the_first_event() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    vigil
        .wait_for("the toy", |event| {
            matches!(event, Event::ToyAdded { toy: 0, .. }).then_some(())
        })
        .await;
    let events = vigil.stop().await;
    assert!(matches!(&events[0], Event::Listening { .. }), "{:?}", events[0]);
}

async fn a_port_that_is_taken_is_named_with_its_owner() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let failed = Launch::new(&[]).port(port).start_in_vain().await;
    let sentence = sentence(&failed);
    assert!(sentence.contains(&port.to_string()), "{sentence}");
    let this_test = env::current_exe().unwrap();
    // The system keeps the first 15 letters of a program's name.
    let owner: String = this_test
        .file_stem()
        .unwrap()
        .to_string_lossy()
        .chars()
        .take(15)
        .collect();
    assert!(sentence.contains(&owner), "{sentence}");
}

async fn a_port_that_another_vigil_has_is_said_to_be_its() {
    let vigil = Vigil::start(&[]).await;
    let port = vigil.address().port();
    let failed = Launch::new(&[]).port(port).start_in_vain().await;
    let sentence = sentence(&failed);
    assert!(sentence.contains("Another Vigil is open"), "{sentence}");
    assert!(sentence.contains(&port.to_string()), "{sentence}");
    vigil.stop().await;
}

async fn a_data_directory_is_held_by_one_vigil_at_a_time() {
    let vigil = Vigil::start(&[]).await;
    let failed = Launch::new(&[]).sharing_data_of(&vigil).start_in_vain().await;
    let sentence = sentence(&failed);
    assert!(sentence.contains("already running"), "{sentence}");
    vigil.stop().await;
}

async fn a_list_of_toys_that_cannot_be_read_is_said() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), r#"{"version":{"major":9,"minor":0}}"#).unwrap();
    let path = file.path().to_str().unwrap();
    let failed = Launch::new(&["--user-device-config", path]).start_in_vain().await;
    let told = sentence(&failed);
    assert!(told.contains(path) && told.contains("version 9"), "{told}");
    let none = "/nowhere/buttplug-user-device-config-v5.json";
    let failed = Launch::new(&["--user-device-config", none]).start_in_vain().await;
    assert!(sentence(&failed).contains("cannot be read"), "{failed:?}");
}

/// Exit code 1, and a sentence for people.
fn sentence(failed: &Failed) -> &str {
    assert_eq!(failed.status.code(), Some(1));
    let sentence = failed.events.iter().find_map(|event| match event {
        Event::Failed { sentence } => Some(sentence.as_str()),
        _ => None,
    });
    sentence.unwrap_or_else(|| panic!("no `failed`: {:?}", failed.events))
}
