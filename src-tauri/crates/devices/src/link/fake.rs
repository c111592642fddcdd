//! A link to nothing, for tests: it keeps what is written and answers as it is told.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use tokio::{
    sync::{broadcast, watch},
    time::{Instant, sleep},
};

use super::{Acknowledge, Endpoint, Link, Notification};
use crate::{limits, toy::HardwareError};

#[derive(Debug)]
pub(crate) struct FakeLink {
    name: String,
    address: String,
    endpoints: Vec<Endpoint>,
    state: Mutex<State>,
    notifications: broadcast::Sender<Notification>,
    open: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct State {
    writes: Vec<Write>,
    /// What comes back for what is written.
    answers: BTreeMap<Vec<u8>, Notification>,
    values: BTreeMap<String, Vec<u8>>,
    subscribed: Vec<Endpoint>,
    write_time: Duration,
    /// What a toy answers to what is written, beside `answers`.
    script: Option<Script>,
    /// What it says to the first who subscribes.
    greetings: Vec<Notification>,
    faults: BTreeMap<u32, Fault>,
    /// Writes that were asked for, counted from 0.
    asked: u32,
}

/// What becomes of one write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "the tests of every toy run on Linux")
)]
pub(crate) enum Fault {
    /// It does not arrive, and the link says so.
    Refused,
    /// It is never answered, and does not arrive.
    Hangs,
    /// It arrives, and the link says that it failed.
    AnswerLost,
    /// The link is lost before it.
    LinkLost,
}

/// A toy's answers to one write.
pub(crate) struct Script(Box<Answers>);

type Answers = dyn FnMut(Endpoint, &[u8]) -> Vec<Notification> + Send;

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Script")
    }
}

/// What took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Write {
    pub(crate) at: Instant,
    pub(crate) endpoint: Endpoint,
    pub(crate) data: Vec<u8>,
    pub(crate) acknowledge: Acknowledge,
}

impl FakeLink {
    pub(crate) fn new(name: &str, endpoints: &[Endpoint]) -> Arc<Self> {
        // What is remembered of a toy belongs to its address.
        static NEXT: AtomicU32 = AtomicU32::new(0);
        Self::at(
            &format!("fake {}", NEXT.fetch_add(1, Ordering::Relaxed)),
            name,
            endpoints,
        )
    }

    /// A toy with this address, which may have been there before.
    pub(crate) fn at(address: &str, name: &str, endpoints: &[Endpoint]) -> Arc<Self> {
        Arc::new(Self {
            name: name.to_owned(),
            address: address.to_owned(),
            endpoints: endpoints.to_vec(),
            state: Mutex::default(),
            notifications: broadcast::Sender::new(limits::NOTIFICATION_BACKLOG),
            open: watch::Sender::new(true),
        })
    }

    pub(crate) fn answer(&self, written: &[u8], endpoint: Endpoint, data: &[u8]) {
        let notification = Notification {
            endpoint,
            data: data.to_vec(),
        };
        self.state().answers.insert(written.to_vec(), notification);
    }

    pub(crate) fn set_script(&self, script: impl FnMut(Endpoint, &[u8]) -> Vec<Notification> + Send + 'static) {
        self.state().script = Some(Script(Box::new(script)));
    }

    #[cfg_attr(
        not(target_os = "linux"),
        allow(dead_code, reason = "the tests of every toy run on Linux")
    )]
    pub(crate) fn set_greetings(&self, greetings: Vec<Notification>) {
        self.state().greetings = greetings;
    }

    /// What becomes of the write that is the `after`th from now on, counted from 0.
    pub(crate) fn fail(&self, after: u32, fault: Fault) {
        let mut state = self.state();
        let write = state.asked + after;
        state.faults.insert(write, fault);
    }

    pub(crate) fn set_value(&self, endpoint: Endpoint, data: &[u8]) {
        self.state().values.insert(endpoint.to_string(), data.to_vec());
    }

    pub(crate) fn set_write_time(&self, time: Duration) {
        self.state().write_time = time;
    }

    pub(crate) fn notify(&self, endpoint: Endpoint, data: &[u8]) {
        let _ = self.notifications.send(Notification {
            endpoint,
            data: data.to_vec(),
        });
    }

    /// The toy is out of reach.
    pub(crate) fn drop_link(&self) {
        self.open.send_replace(false);
    }

    pub(crate) fn is_open(&self) -> bool {
        *self.open.borrow()
    }

    pub(crate) fn subscribed(&self) -> Vec<Endpoint> {
        self.state().subscribed.clone()
    }

    pub(crate) fn writes(&self) -> Vec<Write> {
        self.state().writes.clone()
    }

    /// The bytes alone; what was there is forgotten.
    pub(crate) fn take(&self) -> Vec<Vec<u8>> {
        let writes = std::mem::take(&mut self.state().writes);
        writes.into_iter().map(|write| write.data).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Link for FakeLink {
    fn name(&self) -> &str {
        &self.name
    }

    fn address(&self) -> &str {
        &self.address
    }

    fn endpoints(&self) -> Vec<Endpoint> {
        self.endpoints.clone()
    }

    fn write(
        self: Arc<Self>,
        endpoint: Endpoint,
        data: Vec<u8>,
        acknowledge: Acknowledge,
    ) -> BoxFuture<'static, Result<(), HardwareError>> {
        async move {
            let (write_time, fault) = {
                let mut state = self.state();
                let write = state.asked;
                state.asked += 1;
                (state.write_time, state.faults.remove(&write))
            };
            match fault {
                Some(Fault::Refused) => return Err(HardwareError::Failed("refused".to_owned())),
                Some(Fault::Hangs) => std::future::pending().await,
                Some(Fault::LinkLost) => self.drop_link(),
                Some(Fault::AnswerLost) | None => {}
            }
            if !write_time.is_zero() {
                sleep(write_time).await;
            }
            if !self.is_open() {
                return Err(HardwareError::Disconnected);
            }
            let mut state = self.state();
            if let Some(answer) = state.answers.get(&data) {
                let _ = self.notifications.send(answer.clone());
            }
            let said = state.script.as_mut().map(|script| (script.0)(endpoint, &data));
            for notification in said.into_iter().flatten() {
                let _ = self.notifications.send(notification);
            }
            state.writes.push(Write {
                at: Instant::now(),
                endpoint,
                data,
                acknowledge,
            });
            if fault == Some(Fault::AnswerLost) {
                return Err(HardwareError::Failed("no answer".to_owned()));
            }
            Ok(())
        }
        .boxed()
    }

    fn read(self: Arc<Self>, endpoint: Endpoint) -> BoxFuture<'static, Result<Vec<u8>, HardwareError>> {
        let value = self.state().values.get(&endpoint.to_string()).cloned();
        async move { value.ok_or_else(|| HardwareError::Failed("no value".to_owned())) }.boxed()
    }

    fn subscribe(self: Arc<Self>, endpoint: Endpoint) -> BoxFuture<'static, Result<(), HardwareError>> {
        let mut state = self.state();
        state.subscribed.push(endpoint);
        let (said, later): (Vec<_>, Vec<_>) = std::mem::take(&mut state.greetings)
            .into_iter()
            .partition(|said| said.endpoint == endpoint);
        state.greetings = later;
        for greeting in said {
            let _ = self.notifications.send(greeting);
        }
        async { Ok(()) }.boxed()
    }

    fn unsubscribe(self: Arc<Self>, endpoint: Endpoint) -> BoxFuture<'static, Result<(), HardwareError>> {
        self.state().subscribed.retain(|subscribed| *subscribed != endpoint);
        async { Ok(()) }.boxed()
    }

    fn notifications(&self) -> broadcast::Receiver<Notification> {
        self.notifications.subscribe()
    }

    fn closed(self: Arc<Self>) -> BoxFuture<'static, ()> {
        let mut open = self.open.subscribe();
        async move {
            let _ = open.wait_for(|open| !open).await;
        }
        .boxed()
    }

    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()> {
        self.drop_link();
        async {}.boxed()
    }
}
