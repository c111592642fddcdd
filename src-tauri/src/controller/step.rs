use futures_util::future::BoxFuture;
use tokio::{runtime::Handle, task::JoinHandle};

/// Something that has to come to its end even if what it belongs to is interrupted.
pub(super) type Step = BoxFuture<'static, ()>;

/// The step that is under way, in a task of its own.
#[derive(Debug, Default)]
pub(super) struct StepUnderWay(Option<JoinHandle<()>>);

impl StepUnderWay {
    /// Only once the one before is finished.
    pub(super) fn begin(&mut self, step: Step, runtime: &Handle) {
        self.0 = Some(runtime.spawn(step));
    }

    pub(super) const fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// Resolves when it has come to its end, at once if there is none. May be interrupted and called again.
    pub(super) async fn finished(&mut self) {
        if let Some(step) = &mut self.0 {
            let done = step.await;
            self.0 = None;
            if let Err(error) = done {
                log::error!("a step failed: {error}");
            }
        }
    }
}
