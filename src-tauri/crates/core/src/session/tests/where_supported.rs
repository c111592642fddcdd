//! Pings are not required, and whoever sends them in time is held to the limit.

use super::{Action, ClientMessage, PingRequirement, Rig, ServerMessage, ms, sent};

#[test]
fn where_supported_holds_a_program_to_the_limit_once_it_has_kept_it() {
    let mut rig = Rig::new(1000, PingRequirement::WhereSupported);
    let actions = rig.handshake("Game");
    assert!(matches!(
        sent(&actions)[0],
        ServerMessage::ServerInfo {
            max_ping_time_ms: 1000,
            ..
        }
    ));
    assert_eq!(rig.deadlines.due(), None);
    assert!(rig.pass(ms(100_000)).is_empty());
    // As libraries do: the first at half of the limit after the last.
    for id in 2..5 {
        assert!(rig.pass(ms(500)).is_empty());
        rig.say(id, ClientMessage::Ping);
    }
    assert!(rig.pass(ms(999)).is_empty());
    assert!(!rig.pass(ms(1)).is_empty());
}

#[test]
fn s6_where_supported_a_program_with_a_rhythm_of_its_own_is_never_cut() {
    for every in [760, 990, 1000, 1010, 5000, 60_000] {
        let mut rig = Rig::new(1000, PingRequirement::WhereSupported);
        rig.handshake("Game");
        for id in 2..200 {
            assert!(rig.pass(ms(every)).is_empty(), "every {every} ms");
            assert_eq!(rig.say(id, ClientMessage::Ping)[0], Action::Pinged { deadline: None });
        }
    }
    // All at once, and none afterwards.
    let mut rig = Rig::new(1000, PingRequirement::WhereSupported);
    rig.handshake("Game");
    assert!(rig.pass(ms(100)).is_empty());
    (2..20).for_each(|id| drop(rig.say(id, ClientMessage::Ping)));
    assert!(rig.pass(ms(100_000)).is_empty());
}

#[test]
fn where_supported_a_program_that_pings_all_the_time_is_held_to_the_limit() {
    let mut rig = Rig::new(1000, PingRequirement::WhereSupported);
    rig.handshake("Game");
    for id in 2..20 {
        assert!(rig.pass(ms(16)).is_empty());
        rig.say(id, ClientMessage::Ping);
    }
    assert!(!rig.pass(ms(1000)).is_empty());
}
