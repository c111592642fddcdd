//! Numbers in messages, as languages spell them.

use serde_json::{Value, json};
use vigil_core::{
    codec::{Malformed, decode},
    legacy::Request,
};

use crate::programs::{ID, examples, frame};

/// Every number that is whole in every message, as languages with one type of number write it.
#[test]
fn a_whole_number_is_that_number_however_it_is_spelled() {
    for (name, body, _, meaning) in examples() {
        for spell in [float, exponent, shifted] {
            let text = spelled(&frame(name, &body), spell);
            let told = decode(&text);
            let wanted = Request {
                id: ID,
                name,
                message: meaning.clone(),
            };
            assert_eq!(told, [Ok(wanted)], "{text}");
        }
    }
}

/// A fraction in any integer field of any message is code 3 under its own Id.
#[test]
fn a_fraction_is_no_whole_number() {
    let mut fields = 0;
    for (name, body, ..) in examples() {
        for place in whole_numbers(&body) {
            let mut body = body.clone();
            *body.pointer_mut(&place).unwrap() = json!(0.5);
            // What may be a float is no such field.
            let is_float = ["/Speed", "/Position", "/Scalar"]
                .iter()
                .any(|name| place.ends_with(name));
            let told = decode(&frame(name, &body));
            let refused = matches!(&told[..], [Err(Malformed { id: ID, .. })]);
            let opaque = name.starts_with("Raw") || ["LovenseCmd", "KiirooCmd"].contains(&name);
            assert!(refused || is_float || opaque, "{name} {place}: {told:?}");
            fields += usize::from(refused);
        }
    }
    assert!(fields > 30, "{fields}");
}

fn float(number: &str) -> String {
    format!("{number}.0")
}

fn exponent(number: &str) -> String {
    format!("{number}e0")
}

fn shifted(number: &str) -> String {
    // JSON knows no number that begins with two zeros.
    if number == "0" {
        "0.0e9".to_owned()
    } else {
        format!("{number}0e-1")
    }
}

/// The same JSON with each whole number spelled in another way.
fn spelled(text: &str, spell: fn(&str) -> String) -> String {
    let mut spelled = String::new();
    let mut rest = text;
    let mut in_text = false;
    while let Some(first) = rest.chars().next() {
        in_text ^= first == '"';
        let length = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        if in_text || length == 0 {
            spelled.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            let number = &rest[..length];
            spelled += &if number.contains('.') {
                number.to_owned()
            } else {
                spell(number)
            };
            rest = &rest[length..];
        }
    }
    spelled
}

/// Where whole numbers stand in it, as JSON pointers.
fn whole_numbers(value: &Value) -> Vec<String> {
    let below = |key: &str, value: &Value| {
        let places = whole_numbers(value).into_iter();
        places.map(|place| format!("/{key}{place}")).collect::<Vec<_>>()
    };
    match value {
        Value::Number(number) if number.is_u64() || number.is_i64() => vec![String::new()],
        Value::Array(list) => (0..)
            .zip(list)
            .flat_map(|(at, value)| below(&at.to_string(), value))
            .collect(),
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| below(name, value)).collect(),
        _ => Vec::new(),
    }
}
