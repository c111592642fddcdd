//! The tasks that protocol handlers start: every one has an owner, and ends with the toy it belongs to.

use std::{
    sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak},
    time::Duration,
};

use buttplug_core::util::async_manager::{
    AsyncManager, TaskCompletion, TaskCompletionResult, set_global_async_manager,
};
use futures_util::{FutureExt, future::BoxFuture, task::FutureObj};
use tokio::{sync::oneshot, task::JoinSet};
use tracing::{Instrument, Span};

tokio::task_local! {
    /// Whose handler is running here.
    static OWNER: Weak<ProtocolTasks>;
    /// Set inside a task that a handler started.
    static IN_TASK: ();
}

/// The tasks of one toy's protocol. They end when this is dropped.
#[derive(Debug, Default)]
pub(super) struct ProtocolTasks {
    running: Mutex<JoinSet<()>>,
}

impl ProtocolTasks {
    /// Calls into a handler: what it starts meanwhile belongs to these tasks.
    pub(super) fn own<T>(self: &Arc<Self>, call: impl FnOnce() -> T) -> T {
        OWNER.sync_scope(Arc::downgrade(self), call)
    }

    /// As [`own`](Self::own), for a handler's future.
    pub(super) async fn own_future<T>(self: &Arc<Self>, future: impl Future<Output = T>) -> T {
        OWNER.scope(Arc::downgrade(self), future).await
    }

    /// How many run now.
    pub(super) fn count(&self) -> usize {
        let mut running = self.running();
        while running.try_join_next().is_some() {}
        running.len()
    }

    /// Ends those that run now.
    pub(super) fn end(&self) {
        self.running().abort_all();
    }

    fn spawn(&self, owner: Weak<Self>, task: BoxFuture<'static, ()>) {
        let mut running = self.running();
        while running.try_join_next().is_some() {}
        running.spawn(OWNER.scope(owner, IN_TASK.scope((), task)));
    }

    fn running(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether this code runs inside a task that a handler started.
pub(super) fn in_protocol_task() -> bool {
    IN_TASK.try_with(|()| ()).is_ok()
}

/// Makes this the way in which the reference library starts tasks and sleeps, once per process.
pub(super) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| set_global_async_manager(Box::new(OwnedTasks)));
}

#[derive(Debug)]
struct OwnedTasks;

impl AsyncManager for OwnedTasks {
    fn spawn(&self, future: FutureObj<'static, TaskCompletionResult>, span: Span) -> TaskCompletion {
        let (done, completion) = oneshot::channel();
        let task = async move {
            // Nobody has to wait for it.
            let _ = done.send(future.instrument(span).await);
        }
        .boxed();
        match OWNER
            .try_with(Weak::clone)
            .ok()
            .and_then(|weak| Some((weak.upgrade()?, weak)))
        {
            Some((owner, weak)) => owner.spawn(weak, task),
            // The toy is gone: there is nothing left for it to do. Dropping it says so to whoever waits.
            None => drop(task),
        }
        async move { completion.await.unwrap_or(TaskCompletionResult::RuntimeAborted) }.boxed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        tokio::time::sleep(duration).boxed()
    }
}
