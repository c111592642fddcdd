use std::collections::BTreeMap;

use vigil_core::{lease::SessionId, policy::WatchMode, time::whole_ms};
use vigil_devices::{DeviceState, LinkState, OutputState, Permission, Transport};
use vigil_server::{AskingPage, ProgramState};

use super::{
    Controller, Serving,
    serving::{policy, url},
};
use crate::view::{
    AppView, AskingPageView, ConnectionOnlyReason, GapView, OutputView, ProgramView, ServerView, ToyLink,
    ToyPermission, ToyView, WatchView,
};

impl Controller {
    /// The whole state, as the window shows it.
    pub(super) fn view(&self) -> AppView {
        let settings = self.settings();
        let policy = policy(&settings);
        let toys = self.devices.states();
        let (server, programs) = match &self.serving {
            Serving::Stopped => (ServerView::Stopped, Vec::new()),
            Serving::Failed {
                sentence,
                suggested_port,
            } => (
                ServerView::Failed {
                    sentence: sentence.clone(),
                    suggested_port: *suggested_port,
                },
                Vec::new(),
            ),
            Serving::Running(server) => (
                ServerView::Running {
                    url: url(server.address()),
                },
                server.programs(),
            ),
        };
        let asking_pages = match &self.serving {
            Serving::Running(server) => server.asking_pages().into_iter().map(asking_page).collect(),
            _ => Vec::new(),
        };
        let names: BTreeMap<SessionId, &str> = programs
            .iter()
            .map(|program| (program.session, program.name.as_str()))
            .collect();
        AppView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_dir: self.place.display().to_string(),
            log_dir: self.log_dir.clone(),
            server,
            held: self.devices.held().map(|hold| hold.0),
            held_because: self.devices.held().and_then(|_| self.stores.held_because()),
            bluetooth: self.bluetooth(),
            toys: toys
                .iter()
                .map(|toy| self.toy(toy, &names))
                .chain(self.away(&toys))
                .collect(),
            programs: programs
                .iter()
                .map(|state| {
                    let outdated = state.watch != policy.watch(&state.name, state.origin.as_deref());
                    program(state, &toys, outdated)
                })
                .collect(),
            asking_pages,
            alerts: self.stores.history().alerts().to_vec(),
            settings,
        }
    }

    fn toy(&self, state: &DeviceState, names: &BTreeMap<SessionId, &str>) -> ToyView {
        let movers = if moves(state) {
            state.movers.iter().collect()
        } else {
            Vec::new()
        };
        ToyView {
            index: state.index,
            name: shown_name(state).to_owned(),
            model: state.name.clone(),
            simulated: self.kind_on_screen(state.index),
            link: link(state.link),
            address: (state.identity.transport != Transport::Simulated).then(|| state.identity.address.clone()),
            permission: permission(self.devices.preferences(&state.identity).permission),
            battery_percent: state.battery_percent,
            signal_dbm: state.rssi_dbm,
            outputs: state.outputs.iter().map(output).collect(),
            moved_by: movers
                .into_iter()
                .filter_map(|session| names.get(session))
                .map(ToString::to_string)
                .collect(),
            tried: self
                .hand
                .as_ref()
                .is_some_and(|hand| state.movers.contains(&hand.session())),
            stop_unconfirmed: state.stop_unconfirmed,
        }
    }
}

/// What the person calls it.
pub(super) fn shown_name(state: &DeviceState) -> &str {
    state.display_name.as_deref().unwrap_or(&state.name)
}

fn link(link: LinkState) -> ToyLink {
    match link {
        LinkState::Connected => ToyLink::Connected,
        LinkState::Reconnecting => ToyLink::Reconnecting,
        LinkState::Lost => ToyLink::Away,
    }
}

pub(super) fn permission(permission: Permission) -> ToyPermission {
    match permission {
        Permission::Default => ToyPermission::Default,
        Permission::Allowed => ToyPermission::Allowed,
        Permission::Denied => ToyPermission::Denied,
    }
}

fn asking_page(page: AskingPage) -> AskingPageView {
    AskingPageView {
        origin: page.origin,
        left_ms: whole_ms(page.left),
    }
}

fn program(state: &ProgramState, toys: &[DeviceState], outdated_limit: bool) -> ProgramView {
    ProgramView {
        id: state.session.0,
        name: state.name.clone(),
        address: state.address.to_string(),
        origin: state.origin.clone(),
        protocol: format!("{}.0", state.version),
        connected_for_ms: u64::from(whole_ms(state.connected_for)),
        watch: watch(state),
        pings_received: state.pings,
        gaps: state
            .gaps
            .iter()
            .map(|gap| GapView {
                ago_ms: whole_ms(gap.ago),
                gap_ms: whole_ms(gap.silent),
            })
            .collect(),
        moves: toys
            .iter()
            .filter(|toy| moves(toy) && toy.movers.contains(&state.session))
            .map(|toy| shown_name(toy).to_owned())
            .collect(),
        outdated_limit,
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
        WatchMode::Required { limit } | WatchMode::WhereSupported { limit } => WatchView::Ping {
            limit_ms: whole_ms(limit),
            since_ping_ms: whole_ms(state.silent),
            ever_pinged: state.pings > 0,
        },
    }
}

/// A strength above zero; a carriage that was sent somewhere belongs to whoever sent it.
fn moves(toy: &DeviceState) -> bool {
    toy.outputs
        .iter()
        .any(|output| output.kind.is_position() || output.value != 0)
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
    }
}
