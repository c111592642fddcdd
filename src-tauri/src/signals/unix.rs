use std::{fs, io, thread};

use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM},
    iterator::Signals,
};

use crate::ending::{Cause, Ending};

/// Begins the end at every signal that asks for it. The thread runs as long as the process.
pub(crate) fn watch(ending: &Ending) -> io::Result<()> {
    let mut signals = vec![SIGTERM, SIGINT, SIGQUIT];
    // Started by `nohup`, Vigil is to outlive its terminal.
    if !is_ignored(SIGHUP) {
        signals.push(SIGHUP);
    }
    let mut signals = Signals::new(signals)?;
    let ending = ending.clone();
    thread::Builder::new().name("vigil-signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            ending.begin(Cause::Signal(name(signal)));
        }
    })?;
    Ok(())
}

fn name(signal: i32) -> &'static str {
    match signal {
        SIGHUP => "SIGHUP",
        SIGINT => "SIGINT",
        SIGQUIT => "SIGQUIT",
        _ => "SIGTERM",
    }
}

/// Whether whoever started Vigil had the signal ignored. False if the system does not tell.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    ignored_signals(&status).is_some_and(|mask| mask & (1 << (signal - 1)) != 0)
}

/// One bit for each signal, the lowest for signal 1; see proc_pid_status(5).
fn ignored_signals(status: &str) -> Option<u64> {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_of_ignored_signals_is_read() {
        let status = "Name:\tvigil\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\n";
        assert_eq!(ignored_signals(status), Some(0x1001));
        assert_eq!(ignored_signals("Name:\tvigil\n"), None);
        assert_eq!(ignored_signals("SigIgn:\tx\n"), None);
    }
}
