//! Whatever two views are: the changes between them, applied to the first, are the second. The page applies them in
//! TypeScript; its own test reads what is written here.

use proptest::{
    collection::vec,
    option,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde_json::json;

use super::*;
use crate::{
    hold::HoldRecord,
    settings::Settings,
    view::{
        AlertCause, AlertTimesView, BluetoothState, ConnectionOnlyReason, NearbyView, OutputView, PageStanding,
        RefusedView, RunningDrillView, SilenceView, StopKeyView, ToyLink, ToyPermission, WatchView, samples,
    },
};

/// Cases that are written for the page's own test.
const WRITTEN: usize = 24;
const FILE: &str = "ui/src/lib/backend/changes.samples.jsonl";

/// A name of few, so that two views often have the same.
fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["Edge", "Solace", "My Game", ""]).prop_map(str::to_owned)
}

fn pings() -> impl Strategy<Value = Vec<PingView>> {
    (0_u64..6, vec(1_u32..4, 0..6)).prop_map(|(from, gaps)| {
        let mut at_ms = from;
        let next = gaps.into_iter().map(|gap_ms| {
            at_ms += u64::from(gap_ms);
            PingView { at_ms, gap_ms }
        });
        next.collect()
    })
}

fn program() -> impl Strategy<Value = ProgramView> {
    let watch = prop_oneof![
        Just(WatchView::Ping { limit_ms: 1000 }),
        Just(WatchView::ConnectionOnly {
            reason: ConnectionOnlyReason::Off,
            limit_ms: 3000,
        }),
    ];
    (
        0_u64..3,
        option::of(word()),
        watch,
        0_u64..3,
        0_u64..3,
        pings(),
        vec(word(), 0..2),
        option::of((1_u64..3, word())),
    )
        .prop_map(
            |(id, origin, watch, pings_received, silent_since_ms, pings, moves, refused)| ProgramView {
                id,
                name: format!("Program {id}"),
                address: "127.0.0.1:5000".to_owned(),
                origin,
                protocol: "4.0".to_owned(),
                connected_at_ms: 7,
                watch,
                pings_received,
                silent_since_ms,
                pings,
                moves,
                outdated_limit: false,
                refused: refused.map(|(count, last)| RefusedView { count, last }),
            },
        )
}

fn output() -> impl Strategy<Value = OutputView> {
    (0_i32..2, option::of(0_u32..2), 0_u8..2).prop_map(|(value, duration_ms, limit_percent)| OutputView {
        feature: 0,
        kind: "Vibrate".to_owned(),
        description: String::new(),
        min: 0,
        max: 20,
        value,
        duration_ms,
        disabled: false,
        limit_percent,
        from_percent: 0,
        reversed: false,
    })
}

fn toy() -> impl Strategy<Value = ToyView> {
    let held = option::of(0_u64..2);
    (0_u32..3, word(), vec(output(), 0..3), option::of(0_u8..2), held).prop_map(
        |(index, name, outputs, battery_percent, held)| ToyView {
            index,
            name,
            model: "Model".to_owned(),
            simulated: None,
            link: ToyLink::Connected,
            address: None,
            permission: ToyPermission::Default,
            battery_percent,
            signal_dbm: None,
            outputs,
            moved_by: Vec::new(),
            tried: false,
            stop_unconfirmed: false,
            held,
            message_gap: None,
        },
    )
}

fn alert() -> impl Strategy<Value = AlertView> {
    (0_u64..3, word(), any::<bool>()).prop_map(|(id, sentence, dismissed)| AlertView {
        id,
        news: id,
        times: AlertTimesView {
            first_at_ms: 5,
            last_at_ms: 5,
            count: 1,
        },
        cause: AlertCause::PingTimeout,
        sentence,
        hint: None,
        program: None,
        silence: SilenceView {
            silent_ms: None,
            limit_ms: None,
            late_ms: None,
            gaps: Vec::new(),
        },
        toys: Vec::new(),
        offers: Vec::new(),
        dismissed,
    })
}

fn hold_record() -> impl Strategy<Value = HoldRecord> {
    (0_i64..2).prop_map(HoldRecord::at_time)
}

/// One of each number.
fn list<T: Clone + std::fmt::Debug + 'static>(
    item: impl Strategy<Value = T>,
    number: fn(&T) -> u64,
) -> impl Strategy<Value = Vec<T>> {
    vec(item, 0..4).prop_map(move |items| {
        let mut seen = std::collections::BTreeSet::new();
        items.into_iter().filter(|item| seen.insert(number(item))).collect()
    })
}

prop_compose! {
    fn view()(
        server in prop_oneof![
            Just(ServerView::Stopped),
            word().prop_map(|url| ServerView::Running { url, note: None }),
        ],
        (held, hold_record) in (option::of(0_u64..2), option::of(hold_record())),
        held_because in option::of(word()),
        programs in list(program(), |program| program.id),
        asking in vec((word(), 0_u64..2), 0..2),
        pages in vec((word(), 0_u64..2), 0..2),
        scanning in any::<bool>(),
        nearby in vec(word(), 0..2),
        imported in option::of(word()),
        drill in option::of(word()),
        stop_key in option::of(word()),
        toys in list(toy(), |toy| u64::from(toy.index)),
        alerts in list(alert(), |alert| alert.id),
        unread in 0_usize..2,
        limit_ms in 0_u32..2,
    ) -> AppView {
        let mut settings = Settings::default();
        settings.ping.limit_ms = limit_ms * 1000;
        AppView {
            server,
            held,
            hold_record,
            held_because,
            programs,
            asking_pages: asking
                .into_iter()
                .map(|(origin, until_ms)| AskingPageView {
                    origin,
                    names_nobody: false,
                    until_ms,
                })
                .collect(),
            pages: pages
                .into_iter()
                .map(|(origin, times)| PageView {
                    origin,
                    standing: PageStanding::Allowed,
                    decided_ms: None,
                    last_ms: None,
                    times,
                })
                .collect(),
            bluetooth: BluetoothView {
                state: BluetoothState::Ready,
                sentence: None,
                scanning,
                own_search: false,
                searching_programs: Vec::new(),
                spares_toys: false,
                adapters: Vec::new(),
                found: Vec::new(),
                nearby: nearby
                    .into_iter()
                    .map(|address| NearbyView {
                        address,
                        name: None,
                        signal_dbm: None,
                        sentence: None,
                        kinds: Vec::new(),
                    })
                    .collect(),
            },
            toys,
            imported,
            stop_key: StopKeyView::Desktop { keys: stop_key },
            drill: DrillView {
                running: drill.map(|toy| RunningDrillView {
                    index: 1,
                    toy,
                    silence: None,
                }),
                last: None,
            },
            alerts,
            history: HistoryView {
                revision: 1,
                alerts: 2,
                unread,
            },
            settings,
            ..samples::view()
        }
    }
}

/// A view and one after it, which has more or less in common with it.
fn pair() -> impl Strategy<Value = (AppView, AppView)> {
    (view(), view(), vec(any::<bool>(), 7)).prop_map(|(mut old, mut new, kept)| {
        (old.revision, old.at_ms) = (4, 100);
        (new.revision, new.at_ms) = (9, 250);
        if kept[0] {
            new.server = old.server.clone();
            new.settings = old.settings.clone();
        }
        if kept[1] {
            (new.held, new.hold_record, new.held_because) =
                (old.held, old.hold_record.clone(), old.held_because.clone());
        }
        // The same things, differently far.
        if kept[2] {
            let pings = new.programs.iter().map(|program| program.pings.clone());
            let pings: Vec<_> = pings.collect();
            new.programs.clone_from(&old.programs);
            for (program, pings) in new.programs.iter_mut().zip(pings) {
                program.pings = pings;
                let count = program.refused.as_ref().map_or(1, |refused| refused.count + 1);
                program.refused = (count % 2 == 0).then(|| RefusedView {
                    count,
                    last: "Edge".to_owned(),
                });
                program.pings_received += 1;
            }
        }
        if kept[3] {
            new.toys.clone_from(&old.toys);
            for output in new.toys.iter_mut().flat_map(|toy| &mut toy.outputs) {
                output.value = 1 - output.value;
            }
        }
        if kept[4] {
            new.alerts.clone_from(&old.alerts);
            new.history = old.history;
        }
        if kept[5] {
            new.bluetooth = old.bluetooth.clone();
            new.asking_pages.clone_from(&old.asking_pages);
            new.pages.clone_from(&old.pages);
            new.imported.clone_from(&old.imported);
            new.drill = old.drill.clone();
            new.stop_key = old.stop_key.clone();
        }
        (old, new)
    })
}

/// As the page does it.
fn applied(view: &AppView, changes: &Changes) -> AppView {
    let mut view = view.clone();
    let changes = changes.clone();
    (view.revision, view.at_ms) = (changes.revision, changes.at_ms);
    view.server = changes.server.unwrap_or(view.server);
    if let Some(HoldChange { held, record, because }) = changes.hold {
        (view.held, view.hold_record, view.held_because) = (held, record, because);
    }
    view.programs = listed(view.programs, changes.programs, |program| program.id);
    for change in changes.pings.unwrap_or_default() {
        let mut programs = view.programs.iter_mut();
        let program = programs.find(|program| program.id == change.id).unwrap();
        program.pings_received = change.pings_received;
        program.silent_since_ms = change.silent_since_ms;
        program.pings.drain(..change.dropped);
        program.pings.truncate(change.kept);
        program.pings.extend(change.added);
        program.refused = change.refused.or(program.refused.take());
    }
    view.asking_pages = changes.asking_pages.unwrap_or(view.asking_pages);
    view.pages = changes.pages.unwrap_or(view.pages);
    view.bluetooth = changes.bluetooth.unwrap_or(view.bluetooth);
    view.toys = listed(view.toys, changes.toys, |toy| u64::from(toy.index));
    for change in changes.values.unwrap_or_default() {
        let toy = view.toys.iter_mut().find(|toy| toy.index == change.toy).unwrap();
        toy.outputs[change.output].value = change.value;
        toy.outputs[change.output].duration_ms = change.duration_ms;
    }
    view.drill = changes.drill.unwrap_or(view.drill);
    if let Some(Imported { sentence }) = changes.imported {
        view.imported = sentence;
    }
    view.stop_key = changes.stop_key.unwrap_or(view.stop_key);
    view.alerts = listed(view.alerts, changes.alerts, |alert| alert.id);
    view.history = changes.history.unwrap_or(view.history);
    view.settings = changes.settings.unwrap_or(view.settings);
    view.language = changes.language.unwrap_or(view.language);
    view
}

fn listed<T: Clone>(list: Vec<T>, change: Option<ListChange<T>>, number: fn(&T) -> u64) -> Vec<T> {
    let Some(ListChange { order, items }) = change else {
        return list;
    };
    let order = order.unwrap_or_else(|| list.iter().map(number).collect());
    let find = |wanted: &u64| items.iter().chain(&list).find(|item| number(item) == *wanted).cloned();
    order.iter().filter_map(find).collect()
}

proptest! {
    #[test]
    fn changes_lead_from_any_view_to_any_other((old, new) in pair()) {
        let changes = Changes::between(&old, &new);
        prop_assert_eq!(applied(&old, &changes), new);
    }

    #[test]
    fn nothing_is_told_of_what_is_the_same(view in view()) {
        let later = AppView { revision: 9, at_ms: 250, ..view.clone() };
        prop_assert!(Changes::between(&view, &later).is_empty());
    }
}

#[test]
fn a_ping_and_a_value_are_told_in_a_few_bytes() {
    let mut runner = TestRunner::deterministic();
    let pings = (0..150).map(|n| PingView {
        at_ms: n * 400,
        gap_ms: 400,
    });
    let mut old = AppView {
        programs: vec![program().new_tree(&mut runner).unwrap().current()],
        toys: vec![ToyView {
            outputs: vec![output().new_tree(&mut runner).unwrap().current()],
            ..toy().new_tree(&mut runner).unwrap().current()
        }],
        ..samples::view()
    };
    old.programs[0].pings = pings.collect();
    let mut new = old.clone();
    new.programs[0].pings_received += 1;
    new.programs[0].pings.remove(0);
    new.programs[0].pings.push(PingView {
        at_ms: 60_000,
        gap_ms: 400,
    });
    new.toys[0].outputs[0].value += 1;
    let told = serde_json::to_string(&Changes::between(&old, &new)).unwrap();
    assert!(told.len() < 300, "{} bytes: {told}", told.len());
    assert!(serde_json::to_string(&new).unwrap().len() > 5_000);
}

/// What the page's own test applies. Written by `cargo xtask bindings`.
#[test]
fn the_pages_samples_are_up_to_date() {
    // The same cases each time.
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let samples: Vec<_> = (0..WRITTEN)
        .map(|_| {
            let (old, new) = pair().new_tree(&mut runner).unwrap().current();
            let changes = Changes::between(&old, &new);
            json!({ "old": old, "changes": changes, "new": new })
        })
        .collect();
    let text = samples.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n") + "\n";
    crate::bindings::is_up_to_date(FILE, &text);
}
