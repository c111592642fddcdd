use std::{
    fs,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

use rustix::process::{Pid, Signal, kill_process};

use super::{
    environment,
    patience::{ENDS, until},
};

/// The app, which the driver started for us.
#[derive(Debug)]
pub(super) struct AppProcess {
    id: Pid,
}

impl AppProcess {
    /// The app that was started in that process group with that data directory.
    pub(super) fn find(group: Pid, data_dir: &Path) -> Self {
        let program = environment::app();
        let id = fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter_map(Pid::from_raw)
            .find(|id| {
                let arguments = fs::read(proc(*id).join("cmdline")).unwrap_or_default();
                let mut arguments = arguments.split(|byte| *byte == 0);
                arguments.next() == Some(program.as_os_str().as_bytes())
                    && arguments.any(|argument| argument == data_dir.as_os_str().as_bytes())
                    && rustix::process::getpgid(Some(*id)).is_ok_and(|its| its == group)
            })
            .expect("the driver started the app");
        Self { id }
    }

    pub(super) fn id(&self) -> Pid {
        self.id
    }

    pub(super) fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    pub(super) fn kill(&self) {
        self.signal(Signal::KILL);
    }

    pub(super) async fn ended(&self, which: &str) {
        until(&format!("the end of {which}"), ENDS, async || {
            self.has_ended().then_some(())
        })
        .await;
    }

    fn signal(&self, signal: Signal) {
        kill_process(self.id, signal).expect("the app runs");
    }

    /// Gone, or only waiting for the driver to take note: the first thread has ended, and so has the last one. Until then
    /// files may still be open, and the data directory taken.
    fn has_ended(&self) -> bool {
        let Ok(status) = fs::read_to_string(proc(self.id).join("stat")) else {
            return true;
        };
        // The state is the first letter behind the program's name, which is in brackets.
        let first_has_ended = status
            .rsplit(") ")
            .next()
            .is_some_and(|rest| rest.starts_with(['Z', 'X']));
        let threads = fs::read_dir(proc(self.id).join("task")).map_or(0, Iterator::count);
        first_has_ended && threads <= 1
    }
}

fn proc(id: Pid) -> PathBuf {
    Path::new("/proc").join(id.as_raw_nonzero().to_string())
}
