use std::{io, path::Path, sync::Arc, thread};

use futures_util::future::join_all;
use tokio::{
    runtime::Builder,
    sync::{Semaphore, oneshot},
    time::{Instant, timeout, timeout_at},
};
use vigil_devices::{StopResult, StopTicket};

use super::{
    channel::{Line, Listener, Place},
    message::{Answer, Question, StopEnd, StoppedToy},
};
use crate::{
    controller::Requester,
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

impl Door {
    /// Only for whoever holds the data directory.
    pub(crate) fn open(data_dir: &Path, requester: Requester) -> io::Result<Self> {
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
                    () = answer_all(listener, requester) => {}
                }
            });
        })?;
        Ok(Self {
            _place: place,
            _close: close,
        })
    }
}

async fn answer_all(mut listener: Listener, requester: Requester) {
    let places = Arc::new(Semaphore::new(limits::CALLS_AT_A_TIME));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok(line) => {
                let requester = requester.clone();
                tokio::spawn(async move {
                    if let Err(error) = answer(line, &requester).await {
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

async fn answer(mut line: Line, requester: &Requester) -> io::Result<()> {
    let answer = match timeout(timeouts::QUESTION, line.hear()).await?? {
        Some(Question::Stop) => {
            let stopping = requester.stop_everything(StoppedFrom::Command);
            log::info!("everything is held: vigil --stop");
            let until = Instant::now() + timeouts::STOPS_BEFORE_ANSWER;
            timeout(timeouts::QUESTION, line.say(&Answer::Held)).await??;
            stopped(stopping, until).await
        }
        Some(Question::Release) => match requester.release().await {
            Ok(was_held) => Answer::Released { was_held },
            Err(refused) => Answer::NotReleased {
                sentence: refused.to_string(),
            },
        },
        None => Answer::NotUnderstood,
    };
    timeout(timeouts::QUESTION, line.say(&answer)).await?
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
