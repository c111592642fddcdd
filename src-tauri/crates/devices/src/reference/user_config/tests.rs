use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn read(file: &Value) -> Result<UserDeviceConfig, UserConfigError> {
    UserDeviceConfig::read(&file.to_string())
}

/// A Lovense Edge in a file of version 3.
fn v3(limit: [i64; 2], user_config: &Value) -> Value {
    let motor = |limit: [i64; 2]| {
        json!({ "feature-type": "Vibrate", "description": "",
            "actuator": { "step-range": [0, 20], "step-limit": limit, "messages": ["ScalarCmd"] } })
    };
    json!({
        "version": { "major": 3, "minor": 0 },
        "user-configs": { "devices": [{
            "identifier": { "address": "PeripheralId(C4:4F:33:0A:1B:2C)", "protocol": "lovense", "identifier": "P" },
            "config": { "name": "Lovense Edge", "features": [motor([0, 20]), motor(limit)], "user-config": user_config },
        }] },
    })
}

/// The same in a file of version 5, as the reference writes it.
fn v5(limit: [i64; 2], disabled: bool) -> Value {
    let catalog = Catalog::builtin().unwrap();
    let edge = catalog.model_of("lovense", Some("P")).unwrap();
    let features: Vec<_> = edge
        .features()
        .values()
        .map(|feature| match feature.index() {
            1 => json!({ "id": Uuid::nil(), "base_id": feature.id(),
                "output": { "vibrate": { "value": limit, "disabled": disabled } } }),
            _ => json!({ "id": Uuid::nil(), "base_id": feature.id() }),
        })
        .collect();
    json!({
        "version": { "major": 5, "minor": 57 },
        "user_configs": { "protocols": {}, "devices": [{
            "identifier": { "address": r#"PeripheralId(DeviceId { object_path: "/org/bluez/hci0/dev_C4_4F_33_0A_1B_2C" })"#,
                "protocol": "lovense", "identifier": "P" },
            "config": { "id": Uuid::nil(), "base_id": edge.id(), "features": features,
                "user_config": { "display_name": "Left", "allow": false, "deny": false, "index": 3 } },
        }] },
    })
}

fn second_motor(config: &UserDeviceConfig) -> OutputPreferences {
    config.toys[0].preferences.output(1, OutputKind::Vibrate)
}

#[test]
fn names_limits_and_denials_of_each_version_are_read() {
    let half = OutputPreferences {
        limit_percent: 50,
        ..OutputPreferences::default()
    };
    let told = read(&v3(
        [0, 10],
        &json!({ "display-name": "Left", "allow": false, "deny": true, "index": 0 }),
    ))
    .unwrap();
    assert_eq!(told.toys.len(), 1);
    let toy = &told.toys[0];
    assert_eq!(
        (toy.identity.transport, toy.identity.address.as_str()),
        (Transport::Bluetooth, "C4:4F:33:0A:1B:2C")
    );
    assert_eq!(
        (toy.identity.protocol.as_str(), toy.identity.variant.as_deref()),
        ("lovense", Some("P"))
    );
    assert_eq!(toy.model, "Lovense Edge");
    assert_eq!(toy.preferences.display_name.as_deref(), Some("Left"));
    assert_eq!(toy.preferences.permission, Permission::Denied);
    assert_eq!(second_motor(&told), half);
    assert_eq!(
        toy.preferences.output(0, OutputKind::Vibrate),
        OutputPreferences::default()
    );

    let later = read(&v5([0, 10], false)).unwrap();
    assert_eq!(later.toys[0].identity, toy.identity);
    assert_eq!(second_motor(&later), half);
    assert_eq!(later.toys[0].preferences.permission, Permission::Default);
    assert!(second_motor(&read(&v5([0, 20], true)).unwrap()).disabled);
    let allowed = json!({ "allow": true, "deny": false, "index": 0 });
    assert_eq!(
        read(&v3([0, 20], &allowed)).unwrap().toys[0].preferences.permission,
        Permission::Allowed
    );
}

#[test]
fn a_limit_is_never_more_than_the_files() {
    // 7 of 20 is 35 %; 1 of 3 is 33 %, and a lower end cannot be kept.
    assert_eq!(percent((0, 20), (0, 7)), Some(35));
    assert_eq!(percent((0, 3), (0, 1)), Some(33));
    assert_eq!(percent((-20, 20), (-10, 20)), Some(50));
    assert_eq!(percent((-20, 20), (-20, 20)), Some(100));
    assert_eq!(percent((0, 20), (0, 21)), None);
    assert_eq!(percent((0, 20), (5, 4)), None);
    assert_eq!(percent((0, 0), (0, 0)), None);
    assert_eq!(lower_percent((0, 20), (7, 20)), 35);
    assert_eq!(lower_percent((0, 3), (1, 3)), 34);
    assert_eq!(lower_percent((0, 99), (0, 50)), 0);
    assert_eq!(lower_percent((0, 0), (9, 9)), 100);
    let lower = read(&v3([5, 20], &json!({}))).unwrap();
    assert_eq!(lower.lower_ends, ["Lovense Edge"]);
}

#[test]
fn the_range_of_a_position_its_direction_and_the_gap_are_read() {
    let catalog = Catalog::builtin().unwrap();
    let handy = catalog.model_of("thehandy", None).unwrap();
    let feature = handy.features().values().next().unwrap();
    let file = json!({
        "version": { "major": 5, "minor": 57 },
        "user_configs": { "protocols": {}, "devices": [{
            "identifier": { "address": "C4:4F:33:0A:1B:2C", "protocol": "thehandy", "identifier": null },
            "config": { "id": Uuid::nil(), "base_id": handy.id(), "features": [{ "id": Uuid::nil(),
                "base_id": feature.id(), "output": { "hw_position_with_duration":
                    { "value": [25, 75], "disabled": false, "reverse": true } } }],
                "user_config": { "allow": false, "deny": false, "index": 0, "message_gap_ms": 90 } },
        }] },
    });
    let told = read(&file).unwrap();
    let preferences = &told.toys[0].preferences;
    let expected = OutputPreferences {
        limit_percent: 75,
        from_percent: 25,
        reversed: true,
        ..OutputPreferences::default()
    };
    let output = preferences.output(feature.index(), OutputKind::HwPositionWithDuration);
    assert_eq!(output, expected);
    assert_eq!(preferences.message_gap_ms, Some(90));
    assert!(told.lower_ends.is_empty());
}

#[test]
fn what_is_no_such_file_is_refused_as_a_whole() {
    let refusal = |text: &str| UserDeviceConfig::read(text).unwrap_err().to_string();
    assert!(refusal("toys: 3").contains("no list of toys"));
    assert!(refusal("{}").contains("version"));
    assert!(refusal(r#"{"version":{"major":2,"minor":0}}"#).contains("version 2"));
    let mut two = v3([0, 10], &json!({}));
    let devices = two["user-configs"]["devices"].as_array_mut().unwrap();
    devices.push(json!({ "identifier": { "address": 5, "protocol": "lovense" }, "config": {} }));
    assert!(
        matches!(read(&two), Err(UserConfigError::Unreadable(_))),
        "one bad toy is a bad file"
    );
    assert_eq!(
        read(&v3([0, 30], &json!({}))),
        Err(UserConfigError::Limit {
            toy: "Lovense Edge".to_owned(),
            from: 0,
            to: 30
        })
    );
    assert_eq!(
        UserDeviceConfig::read(&" ".repeat(limits::USER_CONFIG_BYTES + 1)),
        Err(UserConfigError::TooLarge)
    );
    assert_eq!(
        read(&json!({ "version": { "major": 4, "minor": 0 } })),
        Ok(UserDeviceConfig::default())
    );
}

#[test]
fn a_toy_of_an_unknown_kind_keeps_its_denial() {
    let mut file = v3([0, 10], &json!({ "allow": false, "deny": true, "index": 0 }));
    file["user-configs"]["devices"][0]["identifier"]["protocol"] = "of-next-year".into();
    let told = read(&file).unwrap();
    assert_eq!(told.unknown, 1);
    assert_eq!(told.toys[0].preferences.permission, Permission::Denied);
}

#[test]
fn addresses_of_every_system_are_understood() {
    let bluetooth = |text| bluetooth_address(text);
    assert_eq!(
        bluetooth("PeripheralId(c4:4f:33:0a:1b:2c)").as_deref(),
        Some("C4:4F:33:0A:1B:2C")
    );
    assert_eq!(
        bluetooth("hci0/dev_C4_4F_33_0A_1B_2C").as_deref(),
        Some("C4:4F:33:0A:1B:2C")
    );
    let of_a_mac = "PeripheralId(7d5cc7a3-3b1f-4c8e-9f3c-0a1b2c3d4e5f)";
    assert_eq!(
        bluetooth(of_a_mac).as_deref(),
        Some("7d5cc7a3-3b1f-4c8e-9f3c-0a1b2c3d4e5f")
    );
    for other in [
        "",
        "COM3",
        "P1SH0CK",
        "C44F330A1B2C",
        "C4:4F:33:0A:1B",
        "ä:4F:33:0A:1B:2C:ü",
    ] {
        assert_eq!(bluetooth(other), None, "{other}");
    }
}

fn damages() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        any::<(i64, i64)>().prop_map(|(from, to)| json!([from, to])),
    ]
}

/// The JSON pointer of every place in a file.
fn pointers(value: &Value, at: String, places: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, format!("{at}/{index}"), places);
            }
        }
        Value::Object(items) => {
            for (key, item) in items {
                pointers(item, format!("{at}/{key}"), places);
            }
        }
        _ => {}
    }
    places.push(at);
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in any::<String>(), address in any::<String>()) {
        let _ = UserDeviceConfig::read(&text);
        let _ = bluetooth_address(&address);
    }

    /// A file of which any one place is damaged is refused or read, and a limit above what the toy can do is never read.
    #[test]
    fn a_damaged_file_is_refused_or_read(
        is_v3 in any::<bool>(), place in any::<prop::sample::Index>(), damage in damages(),
    ) {
        let mut file = if is_v3 { v3([0, 10], &json!({ "deny": true })) } else { v5([0, 10], false) };
        let mut places = Vec::new();
        pointers(&file, String::new(), &mut places);
        let place = place.get(&places);
        *file.pointer_mut(place).unwrap() = damage;
        if let Ok(told) = read(&file) {
            for output in told.toys.iter().flat_map(|toy| toy.preferences.outputs.values()) {
                prop_assert!(output.values().all(|output| output.limit_percent <= 100), "{place}: {file}");
            }
        }
    }

    /// Of whatever numbers stand in a file, none makes a toy stronger than they say.
    #[test]
    fn no_limit_is_exceeded(whole in any::<(i64, i64)>(), part in any::<(i64, i64)>()) {
        if let Some(percent) = percent(whole, part) {
            prop_assert!(percent <= 100);
            let way = i128::from(whole.1) - i128::from(whole.0.max(0));
            let most = i128::from(part.1) - i128::from(whole.0.max(0));
            prop_assert!(way * i128::from(percent) <= most.max(0) * 100);
        }
    }

    #[test]
    fn small_limits_too(whole in (-30_i64..30, -30_i64..300), part in (-30_i64..30, -30_i64..300)) {
        if let Some(percent) = percent(whole, part) {
            prop_assert!((whole.1 - whole.0.max(0)) * i64::from(percent) <= (part.1 - whole.0.max(0)).max(0) * 100);
        }
    }
}
