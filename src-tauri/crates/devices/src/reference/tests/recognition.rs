//! What a toy is taken for.

use super::*;

#[test]
fn known_names_are_recognised_and_others_are_not() {
    let catalog = Catalog::builtin().unwrap();
    for name in ["LVS-Edge36", "Ditto", "Leten", "AMN NEO"] {
        assert_eq!(catalog.recognises(&called(name)), name != "Leten", "{name}");
    }
    for name in ["", "*", "L*", "Toaster", "lvs-edge"] {
        assert!(!catalog.recognises(&called(name)), "{name}");
    }
}

#[test]
fn a_toy_may_be_known_by_its_services_or_its_makers_number() {
    let catalog = Catalog::builtin().unwrap();
    let services = Advertisement {
        services: vec![uuid("50300001-0024-4bd4-bbd5-a6920e4c5653")],
        ..Advertisement::default()
    };
    assert!(catalog.recognises(&services));
    let nobody = Advertisement {
        manufacturer_data: BTreeMap::from([(0xfff0, vec![]), (76, vec![2, 21])]),
        ..Advertisement::default()
    };
    assert!(!catalog.recognises(&nobody));
}

#[test]
fn a_protocol_that_finds_none_of_its_endpoints_is_no_candidate() {
    let catalog = Catalog::builtin().unwrap();
    let service = uuid("50300001-0024-4bd4-bbd5-a6920e4c5653");
    let at = |characteristic| GattAddress {
        service,
        characteristic: uuid(characteristic),
    };
    let tx = at("50300002-0024-4bd4-bbd5-a6920e4c5653");
    let rx = at("50300003-0024-4bd4-bbd5-a6920e4c5653");
    let candidates = catalog.candidates(&called("LVS-P36"), &[tx, rx]);
    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0].protocol, "lovense");
    assert_eq!(candidates[0].endpoints[&Endpoint::Tx], tx);
    assert_eq!(candidates[0].endpoints[&Endpoint::Rx], rx);
    let elsewhere = [at("00002a19-0000-1000-8000-00805f9b34fb")];
    assert!(catalog.candidates(&called("LVS-P36"), &elsewhere).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_toy_that_does_not_say_what_it_is_is_known_by_its_name() {
    let link = FakeLink::new("LVS-Z001", &[Endpoint::Tx, Endpoint::Rx]);
    let identified = identified("LVS-Z001", &link).await;
    assert_eq!(identified.description.name, "Lovense Hush");
}

#[tokio::test(start_paused = true)]
async fn a_link_that_drops_ends_the_introduction_at_once() {
    let link = FakeLink::new("LVS-Z001", &[Endpoint::Tx, Endpoint::Rx]);
    let begun = Instant::now();
    let candidate = candidate("LVS-Z001");
    let asked = identify(Catalog::builtin().unwrap(), &candidate, link.clone());
    let (result, ()) = tokio::join!(asked, async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        link.drop_link();
    });
    assert!(matches!(result, Err(ReferenceError::Unidentified(_))));
    assert_eq!(begun.elapsed(), Duration::from_millis(700));
}
