//! The guardian's side.

use std::{
    fs,
    fs::File,
    io::{BufRead, stdin},
    path::Path,
    process::ExitCode,
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use tokio::{
    runtime::Builder,
    time::{Instant, sleep},
};
use vigil_clock::Clock;
use vigil_devices::bluetooth::Bluetooth;

use super::{
    detach::detach,
    rescue,
    word::{Heard, Toys, Word, hear},
};
use crate::{files::RadioLock, timeouts};

/// The whole guardian. `vigil` is the process it guards, which holds the other end of its stdin.
///
/// It has neither a runtime nor Bluetooth until they are needed, and no log until it acts: `guardian.log`.
pub fn run(vigil: u32, data_dir: Option<&Path>) -> ExitCode {
    // Started by hand, without a place for what it has to say.
    let Some(data_dir) = data_dir else {
        return ExitCode::FAILURE;
    };
    let detached = detach();
    let Some(toys) = listen(&mut stdin().lock()) else {
        return ExitCode::SUCCESS;
    };
    let ended = Ended {
        clock: Clock::system(),
        at: Clock::system().now(),
        at_ms: SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX)),
    };
    if toys.moved.is_empty() {
        return ExitCode::SUCCESS;
    }
    begin_log(data_dir);
    if let Err(error) = detached {
        log::warn!("this guardian could have been ended with its Vigil: {error}");
    }
    log::warn!(
        "Vigil ({vigil}) is gone without a goodbye; {} toys were moved",
        toys.moved.len()
    );
    match act(vigil, data_dir, toys, ended) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log::error!("there is no runtime to stop the toys with: {error}");
            ExitCode::FAILURE
        }
    }
}

/// When Vigil ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended {
    pub(super) clock: Clock,
    pub(super) at: vigil_core::time::Moment,
    /// Since 1970.
    pub(super) at_ms: u64,
}

/// Listens until the pipe ends, and gives back what was moved then; `None` after a goodbye.
fn listen(pipe: &mut impl BufRead) -> Option<Toys> {
    let mut toys = Toys::default();
    let mut prepared = false;
    loop {
        match hear(pipe) {
            Heard::Word(Word::Goodbye) => return None,
            Heard::Word(Word::Toys(now)) => {
                toys = now;
                if !prepared && !toys.moved.is_empty() {
                    prepared = true;
                    prepare();
                }
            }
            Heard::Nonsense => {}
            Heard::End => return Some(toys),
        }
    }
}

/// Reading what is known of toys takes 20 ms in a release build, which is as long as all the rest of stopping one over
/// the tests' Bluetooth, and 5 MB. It is done when the first one moves: a guardian that never needs it stays small.
fn prepare() {
    // Without a thread it is read when it is needed.
    drop(
        thread::Builder::new()
            .name("prepare".to_owned())
            .spawn(Bluetooth::prepare),
    );
}

fn act(vigil: u32, data_dir: &Path, toys: Toys, ended: Ended) -> std::io::Result<()> {
    // One thread: nothing here waits for another but for the hardware.
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match radio(vigil, data_dir).await {
            Radio::Ours(lock) => rescue::stop(data_dir, toys, ended, lock).await,
            Radio::OfAnotherVigil => log::info!("a new Vigil is at it already"),
        }
    });
    runtime.shutdown_timeout(timeouts::RUNTIME_SHUTDOWN);
    Ok(())
}

enum Radio {
    /// Without a lock where that could not be had.
    Ours(Option<RadioLock>),
    OfAnotherVigil,
}

/// The right to use Bluetooth. Of a process that is killed the pipe may end before the lock does.
async fn radio(vigil: u32, data_dir: &Path) -> Radio {
    let give_up = Instant::now() + timeouts::VIGIL_VANISHES;
    loop {
        match RadioLock::try_take(data_dir) {
            Ok(Some(lock)) => return Radio::Ours(Some(lock)),
            Ok(None) if RadioLock::last_holder(data_dir).is_some_and(|holder| holder != vigil) => {
                return Radio::OfAnotherVigil;
            }
            Ok(None) if Instant::now() < give_up => sleep(timeouts::RADIO_LOOK).await,
            Ok(None) => return Radio::Ours(None),
            Err(error) => {
                log::warn!("who uses Bluetooth cannot be known: {error}");
                return Radio::Ours(None);
            }
        }
    }
}

/// The last guardian's log is replaced. Where the data directory was removed it stays so.
fn begin_log(data_dir: &Path) {
    let logs = data_dir.join("logs");
    // It may be there.
    let _ = fs::create_dir(&logs);
    // Toys are stopped whether or not it can be written down.
    if let Ok(file) = File::create(logs.join("guardian.log")) {
        let _ = env_logger::Builder::new()
            .filter_level(log::LevelFilter::Info)
            .format_timestamp_millis()
            .target(env_logger::Target::Pipe(Box::new(file)))
            .try_init();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s5_the_end_without_a_goodbye_is_told_from_the_one_with_it() {
        let toys = Word::Toys(Toys::default()).line().unwrap();
        let goodbye = Word::Goodbye.line().unwrap();
        assert_eq!(listen(&mut toys.as_slice()), Some(Toys::default()));
        assert_eq!(listen(&mut [toys.clone(), goodbye.clone()].concat().as_slice()), None);
        let cut_short = &goodbye[..goodbye.len() - 1];
        assert!(listen(&mut [toys.as_slice(), cut_short].concat().as_slice()).is_some());
    }

    #[test]
    fn s5_nonsense_does_not_take_back_what_was_said() {
        let said = Toys {
            adapter: Some("hci7".to_owned()),
            moved: Vec::new(),
        };
        let line = Word::Toys(said.clone()).line().unwrap();
        assert_eq!(listen(&mut [line.as_slice(), b"{}\n"].concat().as_slice()), Some(said));
    }

    #[tokio::test]
    async fn bluetooth_that_a_new_vigil_has_is_left_to_it() {
        let dir = tempfile::tempdir().unwrap();
        let _new = RadioLock::try_take(dir.path()).unwrap().unwrap();
        let another = std::process::id() + 1;
        // Where others may read who has it.
        #[cfg(unix)]
        assert!(matches!(radio(another, dir.path()).await, Radio::OfAnotherVigil));
        // The dead Vigil's own lock hangs on: that is no reason to let its toys run.
        assert!(matches!(radio(std::process::id(), dir.path()).await, Radio::Ours(None)));
    }
}
