use std::sync::Arc;

use proptest::prelude::*;

use super::{decode, split};
use crate::{
    legacy::{Dialect, Incoming, Request},
    message::{ClientMessage, Command},
    version::SpecVersion,
};

fn vibrate(value: &str) -> String {
    format!(
        r#"[{{"OutputCmd":{{"Id":7,"DeviceIndex":0,"FeatureIndex":0,"Command":{{"Vibrate":{{"Value":{value}}}}}}}}}]"#
    )
}

/// What the only message of a frame asks of its only output.
fn value(frame: &str) -> Option<i32> {
    match decode(frame).as_slice() {
        [
            Ok(Request {
                id: 7,
                message: Incoming::V4(ClientMessage::Device(Command::Output { outputs, .. })),
                ..
            }),
        ] => Some(outputs[0].output.value),
        _ => None,
    }
}

#[test]
fn what_stands_around_a_frame_does_not_matter() {
    let plain = decode(r#"[{"Ping":{"Id":7}}]"#);
    assert!(plain[0].is_ok());
    for frame in [
        "\u{feff}[{\"Ping\":{\"Id\":7}}]",
        "[{\"Ping\":{\"Id\":7}}]\0",
        "[{\"Ping\":{\"Id\":7}}]\r\n\0\0",
        r#"{"Ping":{"Id":7}}"#,
        "\u{feff} {\"Ping\":{\"Id\":7}} \0",
    ] {
        assert_eq!(decode(frame), plain, "{frame:?}");
    }
}

#[test]
fn a_frame_is_split_into_the_texts_of_its_messages() {
    let one = r#" [{"Ping":{"Id":7}}]"#;
    assert_eq!(split(one), [one], "one message is the whole frame");
    assert_eq!(split("[1 , {\"a\": 2.50}]\0"), ["1", "{\"a\": 2.50}"]);
    assert_eq!(split("[1,"), ["[1,"]);
}

proptest! {
    #[test]
    fn there_is_a_text_for_each_message(
        parts in prop::collection::vec(prop_oneof![r#"\{"Ping":\{"Id":[0-9]\}\}"#, "[0-9a-z{}\",]{0,9}"], 0..5)
    ) {
        let frame = format!("[{}]", parts.join(","));
        prop_assert_eq!(split(&frame).len(), decode(&frame).len());
    }
}

#[test]
fn a_refused_stop_is_known_as_one() {
    for (version, frame) in [
        (SpecVersion::V4, r#"[{"StopCmd":{"Id":7,"DeviceIndex":"0"}}]"#),
        (SpecVersion::V4, r#"[{"StopCmd":{"Id":7,"FeatureIndex":0}}]"#),
        (SpecVersion::V4, r#"[{"StopCmd":{"Id":0}}]"#),
        (SpecVersion::V4, r#"[{"StopAllDevices":{"Id":7}}]"#),
        (SpecVersion::V3, r#"[{"StopCmd":{"Id":7}}]"#),
        (SpecVersion::V3, r#"[{"StopDeviceCmd":{"Id":7,"DeviceIndex":0.5}}]"#),
        (SpecVersion::V2, r#"[{"StopDeviceCmd":{"Id":7}}]"#),
        (SpecVersion::V1, r#"{"StopDeviceCmd":{"Id":7}}"#),
        (SpecVersion::V0, r#"[{"StopAllDevices":null}]"#),
        (SpecVersion::V0, r#"[{"StopAllDevices":{"Id":7}}"#),
    ] {
        for told in decode(frame) {
            let is_stop = match told {
                Err(bad) => bad.is_stop,
                // It is well-formed; the version does not have it.
                Ok(request) => {
                    let refused = Dialect::new(version, Arc::default()).incoming(request);
                    refused.is_err_and(|refused| refused.is_stop)
                }
            };
            assert!(is_stop, "{frame}");
        }
    }
    let other = decode(r#"[{"StopScanning":{"Id":"7"}}]"#);
    assert!(!other[0].as_ref().unwrap_err().is_stop);
}

/// serde reads structs from lists, too. It is nothing to rely on, but a stop must not be lost over it.
#[test]
fn the_fields_of_a_message_may_be_a_list() {
    for (list, object) in [
        (r#"[{"Ping":[7]}]"#, r#"[{"Ping":{"Id":7}}]"#),
        (
            r#"[{"StopDeviceCmd":[7,2]}]"#,
            r#"[{"StopDeviceCmd":{"Id":7,"DeviceIndex":2}}]"#,
        ),
        (
            r#"[{"StopCmd":[7.0,2,null,null,true]}]"#,
            r#"[{"StopCmd":{"Id":7,"DeviceIndex":2,"Inputs":null}}]"#,
        ),
    ] {
        let told = decode(list);
        assert!(told[0].is_ok(), "{told:?}");
        assert_eq!(told, decode(object));
    }
    for bad in [r#"[{"Ping":[]}]"#, r#"[{"StopDeviceCmd":[7]}]"#, r#"[{"Ping":[7,8]}]"#] {
        assert!(decode(bad)[0].is_err(), "{bad}");
    }
}

#[test]
fn one_bad_message_does_not_spoil_the_others_of_its_frame() {
    let results = decode(r#"[{"Ping":{"Id":1}},{"Nonsense":{"Id":2}},{"Ping":{"Id":3}}]"#);
    assert_eq!(results.len(), 3);
    assert_eq!(results[0].as_ref().unwrap().id, 1);
    assert_eq!(results[1].as_ref().unwrap_err().id, 2);
    assert_eq!(results[2].as_ref().unwrap().id, 3);
}

proptest! {
    #[test]
    fn a_whole_number_is_that_number(wanted in any::<i32>(), digits in 0_usize..5) {
        let zeros = "0".repeat(digits);
        for spelled in [
            wanted.to_string(),
            format!("{wanted}.0{zeros}"),
            format!("{wanted}{zeros}e-{digits}"),
            format!("{wanted}.0{zeros}e+0"),
            format!("[{wanted}]"),
            format!("[{wanted}.0]"),
        ] {
            prop_assert_eq!(value(&vibrate(&spelled)), Some(wanted), "{}", spelled);
        }
    }

    #[test]
    fn no_other_number_is_one(number in any::<f64>().prop_filter("whole", |number| number.fract() != 0.0)) {
        for spelled in [format!("{number}"), format!("{number:e}"), format!("[{number}]"), format!("\"{number}\"")] {
            let told = decode(&vibrate(&spelled));
            prop_assert!(matches!(&told[..], [Err(bad)] if bad.id == 7), "{}: {:?}", spelled, told);
        }
    }

    #[test]
    fn a_number_beyond_the_field_is_refused(beyond in (i64::from(i32::MAX) + 1)..=i64::MAX) {
        for spelled in [format!("{beyond}"), format!("-{beyond}0"), format!("{beyond}.0"), format!("{beyond}e300")] {
            prop_assert_eq!(value(&vibrate(&spelled)), None, "{}", spelled);
        }
    }

    #[test]
    fn decoding_never_panics_and_never_says_nothing(text in any::<String>()) {
        prop_assert!(!decode(&text).is_empty());
    }

    #[test]
    fn nor_does_it_for_what_looks_like_a_frame(text in r#"\[(\{"(Ping|StopCmd|OutputCmd|InputCmd)":\{("Id":-?[0-9]{1,12}(\.[0-9])?,?)?("Command":("Read"|\{"Vibrate":\{\}\}))?\}\},?){0,5}\]"#) {
        for request in decode(&text).into_iter().flatten() {
            prop_assert!(request.id > 0);
        }
    }
}
