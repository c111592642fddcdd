use proptest::prelude::*;

use super::decode;

#[test]
fn one_bad_message_does_not_spoil_the_others_of_its_frame() {
    let results = decode(None, r#"[{"Ping":{"Id":1}},{"Nonsense":{"Id":2}},{"Ping":{"Id":3}}]"#);
    assert_eq!(results.len(), 3);
    assert_eq!(results[0].as_ref().unwrap().id, 1);
    assert_eq!(results[1].as_ref().unwrap_err().id, 2);
    assert_eq!(results[2].as_ref().unwrap().id, 3);
}

proptest! {
    #[test]
    fn decoding_never_panics_and_never_says_nothing(text in any::<String>()) {
        prop_assert!(!decode(None, &text).is_empty());
    }

    #[test]
    fn nor_does_it_for_what_looks_like_a_frame(text in r#"\[(\{"(Ping|StopCmd|OutputCmd|InputCmd)":\{("Id":-?[0-9]{1,12}(\.[0-9])?,?)?("Command":("Read"|\{"Vibrate":\{\}\}))?\}\},?){0,5}\]"#) {
        for request in decode(None, &text).into_iter().flatten() {
            prop_assert!(request.id > 0);
        }
    }
}
