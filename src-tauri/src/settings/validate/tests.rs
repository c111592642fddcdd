use proptest::prelude::*;

use super::*;
use crate::settings::{ExemptProgram, SimulatedKind, SimulatedToy};

fn with(change: impl FnOnce(&mut Settings)) -> Result<(), InvalidSetting> {
    let mut settings = Settings::default();
    change(&mut settings);
    check(&settings)
}

fn native(name: &str) -> ExemptProgram {
    ExemptProgram {
        name: name.to_owned(),
        origin: None,
    }
}

#[test]
fn an_exemption_of_version_1_is_for_a_native_program() {
    let stored = r#"{"version":1,"ping":{"exempt_programs":["Old",{"name":"Web","origin":"https://a.example"}]}}"#;
    let settings: Settings = serde_json::from_str(stored).unwrap();
    let page = ExemptProgram {
        name: "Web".to_owned(),
        origin: Some("https://a.example".to_owned()),
    };
    assert_eq!(settings.ping.exempt_programs, [native("Old"), page.clone()]);
    let again: Settings = serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
    assert_eq!(again, settings);
    let nobody = ExemptProgram {
        origin: Some("null".to_owned()),
        ..page
    };
    assert_eq!(
        with(|s| s.ping.exempt_programs = vec![nobody]),
        Err(InvalidSetting::ExemptOrigin("null".to_owned()))
    );
}

#[test]
fn the_defaults_hold() {
    assert_eq!(check(&Settings::default()), Ok(()));
}

#[test]
fn what_may_go_on_moving_cannot_be_muted() {
    for cause in AlertCause::ALL {
        let muted = with(|s| s.alerts.muted = vec![cause]);
        assert_eq!(muted.is_err(), cause.is_important(), "{cause:?}");
    }
    // In a file, by hand or by another version, it costs nothing else.
    let stored = r#"{"version":2,"alerts":{"muted":["toy_lost","connection_lost","unheard_of"]}}"#;
    let mut settings: Settings = serde_json::from_str(stored).unwrap();
    assert_eq!(mend(&mut settings), [InvalidSetting::AlwaysTold(AlertCause::ToyLost)]);
    assert_eq!(settings.alerts.muted, [AlertCause::ConnectionLost]);
}

#[test]
fn limits_at_the_edges() {
    for (limit_ms, valid) in [
        (0, true),
        (1, false),
        (49, false),
        (50, true),
        (600_000, true),
        (600_001, false),
    ] {
        assert_eq!(with(|s| s.ping.limit_ms = limit_ms).is_ok(), valid, "{limit_ms}");
    }
    for (limit_ms, mended) in [(0, 1000), (999, 1000), (1000, 1000), (60_000, 60_000), (60_001, 60_000)] {
        let mut settings = Settings::default();
        settings.ping.connection_limit_ms = limit_ms;
        assert_eq!(check(&settings).is_ok(), limit_ms == mended, "{limit_ms}");
        mend(&mut settings);
        assert_eq!(settings.ping.connection_limit_ms, mended, "{limit_ms}");
    }
}

#[test]
fn the_window_stays_large_enough_to_be_read() {
    for (percent, mended) in [(0, 50), (49, 50), (50, 50), (110, 110), (300, 300), (301, 300)] {
        let mut settings = Settings {
            zoom_percent: percent,
            ..Settings::default()
        };
        assert_eq!(check(&settings).is_ok(), percent == mended, "{percent}");
        mend(&mut settings);
        assert_eq!(settings.zoom_percent, mended, "{percent}");
    }
    let stored: Settings = serde_json::from_str(r#"{"version":2,"zoom_percent":-20}"#).unwrap();
    assert_eq!(with(|s| *s = stored), Err(InvalidSetting::Zoom { percent: 0 }));
    let without: Settings = serde_json::from_str(r#"{"version":2}"#).unwrap();
    assert_eq!(without.zoom_percent, 100, "a file of an earlier version");
}

#[test]
fn each_refusal_names_its_field() {
    assert_eq!(with(|s| s.server.port = 0), Err(InvalidSetting::PortZero));
    let everywhere = IpAddr::from([0, 0, 0, 0]);
    assert_eq!(
        with(|s| s.server.address = everywhere),
        Err(InvalidSetting::NotLoopback(everywhere))
    );
    assert_eq!(with(|s| s.server.name = " ".into()), Err(InvalidSetting::ServerName));
    assert_eq!(
        with(|s| s.server.name = "x".repeat(65)),
        Err(InvalidSetting::ServerName)
    );
    assert_eq!(
        with(|s| s.ping.exempt_programs = vec![native("")]),
        Err(InvalidSetting::EmptyProgramName)
    );
    assert_eq!(
        with(|s| s.toys.device_port = Some(s.server.port)),
        Err(InvalidSetting::DevicePort)
    );
    assert_eq!(with(|s| s.toys.device_port = Some(0)), Err(InvalidSetting::DevicePort));
    assert_eq!(with(|s| s.toys.device_port = Some(54_817)), Ok(()));
    let toy = SimulatedToy {
        index: 3,
        kind: SimulatedKind::Rotator,
    };
    assert_eq!(
        with(|s| s.simulated_toys = vec![toy.clone(), toy]),
        Err(InvalidSetting::ToyIndexTwice(3))
    );
    assert_eq!(
        InvalidSetting::LimitOutOfRange { limit_ms: 1 }.field().path(),
        "ping.limit_ms"
    );
}

#[test]
fn web_pages_are_named_by_their_origin() {
    for (origin, valid) in [
        ("https://player.example", true),
        ("http://localhost:8080/", true),
        ("https://player.example/page", false),
        ("player.example", false),
        ("null", false),
        ("file://", false),
        ("app://.", false),
    ] {
        let allowed = vec![origin.to_owned()];
        assert_eq!(with(|s| s.server.allowed_origins = allowed).is_ok(), valid, "{origin}");
    }
    for origin in ["https://player.example", "null", "file://", "app://."] {
        let refused = vec![origin.to_owned()];
        assert!(with(|s| s.server.refused_origins = refused).is_ok(), "{origin}");
    }
}

#[test]
fn s8_what_is_out_of_range_becomes_the_nearest_that_holds() {
    for (limit_ms, mended) in [
        (20, 50),
        (1, 50),
        (700_000, 600_000),
        (u32::MAX, 600_000),
        (0, 0),
        (50, 50),
    ] {
        let mut settings = Settings::default();
        settings.ping.limit_ms = limit_ms;
        mend(&mut settings);
        assert_eq!(settings.ping.limit_ms, mended, "{limit_ms}");
    }
    let mut settings = Settings::default();
    settings.server.allowed_origins = vec!["null".to_owned(), "https://a.example".to_owned()];
    settings.server.refused_origins = vec!["null".to_owned(), "nonsense".to_owned()];
    assert_eq!(
        mend(&mut settings),
        [
            InvalidSetting::NamelessOrigin("null".to_owned()),
            InvalidSetting::RefusedOrigin("nonsense".to_owned())
        ]
    );
    assert_eq!(settings.server.refused_origins, ["null"], "also what names nobody");
    assert_eq!(settings.server.allowed_origins, ["https://a.example"]);
}

fn anything() -> impl Strategy<Value = Settings> {
    let toy = (any::<u32>(), any::<bool>()).prop_map(|(index, small)| SimulatedToy {
        index: if small { index % 4 } else { index },
        kind: SimulatedKind::Rotator,
    });
    let origin = prop_oneof![Just("https://a.example".to_owned()), any::<String>()];
    let program = (any::<String>(), proptest::option::of(origin.clone()))
        .prop_map(|(name, origin)| ExemptProgram { name, origin });
    (
        any::<u32>(),
        any::<u16>(),
        any::<[u8; 4]>(),
        any::<String>(),
        proptest::option::of(0_u16..3),
        proptest::collection::vec(toy, 0..5),
        proptest::collection::vec(origin, 0..3),
        proptest::collection::vec(program, 0..3),
    )
        .prop_map(
            |(limit_ms, port, address, name, device_port, toys, origins, programs)| {
                let mut settings = Settings::default();
                settings.ping.limit_ms = limit_ms;
                settings.ping.exempt_programs = programs;
                settings.server.port = port % 3;
                settings.server.address = IpAddr::from(address);
                settings.server.name = name;
                settings.server.allowed_origins = origins;
                settings.toys.device_port = device_port;
                settings.simulated_toys = toys;
                settings
            },
        )
}

proptest! {
    #[test]
    fn s8_whatever_stands_in_the_file_is_mended_in_one_pass(before in anything()) {
        let mut settings = before.clone();
        let wrong = mend(&mut settings);
        prop_assert_eq!(check(&settings), Ok(()));
        prop_assert!(wrong.len() <= Field::ALL.len());
        prop_assert_eq!(wrong.is_empty(), check(&before).is_ok());
        // Never looser.
        prop_assert!((settings.ping.limit_ms == 0) == (before.ping.limit_ms == 0));
        prop_assert!(settings.ping.limit_ms <= before.ping.limit_ms.max(50));
        prop_assert!(settings.server.allowed_origins.iter().all(|one| before.server.allowed_origins.contains(one)));
        prop_assert!(settings.ping.exempt_programs.iter().all(|one| before.ping.exempt_programs.contains(one)));
    }
}
