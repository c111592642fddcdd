//! Every alert in every language.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use vigil_devices::ToyRefused;

use super::*;
use crate::{
    alerts::alert::{
        Absence, Caller, Confirmation, DrillOutcome, DrillProblem, DrillResult, FileFault, Other, OwnFile,
        PageDecision, PageEnd, PageRefusal, Part, Program, ServeProblem, SessionEnded, SessionFault, Stop,
    },
    guardian::RecordedToy,
    view::BluetoothState,
};

/// Names and figures that every sentence about them tells, in whatever language.
const NAMES: [&str; 4] = ["My Game", "Edge", "player.example", "12345"];

fn stops(results: &[(&str, Confirmation)]) -> Vec<Stop> {
    let stops = results.iter().map(|(name, result)| Stop {
        index: 0,
        name: (*name).to_owned(),
        moved: true,
        result: *result,
        after_ms: Some(7.0),
    });
    stops.collect()
}

fn sessions() -> Vec<Alert> {
    let faults = [
        SessionFault::PingTimeout {
            silent_ms: 1003,
            limit_ms: 1000,
            ever_pinged: true,
        },
        SessionFault::PingTimeout {
            silent_ms: 1003,
            limit_ms: 1000,
            ever_pinged: false,
        },
        SessionFault::ConnectionSilent {
            silent_ms: 10_000,
            limit_ms: 10_000,
        },
        SessionFault::ConnectionLost,
        SessionFault::Violation("A frame of more than 1 MiB.".to_owned()),
        SessionFault::NotReading,
        SessionFault::VigilLate { late_ms: 250 },
        SessionFault::Internal,
    ];
    let (yes, no, untold) = (
        Confirmation::Confirmed,
        Confirmation::Unconfirmed,
        Confirmation::NothingToTell,
    );
    let toys = [
        stops(&[("Edge", yes)]),
        stops(&[("Edge", yes), ("Solace", yes)]),
        stops(&[("Edge", yes), ("Solace", yes), ("Lush", yes)]),
        stops(&[("A", yes), ("B", yes), ("Edge", no), ("Keon", untold)]),
        Vec::new(),
    ];
    let others = [
        Vec::new(),
        vec![Other::Person],
        vec![Other::Program("Web Player".to_owned())],
        vec![Other::Program("Web Player".to_owned()), Other::Person],
    ];
    let program = |origin: Option<&str>| Program {
        name: "My Game".to_owned(),
        origin: origin.map(ToOwned::to_owned),
    };
    let mut alerts = Vec::new();
    for (fault, place) in faults.into_iter().zip(0..) {
        for (toys, more) in toys.iter().zip(0..) {
            alerts.push(Alert::SessionEnded(SessionEnded {
                program: program((more == 1).then_some("https://player.example")),
                fault: fault.clone(),
                late_ms: 0.1,
                toys: toys.clone(),
                others: others[(place + more) % others.len()].clone(),
                gaps: Vec::new(),
            }));
        }
    }
    alerts.push(Alert::ReadLate {
        program: "My Game".to_owned(),
        toys: toys[0].clone(),
        others: others[1].clone(),
    });
    alerts.push(Alert::ProgramSlowed(program(None)));
    alerts
}

fn of_toys() -> Vec<Alert> {
    let toy = || "Edge".to_owned();
    let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let refusals = [
        ToyRefused::WebPage("https://player.example".to_owned()),
        ToyRefused::Silent,
        ToyRefused::Unreadable("x".to_owned()),
        ToyRefused::Version("7".to_owned()),
        ToyRefused::Identifier,
        ToyRefused::Address,
        ToyRefused::Unknown("LVS".to_owned()),
        ToyRefused::Unidentified("x".to_owned()),
        ToyRefused::Denied,
        ToyRefused::AlreadyHere,
        ToyRefused::Full,
    ];
    let refused = refusals.map(|why| Alert::ToyRefused { peer, why });
    let mut alerts = Vec::from(refused);
    alerts.extend([
        Alert::StopUnconfirmed { toy: toy() },
        Alert::ToyLost {
            toy: toy(),
            back_after_ms: None,
        },
        Alert::ToyLost {
            toy: toy(),
            back_after_ms: Some(4000),
        },
        Alert::ToyRefused {
            peer: IpAddr::V4(Ipv4Addr::new(192, 168, 0, 7)),
            why: ToyRefused::Full,
        },
        Alert::ToyPortFailed {
            port: 12345,
            problem: "x".to_owned(),
        },
    ]);
    alerts
}

fn of_pages() -> Vec<Alert> {
    let page = || "https://player.example".to_owned();
    let mut alerts = vec![
        Alert::PageAsks { page: page() },
        Alert::PageAsks {
            page: "null".to_owned(),
        },
    ];
    for why in [
        PageRefusal::NotAllowed,
        PageRefusal::TooMany,
        PageRefusal::Nameless,
        PageRefusal::ForeignHost,
    ] {
        for (page, host) in [
            (Some(page()), None),
            (Some(page()), Some("evil.example".to_owned())),
            (None, None),
            (None, Some("evil.example".to_owned())),
        ] {
            alerts.push(Alert::CallerRefused(Caller { page, host, why }));
        }
    }
    alerts
}

fn of_vigil() -> Vec<Alert> {
    let toy = |name: &str, still_after_ms, reached, nothing_to_tell| RecordedToy {
        index: 0,
        name: name.to_owned(),
        still_after_ms,
        reached,
        nothing_to_tell,
    };
    let edge = toy("Edge", Some(412.0), true, false);
    let mut alerts = vec![
        Alert::WindowSilent { silent_ms: 2000 },
        Alert::WindowCrashed(PageEnd::Once),
        Alert::WindowCrashed(PageEnd::Again),
        Alert::NotSaved {
            problem: "x".to_owned(),
        },
        Alert::LocalhostElsewhere {
            elsewhere: SocketAddr::from((Ipv4Addr::LOCALHOST, 12345)),
            own: SocketAddr::from((Ipv4Addr::LOCALHOST, 12345)),
        },
        Alert::ScreenUnseen,
        Alert::GuardianActed {
            handed_over: true,
            toys: vec![edge.clone()],
        },
        Alert::GuardianActed {
            handed_over: false,
            toys: vec![
                edge.clone(),
                toy("Max", None, false, false),
                toy("Nora", None, true, false),
                toy("Keon", None, true, true),
            ],
        },
        Alert::GuardianMissing,
        Alert::WatchdogFailed,
        Alert::ControllerFailed,
    ];
    for (part, may_move) in [
        (Part::Sessions, true),
        (Part::Toys, true),
        (Part::Toys, false),
        (Part::Everything, true),
    ] {
        alerts.push(Alert::StoodStill {
            part,
            lasted_ms: 1500,
            may_move,
        });
    }
    for problem in [
        ServeProblem::PortTaken {
            port: 12345,
            by: Some("vigil".to_owned()),
        },
        ServeProblem::PortTaken {
            port: 12345,
            by: Some("intiface_central".to_owned()),
        },
        ServeProblem::PortTaken { port: 12345, by: None },
        ServeProblem::PortForbidden { port: 12345 },
        ServeProblem::Other {
            problem: "x".to_owned(),
        },
    ] {
        alerts.push(Alert::ServeFailed(problem));
    }
    for why in [
        Absence::Sleep,
        Absence::ShutDown,
        Absence::ScreenLocked,
        Absence::UserSwitched,
    ] {
        for (result, held) in [
            (Confirmation::Confirmed, true),
            (Confirmation::Confirmed, false),
            (Confirmation::Unconfirmed, true),
        ] {
            let toys = stops(&[("Edge", result)]);
            alerts.push(Alert::ComputerLeft { why, toys, held });
        }
    }
    alerts
}

fn of_files() -> Vec<Alert> {
    let reason = || "x".to_owned();
    let files = [
        OwnFile::Settings,
        OwnFile::Toys,
        OwnFile::Alerts,
        OwnFile::GuardianRecord,
    ];
    let of_one = |file| {
        [
            FileFault::Restored {
                written_at_ms: Some(1_784_030_400_000),
                set_aside: Some("/a/b".to_owned()),
                reason: reason(),
            },
            FileFault::Restored {
                written_at_ms: None,
                set_aside: None,
                reason: reason(),
            },
            FileFault::Damaged {
                set_aside: None,
                reason: reason(),
            },
            FileFault::PartlyRead {
                set_aside: Some("/a/b".to_owned()),
                reason: reason(),
            },
            FileFault::Unreadable {
                path: "/a/b".to_owned(),
                reason: reason(),
            },
            FileFault::Invalid { wrong: reason() },
        ]
        .map(|fault| Alert::FileDamaged { file, fault })
    };
    files.into_iter().flat_map(of_one).collect()
}

fn drills() -> Vec<DrillResult> {
    let outcomes = [
        DrillOutcome::Passed {
            closed_ms: 1003,
            still_ms: 1009,
        },
        DrillOutcome::Late {
            closed_ms: 1003,
            still_ms: 1900,
        },
        DrillOutcome::Unconfirmed { closed_ms: 1003 },
        DrillOutcome::NothingToTell { closed_ms: 1003 },
        DrillOutcome::NotClosed { waited_ms: 7000 },
        DrillOutcome::Interrupted,
        DrillOutcome::NotRun(DrillProblem::NotConnected),
        DrillOutcome::NotRun(DrillProblem::NotWatched),
        DrillOutcome::NotRun(DrillProblem::Refused),
        DrillOutcome::NotRun(DrillProblem::NoAnswer),
    ];
    let result = |outcome| DrillResult {
        toy: "Edge".to_owned(),
        limit_ms: 1000,
        outcome,
    };
    outcomes.map(result).into()
}

/// It is not English, it is whole, and it names what the English one names.
fn is_translated(language: Language, own: &str, english: &str) {
    assert!(
        !own.is_empty() && !own.contains(['{', '}', '\u{2068}']) || english.contains('{'),
        "{own:?}"
    );
    assert!(own.trim() == own, "{own:?}");
    assert_ne!(own, english, "{language:?} is English here");
    for name in NAMES {
        assert_eq!(
            own.contains(name),
            english.contains(name),
            "{name}: {own:?} for {english:?}"
        );
    }
    for (figure, german) in [("1.0", "1,0"), ("0.25", "0,25"), ("1.5", "1,5")] {
        if english.contains(&format!("{figure}\u{a0}s")) {
            let wanted = if language == Language::German { german } else { figure };
            assert!(own.contains(wanted), "{wanted}: {own:?} for {english:?}");
        }
    }
    // What belongs together in one script is not left in another one.
    let odd = match language {
        Language::German => [" the ", " and ", " it was "],
        _ => [" the ", " and ", " was "],
    };
    for odd in odd {
        assert!(!own.contains(odd), "{odd:?}: {own:?}");
    }
}

#[test]
fn every_alert_is_told_in_every_language() {
    let alerts = [sessions(), of_toys(), of_pages(), of_vigil(), of_files()].concat();
    let drills = drills()
        .into_iter()
        .filter(DrillResult::is_failed)
        .map(Alert::DrillFailed);
    for alert in alerts.into_iter().chain(drills) {
        let english = words(Language::English, &alert);
        for language in [Language::German, Language::Japanese] {
            let own = words(language, &alert);
            is_translated(language, &own.sentence, &english.sentence);
            assert_eq!(own.hint.is_some(), english.hint.is_some());
            let hints = own.hint.zip(english.hint.clone()).filter(|(own, _)| own != "x");
            if let Some((own, english)) = hints {
                is_translated(language, &own, &english);
            }
        }
    }
}

#[test]
fn whoever_may_still_be_moved_is_told_to_switch_it_off_by_hand_in_every_language() {
    for (language, by_hand) in [
        (Language::English, "by hand"),
        (Language::German, "von Hand"),
        (Language::Japanese, "手で電源を切ってください"),
    ] {
        let unconfirmed = words(language, &Alert::StopUnconfirmed { toy: "Edge".to_owned() });
        let lost = words(
            language,
            &Alert::ToyLost {
                toy: "Edge".to_owned(),
                back_after_ms: None,
            },
        );
        let toys = stops(&[("Edge", Confirmation::Unconfirmed)]);
        let left = words(
            language,
            &Alert::ComputerLeft {
                why: Absence::Sleep,
                toys,
                held: true,
            },
        );
        for told in [unconfirmed.hint.unwrap(), lost.sentence, left.hint.unwrap()] {
            assert!(told.contains(by_hand), "{told}");
        }
        for result in drills() {
            let may_move = matches!(
                result.outcome,
                DrillOutcome::Unconfirmed { .. } | DrillOutcome::NothingToTell { .. } | DrillOutcome::NotClosed { .. }
            );
            let told = drill(language, &result).sentence;
            assert_eq!(told.contains(by_hand), may_move, "{told}");
        }
    }
}

#[test]
fn drills_decisions_and_bluetooth_are_told_in_every_language() {
    const STATES: [BluetoothState; 9] = [
        BluetoothState::SwitchedOff,
        BluetoothState::Starting,
        BluetoothState::Ready,
        BluetoothState::Absent,
        BluetoothState::Off,
        BluetoothState::NoPermission,
        BluetoothState::ServiceMissing,
        BluetoothState::BusMissing,
        BluetoothState::Failed,
    ];
    for language in [Language::German, Language::Japanese] {
        for result in drills() {
            let (own, english) = (drill(language, &result), drill(Language::English, &result));
            is_translated(language, &own.sentence, &english.sentence);
            is_translated(language, &own.hint.unwrap(), &english.hint.unwrap());
        }
        for decision in [
            PageDecision::AllowedOnce,
            PageDecision::AllowedNext,
            PageDecision::Allowed,
            PageDecision::TurnedAway,
            PageDecision::AllTurnedAway,
            PageDecision::Never,
        ] {
            let page = "https://player.example";
            let told = |language| settled(language, page, decision);
            is_translated(language, &told(language), &told(Language::English));
            is_translated(
                language,
                &decided(language, decision),
                &decided(Language::English, decision),
            );
        }
        for state in STATES {
            let told = |language| bluetooth(language, state, None);
            is_translated(language, &told(language), &told(Language::English));
            let failed = bluetooth(language, state, Some("org.bluez.Error"));
            assert_eq!(failed.contains("org.bluez.Error"), state == BluetoothState::Failed);
        }
    }
}
