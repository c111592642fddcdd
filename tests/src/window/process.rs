use std::{
    fs,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

use rustix::process::{Pid, Signal, kill_process};

use super::{
    cross, environment,
    patience::{ENDS, until},
};

/// The variable that tells the processes of one test from those of others.
pub(super) const MARK: &str = "VIGIL_TESTS_MARK";

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

    pub(super) fn signal(&self, signal: Signal) {
        kill_process(self.id, signal).expect("the app runs");
    }

    /// Gone, or only waiting for the driver to take note: the first thread has ended, and so has the last one. Until then
    /// files may still be open, and the data directory taken.
    pub(super) fn has_ended(&self) -> bool {
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

/// What the message box says that a Vigil with this mark opened, if it is on the screen. It is closed then.
pub(super) fn message_box(mark: &Path) -> Option<String> {
    let mark = [MARK.as_bytes(), b"=", mark.as_os_str().as_bytes()].concat();
    let (id, text) = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(Pid::from_raw)
        .find_map(|id| {
            let arguments = fs::read_to_string(proc(id).join("cmdline")).ok()?;
            let text = arguments
                .split('\0')
                .find_map(|argument| argument.strip_prefix("--message="))?;
            let environment = fs::read(proc(id).join("environ")).ok()?;
            let is_ours = environment.split(|byte| *byte == 0).any(|variable| variable == mark);
            is_ours.then(|| (id, text.to_owned()))
        })?;
    cross::is_shown(id, "Vigil").then(|| {
        let _ = kill_process(id, Signal::KILL);
        text
    })
}

/// The process that draws the window of that app; none while there is none that runs.
pub(super) fn web_process(app: Pid) -> Option<Pid> {
    let app = app.as_raw_nonzero().get().to_string();
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(Pid::from_raw)
        .find(|id| {
            // "PID (NAME) STATE PARENT …"; the name is cut after 15 letters.
            let status = fs::read_to_string(proc(*id).join("stat")).unwrap_or_default();
            let Some((name, rest)) = status.rsplit_once(") ") else {
                return false;
            };
            let mut rest = rest.split(' ');
            let runs = rest.next().is_some_and(|state| !["Z", "X"].contains(&state));
            name.ends_with("(WebKitWebProces") && runs && rest.next() == Some(&app)
        })
}

/// Whether one of its threads is called so.
pub(super) fn has_thread(id: Pid, name: &str) -> bool {
    let threads = fs::read_dir(proc(id).join("task")).into_iter().flatten();
    threads
        .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("comm")).ok())
        .any(|its_name| its_name.trim_end() == name)
}

fn proc(id: Pid) -> PathBuf {
    Path::new("/proc").join(id.as_raw_nonzero().to_string())
}
