use super::*;

const PLAYER: &str = "https://player.example";
const OTHER: &str = "https://other.example";

fn at(seconds: u64) -> Moment {
    Moment::default() + Duration::from_secs(1000 + seconds)
}

/// One with somebody to ask.
fn door(allowed: &[&str]) -> Arc<Door> {
    let door = Arc::new(Door::default());
    door.configure(&set(allowed), true);
    door
}

fn set(origins: &[&str]) -> BTreeSet<String> {
    origins.iter().map(ToString::to_string).collect()
}

fn waits(door: &Arc<Door>, origin: &str, now: Moment) -> Visitor {
    match door.knock(origin, now) {
        Knock::Wait(visitor) => visitor,
        other => panic!("{origin} was to wait: {other:?}"),
    }
}

fn comes_in(door: &Arc<Door>, origin: &str, now: Moment) -> bool {
    matches!(door.knock(origin, now), Knock::ComeIn)
}

fn refusal(door: &Arc<Door>, origin: &str, now: Moment) -> Refusal {
    match door.knock(origin, now) {
        Knock::Refused(refusal) => refusal,
        other => panic!("{origin} was to be refused: {other:?}"),
    }
}

fn heard(mut visitor: Visitor) -> Option<Answer> {
    visitor.answer.try_recv().ok()
}

#[test]
fn s7_only_allowed_pages_come_in_at_once() {
    let door = door(&["https://Player.example/", "null"]);
    assert!(comes_in(&door, PLAYER, at(0)));
    assert!(comes_in(&door, "https://PLAYER.example", at(0)));
    for stranger in ["http://player.example", "https://player.example.evil.example"] {
        drop(waits(&door, stranger, at(0)));
    }
    for nameless in ["null", "", "nonsense"] {
        assert_eq!(refusal(&door, nameless, at(0)), Refusal::Nameless, "{nameless}");
    }
}

#[test]
fn s7_where_nobody_can_be_asked_a_page_is_refused_at_once() {
    let door = Arc::new(Door::default());
    door.configure(&set(&[PLAYER]), false);
    assert!(comes_in(&door, PLAYER, at(0)));
    assert_eq!(refusal(&door, OTHER, at(0)), Refusal::NotAllowed);
    assert!(door.asking(at(0)).is_empty());
}

#[test]
fn allowed_once_is_for_those_that_wait_and_no_others() {
    let door = door(&[]);
    let (first, second) = (waits(&door, PLAYER, at(0)), waits(&door, PLAYER, at(1)));
    let other = waits(&door, OTHER, at(2));
    assert_eq!(door.admit("HTTPS://player.example", at(3)), 2);
    let until = at(3) + timeouts::ALLOWED_ONCE;
    assert_eq!(heard(first), Some(Answer::Once { until }));
    assert_eq!(heard(second), Some(Answer::Once { until }));
    assert_eq!(heard(other), None);
    // The next one asks again.
    drop(waits(&door, PLAYER, at(4)));
}

#[test]
fn allowed_once_when_it_has_given_up_is_for_its_next_try() {
    let door = door(&[]);
    drop(waits(&door, PLAYER, at(0)));
    assert_eq!(door.admit(PLAYER, at(1)), 0);
    drop(waits(&door, OTHER, at(2)));
    assert!(comes_in(&door, PLAYER, at(3)));
    drop(waits(&door, PLAYER, at(4)));

    // But not for ever.
    door.admit(PLAYER, at(5));
    drop(waits(&door, PLAYER, at(5) + timeouts::ALLOWED_ONCE));
}

#[test]
fn allowed_in_the_moment_it_gives_up_it_comes_in_next_time() {
    let door = door(&[]);
    let visitor = waits(&door, PLAYER, at(0));
    assert_eq!(door.admit(PLAYER, at(1)), 1);
    drop(visitor);
    assert!(comes_in(&door, PLAYER, at(2)));
    drop(waits(&door, PLAYER, at(3)));
}

#[tokio::test]
async fn what_was_used_is_used_up() {
    let door = door(&[]);
    let mut visitor = waits(&door, PLAYER, at(0));
    door.admit(PLAYER, at(1));
    assert!(matches!(visitor.answer().await, Answer::Once { .. }));
    drop(visitor);
    drop(waits(&door, PLAYER, at(2)));
}

#[test]
fn allowed_always_lets_those_in_that_wait() {
    let door = door(&[]);
    let (player, other) = (waits(&door, PLAYER, at(0)), waits(&door, OTHER, at(0)));
    door.configure(&set(&[PLAYER]), true);
    assert_eq!(heard(player), Some(Answer::Always));
    assert_eq!(heard(other), None);
    assert!(comes_in(&door, PLAYER, at(1)));
    door.configure(&set(&[]), true);
    drop(waits(&door, PLAYER, at(2)));
}

#[test]
fn s7_turned_away_it_does_not_ask_again_for_a_while() {
    let door = door(&[]);
    let (player, other) = (waits(&door, PLAYER, at(0)), waits(&door, OTHER, at(0)));
    door.turn_away(PLAYER, at(1));
    assert_eq!(heard(player), Some(Answer::TurnedAway));
    assert_eq!(heard(other), None);
    assert_eq!(refusal(&door, PLAYER, at(2)), Refusal::TurnedAway);
    assert!(door.asking(at(2)).is_empty());
    drop(waits(&door, PLAYER, at(1) + timeouts::TURNED_AWAY));
}

#[test]
fn who_was_turned_away_may_be_allowed_after_all() {
    let door = door(&[]);
    door.turn_away(PLAYER, at(0));
    door.admit(PLAYER, at(1));
    assert!(comes_in(&door, PLAYER, at(2)));
    door.turn_away(PLAYER, at(3));
    door.configure(&set(&[PLAYER]), true);
    assert!(comes_in(&door, PLAYER, at(4)));
}

#[test]
fn s7_turning_away_takes_an_unused_pass_back() {
    let door = door(&[]);
    door.admit(PLAYER, at(0));
    door.turn_away(PLAYER, at(1));
    assert_eq!(refusal(&door, PLAYER, at(2)), Refusal::TurnedAway);
}

#[test]
fn s7_so_many_of_one_site_and_so_many_in_all() {
    let door = door(&[]);
    let mut all: Vec<_> = (0..limits::MAX_HELD_PER_SITE)
        .map(|n| waits(&door, &format!("https://{n}.player.example"), at(0)))
        .collect();
    assert_eq!(refusal(&door, PLAYER, at(0)), Refusal::TooMany);
    for n in all.len()..limits::MAX_HELD_PAGES {
        all.push(waits(&door, &format!("https://player-{n}.example"), at(0)));
    }
    assert_eq!(refusal(&door, OTHER, at(0)), Refusal::TooMany);
    // Whoever leaves makes room.
    all.pop();
    drop(waits(&door, OTHER, at(0)));
}

#[test]
fn s7_all_that_ask_are_turned_away_with_their_sites() {
    let door = door(&["https://app.player.example"]);
    let asking = [waits(&door, PLAYER, at(0)), waits(&door, OTHER, at(0))];
    assert_eq!(door.turn_all_away(at(1)), [OTHER, PLAYER]);
    for visitor in asking {
        assert_eq!(heard(visitor), Some(Answer::TurnedAway));
    }
    assert_eq!(door.asking(at(1)), []);
    assert_eq!(refusal(&door, "https://x.player.example", at(2)), Refusal::TurnedAway);
    assert!(comes_in(&door, "https://app.player.example", at(2)), "it is allowed");
    drop(waits(&door, "https://third.example", at(2)));
    // The person may think again, and is asked again after a while.
    door.admit(PLAYER, at(3));
    assert!(comes_in(&door, PLAYER, at(4)));
    drop(waits(&door, OTHER, at(2) + timeouts::TURNED_AWAY));
}

#[test]
fn the_list_is_by_page_and_tells_of_changes() {
    let door = door(&[]);
    let mut changes = door.changes();
    let first = waits(&door, PLAYER, at(0));
    assert!(changes.has_changed().unwrap());
    let _other = waits(&door, OTHER, at(1));
    let _second = waits(&door, "https://PLAYER.example", at(10));
    let page = |origin: &str, left: Duration| AskingPage {
        origin: origin.to_owned(),
        left,
    };
    let player = page(PLAYER, timeouts::HELD_PAGE);
    let other = page(OTHER, at(1) + timeouts::HELD_PAGE - at(10));
    assert_eq!(door.asking(at(10)), [player.clone(), other.clone()]);
    changes.mark_unchanged();
    drop(first);
    assert!(changes.has_changed().unwrap());
    assert_eq!(door.asking(at(10)), [other, player], "who came first is first");
}
