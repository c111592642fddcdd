//! What toys are called.

use super::*;

#[tokio::test(start_paused = true)]
async fn the_persons_name_for_a_toy_is_told_to_programs() {
    let devices = hub();
    let (index, _) = arrive(&devices, "a", SimulatedKind::Vibrator);
    let mut table = devices.table();
    let named = ToyPreferences {
        display_name: Some("Left one".to_owned()),
        ..ToyPreferences::default()
    };
    devices.set_preferences(&identity("a"), named);
    table.changed().await.unwrap();
    assert_eq!(table.current()[&index].display_name.as_deref(), Some("Left one"));
}

/// What each toy is called, by address.
fn names(devices: &Devices) -> Vec<(String, String)> {
    let states = devices.states();
    let names = states.iter();
    names
        .map(|toy| (toy.identity.address.clone(), toy.name.shown().to_owned()))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn toys_of_one_model_have_numbers_that_stay() {
    let name = |address: &str, name: &str| (address.to_owned(), name.to_owned());
    let (first, second, third) = ("Simulated Vibrator", "Simulated Vibrator (2)", "Simulated Vibrator (3)");
    let devices = hub();
    for address in ["a", "b"] {
        arrive(&devices, address, SimulatedKind::Vibrator);
    }
    arrive(&devices, "another model", SimulatedKind::Rotator);
    let rotator = name("another model", "Simulated Rotator");
    assert_eq!(names(&devices), [name("a", first), name("b", second), rotator]);
    let table = devices.table().current();
    let numbered: Vec<_> = table.values().map(|toy| toy.numbered_name.as_deref()).collect();
    assert_eq!(numbered, [None, Some(second), None]);

    // The next run: they come in another order, the first one not at all.
    let (indices, models) = (devices.snapshot().borrow().indices.clone(), ["a", "b"]);
    let devices = hub();
    devices.set_indices((*indices).clone());
    devices.set_models(models.iter().map(|at| (identity(at), first.to_owned())).collect());
    arrive(&devices, "b", SimulatedKind::Vibrator);
    assert_eq!(names(&devices), [name("b", second)]);
    arrive(&devices, "c", SimulatedKind::Vibrator);
    arrive(&devices, "a", SimulatedKind::Vibrator);
    assert_eq!(names(&devices), [name("a", first), name("b", second), name("c", third)]);

    // The person's name does not change the numbers of others.
    let named = ToyPreferences {
        display_name: Some("Left".to_owned()),
        ..ToyPreferences::default()
    };
    devices.set_preferences(&identity("a"), named);
    assert_eq!(
        names(&devices),
        [name("a", "Left"), name("b", second), name("c", third)]
    );

    // One that is forgotten leaves its number to those after it, and is the last one if it comes again.
    devices.forget(&identity("b"));
    assert_eq!(names(&devices), [name("a", "Left"), name("c", second)]);
    arrive(&devices, "b", SimulatedKind::Vibrator);
    assert_eq!(
        names(&devices),
        [name("a", "Left"), name("c", second), name("b", third)]
    );
}
