//! What happened, and what follows from it for the person and for whoever listens to events.

use vigil_devices::{DeviceEvent, DeviceState, Transport};
use vigil_server::{ManualSessionLost, ServerEvent, Standstill};

use super::{context::Context, effect::Effect, pages, view::shown_name};
use crate::{
    alarm::Fault,
    alerts::{Alert, History, words},
    events::{self, Event},
    guardian::Record,
    outputs::FrontEnd,
    power::{Cause, Report},
};

pub(super) fn of_server(event: &ServerEvent, history: &History) -> Vec<Effect> {
    let alert = match event {
        // What was lost has told itself in another way, if it had to: a stop that was not confirmed.
        ServerEvent::Connected { .. } | ServerEvent::ReportsLost { .. } => None,
        ServerEvent::Asks { origin, .. } => pages::unless_told(words::page_asks(origin), history).map(Effect::Alert),
        ServerEvent::Refused { origin, host, why, .. } => {
            pages::refusal(origin, host.as_deref(), *why, history).map(Effect::Alert)
        }
        ServerEvent::Late { name, stopped, .. } => Some(Effect::Alert(words::vigil_late(name, stopped))),
        ServerEvent::Slowed { name, origin, .. } => Some(Effect::Alert(words::slowed(name, origin.as_deref()))),
        ServerEvent::Ended(end) => {
            let how = if end.is_repeated { Effect::Count } else { Effect::Alert };
            words::session_end(end).map(how)
        }
    };
    let event = events::of_server(event).map(Effect::Say);
    event.into_iter().chain(alert).collect()
}

pub(super) fn of_devices(event: &DeviceEvent, context: &Context) -> Vec<Effect> {
    let alert = match event {
        DeviceEvent::StopUnconfirmed { name, .. } => Some(words::stop_unconfirmed(name)),
        DeviceEvent::Removed { device, .. } => toy_lost(*device, &context.devices.states()),
        DeviceEvent::ToyRefused { peer, why } => Some(words::toy_refused(*peer, why)),
        _ => None,
    };
    let event = events::of_device(event, context.started).map(Effect::Say);
    event.into_iter().chain(alert.map(Effect::Alert)).collect()
}

pub(super) fn of_lost_events(count: u64) -> Effect {
    log::warn!("{count} events of toys were lost");
    Effect::Say(Event::EventsLost { count })
}

/// The link of a toy that somebody moved is gone.
fn toy_lost(index: u32, states: &[DeviceState]) -> Option<Alert> {
    let state = states.iter().find(|state| state.index == index && !state.connected)?;
    // If a stop was not confirmed, Vigil cut the link itself, and has said so.
    let is_news = state.lost_moving && !state.stop_unconfirmed;
    let is_real = state.identity.transport != Transport::Simulated;
    (is_real && is_news).then(|| words::toy_lost(shown_name(state)))
}

/// The window fell silent; its toys have been stopped.
pub(super) fn of_silent_window(lost: &ManualSessionLost) -> Option<Effect> {
    let was_moving = lost.stops.iter().any(|stop| stop.was_moving);
    was_moving.then(|| Effect::Alert(words::window_silent(lost.silent)))
}

/// The computer slept, or its screen is locked. The toys have been stopped already.
pub(super) fn of_power(report: &Report, front_end: FrontEnd) -> Option<Effect> {
    let alert = match report {
        Report::Stopped { cause, toys, held } => {
            // Without a window there is nobody who could let programs go on.
            let held = *held && front_end == FrontEnd::Window;
            match cause {
                Cause::Sleep => words::computer_left("The computer went to sleep", toys, held),
                Cause::ShutDown => words::computer_left("The computer was about to shut down", toys, held),
                Cause::ScreenLocked => words::screen_left("The screen was locked", toys, held),
                Cause::UserSwitched => words::screen_left("Another user took the screen", toys, held),
            }
        }
        Report::ScreenUnseen => words::screen_unseen(),
        Report::HoldChanged => return None,
    };
    Some(Effect::Alert(alert))
}

/// Vigil itself failed and survived it: the person is told, and Vigil is named.
pub(super) fn of_fault(fault: &Fault) -> Option<Effect> {
    let alert = match fault {
        // Told when it is over: only then it is known how long it was. The sessions' runtime is this task's own.
        Fault::Stalled(stall) if stall.what == Standstill::Sessions => None,
        // A computer that slept while nothing moved is everyday life.
        Fault::Stalled(stall) if !stall.may_move && stall.what != Standstill::Toys => None,
        Fault::Stalled(stall) => Some(words::stood_still(stall.what, stall.lasted, stall.may_move)),
        Fault::Recovered { what, lasted } if *what == Standstill::Sessions => {
            Some(words::stood_still(*what, *lasted, true))
        }
        Fault::Recovered { .. } => None,
        Fault::WatchdogPanicked => Some(words::watchdog_failed()),
    };
    alert.map(Effect::Alert)
}

/// What the guardian of the last Vigil did, with the time at which it did so; and damage.
pub(super) fn of_guardian(record: Option<Record>, damage: Vec<Alert>) -> Vec<Effect> {
    let acted = record.map(|record| Effect::AlertOf(words::guardian_acted(&record), record.at_ms));
    acted.into_iter().chain(damage.into_iter().map(Effect::Alert)).collect()
}

/// The task that owns the app's state panicked.
pub(super) fn of_own_failure() -> [Effect; 2] {
    let alert = words::vigil_failed();
    let sentence = alert.sentence.clone();
    [Effect::Say(Event::Failed { sentence }), Effect::Alert(alert)]
}
