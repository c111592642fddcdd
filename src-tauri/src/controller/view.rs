use std::{cmp::Reverse, collections::BTreeMap, time::Duration};

use vigil_core::{
    lease::SessionId,
    policy::WatchMode,
    time::{Moment, whole_ms},
};
use vigil_devices::{DeviceState, Devices, LinkState, OutputState, Permission, ToyName, Transport};
use vigil_server::{AskingPage, GapCount, ProgramFigures, ProgramState, Server, anonymous_origin, canonical_origin};

use super::{Parts, context::Context, drills, serving::policy, storage::Storage};
use crate::{
    pages::PageBook,
    settings::Settings,
    toys::RememberedToy,
    view::{
        AppView, AskingPageView, BluetoothView, ConnectionOnlyReason, GapCountView, HistoryView, MessageGapView,
        OutputView, PageStanding, PageView, PingView, ProgramFiguresView, ProgramView, RefusedView,
        SearchingProgramView, ToyLink, ToyPermission, ToyView, WatchView,
    },
};

/// The whole state, as the window shows it, without a number and the alerts yet.
pub(super) fn view(context: &Context, storage: &Storage, parts: &Parts, settings: Settings) -> AppView {
    let now = context.clock.now();
    let language = settings.language.or(context.system_language);
    let ms = |moment: Moment| ms_since(context.started, moment);
    let policy = policy(&settings);
    let devices = &context.devices;
    let toys = devices.states();
    let server = parts.serving.server();
    let programs = server.map(Server::programs).unwrap_or_default();
    let asking_pages = server.map(Server::asking_pages).unwrap_or_default();
    let names: BTreeMap<SessionId, &str> = programs
        .iter()
        .map(|program| (program.session, program.name.as_str()))
        .collect();
    let here = toys.iter().map(|state| ToyView {
        simulated: parts.screen.kind(state.index, storage.settings()),
        permission: permission(devices.preferences(&state.identity).permission),
        tried: (parts.trying.session()).is_some_and(|session| state.movers.contains(&session)),
        ..toy(state, &names)
    });
    AppView {
        revision: 0,
        at_ms: ms(now),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: context.data_dir.display().to_string(),
        log_dir: context.log_dir.display().to_string(),
        server: parts.serving.view(language),
        held: devices.held().map(|hold| hold.0),
        hold_record: devices.held().and_then(|_| context.hold.record()),
        held_because: devices.held().and_then(|_| storage.held_because(language)),
        bluetooth: BluetoothView {
            searching_programs: searching(context, &names),
            ..parts.transports.radio.view(devices, storage.toys(), language)
        },
        toys: here.chain(away(&toys, devices, storage, parts)).collect(),
        programs: programs
            .iter()
            .map(|state| {
                let outdated = state.watch != policy.watch(&state.name, state.origin.as_deref());
                program(state, &toys, outdated, ms)
            })
            .collect(),
        asking_pages: asking_pages
            .into_iter()
            .map(|page| asking_page(page, now, ms))
            .collect(),
        pages: listed_pages(&settings, storage.pages(), server, |left| ms(now + left)),
        drill: drills::view(storage, &parts.drill, language, ms),
        imported: parts.imported.as_ref().map(|imported| imported.sentence(language)),
        stop_key: parts.stop_key.view(),
        alerts: Vec::new(),
        history: HistoryView::default(),
        language,
        settings,
    }
}

/// The programs that look for toys.
fn searching(context: &Context, names: &BTreeMap<SessionId, &str>) -> Vec<SearchingProgramView> {
    let searches = context.devices.searches().borrow().programs();
    searches
        .into_iter()
        .filter_map(|session| {
            Some(SearchingProgramView {
                id: session.0,
                name: (*names.get(&session)?).to_owned(),
            })
        })
        .collect()
}

fn toy(state: &DeviceState, names: &BTreeMap<SessionId, &str>) -> ToyView {
    let movers = if state.is_moved() {
        state.movers.iter().collect()
    } else {
        Vec::new()
    };
    ToyView {
        index: state.index,
        name: state.name.shown().to_owned(),
        model: state.name.model.clone(),
        simulated: None,
        link: link(state.link),
        address: (state.identity.transport != Transport::Simulated).then(|| state.identity.address.clone()),
        permission: ToyPermission::Default,
        battery_percent: state.vitals.battery_percent,
        signal_dbm: state.vitals.rssi_dbm,
        outputs: state.outputs.iter().map(output).collect(),
        moved_by: movers
            .into_iter()
            .filter_map(|session| names.get(session))
            .map(ToString::to_string)
            .collect(),
        tried: false,
        stop_unconfirmed: state.doubts.stop_unconfirmed,
        held: state.held.map(|hold| hold.0),
        message_gap: Some(MessageGapView {
            own_ms: state.message_gap.own_ms,
            wished_ms: state.message_gap.wished_ms,
        }),
    }
}

/// The very moment that a time was counted from: the same in each view, whenever it was taken.
fn before(taken_at: Moment, time: Duration) -> Moment {
    let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    Moment::from_nanos(taken_at.as_nanos().saturating_sub(nanos))
}

fn ms_since(start: Moment, moment: Moment) -> u64 {
    u64::try_from(moment.since(start).as_millis()).unwrap_or(u64::MAX)
}

/// Toys that are remembered but not here.
fn away(here: &[DeviceState], devices: &Devices, storage: &Storage, parts: &Parts) -> Vec<ToyView> {
    let toys = storage.toys().toys().iter();
    // Those of the screen are always here; one that is not was taken out of the settings by hand.
    toys.filter(|toy| toy.identity.transport != Transport::Simulated)
        .filter(|toy| here.iter().all(|state| state.identity != toy.identity))
        .map(|toy| {
            let is_connecting = parts.transports.radio.is_connecting(&toy.identity.address);
            ToyView {
                held: devices.toy_held(&toy.identity).map(|hold| hold.0),
                ..remembered(toy, toy.name(devices), is_connecting)
            }
        })
        .collect()
}

fn remembered(toy: &RememberedToy, name: ToyName, is_connecting: bool) -> ToyView {
    let preferences = &toy.preferences;
    ToyView {
        index: toy.index,
        name: name.shown().to_owned(),
        model: name.model,
        simulated: None,
        link: if is_connecting {
            ToyLink::Connecting
        } else {
            ToyLink::Away
        },
        address: Some(toy.identity.address.clone()),
        permission: permission(preferences.permission),
        battery_percent: None,
        signal_dbm: None,
        outputs: Vec::new(),
        moved_by: Vec::new(),
        tried: false,
        stop_unconfirmed: false,
        held: None,
        message_gap: None,
    }
}

fn link(link: LinkState) -> ToyLink {
    match link {
        LinkState::Connected => ToyLink::Connected,
        LinkState::Reconnecting => ToyLink::Reconnecting,
        LinkState::Lost => ToyLink::Away,
    }
}

fn permission(permission: Permission) -> ToyPermission {
    match permission {
        Permission::Default => ToyPermission::Default,
        Permission::Allowed => ToyPermission::Allowed,
        Permission::Denied => ToyPermission::Denied,
    }
}

fn asking_page(page: AskingPage, now: Moment, ms: impl Fn(Moment) -> u64) -> AskingPageView {
    AskingPageView {
        origin: page.origin,
        names_nobody: page.names_nobody,
        until_ms: ms(now + page.left),
    }
}

/// Those that came or were decided about last are first.
fn listed_pages(
    settings: &Settings,
    book: &PageBook,
    server: Option<&Server>,
    until_ms: impl Fn(Duration) -> u64,
) -> Vec<PageView> {
    let kept = |origin: &String, standing| {
        let origin = canonical_origin(origin)
            .or_else(|| anonymous_origin(origin))
            .unwrap_or_else(|| origin.clone());
        let record = book.of(&origin);
        PageView {
            origin,
            standing,
            decided_ms: record.decided_ms,
            last_ms: record.last_ms,
            times: record.times,
        }
    };
    let refused = &settings.server.refused_origins;
    // What is refused is so even if it is allowed, too.
    let allowed = settings
        .server
        .allowed_origins
        .iter()
        .filter(|one| !refused.contains(one));
    let turned_away = server.map(Server::turned_away).unwrap_or_default();
    let mut pages: Vec<_> = allowed
        .map(|origin| kept(origin, PageStanding::Allowed))
        .chain(refused.iter().map(|origin| kept(origin, PageStanding::Refused)))
        .collect();
    pages.sort_by_key(|page| Reverse(page.last_ms.max(page.decided_ms)));
    // Those are the newest: they are forgotten after some minutes.
    let turned_away = turned_away.into_iter().map(|one| PageView {
        origin: one.who,
        standing: PageStanding::TurnedAway {
            until_ms: until_ms(one.left),
        },
        decided_ms: None,
        last_ms: None,
        times: 0,
    });
    turned_away.chain(pages).collect()
}

fn program(
    state: &ProgramState,
    toys: &[DeviceState],
    outdated_limit: bool,
    ms: impl Fn(Moment) -> u64,
) -> ProgramView {
    let ago = |time: Duration| ms(before(state.taken_at, time));
    ProgramView {
        id: state.session.0,
        name: state.name.clone(),
        address: state.address.to_string(),
        origin: state.origin.clone(),
        protocol: format!("{}.0", state.version),
        connected_at_ms: ago(state.connected_for),
        watch: watch(state),
        pings_received: state.pings,
        silent_since_ms: ago(state.silent),
        pings: state
            .gaps
            .iter()
            .map(|gap| PingView {
                at_ms: ago(gap.ago),
                gap_ms: whole_ms(gap.silent),
            })
            .collect(),
        moves: toys
            .iter()
            .filter(|toy| toy.is_moved() && toy.movers.contains(&state.session))
            .map(|toy| toy.name.shown().to_owned())
            .collect(),
        outdated_limit,
        refused: (state.refusals.count > 0).then(|| RefusedView {
            count: state.refusals.count,
            last: state.refusals.last.clone(),
        }),
    }
}

/// `started`: when the window's clock began.
pub(super) fn figures(figures: &ProgramFigures, started: Moment) -> ProgramFiguresView {
    let count = |gap: &GapCount| GapCountView {
        from_ms: gap.from.as_secs_f64() * 1000.0,
        to_ms: gap.to.as_secs_f64() * 1000.0,
        count: gap.count,
    };
    ProgramFiguresView {
        at_ms: ms_since(started, figures.taken_at),
        from_program: figures.from_program,
        to_program: figures.to_program,
        longest_gap_ms: (!figures.gaps.is_empty()).then(|| whole_ms(figures.longest_gap)),
        gaps: figures.gaps.iter().map(count).collect(),
    }
}

fn watch(state: &ProgramState) -> WatchView {
    let connection_only = |reason| WatchView::ConnectionOnly {
        reason,
        limit_ms: whole_ms(state.watch.connection_limit),
    };
    match state.watch.mode {
        WatchMode::Off => connection_only(ConnectionOnlyReason::Off),
        WatchMode::Exempt => connection_only(ConnectionOnlyReason::Exempt),
        WatchMode::WhereSupported { .. } if state.pings == 0 => connection_only(ConnectionOnlyReason::NeverPinged),
        WatchMode::WhereSupported { .. } if !state.is_held => connection_only(ConnectionOnlyReason::PingsRarely),
        WatchMode::Required { limit } | WatchMode::WhereSupported { limit } => WatchView::Ping {
            limit_ms: whole_ms(limit),
        },
    }
}

fn output(state: &OutputState) -> OutputView {
    OutputView {
        feature: state.feature,
        kind: state.kind.name().to_owned(),
        description: state.description.clone(),
        min: state.min,
        max: state.max,
        value: state.value,
        duration_ms: state.duration_ms,
        disabled: state.disabled,
        limit_percent: state.limit_percent,
        from_percent: state.from_percent,
        reversed: state.reversed,
    }
}
