//! What the client's handles and the task of its connection share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot},
    time::Instant,
};
use vigil_core::{
    message::{ClientMessage, Command, CommandError},
    time::Moment,
};

use crate::{
    error::{CallError, DisconnectReason},
    limits,
    machine::{Answer, Machine, Over, Settings},
    news::{News, Queue},
};

/// Whoever waits for an answer; the place among the open calls is free again when this is gone, not before.
#[derive(Debug)]
pub(crate) struct Waiting {
    answer: oneshot::Sender<Result<Answer, CallError>>,
    _place: Arc<OwnedSemaphorePermit>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    /// For the connection's task: something has changed.
    wake: Notify,
    /// For whoever reads the events.
    news: Notify,
    origin: Instant,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) machine: Machine<Waiting>,
    /// Counts the sessions, so that a device of an old one is not mistaken for one of the next.
    pub(crate) session: u64,
    places: Arc<Semaphore>,
    places_of_stops: Arc<Semaphore>,
    /// With what calls fail while there is no session.
    last_end: Option<CallError>,
    queue: Queue,
    is_leaving: bool,
    /// The connection's task has ended.
    is_finished: bool,
}

impl Shared {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            state: Mutex::new(State {
                machine: Machine::new(settings, false, Moment::default()),
                session: 0,
                places: Arc::new(Semaphore::new(0)),
                places_of_stops: Arc::new(Semaphore::new(0)),
                last_end: None,
                queue: Queue::default(),
                is_leaving: false,
                is_finished: false,
            }),
            wake: Notify::new(),
            news: Notify::new(),
            origin: Instant::now(),
        }
    }

    pub(crate) fn now(&self) -> Moment {
        Moment::default() + self.origin.elapsed()
    }

    pub(crate) fn instant(&self, moment: Moment) -> Instant {
        self.origin + moment.since(Moment::default())
    }

    /// Does something to the state, then tells whoever is concerned by what has come of it.
    pub(crate) fn with<R>(&self, act: impl FnOnce(&mut State, Moment) -> R) -> R {
        let mut state = self.lock();
        let result = act(&mut state, self.now());
        let answers = state.machine.take_answers();
        let news = state.machine.take_news();
        let has_news = !news.is_empty();
        for news in news {
            state.queue.push(news);
        }
        if state.machine.over().is_some() {
            state.places.close();
            state.places_of_stops.close();
        }
        drop(state);
        for (waiting, answer) in answers {
            // Whoever has gone does not want it.
            let _ = waiting.answer.send(answer);
        }
        if has_news {
            self.news.notify_one();
        }
        result
    }

    /// The same, for the connection's task to look at afterwards.
    fn with_wake<R>(&self, act: impl FnOnce(&mut State, Moment) -> R) -> R {
        let result = self.with(act);
        self.wake.notify_one();
        result
    }

    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// A new connection is there.
    pub(crate) fn begin(&self, settings: Settings) {
        self.with(|state, now| {
            state.machine = Machine::new(settings, state.last_end.is_some(), now);
            state.session += 1;
            state.places = Arc::new(Semaphore::new(limits::MAX_OPEN_CALLS));
            state.places_of_stops = Arc::new(Semaphore::new(limits::MAX_OPEN_STOPS));
            if state.is_leaving {
                state.machine.leave(now);
            }
        });
    }

    /// The session is over, and its connection is closed.
    pub(crate) fn closed(&self) {
        self.with(|state, _| {
            state.machine.closed();
            if let Some(Over::Ended(error)) = state.machine.over() {
                state.last_end = Some(error.clone());
            }
        });
    }

    /// The connection's task ends, or is taken away together with the runtime that it was on.
    pub(crate) fn finish(&self) {
        self.with(|state, now| {
            let reason = DisconnectReason::Lost("The client's task has ended.".to_owned());
            state.machine.disconnected(reason, now);
            state.is_finished = true;
        });
        self.news.notify_one();
    }

    /// The program is done.
    pub(crate) fn leave(&self) {
        self.with_wake(|state, now| {
            state.is_leaving = true;
            state.machine.leave(now);
        });
    }

    pub(crate) fn is_leaving(&self) -> bool {
        self.lock().is_leaving
    }

    /// Returns once the program is done.
    pub(crate) async fn left(&self) {
        while !self.is_leaving() {
            self.woken().await;
        }
    }

    pub(crate) fn check_in(&self) {
        self.with_wake(|state, now| state.machine.check_in(now));
    }

    /// Whether calls can be made; else with what they fail.
    pub(crate) fn check(&self) -> Result<(), CallError> {
        self.lock().check()
    }

    pub(crate) fn look<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.lock())
    }

    pub(crate) fn deafen(&self) {
        self.lock().queue.deafen();
    }

    pub(crate) fn lost_readings(&self) -> u64 {
        self.lock().queue.lost_readings()
    }

    /// The next event, and the session that it is of; `None` when no more will come.
    pub(crate) async fn next_news(&self) -> Option<(News, u64)> {
        loop {
            {
                let mut state = self.lock();
                if let Some(news) = state.queue.pop() {
                    return Some((news, state.session));
                }
                if state.is_finished {
                    return None;
                }
            }
            self.news.notified().await;
        }
    }

    /// Sends messages as one frame and waits for their answers. `session` is the one that their devices are of.
    ///
    /// Dropped before the messages are in the queue, nothing is sent; after that, all are, and their answers are dropped.
    pub(crate) async fn call(
        &self,
        session: Option<u64>,
        messages: Vec<ClientMessage>,
    ) -> Result<Vec<Answer>, CallError> {
        let (places, begun, session) = {
            let state = self.lock();
            state.check_session(session)?;
            let places = if messages.iter().any(is_stop) {
                state.places_of_stops.clone()
            } else {
                state.places.clone()
            };
            (places, state.machine.stops(), state.session)
        };
        let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        let Ok(place) = places.acquire_many_owned(count).await else {
            return Err(self.lock().end());
        };
        let place = Arc::new(place);
        let mut receivers = Vec::with_capacity(messages.len());
        let calls: Vec<_> = messages
            .into_iter()
            .map(|message| {
                let (answer, receiver) = oneshot::channel();
                receivers.push(receiver);
                let waiting = Waiting {
                    answer,
                    _place: place.clone(),
                };
                (message, waiting)
            })
            .collect();
        drop(place);
        self.with_wake(|state, now| {
            state.check_session(Some(session))?;
            state.machine.call(calls, begun, now)
        })?;
        let mut answers = Vec::with_capacity(receivers.len());
        let mut failed = None;
        for receiver in receivers {
            match receiver.await {
                Ok(Ok(answer)) => answers.push(answer),
                Ok(Err(error)) => {
                    failed.get_or_insert(error);
                }
                Err(_) => return Err(self.lock().end()),
            }
        }
        failed.map_or(Ok(answers), Err)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No state here is left half-done by a panic, and a stop must go through after one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn check(&self) -> Result<(), CallError> {
        match self.machine.refusal() {
            None => Ok(()),
            Some(CallError::Disconnected(DisconnectReason::NotConnected)) => Err(self.end()),
            Some(error) => Err(error),
        }
    }

    fn check_session(&self, session: Option<u64>) -> Result<(), CallError> {
        self.check()?;
        match session {
            Some(session) if session != self.session => Err(CommandError::Disconnected.into()),
            _ => Ok(()),
        }
    }

    /// How the last session ended.
    pub(crate) fn last_end(&self) -> Option<&CallError> {
        self.last_end.as_ref()
    }

    /// With what calls fail that found no session, or lost it.
    fn end(&self) -> CallError {
        let error = match self.machine.refusal() {
            Some(CallError::Disconnected(DisconnectReason::NotConnected)) | None => self.last_end.clone(),
            error => error,
        };
        error.unwrap_or(CallError::Disconnected(DisconnectReason::NotConnected))
    }
}

fn is_stop(message: &ClientMessage) -> bool {
    matches!(message, ClientMessage::Device(Command::Stop(_)))
}

/// While one of these is there, the client stays connected; the last one that goes disconnects it.
#[derive(Debug)]
pub(crate) struct Presence(pub(crate) Arc<Shared>);

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.leave();
    }
}
