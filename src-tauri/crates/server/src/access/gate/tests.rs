use super::*;

const PLAYER: &str = "https://player.example";
const OTHER: &str = "https://other.example";

fn at(seconds: u64) -> Moment {
    Moment::default() + Duration::from_secs(1000 + seconds)
}

/// One with somebody to ask.
fn gate(allowed: &[&str]) -> Arc<OriginGate> {
    let gate = Arc::new(OriginGate::default());
    gate.configure(&set(allowed), &set(&[]), true);
    gate
}

fn set(origins: &[&str]) -> BTreeSet<String> {
    origins.iter().map(ToString::to_string).collect()
}

fn waits(gate: &Arc<OriginGate>, origin: &str, now: Moment) -> PendingPage {
    match gate.check(origin, now) {
        PageAdmission::Pending(page) => page,
        other => panic!("{origin} was to wait: {other:?}"),
    }
}

fn comes_in(gate: &Arc<OriginGate>, origin: &str, now: Moment) -> bool {
    matches!(gate.check(origin, now), PageAdmission::Admitted)
}

fn refusal(gate: &Arc<OriginGate>, origin: &str, now: Moment) -> Refusal {
    match gate.check(origin, now) {
        PageAdmission::Refused(refusal) => refusal,
        other => panic!("{origin} was to be refused: {other:?}"),
    }
}

fn heard(mut page: PendingPage) -> Option<Answer> {
    page.answer.try_recv().ok()
}

#[test]
fn s7_only_allowed_pages_come_in_at_once() {
    let gate = gate(&["https://Player.example/", "null"]);
    assert!(comes_in(&gate, PLAYER, at(0)));
    assert!(comes_in(&gate, "https://PLAYER.example", at(0)));
    for stranger in ["http://player.example", "https://player.example.evil.example"] {
        drop(waits(&gate, stranger, at(0)));
    }
    for nameless in ["", "nonsense"] {
        assert_eq!(refusal(&gate, nameless, at(0)), Refusal::Nameless, "{nameless}");
    }
}

#[test]
fn s7_where_nobody_can_be_asked_a_page_is_refused_at_once() {
    let gate = Arc::new(OriginGate::default());
    gate.configure(&set(&[PLAYER]), &set(&[]), false);
    assert!(comes_in(&gate, PLAYER, at(0)));
    assert_eq!(refusal(&gate, OTHER, at(0)), Refusal::NotAllowed);
    assert!(gate.asking(at(0)).is_empty());
}

#[test]
fn allowed_once_is_for_those_that_wait_and_no_others() {
    let gate = gate(&[]);
    let (first, second) = (waits(&gate, PLAYER, at(0)), waits(&gate, PLAYER, at(1)));
    let other = waits(&gate, OTHER, at(2));
    assert_eq!(gate.admit("HTTPS://player.example", at(3)), 2);
    let until = at(3) + timeouts::ALLOWED_ONCE;
    assert_eq!(heard(first), Some(Answer::Once { until }));
    assert_eq!(heard(second), Some(Answer::Once { until }));
    assert_eq!(heard(other), None);
    // The next one asks again.
    drop(waits(&gate, PLAYER, at(4)));
}

#[test]
fn allowed_once_when_it_has_given_up_is_for_its_next_try() {
    let gate = gate(&[]);
    drop(waits(&gate, PLAYER, at(0)));
    assert_eq!(gate.admit(PLAYER, at(1)), 0);
    drop(waits(&gate, OTHER, at(2)));
    assert!(comes_in(&gate, PLAYER, at(3)));
    drop(waits(&gate, PLAYER, at(4)));

    // But only for a while.
    gate.admit(PLAYER, at(5));
    drop(waits(&gate, PLAYER, at(5) + timeouts::ALLOWED_ONCE));
}

#[test]
fn allowed_in_the_moment_it_gives_up_it_comes_in_next_time() {
    let gate = gate(&[]);
    let page = waits(&gate, PLAYER, at(0));
    assert_eq!(gate.admit(PLAYER, at(1)), 1);
    drop(page);
    assert!(comes_in(&gate, PLAYER, at(2)));
    drop(waits(&gate, PLAYER, at(3)));
}

#[tokio::test]
async fn what_was_used_is_used_up() {
    let gate = gate(&[]);
    let mut page = waits(&gate, PLAYER, at(0));
    gate.admit(PLAYER, at(1));
    assert!(matches!(page.answer().await, Answer::Once { .. }));
    drop(page);
    drop(waits(&gate, PLAYER, at(2)));
}

#[test]
fn allowed_always_lets_those_in_that_wait() {
    let gate = gate(&[]);
    let (player, other) = (waits(&gate, PLAYER, at(0)), waits(&gate, OTHER, at(0)));
    gate.configure(&set(&[PLAYER]), &set(&[]), true);
    assert_eq!(heard(player), Some(Answer::Always));
    assert_eq!(heard(other), None);
    assert!(comes_in(&gate, PLAYER, at(1)));
    gate.configure(&set(&[]), &set(&[]), true);
    drop(waits(&gate, PLAYER, at(2)));
}

#[test]
fn s7_turned_away_it_does_not_ask_again_for_a_while() {
    let gate = gate(&[]);
    let (player, other) = (waits(&gate, PLAYER, at(0)), waits(&gate, OTHER, at(0)));
    gate.turn_away(PLAYER, at(1));
    assert_eq!(heard(player), Some(Answer::TurnedAway));
    assert_eq!(heard(other), None);
    assert_eq!(refusal(&gate, PLAYER, at(2)), Refusal::TurnedAway);
    assert!(gate.asking(at(2)).is_empty());
    drop(waits(&gate, PLAYER, at(1) + timeouts::TURNED_AWAY));
}

#[test]
fn who_was_turned_away_may_be_allowed_after_all() {
    let gate = gate(&[]);
    gate.turn_away(PLAYER, at(0));
    gate.admit(PLAYER, at(1));
    assert!(comes_in(&gate, PLAYER, at(2)));
    gate.turn_away(PLAYER, at(3));
    gate.configure(&set(&[PLAYER]), &set(&[]), true);
    assert!(comes_in(&gate, PLAYER, at(4)));
}

#[test]
fn s7_turning_away_takes_an_unused_pass_back() {
    let gate = gate(&[]);
    gate.admit(PLAYER, at(0));
    gate.turn_away(PLAYER, at(1));
    assert_eq!(refusal(&gate, PLAYER, at(2)), Refusal::TurnedAway);
}

#[test]
fn s7_so_many_of_one_site_and_so_many_in_all() {
    let gate = gate(&[]);
    let mut all: Vec<_> = (0..limits::MAX_PENDING_PER_SITE)
        .map(|n| waits(&gate, &format!("https://{n}.player.example"), at(0)))
        .collect();
    assert_eq!(refusal(&gate, PLAYER, at(0)), Refusal::TooMany);
    for n in all.len()..limits::MAX_PENDING_PAGES {
        all.push(waits(&gate, &format!("https://player-{n}.example"), at(0)));
    }
    assert_eq!(refusal(&gate, OTHER, at(0)), Refusal::TooMany);
    // Whoever leaves makes room.
    all.pop();
    drop(waits(&gate, OTHER, at(0)));
}

#[test]
fn a_page_that_tries_again_each_second_has_one_place() {
    let gate = gate(&[]);
    let mut tries: Vec<_> = (0..30).map(|n| waits(&gate, PLAYER, at(n))).collect();
    assert_eq!(gate.asking(at(30)).len(), 1);
    // Pages of the same site have their places, and others, too.
    let _others: Vec<_> = (1..limits::MAX_PENDING_PER_SITE)
        .map(|n| waits(&gate, &format!("https://{n}.player.example"), at(30)))
        .collect();
    let _other = waits(&gate, OTHER, at(30));
    let newest = tries.split_off(30 - limits::MAX_PENDING_PER_PAGE);
    for old in tries {
        assert_eq!(heard(old), Some(Answer::Superseded));
    }
    assert_eq!(gate.admit(PLAYER, at(31)), newest.len());
    for page in newest {
        assert!(matches!(heard(page), Some(Answer::Once { .. })));
    }
}

#[test]
fn s7_all_that_ask_are_turned_away_with_their_sites() {
    let gate = gate(&["https://app.player.example"]);
    let asking = [waits(&gate, PLAYER, at(0)), waits(&gate, OTHER, at(0))];
    assert_eq!(gate.turn_all_away(at(1)), [OTHER, PLAYER]);
    for page in asking {
        assert_eq!(heard(page), Some(Answer::TurnedAway));
    }
    assert_eq!(gate.asking(at(1)), []);
    assert_eq!(refusal(&gate, "https://x.player.example", at(2)), Refusal::TurnedAway);
    assert!(comes_in(&gate, "https://app.player.example", at(2)), "it is allowed");
    drop(waits(&gate, "https://third.example", at(2)));
    // The person may think again, and is asked again after a while.
    gate.admit(PLAYER, at(3));
    assert!(comes_in(&gate, PLAYER, at(4)));
    drop(waits(&gate, OTHER, at(2) + timeouts::TURNED_AWAY));
}

#[test]
fn the_list_is_by_page_and_tells_of_changes() {
    let gate = gate(&[]);
    let mut changes = gate.changes();
    let first = waits(&gate, PLAYER, at(0));
    assert!(changes.has_changed().unwrap());
    let _other = waits(&gate, OTHER, at(1));
    let _second = waits(&gate, "https://PLAYER.example", at(10));
    let page = |origin: &str, left: Duration| AskingPage {
        origin: origin.to_owned(),
        names_nobody: false,
        left,
    };
    let player = page(PLAYER, timeouts::PENDING_PAGE);
    let other = page(OTHER, at(1) + timeouts::PENDING_PAGE - at(10));
    assert_eq!(gate.asking(at(10)), [player.clone(), other.clone()]);
    changes.mark_unchanged();
    drop(first);
    assert!(changes.has_changed().unwrap());
    assert_eq!(gate.asking(at(10)), [other, player], "who came first is first");
}

#[test]
fn s7_what_names_nobody_is_let_in_once_alone_and_never_later() {
    for origin in ["null", "file://", "app://."] {
        // Not even if it stands in the settings.
        let gate = gate(&[origin]);
        let (first, second) = (waits(&gate, origin, at(0)), waits(&gate, origin, at(1)));
        assert!(gate.asking(at(2)).iter().all(|page| page.names_nobody));
        assert_eq!(gate.admit(origin, at(2)), 1);
        assert_eq!(heard(first), Some(Answer::Once { until: at(2) }));
        assert_eq!(heard(second), None, "{origin}: it may be somebody else");
        // The one that was asked about has left: nobody comes in for it.
        drop(waits(&gate, origin, at(3)));
        assert_eq!(gate.admit(origin, at(4)), 0);
        drop(waits(&gate, origin, at(4)));
        // It was let in just when it gave up.
        let gives_up = waits(&gate, origin, at(5));
        assert_eq!(gate.admit(origin, at(6)), 1);
        drop(gives_up);
        drop(waits(&gate, origin, at(6)));
    }
}

#[test]
fn s7_where_nobody_can_be_asked_what_names_nobody_is_refused() {
    let gate = Arc::new(OriginGate::default());
    gate.configure(&set(&["null", "file://", "app://."]), &set(&[]), false);
    for origin in ["null", "file://", "app://.", "tauri://localhost"] {
        assert_eq!(refusal(&gate, origin, at(0)), Refusal::Nameless, "{origin}");
    }
}

#[test]
fn s7_what_may_never_connect_is_not_asked_about() {
    let gate = gate(&[OTHER]);
    let page = waits(&gate, PLAYER, at(0));
    gate.admit(PLAYER, at(1));
    drop(page);
    let waiting = waits(&gate, "null", at(2));
    gate.configure(&set(&[OTHER]), &set(&["HTTPS://player.example/", OTHER, "null"]), true);
    assert_eq!(heard(waiting), Some(Answer::TurnedAway));
    for origin in [PLAYER, OTHER, "null"] {
        assert_eq!(refusal(&gate, origin, at(3)), Refusal::Never, "{origin}");
    }
    assert!(gate.asking(at(3)).is_empty());
    gate.configure(&set(&[]), &set(&[]), true);
    drop(waits(&gate, PLAYER, at(4)));
}

#[test]
fn who_was_turned_away_is_listed_and_can_be_asked_about_again() {
    let gate = gate(&[]);
    gate.turn_away(PLAYER, at(0));
    let _other = waits(&gate, "https://sub.other.example", at(1));
    gate.turn_all_away(at(1));
    let left = timeouts::TURNED_AWAY.saturating_sub(Duration::from_secs(1));
    let listed = gate.turned_away(at(1));
    assert_eq!(
        listed,
        [
            TurnedAway {
                who: PLAYER.to_owned(),
                left
            },
            TurnedAway {
                who: "other.example".to_owned(),
                left: timeouts::TURNED_AWAY
            }
        ]
    );
    for TurnedAway { who, .. } in listed {
        gate.ask_again(&who);
    }
    drop(waits(&gate, PLAYER, at(2)));
    drop(waits(&gate, OTHER, at(2)));
    assert!(gate.turned_away(at(2)).is_empty());
}
