//! Untried.

use std::{io, thread};

use tokio::{runtime::Builder, signal::windows};

use crate::ending::{Cause, Ending};

/// Begins the end at every event of the console that asks for it. The thread runs as long as the process.
pub(crate) fn watch(ending: &Ending) -> io::Result<()> {
    let ending = ending.clone();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let (mut interrupt, mut break_, mut close, mut logoff, mut shutdown) = {
        let _entered = runtime.enter();
        (
            windows::ctrl_c()?,
            windows::ctrl_break()?,
            // The system ends the process when the handler returns, or after five seconds; tokio's does not return.
            windows::ctrl_close()?,
            windows::ctrl_logoff()?,
            windows::ctrl_shutdown()?,
        )
    };
    thread::Builder::new().name("vigil-signals".to_owned()).spawn(move || {
        runtime.block_on(async {
            loop {
                let name = tokio::select! {
                    Some(()) = interrupt.recv() => "Ctrl-C",
                    Some(()) = break_.recv() => "Ctrl-Break",
                    Some(()) = close.recv() => "the console was closed",
                    Some(()) = logoff.recv() => "logoff",
                    Some(()) = shutdown.recv() => "shutdown",
                    else => return,
                };
                ending.begin(Cause::Signal(name));
            }
        });
    })?;
    Ok(())
}
