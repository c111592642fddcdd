//! Toys that the table does not know, but whose service belongs to some that it knows.

use uuid::{Uuid, uuid};
use vigil_bluez::{Bluez, CharacteristicSpec, Flags, ToySpec, trial::Test};
use vigil_devices::{LinkState, Searcher};

use crate::{program::Program, toys::toaster};

/// What JoyHub's toys have.
const SERVICE: Uuid = uuid!("0000ffa0-0000-1000-8000-00805f9b34fb");
const TX: Uuid = uuid!("0000ffa1-0000-1000-8000-00805f9b34fb");

/// The vendor's next model.
const NEW: &str = "J-Future9";
/// A model of the vendor with one motor.
const KNOWN: &str = "J-AresIII";

pub(crate) fn tests() -> Vec<Test> {
    vigil_bluez::tests![
        an_unknown_toy_is_driven_like_one_that_has_its_service,
        what_is_not_alike_is_unknown_again,
        what_has_no_known_service_is_like_nothing,
    ]
}

fn next_model() -> ToySpec {
    let write = Flags::WRITE | Flags::WRITE_WITHOUT_RESPONSE;
    ToySpec::new(NEW)
        .service(SERVICE, vec![CharacteristicSpec::new(TX, write)])
        .advertise(SERVICE)
}

async fn an_unknown_toy_is_driven_like_one_that_has_its_service() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(next_model());
    let program = Program::start();
    program.devices.start_search(Searcher::Person);
    let unknown = program.wait_for_unknown(NEW, |one| !one.kinds.is_empty()).await;
    assert!(!toy.is_connected(), "nobody asked for it");
    let kind = unknown.kinds.iter().find(|kind| kind.advertised == KNOWN);
    assert!(
        kind.is_some_and(|kind| kind.model == "JoyHub Ares III" && kind.outputs == "Vibrate"),
        "{:?}",
        unknown.kinds
    );
    program.try_like(&unknown.address, KNOWN).await;
    let (index, model) = program.wait_until_added(1).await;
    assert_eq!((index, model.as_str()), (0, "JoyHub Ares III"));
    // The first thing that it hears is a stop.
    toy.wait_for_write(|_| true).await;
    let before = toy.writes();
    program.vibrate(0, 255);
    let moved = toy.wait_for_write(|write| write.bytes.contains(&0xff)).await;
    assert!(
        before.iter().all(|write| !write.bytes.contains(&0xff)),
        "{before:?}, then {moved:?}"
    );
    assert!(program.stop().await.is_confirmed);

    // The choice is kept: lost and found, it is the same toy.
    let advertised = program.devices.snapshot().borrow().advertised.clone();
    assert_eq!(advertised.get(&unknown.address).map(String::as_str), Some(KNOWN));
    toy.vanish();
    program.wait_for_link(LinkState::Reconnecting).await;
    toy.come_back();
    assert_eq!(program.wait_until_added(2).await, (0, "JoyHub Ares III".to_owned()));
    let indices = program.devices.snapshot().borrow().indices.clone();
    assert!(program.quit().await);

    // And after a restart, without a question.
    let program = Program::start_remembering((*indices).clone(), (*advertised).clone());
    program.devices.start_search(Searcher::Person);
    assert_eq!(program.wait_until_added(1).await, (0, "JoyHub Ares III".to_owned()));
    assert!(program.quit().await);
}

async fn what_is_not_alike_is_unknown_again() {
    let bluez = Bluez::start().await;
    let other = uuid!("0000ffa9-0000-1000-8000-00805f9b34fb");
    let lamp = bluez.add_toy(
        ToySpec::new(NEW)
            .service(SERVICE, vec![CharacteristicSpec::new(other, Flags::WRITE)])
            .advertise(SERVICE),
    );
    let program = Program::start();
    program.devices.start_search(Searcher::Person);
    let unknown = program.wait_for_unknown(NEW, |one| !one.kinds.is_empty()).await;
    assert_eq!(unknown.failure, None);
    program.try_like(&unknown.address, KNOWN).await;
    let again = program.wait_for_unknown(NEW, |one| one.failure.is_some()).await;
    assert!(!again.kinds.is_empty(), "it may be tried like another one");
    lamp.wait_until_disconnected().await;
    assert!(lamp.writes().is_empty(), "{:?}", lamp.writes());
    assert!(program.devices.snapshot().borrow().advertised.is_empty());
    assert!(program.devices.states().is_empty());
    assert!(program.quit().await);
}

async fn what_has_no_known_service_is_like_nothing() {
    let bluez = Bluez::start().await;
    let strange = uuid!("b5f90072-aa8d-11e3-9046-0002a5d5c51b");
    let _headphones = bluez.add_toy(ToySpec::new("Headphones").advertise(strange));
    let _no_advertised_service = bluez.add_toy(toaster());
    let program = Program::start();
    program.devices.start_search(Searcher::Person);
    for name in ["Headphones", "Toaster 3000"] {
        let unknown = program.wait_for_unknown(name, |_| true).await;
        assert!(unknown.kinds.is_empty(), "{unknown:?}");
        // Nobody is asked to do it, and it is not done.
        program.try_like(&unknown.address, "Not A Toy Either").await;
    }
    program.wait_for_unknown("Headphones", |_| true).await;
    assert!(program.devices.states().is_empty());
    assert!(program.quit().await);
}
