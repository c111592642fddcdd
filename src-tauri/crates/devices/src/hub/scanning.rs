//! Whether toys are looked for.

use tokio::sync::watch;

#[derive(Debug, Default)]
pub(super) struct Scanning {
    is_wanted: watch::Sender<bool>,
}

impl Scanning {
    pub(super) fn start(&self) {
        self.is_wanted.send_if_modified(|on| !std::mem::replace(on, true));
    }

    pub(super) fn stop(&self) {
        self.is_wanted.send_if_modified(|on| std::mem::replace(on, false));
    }

    pub(super) fn is_wanted(&self) -> watch::Receiver<bool> {
        self.is_wanted.subscribe()
    }
}
