//! The guardian's side.

use std::{
    io::{BufReader, Write, stdout},
    path::Path,
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use tokio::{runtime::Runtime, time::timeout};
use vigil_clock::Clock;
use vigil_devices::Bluetooth;

use super::{
    channel::Receiver,
    detach::detach,
    equipment::Equipment,
    listener::{ChannelEnd, Listener, VigilEnded},
    rescue,
};
use crate::timeouts;

/// The whole guardian. `vigil` is the process it guards, which holds the other end of its standard input.
///
/// It has all its threads from the start, but no Bluetooth until that is needed. It touches no disk until it acts, and then
/// on threads that nothing waits for.
pub(crate) fn run(vigil: u32, data_dir: Option<&Path>) -> ExitCode {
    // Started by hand, without a place for what it has to say.
    let (Some(data_dir), Ok(receiver)) = (data_dir, Receiver::new()) else {
        return ExitCode::FAILURE;
    };
    let detached = detach();
    let Ok(equipment) = Equipment::take(vigil, data_dir) else {
        return ExitCode::FAILURE;
    };
    let mut listener = Listener::default();
    let how = listener.listen(&mut BufReader::new(receiver), answer, || prepare(&equipment.runtime));
    if how == ChannelEnd::WithGoodbye {
        // What is being prepared needs not be finished.
        equipment.runtime.shutdown_background();
        return ExitCode::SUCCESS;
    }
    let ended = VigilEnded {
        clock: Clock::system(),
        at: Clock::system().now(),
        at_ms: SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX)),
        handed_over: listener.handed_over,
    };
    if listener.toys.moved.is_empty() {
        equipment.runtime.shutdown_background();
        return ExitCode::SUCCESS;
    }
    equipment.disk.begin_log();
    if let Err(error) = detached {
        log::warn!("this guardian could have been ended with its Vigil: {error}");
    }
    let count = listener.toys.moved.len();
    if ended.handed_over {
        log::warn!("Vigil ({vigil}) ends; {count} toys have not confirmed their stop");
    } else {
        log::warn!("Vigil ({vigil}) is gone without a goodbye; {count} toys were moved");
    }
    act(listener, ended, equipment);
    ExitCode::SUCCESS
}

fn answer() {
    let mut answers = stdout().lock();
    // An error means that Vigil is gone, which the next look at the channel tells.
    let _ = answers.write_all(b".").and_then(|()| answers.flush());
}

/// Reading what is known of toys takes 20 ms in a release build, which is as long as all the rest of stopping one over
/// the tests' Bluetooth, and 5 MB. It is done when the first one moves: a guardian that never needs it stays small.
fn prepare(runtime: &Runtime) {
    // Whoever needs it waits for it.
    drop(runtime.spawn_blocking(Bluetooth::prepare));
}

fn act(listener: Listener, ended: VigilEnded, equipment: Equipment) {
    let Equipment { runtime, disk, turn } = equipment;
    runtime.block_on(async {
        rescue::stop(listener, ended, turn, &disk).await;
        if timeout(timeouts::GUARDIAN_DISK_END, disk.finish()).await.is_err() {
            log::warn!("the disk does not answer");
        }
    });
    runtime.shutdown_timeout(timeouts::RUNTIME_SHUTDOWN);
}
