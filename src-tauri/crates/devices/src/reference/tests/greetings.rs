//! What is written to a toy before anybody asked for anything: nothing that moves it.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::time::{sleep, timeout};
use vigil_bluez::{Reply, ToySpec};
use vigil_core::message::{DeviceDescription, Output, OutputKind};

use super::{
    super::{Catalog, identify},
    every_toy::{every_model, meet, meet_spec},
};
use crate::{
    known_toy::KnownToy,
    link::{
        Endpoint,
        fake::{FakeLink, Fault, Write},
    },
    toy::{FeatureOutput, Toy, Urgency},
};

/// Longer than any task of a protocol needs to say something by itself.
const QUIET: Duration = Duration::from_secs(30);

/// A packet as a line of the lists below.
enum Greets {
    /// Where it goes, and its bytes in hexadecimal.
    With(&'static str),
    /// Where it goes, and the number of its bytes, which are random or encrypted.
    Secret(&'static str, usize),
}

use Greets::{Secret, With};

/// Every packet of every greeting, each looked at: what it does to the toy. A packet that is not listed fails the test:
/// read the handler, and put it either here or into `MOVING` of `greeting.rs`.
const HARMLESS: &[(&str, &[Greets])] = &[
    // The number of a mode; its motors are written with `01 ..`.
    ("amorelie-joy", &[With("tx:03")]),
    // A login, and the answer to a challenge.
    (
        "ankni",
        &[With("tx:0101010101010101010101010101010101010101"), Secret("tx", 20)],
    ),
    // Wakes its receiver; its motor is written with `f1 01 ..`.
    ("cowgirl-cone", &[With("tx:aa560000")]),
    // A login, encrypted, and `82 0e 02 00 01`, which selects manual control; motors are written with `82 0f ..`.
    (
        "fluffer",
        &[Secret("tx", 16), With("tx:d9a06411f5e24e7e05db141d956305d5")],
    ),
    // Speed down, pressed and released: a machine that stands still stays so, one that runs becomes slower.
    (
        "fmachine",
        &[
            With("tx:0664000000003132333400000000000000cc"),
            With("tx:0364000000003132333400000000000000cc"),
        ],
    ),
    // The mode in which it takes programs, and then the one in which it records one and stands still.
    ("fredorch", &[With("tx:01060064000109d5"), With("tx:01060069000059d6")]),
    // A login, the power, and a stop.
    (
        "fredorch-rotary",
        &[
            With("tx:5503999caa"),
            With("tx:5509210000000000002aaa"),
            With("tx:55031f22aa"),
            With("tx:55032427aa"),
        ],
    ),
    // Asks for a random number, with which it is to be spoken to; numbered. A command to its motors is longer.
    ("honeyplaybox", &[Secret("tx", 16)]),
    // Hands control to whoever is connected. It is no place: those go to another characteristic.
    ("kiiroo-v2", &[With("firmware:00")]),
    // The password that the toy gave, handed back.
    ("lelo-f1sv2", &[Secret("whitelist", 8)]),
    ("lelo-harmony", &[Secret("whitelist", 8)]),
    // A login; its motor is written with `02 ..`.
    ("leten", &[With("tx:0401")]),
    // A login; its motor is written with `02 aa bb ..`.
    ("lioness", &[With("tx:01aaaabbcc10")]),
    // A stop, and a login.
    ("lovedistance", &[With("tx:f30000"), With("tx:f401")]),
    // Asks which toy it is.
    ("lovense", &[With("tx:446576696365547970653b")]),
    // The answer to a challenge.
    ("monsterpub", &[Secret("rx", 15)]),
    // The mode in which motors are written one by one.
    ("mysteryvibe", &[With("txmode:430200")]),
    ("mysteryvibe-v2", &[With("txmode:030240")]),
    // A stop.
    ("nobra", &[With("tx:70")]),
    // Asks the machine nothing and moves nothing: what goes to its settings.
    ("ossm", &[With("txmode:66616c7365")]),
    // Starts to take commands.
    ("satisfyer", &[With("command:01")]),
    // Starts to take commands; its motors are written with `aa 03 ..`.
    ("sexverse-v2", &[With("tx:aa04")]),
    // Asks for the charge, and for what it can do.
    (
        "thehandy-v3",
        &[With("tx:080112051001b22c00"), With("tx:080112051002ca2c00")],
    ),
    // Logins, encrypted.
    ("vibcrafter", &[Secret("tx", 16)]),
    ("vibio", &[Secret("tx", 16)]),
    // A stop.
    ("wetoy", &[With("tx:8003")]),
    // A stop.
    ("wevibe", &[With("tx:0f00000000000000")]),
];

/// Outputs that a stop says nothing about on a new link.
const SILENT_STOPS: &[(&str, OutputKind)] = &[
    // It has one switch for on and off; see SAFETY.md.
    ("fmachine", OutputKind::Oscillate),
    // It stops by itself 100 ms after it was last told to move.
    ("hgod", OutputKind::Vibrate),
    // Its zero is one more shot.
    ("hismith-mini", OutputKind::Spray),
    // The configuration gives them outputs that their handlers do not implement.
    ("galaku", OutputKind::Rotate),
    ("magic-motion-2", OutputKind::Oscillate),
    ("sexverse-v3", OutputKind::Oscillate),
];

#[tokio::test(start_paused = true)]
async fn s5_no_greeting_moves_a_toy() {
    let mut unknown = BTreeSet::new();
    let mut protocols = BTreeSet::new();
    for model in every_model() {
        let (candidate, link) = meet(&model);
        let identified = identify(Catalog::builtin().unwrap(), &candidate, link.clone()).await;
        // Whatever a task of the protocol has to say by itself.
        sleep(QUIET).await;
        unknown.extend(unlisted(&model.protocol, &link.writes()));
        protocols.insert(model.protocol.clone());
        drop(identified);
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
    assert!(protocols.len() >= 120, "only {} protocols were met", protocols.len());
}

#[tokio::test(start_paused = true)]
async fn s5_no_greeting_says_what_an_output_says() {
    let mut moving = BTreeSet::new();
    for model in every_model() {
        let (candidate, link) = meet(&model);
        let Ok(identified) = identify(Catalog::builtin().unwrap(), &candidate, link.clone()).await else {
            continue;
        };
        let greeting = lines(&link.writes());
        link.take();
        let outputs = moving_outputs(&identified.description);
        let toy = Arc::new(KnownToy::new(link.clone(), identified.driver));
        for output in outputs {
            let _ = timeout(QUIET, toy.clone().apply(vec![output], Urgency::Normal)).await;
            for said in lines(&link.writes()) {
                if greeting.contains(&said) && !is_speed_down(&said) {
                    moving.insert(format!("{}: {said}", model.protocol));
                }
            }
            link.take();
        }
    }
    assert!(moving.is_empty(), "{moving:#?}");
}

/// Protocols that have no Bluetooth, such as a toy's that connects to us.
#[tokio::test(start_paused = true)]
async fn s5_no_greeting_over_a_websocket_moves_a_toy() {
    let catalog = Catalog::builtin().unwrap();
    let mut unknown = BTreeSet::new();
    for protocol in catalog.handlers() {
        for candidate in catalog.websocket_candidates(protocol) {
            let link = FakeLink::new(protocol, &[Endpoint::Tx, Endpoint::Rx]);
            let identified = identify(catalog, &candidate, link.clone()).await;
            sleep(QUIET).await;
            unknown.extend(unlisted(&candidate.protocol, &link.writes()));
            drop(identified);
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// Greetings that the rig's toys do not bring about.
#[tokio::test(start_paused = true)]
async fn s5_no_other_way_through_a_greeting_moves_a_toy() {
    let short = |mut spec: ToySpec, length: usize| {
        for service in &mut spec.services {
            for characteristic in &mut service.characteristics {
                characteristic.value.truncate(length);
            }
        }
        spec
    };
    let silent = |spec: ToySpec| spec.script(|_| Vec::new());
    let unlocked = |protocol: &str, endpoint: &str| {
        let mut spec = ToySpec::for_protocol(protocol, None);
        let whitelist = spec.endpoint(endpoint);
        spec.greetings = vec![
            Reply::notify(whitelist, [0; 8]),
            Reply::notify(whitelist, [1, 2, 3, 4, 5, 6, 7, 8]),
        ];
        spec
    };
    let model = ToySpec::for_protocol;
    let ways = [
        ("ankni", short(model("ankni", None), 6)),
        ("lovense", silent(model("lovense", Some("P")))),
        ("fredorch", silent(model("fredorch", None))),
        ("fredorch-rotary", silent(model("fredorch-rotary", None))),
        ("vibio", silent(model("vibio", None))),
        ("vibcrafter", silent(model("vibcrafter", None))),
        ("fluffer", silent(model("fluffer", Some("MBB")))),
        ("thehandy-v3", silent(model("thehandy-v3", None))),
        ("lelo-harmony", unlocked("lelo-harmony", "whitelist")),
        ("lelo-f1sv2", unlocked("lelo-f1sv2", "whitelist")),
    ];
    for (protocol, spec) in ways {
        let (candidate, link) = meet_spec(protocol, spec);
        drop(identify(Catalog::builtin().unwrap(), &candidate, link.clone()).await);
        sleep(QUIET).await;
        assert_eq!(unlisted(protocol, &link.writes()), Vec::<String>::new());
    }
}

#[tokio::test(start_paused = true)]
async fn s4_every_motor_is_told_to_stop_on_a_new_link() {
    let mut silent = BTreeSet::new();
    for model in every_model() {
        let (candidate, link) = meet(&model);
        let Ok(identified) = identify(Catalog::builtin().unwrap(), &candidate, link.clone()).await else {
            continue;
        };
        let features = identified.description.features.clone();
        let toy = Arc::new(KnownToy::new(link.clone(), identified.driver));
        for (feature, details) in features {
            for kind in details.outputs.into_keys().filter(|kind| !kind.is_position()) {
                link.take();
                toy.clone()
                    .apply(vec![plain(feature, kind, 0)], Urgency::Stop)
                    .await
                    .unwrap();
                if link.take().is_empty() {
                    silent.insert(format!("{} {kind:?}", model.protocol));
                }
            }
        }
    }
    let known: BTreeSet<String> = SILENT_STOPS
        .iter()
        .map(|(protocol, kind)| format!("{protocol} {kind:?}"))
        .collect();
    assert_eq!(silent, known);
}

#[tokio::test(start_paused = true)]
async fn a_we_vibe_hears_a_stop_first() {
    let (link, _toy) = greeted("wevibe").await;
    assert_eq!(lines(&link.writes()), ["tx:0f00000000000000"]);
}

/// Its greeting is one packet now: it is told to stop, or the greeting fails, after which the link is cut.
#[tokio::test(start_paused = true)]
async fn s4_a_we_vibes_greeting_that_breaks_is_an_error() {
    for fault in [Fault::Refused, Fault::Hangs, Fault::AnswerLost, Fault::LinkLost] {
        let (candidate, link) = meet_spec("wevibe", ToySpec::for_protocol("wevibe", None));
        link.fail(0, fault);
        let identified = identify(Catalog::builtin().unwrap(), &candidate, link.clone()).await;
        assert!(identified.is_err(), "{fault:?}");
        let moved = lines(&link.writes());
        assert!(
            moved.iter().all(|said| said == "tx:0f00000000000000"),
            "{fault:?}: {moved:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_fredorch_runs_its_program_with_the_first_output() {
    const RUN: &str = "tx:0106006900019816";
    const REPEAT: &str = "tx:0106006a00016816";
    let (link, toy) = greeted("fredorch").await;
    let slide = |value, duration_ms| FeatureOutput {
        feature: 0,
        output: Output {
            kind: OutputKind::HwPositionWithDuration,
            value,
            duration_ms: Some(duration_ms),
        },
    };
    link.take();
    // Between the output and the packet that runs the program.
    link.fail(1, Fault::Refused);
    let first = vec![slide(15, 500)];
    toy.clone().apply(first.clone(), Urgency::Normal).await.unwrap_err();
    assert_eq!(link.take().len(), 1);
    toy.clone().apply(first, Urgency::Normal).await.unwrap();
    let said = lines(&link.writes());
    assert!(said[0].starts_with("tx:0110006b"), "{said:?}");
    assert_eq!(said[1..], [RUN, REPEAT]);
    link.take();
    toy.apply(vec![slide(0, 500)], Urgency::Normal).await.unwrap();
    assert_eq!(link.take().len(), 1, "it runs already");
}

/// A machine that runs, and says so, when its link is made.
#[tokio::test(start_paused = true)]
async fn s4_an_ossm_that_runs_already_is_told_nothing_but_its_stop() {
    for state in ["strokeEngine.idle", "streaming"] {
        let (link, toy) = greeted("ossm").await;
        link.notify(Endpoint::Rx, format!(r#"{{"state":"{state}"}}"#).as_bytes());
        sleep(QUIET).await;
        assert!(!link.writes().is_empty(), "the task heard it");
        assert_eq!(unlisted("ossm", &link.writes()), Vec::<String>::new());
        link.take();
        let stop = vec![plain(0, OutputKind::Oscillate, 0)];
        toy.apply(stop, Urgency::Stop).await.unwrap();
        assert_eq!(link.take(), [b"set:speed:0"]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_ossm_gets_its_settings_once_an_output_has_started_it() {
    let (link, toy) = greeted("ossm").await;
    let start = vec![plain(0, OutputKind::Oscillate, 50)];
    toy.clone().apply(start, Urgency::Normal).await.unwrap();
    link.take();
    link.notify(Endpoint::Rx, br#"{"state":"strokeEngine"}"#);
    sleep(QUIET).await;
    assert!(link.take().contains(&b"set:depth:100".to_vec()));
}

/// A toy of no particular model, past its greeting.
async fn greeted(protocol: &str) -> (Arc<FakeLink>, Arc<KnownToy>) {
    let (candidate, link) = meet_spec(protocol, ToySpec::for_protocol(protocol, None));
    let identified = identify(Catalog::builtin().unwrap(), &candidate, link.clone()).await;
    let toy = KnownToy::new(link.clone(), identified.unwrap().driver);
    // Its tasks begin to listen.
    sleep(Duration::from_millis(1)).await;
    (link, Arc::new(toy))
}

fn plain(feature: u32, kind: OutputKind, value: i32) -> FeatureOutput {
    let output = Output {
        kind,
        value,
        duration_ms: None,
    };
    FeatureOutput { feature, output }
}

/// Some values of every output, none of which is at rest.
fn moving_outputs(description: &DeviceDescription) -> Vec<FeatureOutput> {
    let mut outputs = Vec::new();
    for (&feature, details) in &description.features {
        for (&kind, range) in &details.outputs {
            let (least, most) = (*range.value.start(), *range.value.end());
            for value in [1, most / 2, most, least, 25] {
                if (value != 0 || kind.is_position()) && range.value.contains(&value) {
                    let duration_ms = range.duration_ms.as_ref().map(|_| 500);
                    let output = Output {
                        kind,
                        value,
                        duration_ms,
                    };
                    outputs.push(FeatureOutput { feature, output });
                }
            }
        }
    }
    outputs
}

/// An F-Machine is made slower with the same packet that its greeting has.
fn is_speed_down(said: &str) -> bool {
    [
        "tx:0664000000003132333400000000000000cc",
        "tx:0364000000003132333400000000000000cc",
    ]
    .contains(&said)
}

/// What nobody has looked at.
fn unlisted(protocol: &str, writes: &[Write]) -> Vec<String> {
    let known = HARMLESS
        .iter()
        .find(|(known, _)| *known == protocol)
        .map_or(&[][..], |(_, greets)| greets);
    lines(writes)
        .into_iter()
        .filter(|said| !known.iter().any(|greets| greets.is(said)))
        .map(|said| format!("{protocol}: {said}"))
        .collect()
}

impl Greets {
    fn is(&self, said: &str) -> bool {
        match self {
            With(known) => *known == said,
            Secret(endpoint, bytes) => said
                .split_once(':')
                .is_some_and(|(to, data)| to == *endpoint && data.len() == 2 * bytes),
        }
    }
}

fn lines(writes: &[Write]) -> Vec<String> {
    let hex = |data: &[u8]| {
        data.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<Vec<_>>()
            .concat()
    };
    writes
        .iter()
        .map(|write| format!("{}:{}", write.endpoint, hex(&write.data)))
        .collect()
}
