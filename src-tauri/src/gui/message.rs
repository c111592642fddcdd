//! What Vigil says when it has no window, or none any more: in a message box of the system's own.
//!
//! The box belongs to a process of its own: whoever reads takes their time, while Vigil ends and frees its data directory
//! for the next one.

use std::{
    env,
    process::{Command, ExitCode, Stdio},
    sync::mpsc::sync_channel,
    thread,
};

use rfd::{MessageButtons, MessageDialog, MessageLevel};

use crate::{alerts::words, language::Language, timeouts};

/// Opens the box, and does not wait until somebody has read it; nor for a disk that does not give the program.
pub(super) fn open(text: &str) {
    log::error!("shown in a message box: {text}");
    let (tell, opened) = sync_channel(1);
    let text = text.to_owned();
    let opening = thread::Builder::new().name("vigil-message".to_owned()).spawn(move || {
        let _ = tell.send(start(&text));
    });
    let opened = opening.map(|_| opened.recv_timeout(timeouts::MESSAGE_OPENS));
    match opened {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) | Err(error) => log::error!("no message box was shown: {error}"),
        Ok(Err(_)) => log::error!("no message box was shown: the system takes too long to start one"),
    }
}

/// Vigil ends because something in it failed.
pub(super) fn open_for_failure(language: Language, all_toys_confirmed: bool) {
    open(&words::ended_by_failure(language, all_toys_confirmed));
}

fn start(text: &str) -> std::io::Result<()> {
    let mut command = Command::new(env::current_exe()?);
    command
        // One argument, so that no text is taken for an option.
        .arg(format!("--message={text}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // What ends Vigil, such as Ctrl-C in its terminal, does not end this.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, crate::console::DETACHED);
    command.spawn().map(drop)
}

/// In that process: shows the box until somebody has read it.
pub(crate) fn show(text: &str) -> ExitCode {
    MessageDialog::new()
        .set_level(MessageLevel::Error)
        .set_title("Vigil")
        .set_description(text)
        .set_buttons(MessageButtons::Ok)
        .show();
    ExitCode::SUCCESS
}
