//! Vigil's side.

use std::{
    collections::BTreeSet,
    io,
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use futures_util::FutureExt;
use tokio::{
    runtime::Builder,
    sync::{oneshot, watch},
    time::{Instant, sleep, sleep_until, timeout},
};
use vigil_devices::{BluetoothStatus, Devices, MovedToys, Snapshot, ToyIdentity, Transport, UserDeviceConfig};

use super::{
    child::{Guardian, GuardianNews},
    message::{Message, MovedToy, Toys},
};
use crate::timeouts;

/// So many guardians lost in a row are worth an alert.
const LOSSES_TOLD: u32 = 4;

/// Bluetooth as it stands, while it is switched on.
pub(crate) type BluetoothInUse = Option<watch::Receiver<BluetoothStatus>>;

/// Sees to it that there is a guardian, and that it knows what is moved.
///
/// On a thread of its own: nothing that moves or stops a toy ever waits for the guardian. Dropping this without a
/// [`goodbye`](Self::goodbye) ends the channel, and the guardian acts as if Vigil was killed.
#[derive(Debug)]
pub(crate) struct GuardianSupervisor {
    goodbye: oneshot::Sender<()>,
    bluetooth: watch::Sender<BluetoothInUse>,
    missing: watch::Receiver<bool>,
    gone: oneshot::Receiver<()>,
}

impl GuardianSupervisor {
    /// Begins at once.
    pub(crate) fn start(devices: &Devices, data_dir: &Path) -> io::Result<Self> {
        let (goodbye, asked_to_end) = oneshot::channel();
        let (bluetooth, in_use) = watch::channel(None);
        let (tell_missing, missing) = watch::channel(false);
        let (tell_gone, gone) = oneshot::channel();
        // A guardian may be anywhere.
        let data_dir = std::path::absolute(data_dir)?;
        let task = Supervision {
            moved: devices.moved(),
            changes: devices.snapshot(),
            devices: devices.clone(),
            bluetooth: in_use,
            data_dir,
            goodbye: asked_to_end,
            missing: tell_missing,
            start: Guardian::start,
        };
        let runtime = Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name("vigil-keeper".to_owned()).spawn(move || {
            runtime.block_on(task.run());
            // Nobody has to wait for it.
            let _ = tell_gone.send(());
        })?;
        Ok(Self {
            goodbye,
            bluetooth,
            missing,
            gone,
        })
    }

    /// Says which adapter toys are on from now on, if any.
    pub(crate) fn follow(&self, bluetooth: BluetoothInUse) {
        self.bluetooth.send_replace(bluetooth);
    }

    /// Resolves when it turns out that there is no guardian and none can be started; once.
    pub(crate) async fn missing(&mut self) {
        loop {
            if self.missing.changed().await.is_err() {
                return std::future::pending().await;
            }
            if *self.missing.borrow_and_update() {
                return;
            }
        }
    }

    /// Vigil ends, or does without toys. Waits until the guardian has left; or, if toys on Bluetooth have not confirmed that
    /// they stand still, until they are handed over to it. It goes on trying to stop those.
    pub(crate) async fn goodbye(self) {
        // An error means that the thread has ended already.
        let _ = self.goodbye.send(());
        // To leave, or else to be killed.
        let limit = 2 * timeouts::GUARDIAN_LEAVES;
        if timeout(limit, self.gone).await.is_err() {
            log::warn!("the guardian's thread did not end in {limit:?}");
        }
    }
}

struct Supervision {
    devices: Devices,
    moved: watch::Receiver<Arc<MovedToys>>,
    /// Of [`Devices::snapshot`]: links end while toys count as moved.
    changes: watch::Receiver<Arc<Snapshot>>,
    bluetooth: watch::Receiver<BluetoothInUse>,
    data_dir: PathBuf,
    goodbye: oneshot::Receiver<()>,
    missing: watch::Sender<bool>,
    start: fn(&Path) -> io::Result<Guardian>,
}

/// Why a guardian is not told anything any more.
enum GuardianExit {
    Goodbye,
    /// Vigil comes apart: the guardian is to think so, too.
    Dropped,
    Lost(String),
}

/// What a guardian was told.
#[derive(Default)]
struct Told {
    toys: Option<Toys>,
    /// The sockets it was given.
    sockets: BTreeSet<u64>,
}

impl Supervision {
    async fn run(mut self) {
        let mut losses = 0;
        loop {
            let begun = Instant::now();
            // A panic takes the channel to the guardian with it, which then stops what moves; there is another one afterwards.
            let kept = AssertUnwindSafe(self.start_and_keep()).catch_unwind().await;
            let exit = kept.unwrap_or_else(|_panic| GuardianExit::Lost("a panic in its keeper".to_owned()));
            let GuardianExit::Lost(why) = exit else { return };
            losses = if begun.elapsed() < timeouts::GUARDIAN_PROVEN {
                losses + 1
            } else {
                1
            };
            log::warn!("the guardian is lost, {losses} in a row: {why}");
            if losses == LOSSES_TOLD {
                log::error!("every guardian ends as soon as it is started; if Vigil is killed, toys go on moving");
                // Nobody has to listen.
                let _ = self.missing.send(true);
            }
            tokio::select! {
                () = sleep(pause(losses)) => {}
                _ = &mut self.goodbye => return,
            }
        }
    }

    async fn start_and_keep(&mut self) -> GuardianExit {
        match (self.start)(&self.data_dir) {
            Ok(guardian) => self.keep(guardian).await,
            Err(error) => GuardianExit::Lost(error.to_string()),
        }
    }

    /// Tells it what is moved, until one of both ends.
    async fn keep(&mut self, mut guardian: Guardian) -> GuardianExit {
        if let Some(kinds) = UserDeviceConfig::added_kinds() {
            let kinds = kinds.to_owned();
            if let Err(error) = guardian.send(&Message::Kinds { kinds }).await {
                guardian.kill().await;
                return GuardianExit::Lost(error.to_string());
            }
        }
        let mut told = Told::default();
        let mut is_new = true;
        let mut beat_at = Instant::now();
        loop {
            if std::mem::take(&mut is_new) {
                match self.tell(&mut guardian, &mut told).await {
                    Ok(true) => beat_at = Instant::now() + told.beat(),
                    Ok(false) => {}
                    Err(error) => {
                        guardian.kill().await;
                        return GuardianExit::Lost(error.to_string());
                    }
                }
            }
            let overdue_at = guardian.overdue_at();
            let anything_moved = told.toys.as_ref().is_some_and(|toys| !toys.moved.is_empty());
            tokio::select! {
                biased;
                asked = &mut self.goodbye => return match asked {
                    Ok(()) => {
                        self.part_from(guardian, &told).await;
                        GuardianExit::Goodbye
                    }
                    Err(_) => GuardianExit::Dropped,
                },
                // An error means that the toys are gone, and Vigil with them.
                changed = self.moved.changed() => match changed {
                    Ok(()) => is_new = true,
                    Err(_) => return GuardianExit::Dropped,
                },
                heard = guardian.hear() => match heard {
                    // The first output can be accepted while the stop of a toy that just arrived is not made yet.
                    GuardianNews::Answered => is_new = told.lacks_a_stop(),
                    GuardianNews::Exited(status) => {
                        return GuardianExit::Lost(status.map_or_else(|error| error.to_string(), |status| status.to_string()));
                    }
                },
                Ok(()) = self.changes.changed(), if anything_moved => is_new = true,
                Ok(()) = self.bluetooth.changed() => is_new = true,
                () = sleep_until(overdue_at.unwrap_or(beat_at)), if overdue_at.is_some() => {
                    guardian.kill().await;
                    return GuardianExit::Lost(format!("it has not answered for {:?}", timeouts::GUARDIAN_ANSWER));
                }
                () = sleep_until(beat_at), if overdue_at.is_none() => {
                    if let Err(error) = guardian.send(&Message::Heartbeat).await {
                        guardian.kill().await;
                        return GuardianExit::Lost(error.to_string());
                    }
                    beat_at = Instant::now() + told.beat();
                }
            }
        }
    }

    /// With a goodbye, or with what is left to it.
    async fn part_from(&mut self, mut guardian: Guardian, told: &Told) {
        let mut left = self.now(told).toys;
        // A toy on a socket is out of reach: its connection has ended.
        left.moved.retain(|toy| toy.identity.transport == Transport::Bluetooth);
        if left.moved.is_empty() {
            guardian.leave().await;
            return;
        }
        log::warn!(
            "{} toys are left to the guardian: they did not confirm their stop",
            left.moved.len()
        );
        let handed_over = async {
            guardian.send(&Message::Toys(left)).await?;
            guardian.send(&Message::HandOver).await
        };
        if let Err(error) = handed_over.await {
            log::error!("nothing tries to stop them any more: {error}");
        }
    }

    /// Tells it what it does not know yet. Whether there was anything.
    async fn tell(&mut self, guardian: &mut Guardian, told: &mut Told) -> io::Result<bool> {
        let now = self.now(told);
        if told.toys.as_ref() == Some(&now.toys) {
            return Ok(false);
        }
        #[cfg(unix)]
        for socket in &now.sockets {
            if told.sockets.insert(socket.number()) {
                guardian.send_socket(socket.number(), socket.descriptor()).await?;
            }
        }
        guardian.send(&Message::Toys(now.toys.clone())).await?;
        // It closes those that are not among its toys any more.
        let kept = now
            .toys
            .moved
            .iter()
            .filter_map(|toy| Some(toy.over_socket.as_ref()?.socket));
        told.sockets = kept.collect();
        told.toys = Some(now.toys);
        Ok(true)
    }

    fn now(&mut self, told: &Told) -> Now {
        self.changes.mark_unchanged();
        let moved = self.moved.borrow_and_update().clone();
        let bluetooth = self.bluetooth.borrow_and_update();
        let mut now = Now {
            toys: Toys {
                adapter: bluetooth
                    .as_ref()
                    .and_then(|status| status.borrow().chosen.clone())
                    .or_else(|| told.toys.as_ref()?.adapter.clone()),
                moved: Vec::new(),
            },
            #[cfg(unix)]
            sockets: Vec::new(),
        };
        if moved.is_empty() {
            return now;
        }
        let states = self.devices.states();
        let advertised = self.devices.snapshot().borrow().advertised.clone();
        for (identity, known) in moved.iter() {
            let state = states.iter().find(|state| state.identity == *identity);
            let name = state.map(|state| state.name.shown());
            #[cfg_attr(not(unix), allow(unused_mut, reason = "sockets are handed over on Unix"))]
            let mut toy = MovedToy {
                index: known.index,
                name: name.or(told.name_of(identity)).unwrap_or(&identity.address).to_owned(),
                identity: identity.clone(),
                advertised: advertised.get(&identity.address).cloned(),
                movements: known.movements.clone(),
                over_socket: None,
            };
            #[cfg(unix)]
            if let Some(stop) = self.devices.stop_over_socket(known.index) {
                toy.over_socket = Some(super::message::OverSocket {
                    socket: stop.socket.number(),
                    bytes: stop.bytes,
                    stops_motors: stop.stops_motors,
                });
                now.sockets.push(stop.socket);
            }
            now.toys.moved.push(toy);
        }
        now
    }
}

/// What a guardian has to know.
struct Now {
    toys: Toys,
    /// Those that the toys are on. Not kept: a connection ends with its last duplicate.
    #[cfg(unix)]
    sockets: Vec<Arc<vigil_devices::ToySocket>>,
}

impl Told {
    /// A toy that was let go has no name among the toys any more.
    fn name_of(&self, identity: &ToyIdentity) -> Option<&str> {
        let mut toys = self.toys.iter().flat_map(|toys| &toys.moved);
        Some(&toys.find(|toy| toy.identity == *identity)?.name)
    }

    /// What stops a toy over its socket is not known yet; each answer and each heartbeat is a reason to look again.
    fn lacks_a_stop(&self) -> bool {
        let toys = self.toys.iter().flat_map(|toys| &toys.moved);
        toys.filter_map(|toy| toy.over_socket.as_ref())
            .any(|stop| !stop.stops_motors)
    }

    /// How long after the last message the next heartbeat is due.
    fn beat(&self) -> Duration {
        match &self.toys {
            Some(toys) if !toys.moved.is_empty() => timeouts::GUARDIAN_BEAT,
            _ => timeouts::GUARDIAN_BEAT_AT_REST,
        }
    }
}

fn pause(losses: u32) -> Duration {
    let doubled = 2_u32.saturating_pow(losses.saturating_sub(1));
    timeouts::GUARDIAN_AGAIN_FIRST
        .saturating_mul(doubled)
        .min(timeouts::GUARDIAN_AGAIN_LONGEST)
}

#[cfg(test)]
mod tests {
    use tokio::runtime::Handle;
    use vigil_clock::Clock;

    use super::*;

    fn panics(_data_dir: &Path) -> io::Result<Guardian> {
        panic!("a defect in the keeper");
    }

    #[tokio::test]
    async fn s5_a_keeper_that_panics_starts_another_guardian() {
        let devices = Devices::new(Clock::system(), Handle::current());
        let (goodbye, asked_to_end) = oneshot::channel();
        let (_bluetooth, in_use) = watch::channel(None);
        let (tell_missing, mut missing) = watch::channel(false);
        let keeping = Supervision {
            moved: devices.moved(),
            changes: devices.snapshot(),
            devices: devices.clone(),
            bluetooth: in_use,
            data_dir: PathBuf::new(),
            goodbye: asked_to_end,
            missing: tell_missing,
            start: panics,
        };
        let kept = tokio::spawn(keeping.run());
        // It tried as often as it does with guardians that are lost.
        timeout(timeouts::GUARDIAN_PROVEN, missing.wait_for(|missing| *missing))
            .await
            .unwrap()
            .unwrap();
        goodbye.send(()).unwrap();
        kept.await.unwrap();
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        assert_eq!(pause(1), timeouts::GUARDIAN_AGAIN_FIRST);
        assert_eq!(pause(3), timeouts::GUARDIAN_AGAIN_FIRST * 4);
        assert_eq!(pause(40), timeouts::GUARDIAN_AGAIN_LONGEST);
        assert_eq!(pause(u32::MAX), timeouts::GUARDIAN_AGAIN_LONGEST);
    }
}
