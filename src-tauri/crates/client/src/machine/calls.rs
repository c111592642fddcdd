use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use vigil_core::{
    codec::client_side,
    message::{ClientMessage, Command, InputAction, StopScope},
    time::Moment,
};

use crate::error::CallError;

/// What a call was answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Ok,
    Reading(i32),
}

/// The calls that wait: for their turn to be sent, and for their answers. `T` is whoever waits for the answer.
#[derive(Debug)]
pub(super) struct Calls<T> {
    last_id: u32,
    open: BTreeMap<u32, Open<T>>,
    /// Each is one frame.
    queue: VecDeque<Vec<(u32, ClientMessage)>>,
    answers: Vec<(T, Result<Answer, CallError>)>,
    patience: Duration,
    /// How many stops there were.
    stops: u64,
    /// The number of the last stop of everything, of a device, or of a feature.
    last_stop: BTreeMap<(Option<u32>, Option<u32>), u64>,
}

#[derive(Debug)]
struct Open<T> {
    waiting: T,
    is_read: bool,
    due: Moment,
}

impl<T> Calls<T> {
    pub(super) fn new(patience: Duration) -> Self {
        Self {
            last_id: 0,
            open: BTreeMap::new(),
            queue: VecDeque::new(),
            answers: Vec::new(),
            patience,
            stops: 0,
            last_stop: BTreeMap::new(),
        }
    }

    /// One that is not in use; 0 is the server's.
    pub(super) fn new_id(&mut self) -> u32 {
        loop {
            self.last_id = self.last_id.checked_add(1).unwrap_or(1);
            if !self.open.contains_key(&self.last_id) {
                return self.last_id;
            }
        }
    }

    /// How many stops there were when a call began. See [`Calls::push`].
    pub(super) fn stops(&self) -> u64 {
        self.stops
    }

    /// Messages that go out as one frame. What began before a stop of the same and has not been sent is not sent any
    /// more: it would move the toy after the stop. A stop goes out before everything that waits.
    pub(super) fn push(&mut self, messages: Vec<(ClientMessage, T)>, begun: u64, now: Moment) {
        let mut frame = Vec::with_capacity(messages.len());
        let mut has_stop = false;
        for (message, waiting) in messages {
            if self.is_stopped_since(&message, begun) {
                self.answers.push((waiting, Err(CallError::Superseded)));
                continue;
            }
            if let ClientMessage::Device(Command::Stop(scope)) = &message {
                has_stop = true;
                self.stop(scope);
            }
            let id = self.new_id();
            let is_read = matches!(
                message,
                ClientMessage::Device(Command::Input {
                    action: InputAction::Read,
                    ..
                })
            );
            let due = now + self.patience;
            self.open.insert(id, Open { waiting, is_read, due });
            frame.push((id, message));
        }
        if frame.is_empty() {
            return;
        }
        if has_stop {
            self.queue.push_front(frame);
        } else {
            self.queue.push_back(frame);
        }
    }

    /// The next frame.
    pub(super) fn next_frame(&mut self) -> Option<String> {
        let frame = self.queue.pop_front()?;
        Some(client_side::encode(frame.iter().map(|(id, message)| (*id, message))))
    }

    pub(super) fn is_open(&self, id: u32) -> bool {
        self.open.contains_key(&id)
    }

    pub(super) fn answer(&mut self, id: u32, answer: Result<Answer, CallError>) {
        let Some(call) = self.open.remove(&id) else { return };
        let answer = match answer {
            Ok(Answer::Reading(_)) if !call.is_read => Err(CallError::UnexpectedAnswer),
            Ok(Answer::Ok) if call.is_read => Err(CallError::UnexpectedAnswer),
            answer => answer,
        };
        self.answers.push((call.waiting, answer));
    }

    pub(super) fn next_timeout(&self) -> Option<Moment> {
        // All have the same patience, and Ids rise.
        self.open.first_key_value().map(|(_, call)| call.due)
    }

    /// Those that the server has not answered in time fail. One that has not even been sent will not be.
    pub(super) fn handle_timeout(&mut self, now: Moment) {
        while let Some(call) = self.open.first_entry().filter(|call| call.get().due <= now) {
            let (id, call) = call.remove_entry();
            self.answers
                .push((call.waiting, Err(CallError::NoAnswer(self.patience))));
            self.unsend(|queued, _| queued == id);
        }
    }

    /// All that wait fail with this; nothing more is sent.
    pub(super) fn fail_all(&mut self, error: &CallError) {
        self.queue.clear();
        let open = std::mem::take(&mut self.open);
        self.answers
            .extend(open.into_values().map(|call| (call.waiting, Err(error.clone()))));
    }

    /// Whoever can be told now.
    pub(super) fn take_answers(&mut self) -> Vec<(T, Result<Answer, CallError>)> {
        std::mem::take(&mut self.answers)
    }

    fn stop(&mut self, scope: &StopScope) {
        self.stops += 1;
        self.last_stop.insert((scope.device, scope.feature), self.stops);
        for id in self.unsend(|_, message| is_covered(message, scope)) {
            if let Some(call) = self.open.remove(&id) {
                self.answers.push((call.waiting, Err(CallError::Superseded)));
            }
        }
    }

    /// Takes back what has not been sent.
    fn unsend(&mut self, which: impl Fn(u32, &ClientMessage) -> bool) -> Vec<u32> {
        let mut unsent = Vec::new();
        for frame in &mut self.queue {
            frame.retain(|(id, message)| {
                let goes = which(*id, message);
                if goes {
                    unsent.push(*id);
                }
                !goes
            });
        }
        self.queue.retain(|frame| !frame.is_empty());
        unsent
    }

    fn is_stopped_since(&self, message: &ClientMessage, begun: u64) -> bool {
        let Some((device, feature)) = target(message) else {
            return false;
        };
        [(None, None), (Some(device), None), (Some(device), Some(feature))]
            .iter()
            .any(|scope| self.last_stop.get(scope).is_some_and(|stop| *stop > begun))
    }
}

/// The feature that a message starts: an output, or a subscription.
fn target(message: &ClientMessage) -> Option<(u32, u32)> {
    match message {
        ClientMessage::Device(Command::Output { device, outputs }) => {
            outputs.first().map(|output| (*device, output.feature))
        }
        ClientMessage::Device(Command::Input {
            device,
            feature,
            action: InputAction::Subscribe,
            ..
        }) => Some((*device, *feature)),
        _ => None,
    }
}

fn is_covered(message: &ClientMessage, scope: &StopScope) -> bool {
    let Some((device, feature)) = target(message) else {
        return false;
    };
    scope.device.is_none_or(|stopped| stopped == device) && scope.feature.is_none_or(|stopped| stopped == feature)
}
