//! One frame: the version, then its text, as in `4[{"Ping":{"Id":1}}]`; anything else in place of the version checks the
//! frame alone.

use std::sync::Arc;

use serde_json::value::RawValue;
use vigil_core::{
    codec::{Malformed, decode},
    legacy::{Dialect, Incoming, Request},
    limits,
    message::{ClientMessage, Command, ErrorCode},
    version::SpecVersion,
};

/// Room for our own words around a reason.
const REASON_CHARS: usize = limits::MAX_REASON_CHARS + 200;

/// The messages that stop toys.
const STOPS: [&str; 3] = ["\"StopCmd\"", "\"StopDeviceCmd\"", "\"StopAllDevices\""];

pub fn check(input: &str) {
    let Some((version, text)) = input.split_at_checked(1) else {
        return;
    };
    let version = version.parse().ok().and_then(SpecVersion::from_major);
    let results = decode(text);
    assert!(!results.is_empty(), "a frame without any answer");
    for result in &results {
        check_result(version, result);
    }

    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.trim_end_matches(['\0', ' ', '\t', '\r', '\n']);
    if text.trim_start().starts_with('{') {
        let [result] = &results[..] else {
            panic!("one message, one result: {results:?}");
        };
        if let Some(id) = plain_id(text) {
            assert_eq!(id_of(result), id, "{text}");
        }
        return;
    }
    let Ok(messages) = serde_json::from_str::<Vec<&RawValue>>(text) else {
        assert!(is_one_frame_error(&results), "{results:?}");
        return;
    };
    if messages.is_empty() || messages.len() > limits::MAX_MESSAGES_PER_FRAME {
        assert!(is_one_frame_error(&results), "{results:?}");
        return;
    }
    assert_eq!(results.len(), messages.len(), "one result for each message");
    for (message, result) in messages.iter().zip(&results) {
        let names_a_stop = STOPS.iter().any(|stop| message.get().contains(stop));
        if let Err(bad) = result {
            assert!(bad.is_stop || !names_a_stop, "a stop is lost: {message}");
        }
        if let Some(id) = plain_id(message.get()) {
            assert_eq!(id_of(result), id, "{message}");
        }
        if messages.len() > 1 {
            // Good company or bad, a message means the same.
            let alone = decode(&format!("[{message}]"));
            assert_eq!(alone, std::slice::from_ref(result), "{message}");
        }
    }
}

fn check_result(version: Option<SpecVersion>, result: &Result<Request, Malformed>) {
    match result {
        Ok(request) => {
            assert_ne!(request.id, 0, "Id 0 is the server's");
            if let Some(version) = version {
                check_version(version, request);
            }
            let Incoming::V4(ClientMessage::Device(command)) = &request.message else {
                return;
            };
            match command {
                Command::Stop(scope) => assert!(scope.device.is_some() || scope.feature.is_none()),
                Command::Output { outputs, .. } => assert_eq!(outputs.len(), 1),
                _ => {}
            }
        }
        Err(Malformed { reason, .. }) => check_reason(reason),
    }
}

/// A message of another version is refused, and a refused stop is known as one.
fn check_version(version: SpecVersion, request: &Request) {
    let is_known = request.message.versions().contains(&version);
    match Dialect::new(version, Arc::default()).incoming(request.clone()) {
        Ok(_) => assert!(is_known, "v{version}: {request:?}"),
        Err(refused) => {
            check_reason(&refused.reason);
            assert!(
                is_known || refused.code == ErrorCode::Message,
                "v{version}: {refused:?}"
            );
            assert!(
                is_known || refused.is_stop == request.message.is_stop(),
                "v{version}: {refused:?}"
            );
        }
    }
}

fn check_reason(reason: &str) {
    assert!(!reason.is_empty());
    assert!(reason.chars().count() <= REASON_CHARS, "{reason}");
    assert!(!reason.contains(char::is_control), "{reason:?}");
}

fn is_one_frame_error(results: &[Result<Request, Malformed>]) -> bool {
    matches!(results, [Err(Malformed { id: 0, .. })])
}

fn id_of(result: &Result<Request, Malformed>) -> u32 {
    match result {
        Ok(Request { id, .. }) | Err(Malformed { id, .. }) => *id,
    }
}

/// The Id where another reader of JSON finds it too, and there can be no two opinions.
fn plain_id(message: &str) -> Option<u32> {
    if message.contains('\\') || message.matches("\"Id\"").count() != 1 {
        return None;
    }
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    let mut bodies = message.as_object()?.values();
    let (body, None) = (bodies.next()?, bodies.next()) else {
        return None;
    };
    u32::try_from(body.get("Id")?.as_u64()?).ok()
}
