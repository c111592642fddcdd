//! What happened, and what follows from it for the person and for whoever listens to events.

use std::time::Duration;

use vigil_core::time::whole_ms;
use vigil_devices::{DeviceEvent, DeviceState, Transport};
use vigil_server::{ManualSessionLost, ServerEvent, Standstill};

use super::{context::Context, effect::Effect, pages};
use crate::{
    alarm::Fault,
    alerts::{
        Alert, History,
        alert::{Absence, Other, Program, SessionEnded, stops},
        words,
    },
    events::{self, Event},
    guardian::Record,
    hold::HoldRecord,
    language::Language,
    outputs::FrontEnd,
    power::{Cause, Report},
};

pub(super) fn of_server(event: &ServerEvent, history: &History) -> Vec<Effect> {
    let alert = match event {
        // What was lost has told itself in another way, if it had to: a stop that was not confirmed.
        ServerEvent::Connected { .. } | ServerEvent::MessagesRefused { .. } | ServerEvent::ReportsLost { .. } => None,
        ServerEvent::Asks { origin, .. } => {
            pages::unless_told(Alert::PageAsks { page: origin.clone() }, history).map(Effect::Alert)
        }
        ServerEvent::Refused { origin, host, why, .. } => {
            pages::refusal(origin, host.as_deref(), *why, history).map(Effect::Alert)
        }
        ServerEvent::Late {
            name, stopped, others, ..
        } => Some(Effect::Alert(Alert::ReadLate {
            program: name.clone(),
            toys: stops(stopped),
            others: others.iter().map(Other::from).collect(),
        })),
        ServerEvent::Slowed { name, origin, .. } => Some(Effect::Alert(Alert::ProgramSlowed(Program {
            name: name.clone(),
            origin: origin.clone(),
        }))),
        ServerEvent::Ended(end) => {
            let how = if end.is_repeated { Effect::Count } else { Effect::Alert };
            SessionEnded::of(end).map(Alert::SessionEnded).map(how)
        }
    };
    let event = events::of_server(event).map(Effect::Say);
    event.into_iter().chain(alert).collect()
}

pub(super) fn of_devices(event: &DeviceEvent, context: &Context) -> Vec<Effect> {
    let alert = match event {
        DeviceEvent::StopUnconfirmed { name, .. } => Some(Alert::StopUnconfirmed { toy: name.clone() }),
        DeviceEvent::Removed { device, .. } => toy_lost(*device, &context.devices.states()),
        DeviceEvent::ToyRefused { peer, why } => Some(Alert::ToyRefused {
            peer: *peer,
            why: why.clone(),
        }),
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
    let state = states
        .iter()
        .find(|state| state.index == index && !state.is_connected())?;
    // If a stop was not confirmed, Vigil cut the link itself, and has said so.
    let is_news = state.doubts.lost_moving && !state.doubts.stop_unconfirmed;
    let is_real = state.identity.transport != Transport::Simulated;
    (is_real && is_news).then(|| Alert::ToyLost {
        toy: state.name.shown().to_owned(),
        back_after_ms: None,
    })
}

/// The window fell silent; its toys have been stopped.
pub(super) fn of_silent_window(lost: &ManualSessionLost) -> Option<Effect> {
    let was_moving = lost.stops.iter().any(|stop| stop.was_moving);
    was_moving.then(|| {
        Effect::Alert(Alert::WindowSilent {
            silent_ms: whole_ms(lost.silent),
        })
    })
}

/// The computer slept, or its screen is locked. The toys have been stopped already.
pub(super) fn of_power(report: &Report, front_end: FrontEnd) -> Option<Effect> {
    let alert = match report {
        Report::Stopped { cause, toys, held } => {
            // Without a window there is nobody who could let programs go on.
            let held = *held && front_end == FrontEnd::Window;
            Alert::ComputerLeft {
                why: absence(*cause),
                toys: stops(toys),
                held,
            }
        }
        Report::ScreenUnseen => Alert::ScreenUnseen,
        Report::HoldChanged => return None,
    };
    Some(Effect::Alert(alert))
}

const fn absence(cause: Cause) -> Absence {
    match cause {
        Cause::Sleep => Absence::Sleep,
        Cause::ShutDown => Absence::ShutDown,
        Cause::ScreenLocked => Absence::ScreenLocked,
        Cause::UserSwitched => Absence::UserSwitched,
    }
}

/// Vigil itself failed and survived it: the person is told, and Vigil is named.
pub(super) fn of_fault(fault: &Fault) -> Option<Effect> {
    let alert = match fault {
        // Told when it is over: only then it is known how long it was. The sessions' runtime is this task's own.
        Fault::Stalled(stall) if stall.what == Standstill::Sessions => None,
        // A computer that slept while nothing moved is everyday life.
        Fault::Stalled(stall) if !stall.may_move && stall.what != Standstill::Toys => None,
        Fault::Stalled(stall) => Some(stood_still(stall.what, stall.lasted, stall.may_move)),
        Fault::Recovered { what, lasted } if *what == Standstill::Sessions => Some(stood_still(*what, *lasted, true)),
        Fault::Recovered { .. } => None,
        Fault::WatchdogPanicked => Some(Alert::WatchdogFailed),
        Fault::HoldNotKept(problem) => Some(Alert::NotSaved {
            problem: problem.clone(),
        }),
    };
    alert.map(Effect::Alert)
}

fn stood_still(what: Standstill, lasted: Duration, may_move: bool) -> Alert {
    Alert::StoodStill {
        part: what.into(),
        lasted_ms: whole_ms(lasted),
        may_move,
    }
}

/// What the guardian of the last Vigil did, with the time at which it did so; and damage.
pub(super) fn of_guardian(record: Option<Record>, damage: Vec<Alert>) -> Vec<Effect> {
    let acted = record.map(|record| {
        let Record {
            at_ms,
            handed_over,
            toys,
            ..
        } = record;
        Effect::AlertOf(Alert::GuardianActed { handed_over, toys }, at_ms)
    });
    acted.into_iter().chain(damage.into_iter().map(Effect::Alert)).collect()
}

/// The task that owns the app's state panicked.
pub(super) fn of_own_failure() -> [Effect; 2] {
    let alert = Alert::ControllerFailed;
    let sentence = words::words(Language::English, &alert).sentence;
    [Effect::Say(Event::Failed { sentence }), Effect::Alert(alert)]
}

/// Why everything is held: Vigil itself does, the person does, or both.
pub(super) fn of_hold(because: Option<String>, record: Option<HoldRecord>) -> impl Iterator<Item = Effect> {
    let by_person = record.map(|record| Event::Held {
        sentence: record.sentence(),
        from: Some(record.from),
        since: record.at(),
    });
    let by_vigil = because.map(|sentence| Event::Held {
        sentence,
        from: None,
        since: None,
    });
    by_person.into_iter().chain(by_vigil).map(Effect::Say)
}
