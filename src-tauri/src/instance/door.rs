use std::{io, path::Path, sync::Arc, thread};

use futures_util::future::join_all;
use tokio::{
    runtime::Builder,
    sync::{Semaphore, mpsc, oneshot},
    time::{Instant, timeout, timeout_at},
};
use vigil_devices::{StopResult, StopTicket};

use super::{
    channel::{Line, Listener, Place},
    message::{Answer, Question, Start, StopEnd, StoppedToy},
};
use crate::{
    controller::Requester,
    ending::Ending,
    hold::{StoppedFrom, Stopping},
    limits, timeouts,
    units::milliseconds,
};

/// Where other processes of the person reach this Vigil, until it is dropped.
///
/// It has a thread and a runtime of its own: what it stops is stopped whatever else stands still.
#[derive(Debug)]
pub(crate) struct Door {
    /// First: who comes later finds nobody, or the next Vigil.
    _place: Place,
    _close: oneshot::Sender<()>,
}

/// Vigil was started once more; `shown` hears when the window is on the screen.
#[derive(Debug)]
#[cfg_attr(not(feature = "gui"), allow(dead_code, reason = "only a window is shown"))]
pub(crate) struct StartedAgain {
    pub start: Start,
    pub shown: oneshot::Sender<()>,
}

/// Where a window hears that Vigil was started once more.
pub(crate) type StartsAgain = mpsc::Receiver<StartedAgain>;

/// Who answers.
#[derive(Debug, Clone)]
struct Answerer {
    requester: Requester,
    /// `None` without a window.
    window: Option<mpsc::Sender<StartedAgain>>,
    ending: Ending,
}

impl Door {
    /// Only for whoever holds the data directory. If there is to be a window, it hears who wants to see it.
    pub(crate) fn open(
        data_dir: &Path,
        requester: Requester,
        with_window: bool,
        ending: Ending,
    ) -> io::Result<(Self, StartsAgain)> {
        let (tell_window, starts_again) = mpsc::channel(limits::STARTS_AT_A_TIME);
        let answerer = Answerer {
            requester,
            window: with_window.then_some(tell_window),
            ending,
        };
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (listener, place) = {
            let _entered = runtime.enter();
            Listener::open(data_dir)?
        };
        let (close, closed) = oneshot::channel::<()>();
        thread::Builder::new().name("vigil-door".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = closed => {}
                    () = answer_all(listener, answerer) => {}
                }
            });
        })?;
        let door = Self {
            _place: place,
            _close: close,
        };
        Ok((door, starts_again))
    }
}

async fn answer_all(mut listener: Listener, answerer: Answerer) {
    let places = Arc::new(Semaphore::new(limits::CALLS_AT_A_TIME));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok(line) => {
                let answerer = answerer.clone();
                tokio::spawn(async move {
                    if let Err(error) = answerer.answer(line).await {
                        log::info!("another process of this person was not answered: {error}");
                    }
                    drop(place);
                });
            }
            Err(error) => {
                log::warn!("another process could not be heard: {error}");
                // Not as fast as this thread can, such as when there are no more descriptors.
                tokio::time::sleep(timeouts::DOOR_AGAIN).await;
            }
        }
    }
}

impl Answerer {
    async fn answer(&self, mut line: Line) -> io::Result<()> {
        let answer = match timeout(timeouts::QUESTION, line.hear()).await?? {
            Some(Question::Stop) => {
                let stopping = self.requester.stop_everything(StoppedFrom::Command);
                log::info!("everything is held: vigil --stop");
                let until = Instant::now() + timeouts::STOPS_BEFORE_ANSWER;
                timeout(timeouts::QUESTION, line.say(&Answer::Held)).await??;
                stopped(stopping, until).await
            }
            Some(Question::Release) => match self.requester.release().await {
                Ok(was_held) => Answer::Released { was_held },
                Err(refused) => Answer::NotReleased {
                    sentence: refused.to_string(),
                },
            },
            Some(Question::Show(start)) => self.show(start).await,
            None => Answer::NotUnderstood,
        };
        timeout(timeouts::QUESTION, line.say(&answer)).await?
    }

    async fn show(&self, start: Start) -> Answer {
        let Some(window) = &self.window else {
            return Answer::NoWindow;
        };
        let (tell_shown, shown) = oneshot::channel();
        let started_again = StartedAgain {
            start,
            shown: tell_shown,
        };
        let is_shown = async {
            match window.send(started_again).await {
                Ok(()) => shown.await.is_ok(),
                Err(_) => false,
            }
        };
        // A window that hangs is asked in vain; whoever asked does not wait for longer than for any answer.
        tokio::select! {
            is_shown = is_shown => if is_shown { Answer::Shown } else { Answer::Ends },
            _ = self.ending.begun() => Answer::Ends,
        }
    }
}

async fn stopped(stopping: Stopping, until: Instant) -> Answer {
    let ends = stopping.stops.iter().map(|stop| end(stop, until));
    let (toys, kept) = tokio::join!(join_all(ends), timeout_at(until, stopping.kept));
    Answer::Stopped {
        toys,
        kept: matches!(kept, Ok(Ok(Ok(())))),
    }
}

async fn end(stop: &StopTicket, until: Instant) -> StoppedToy {
    let end = match timeout_at(until, stop.outcome()).await {
        Ok(outcome) => match outcome.result {
            StopResult::Confirmed => StopEnd::Confirmed {
                after_ms: milliseconds(outcome.at - stop.since),
            },
            StopResult::NothingToTell => StopEnd::NothingToTell,
            StopResult::Unconfirmed => StopEnd::Unconfirmed,
        },
        Err(_) => StopEnd::Unconfirmed,
    };
    StoppedToy {
        name: stop.name.clone(),
        was_moving: stop.was_moving,
        end,
    }
}
