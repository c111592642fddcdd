//! Vigil is started once more with the same data directory: the window that is there is shown.

use std::{env, ffi::OsString, path::Path};

use super::{
    caller::{self, Unanswered},
    message::{Answer, Question, Start},
};
use crate::{files::DataDir, timeouts};

/// What has come of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// The window is on the screen. For a person: what this start asked for and did not get, if anything.
    Shown(Option<String>),
    /// The one that ran is gone: this one can start.
    Gone,
    /// For a person.
    Failed(String),
}

/// Has the window shown of the Vigil that runs with this data directory. Blocks until it is, or until one that is
/// ending is gone.
pub(crate) fn show(data_dir: &Path) -> Again {
    let mut options = options(env::args_os().skip(1));
    let given = options.len();
    options.retain(|option| option != "--hidden");
    let start = Start {
        options: options.clone(),
        hidden: options.len() < given,
        token: token(),
    };
    let of_data = data_dir.display();
    match caller::ask(data_dir, &Question::Show(start)) {
        Ok(Answer::Shown) => Again::Shown((!options.is_empty()).then(|| {
            format!(
                "Vigil is open already, and goes on as it was started. What you started it with now holds only from a \
                 start on: {}. Close Vigil first, then start it like this again.",
                options.join(" ")
            )
        })),
        Ok(Answer::NoWindow) => Again::Failed(format!(
            "Vigil is running without a window, with the data in {of_data}. End that one first, then open the window; or \
             stop everything with vigil --stop."
        )),
        Ok(Answer::Ends) | Err(Unanswered::Ended | Unanswered::NoneRuns(_)) => wait_for_the_end(data_dir),
        Ok(_) => Again::Failed(format!(
            "Vigil is already running with the data in {of_data}; it is of another version."
        )),
        Err(unanswered) => Again::Failed(format!("Vigil is already running. {unanswered}")),
    }
}

/// It stops the toys, and ends its sessions.
fn wait_for_the_end(data_dir: &Path) -> Again {
    let clock = vigil_clock::Clock::system();
    let until = clock.now() + timeouts::LAST_ONE_ENDS;
    while DataDir::is_held(data_dir) {
        if clock.now() >= until {
            return Again::Failed(format!(
                "The Vigil that ran with the data in {} is ending, but does not come to an end.",
                data_dir.display()
            ));
        }
        std::thread::park_timeout(timeouts::CALL_AGAIN);
    }
    Again::Gone
}

/// Without the data directory.
fn options(arguments: impl Iterator<Item = OsString>) -> Vec<String> {
    let mut options = Vec::new();
    let mut arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        if argument == "--data-dir" {
            drop(arguments.next());
        } else if !argument.starts_with("--data-dir=") {
            options.push(argument);
        }
    }
    options
}

/// A desktop lets only a program come to the front that it has just started: Wayland, and X11.
fn token() -> Option<String> {
    ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"]
        .into_iter()
        .find_map(|name| env::var(name).ok())
        .filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_directory_is_no_option_of_the_start() {
        let given = ["--port", "0", "--data-dir", "/a", "--no-bluetooth", "--data-dir=/b"];
        let options = options(given.into_iter().map(OsString::from));
        assert_eq!(options, ["--port", "0", "--no-bluetooth"]);
    }
}
