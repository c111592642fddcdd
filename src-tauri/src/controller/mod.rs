//! The one task that owns the app's state. Requests come in, views, events and alerts go out.
//!
//! Each part owns its state. It is told what happened, and returns what has to follow as [`Effect`]s or as a step that
//! must not be interrupted; the loop carries these out. After every turn that can change what the window shows, the
//! window is told: no part has to think of it.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | the loop |
//! | `order` | starts and stops what takes several steps, up to the end |
//! | `request`, `answer`, `refused`, `refusal_words` | what a person asks for, what is done about it, and why not |
//! | `context` | what all parts may use |
//! | `effect` | what follows from what happened |
//! | `heard` | what is done about what server, toys and Bluetooth report |
//! | `news` | effects of what server, toys, computer and guardian report |
//! | `serving`, `port` | starts and stops the server, and says why it does not start |
//! | `pages` | web pages that ask to be allowed |
//! | `transports` | the ways on which toys come, and the guardian while there are any |
//! | `radio`, `radio_turn`, `found`, `newcomers` | Bluetooth, looking for toys, and new ones that wait |
//! | `device_port` | the port for toys that connect to us |
//! | `screen` | toys on the screen |
//! | `known_toys` | toys that are remembered, and what the person wants of them |
//! | `details` | what is told of a toy while somebody looks at it closely |
//! | `inspection` | what a program and Vigil say to each other, told while somebody looks |
//! | `drills` | the fire drill: who may begin one, and its result |
//! | `lost_toys` | toys that were lost while they moved, until they are back and stopped |
//! | `trying` | moving a toy from the window |
//! | `storage` | settings, toys and history on the disk |
//! | `view` | the state as the window sees it |
//! | `alert_list` | alerts for a person: some of them, in pages and as files |

#[cfg_attr(not(any(feature = "gui", test)), allow(dead_code, reason = "only a window asks"))]
mod alert_list;
mod answer;
mod context;
#[cfg(any(feature = "gui", test))]
mod details;
mod device_port;
mod drills;
mod effect;
mod found;
mod heard;
#[cfg(any(feature = "gui", test))]
mod inspection;
mod known_toys;
mod lost_toys;
mod newcomers;
mod news;
mod order;
mod pages;
mod port;
mod radio;
mod radio_turn;
mod refusal_words;
mod refused;
#[cfg_attr(not(any(feature = "gui", test)), allow(dead_code, reason = "only a window asks"))]
mod request;
mod screen;
mod serving;
mod stop_key;
mod storage;
mod transports;
mod trying;
mod view;

#[cfg(test)]
pub(crate) use refused::samples::refusals;

#[cfg(test)]
mod tests;

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures_util::FutureExt;
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        mpsc, watch,
    },
    time::{Instant, sleep_until},
};
use vigil_devices::{DeviceEvent, Snapshot};
use vigil_server::ManualSessionLost;

#[cfg(any(feature = "gui", test))]
pub(crate) use self::inspection::Inspection;
#[cfg(feature = "gui")]
pub(crate) use self::refused::Refused;
pub(crate) use self::{
    alert_list::AlertList,
    context::Context,
    request::{Requester, Requests, requests},
    storage::Storage,
};
use self::{
    alert_list::ShownAlerts,
    effect::{Announcer, Effect},
    lost_toys::LostToys,
    order::StepUnderWay,
    screen::Screen,
    serving::Serving,
    stop_key::StopKeys,
    storage::Progress,
    transports::Transports,
    trying::Trying,
};
use crate::{
    alarm::Fault,
    drill::{self, FireDrill},
    ending::{Cause, Ending},
    language::Language,
    outputs::{FrontEnd, Outputs},
    power::{Power, Report},
    settings::{Overrides, Settings, SettingsChange},
    toys::Imported,
    view::AppView,
};

#[derive(Debug)]
pub(crate) struct Controller {
    context: Context,
    storage: Storage,
    overrides: Overrides,
    parts: Parts,
    reports: Reports,
    announcer: Announcer,
    shown_alerts: ShownAlerts,
    lost_toys: LostToys,
    step: StepUnderWay,
}

/// The parts that the window shows.
#[derive(Debug)]
struct Parts {
    serving: Serving,
    transports: Transports,
    screen: Screen,
    trying: Trying,
    drill: FireDrill,
    stop_key: StopKeys,
    /// What was taken over from another program.
    imported: Option<Imported>,
}

/// Where others report to the controller.
#[derive(Debug)]
struct Reports {
    faults: mpsc::Receiver<Fault>,
    toy_changes: watch::Receiver<Arc<Snapshot>>,
    /// Toys confirmed some.
    outputs: watch::Receiver<()>,
    /// Sleep, and a locked screen.
    power: Option<Power>,
}

enum Turn {
    Request(request::Asked),
    Server(serving::News),
    Device(Result<DeviceEvent, RecvError>),
    ToysChanged,
    Transports(transports::News),
    ManualSessionLost(ManualSessionLost),
    Drill(drill::News),
    StopKey,
    Power(Report),
    Fault(Fault),
    Storage(Progress),
    Tell,
    Push,
    /// Somebody looks who did not before.
    Wanted,
}

impl Turn {
    /// Whether the window may show something else after it.
    const fn can_be_seen(&self) -> bool {
        match self {
            Self::Request(_)
            | Self::Server(_)
            | Self::Device(_)
            | Self::ToysChanged
            | Self::Transports(_)
            | Self::ManualSessionLost(_)
            | Self::Drill(_)
            | Self::StopKey
            | Self::Power(_)
            | Self::Fault(_)
            | Self::Storage(Progress::GuardianRecord(_)) => true,
            Self::Storage(Progress::HistorySaved(_)) | Self::Tell | Self::Push | Self::Wanted => false,
        }
    }
}

impl Controller {
    pub(crate) fn new(
        context: Context,
        storage: Storage,
        overrides: Overrides,
        outputs: Outputs,
        faults: mpsc::Receiver<Fault>,
    ) -> Self {
        let devices = &context.devices;
        if context.front_end == FrontEnd::Window {
            // It shows where toys stand, and is told of no single output.
            devices.tell_stops_only();
        }
        if storage.must_be_looked_at() {
            // Before anything can move: nobody knows what the person wants.
            drop(devices.hold());
        }
        Self {
            parts: Parts {
                serving: Serving::new(),
                transports: Transports::new(devices),
                screen: Screen::default(),
                trying: Trying::default(),
                drill: FireDrill::default(),
                stop_key: StopKeys::new(&outputs.stop_key),
                imported: None,
            },
            reports: Reports {
                faults,
                toy_changes: devices.snapshot(),
                outputs: devices.confirmed(),
                power: None,
            },
            announcer: Announcer::new(outputs),
            shown_alerts: ShownAlerts::default(),
            lost_toys: LostToys::default(),
            step: StepUnderWay::default(),
            context,
            storage,
            overrides,
        }
    }

    /// With this to tell it that the computer sleeps.
    #[must_use]
    pub(crate) fn hearing_of(mut self, power: Option<Power>) -> Self {
        self.reports.power = power;
        self
    }

    /// Runs until the end begins, then ends everything in order. Returns whether every toy confirmed its last stop.
    ///
    /// A panic is one of the things that end Vigil: the toys are held first, and the order is the same.
    pub(crate) async fn run(mut self, mut requests: Requests, ending: Ending) -> bool {
        let mut device_events = self.context.devices.events();
        let served = AssertUnwindSafe(self.serve(&mut requests, &mut device_events, &ending))
            .catch_unwind()
            .await;
        let has_failed = served.is_err();
        if has_failed {
            ending.begin(Cause::ControllerFailed);
        }
        let ended = AssertUnwindSafe(async {
            if has_failed {
                self.apply(news::of_own_failure());
            }
            self.shut_down(&mut device_events).await
        })
        .catch_unwind()
        .await;
        if let Ok(confirmed) = ended {
            confirmed
        } else {
            ending.fail();
            // What is left of the order.
            self.context.devices.shut_down().await
        }
    }

    /// Runs until the end begins. Whatever it is doing then is interrupted.
    async fn serve(
        &mut self,
        requests: &mut Requests,
        device_events: &mut broadcast::Receiver<DeviceEvent>,
        ending: &Ending,
    ) {
        tokio::select! {
            biased;
            _ = ending.begun() => {}
            () = async {
                self.begin(ending).await;
                loop {
                    let turn = self.next(requests, device_events).await;
                    if turn.can_be_seen() {
                        self.announcer.note_change();
                    }
                    self.take(turn).await;
                }
            } => {}
        }
    }

    async fn begin(&mut self, ending: &Ending) {
        self.tell_of_the_hold();
        self.known_toys().recall();
        let devices = &self.context.devices;
        self.parts
            .screen
            .fill(&self.overrides.toys.simulate, self.storage.settings(), devices);
        self.storage.look_for_guardian_record();
        let is_headless = self.context.front_end == FrontEnd::Headless;
        if is_headless || self.storage.settings().server.start_with_app {
            self.start_server().await;
        }
        if is_headless && self.parts.serving.has_failed() {
            ending.begin(Cause::CannotServe);
        }
        self.follow_toy_settings(&SettingsChange::none(self.settings())).await;
        self.parts.stop_key.follow(&self.settings());
        self.tell_of_the_guardian(None);
        self.push();
    }

    async fn next(&mut self, requests: &mut Requests, device_events: &mut broadcast::Receiver<DeviceEvent>) -> Turn {
        let is_stale = self.announcer.is_stale();
        // While nobody looks, what is old stays so.
        let is_due = is_stale && self.announcer.is_watched();
        let Self { parts, reports, .. } = self;
        tokio::select! {
            biased;
            asked = requests.next() => Turn::Request(asked),
            lost = parts.trying.lost() => Turn::ManualSessionLost(lost),
            report = report(reports.power.as_mut()) => Turn::Power(report),
            Some(fault) = reports.faults.recv() => Turn::Fault(fault),
            () = until(self.announcer.tell_at()) => Turn::Tell,
            () = sleep_until(self.announcer.next_push()), if is_due => Turn::Push,
            () = self.announcer.wanted(), if !is_due => Turn::Wanted,
            news = parts.serving.next(!is_stale) => Turn::Server(news),
            event = device_events.recv() => Turn::Device(event),
            news = parts.drill.next() => Turn::Drill(news),
            () = parts.stop_key.next() => Turn::StopKey,
            news = parts.transports.next() => Turn::Transports(news),
            Ok(()) = reports.toy_changes.changed(), if !is_stale => Turn::ToysChanged,
            Ok(()) = reports.outputs.changed(), if !is_stale => Turn::ToysChanged,
            progress = self.storage.progress() => Turn::Storage(progress),
        }
    }

    async fn take(&mut self, turn: Turn) {
        match turn {
            Turn::Request(asked) => self.answer(asked).await,
            Turn::Server(serving::News::Event(event)) => self.server_event(&event),
            Turn::Server(serving::News::AgainDue) => {
                let settings = self.settings();
                let effects = self.parts.serving.start_again(&self.context, &settings).await;
                self.apply(effects);
            }
            // Somebody who looks is told in the next turn, if what they see is old.
            Turn::Server(serving::News::Changed)
            | Turn::ToysChanged
            | Turn::Device(Err(RecvError::Closed))
            | Turn::Wanted => {}
            Turn::Device(Ok(event)) => {
                if let DeviceEvent::Added { device, .. } = &event {
                    self.known_toys().remember().await;
                    self.name_what_was_tried(*device).await;
                }
                let effects = news::of_devices(&event, &self.context);
                let back = self.lost_toys.heed(&event, &effects, self.context.clock.now());
                self.apply(effects.into_iter().chain(back));
            }
            Turn::Device(Err(RecvError::Lagged(count))) => self.apply([news::of_lost_events(count)]),
            Turn::Transports(news) => self.transport_news(&news),
            Turn::ManualSessionLost(lost) => self.apply(news::of_silent_window(&lost)),
            Turn::Drill(news) => self.drill_news(news),
            Turn::StopKey => {
                let language = self.settings().language.or(self.context.system_language);
                let news = self.parts.stop_key.news(language);
                self.apply(news);
            }
            Turn::Power(report) => self.apply(news::of_power(&report, self.context.front_end)),
            Turn::Fault(fault) => self.apply(news::of_fault(&fault)),
            Turn::Storage(Progress::HistorySaved(saved)) => {
                self.storage.history_saved(saved);
                self.announcer.tell_written(self.storage.history_done_up_to());
            }
            Turn::Storage(Progress::GuardianRecord(record)) => self.tell_of_the_guardian(record),
            Turn::Tell => self.announcer.tell_written(self.storage.history_done_up_to()),
            Turn::Push => self.push(),
        }
    }

    /// If everything is held, says why.
    fn tell_of_the_hold(&mut self) {
        let effects = news::of_hold(self.storage.held_because(Language::English), self.context.hold.record());
        self.apply(effects);
    }

    /// The settings that hold for this run.
    fn settings(&self) -> Settings {
        self.overrides.apply(self.storage.settings())
    }

    /// What sentences are in from now on.
    fn language(&self) -> Language {
        self.storage.settings().language.or(self.context.system_language)
    }

    fn apply(&mut self, effects: impl IntoIterator<Item = Effect>) {
        let language = self.language();
        for effect in effects {
            self.announcer.carry_out(effect, &mut self.storage, language);
        }
    }

    fn push(&mut self) {
        let view = self.view();
        self.announcer.push(view);
    }

    fn view(&mut self) -> Arc<AppView> {
        let (alerts, history) = self.shown_alerts.of(self.storage.history(), self.language());
        Arc::new(AppView {
            revision: self.announcer.next_revision(),
            alerts,
            history,
            ..view::view(&self.context, &self.storage, &self.parts, self.settings())
        })
    }
}

/// Never resolves without a time.
async fn until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Never resolves without a thread that reports.
async fn report(power: Option<&mut Power>) -> Report {
    match power {
        Some(power) => power.report().await,
        None => std::future::pending().await,
    }
}
