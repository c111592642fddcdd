//! Vigil's side.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process::{self, Stdio},
    thread,
    time::Duration,
};

use tokio::{
    io::AsyncWriteExt,
    process::{Child, ChildStdin, Command},
    runtime::Builder,
    sync::{oneshot, watch},
    time::{Instant, sleep, timeout},
};
use vigil_devices::{Devices, MovedToys, Transport, bluetooth::BluetoothStatus};

use super::word::{MovedToy, Toys, Word};
use crate::timeouts;

/// So many guardians lost in a row are worth an alert.
const LOSSES_TOLD: u32 = 4;

/// Sees to it that there is a guardian, and that it knows what is moved.
///
/// On a thread of its own: nothing that moves or stops a toy ever waits for the guardian. Dropping this without a
/// [`goodbye`](Self::goodbye) ends the pipe, and the guardian acts as it does where Vigil is killed.
#[derive(Debug)]
pub struct Keeper {
    goodbye: oneshot::Sender<()>,
    missing: watch::Receiver<bool>,
    gone: oneshot::Receiver<()>,
}

impl Keeper {
    /// Begins at once.
    pub fn start(devices: &Devices, bluetooth: watch::Receiver<BluetoothStatus>, data_dir: &Path) -> io::Result<Self> {
        let (goodbye, asked_to_end) = oneshot::channel();
        let (tell_missing, missing) = watch::channel(false);
        let (tell_gone, gone) = oneshot::channel();
        // A guardian may be anywhere.
        let data_dir = std::path::absolute(data_dir)?;
        let task = Keeping {
            moved: devices.moved(),
            devices: devices.clone(),
            bluetooth,
            data_dir,
            goodbye: asked_to_end,
            missing: tell_missing,
        };
        let runtime = Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name("vigil-keeper".to_owned()).spawn(move || {
            runtime.block_on(task.run());
            // Nobody has to wait for it.
            let _ = tell_gone.send(());
        })?;
        Ok(Self { goodbye, missing, gone })
    }

    /// Resolves when it turns out that there is no guardian and none can be started; once.
    pub async fn missing(&mut self) {
        loop {
            if self.missing.changed().await.is_err() {
                return std::future::pending().await;
            }
            if *self.missing.borrow_and_update() {
                return;
            }
        }
    }

    /// The toys stand still, and Vigil ends, or leaves Bluetooth alone. Waits until the guardian has left.
    pub async fn goodbye(self) {
        // An error means that the thread has ended already.
        let _ = self.goodbye.send(());
        let limit = timeouts::GUARDIAN_WORD + timeouts::GUARDIAN_LEAVES;
        if timeout(limit, self.gone).await.is_err() {
            log::warn!("the guardian's thread did not end in {limit:?}");
        }
    }
}

struct Keeping {
    devices: Devices,
    moved: watch::Receiver<std::sync::Arc<MovedToys>>,
    bluetooth: watch::Receiver<BluetoothStatus>,
    data_dir: PathBuf,
    goodbye: oneshot::Receiver<()>,
    missing: watch::Sender<bool>,
}

/// A guardian that runs.
struct Guardian {
    process: Child,
    pipe: ChildStdin,
}

/// Why there is no more to tell a guardian.
enum Over {
    Goodbye,
    /// Vigil comes apart: the guardian is to think so, too.
    Dropped,
    Lost(String),
}

impl Keeping {
    async fn run(mut self) {
        let mut losses = 0;
        loop {
            let begun = Instant::now();
            let over = match Guardian::start(&self.data_dir) {
                Ok(guardian) => self.keep(guardian).await,
                Err(error) => Over::Lost(error.to_string()),
            };
            let Over::Lost(why) = over else { return };
            losses = if begun.elapsed() < timeouts::GUARDIAN_PROVEN {
                losses + 1
            } else {
                1
            };
            log::warn!("the guardian is lost, {losses} in a row: {why}");
            if losses == LOSSES_TOLD {
                log::error!("no guardian stays; if Vigil is killed, toys go on");
                // Nobody has to listen.
                let _ = self.missing.send(true);
            }
            tokio::select! {
                () = sleep(pause(losses)) => {}
                _ = &mut self.goodbye => return,
            }
        }
    }

    /// Tells it what is moved, until one of both ends.
    async fn keep(&mut self, mut guardian: Guardian) -> Over {
        let mut said = None;
        loop {
            let toys = self.toys();
            if said.as_ref() != Some(&toys) {
                let word = Word::Toys(toys.clone());
                if let Err(error) = guardian.say(&word).await {
                    guardian.kill().await;
                    return Over::Lost(error.to_string());
                }
                said = Some(toys);
            }
            tokio::select! {
                // An error means that the toys are gone, and Vigil with them.
                changed = self.moved.changed() => if changed.is_err() {
                    return Over::Dropped;
                },
                ended = guardian.process.wait() => {
                    return Over::Lost(ended.map_or_else(|error| error.to_string(), |status| status.to_string()));
                }
                asked = &mut self.goodbye => return match asked {
                    Ok(()) => {
                        guardian.leave().await;
                        Over::Goodbye
                    }
                    Err(_) => Over::Dropped,
                },
            }
        }
    }

    fn toys(&mut self) -> Toys {
        let moved = self.moved.borrow_and_update().clone();
        let states = if moved.is_empty() {
            Vec::new()
        } else {
            self.devices.states()
        };
        let advertised = self.devices.advertised().borrow().clone();
        // The guardian reaches no others yet.
        let reached = moved
            .iter()
            .filter(|(identity, _)| identity.transport == Transport::Bluetooth);
        let moved = reached.map(|(identity, toy)| {
            let state = states.iter().find(|state| state.identity == *identity);
            let name = state.map(|state| state.display_name.as_ref().unwrap_or(&state.name));
            MovedToy {
                index: toy.index,
                movements: toy.movements.clone(),
                name: name.unwrap_or(&identity.address).clone(),
                identity: identity.clone(),
                advertised: advertised.get(&identity.address).cloned(),
            }
        });
        Toys {
            moved: moved.collect(),
            adapter: self.bluetooth.borrow().chosen.clone(),
        }
    }
}

impl Guardian {
    fn start(data_dir: &Path) -> io::Result<Self> {
        let mut command = Command::new(program()?);
        command
            .args([OsString::from("--guardian"), process::id().to_string().into()])
            .arg("--data-dir")
            .arg(data_dir)
            .stdin(Stdio::piped())
            // Whoever reads what Vigil prints is not to wait for its guardian.
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        #[cfg(unix)]
        command.arg0("vigil-guardian");
        #[cfg(windows)]
        command.creation_flags(DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);
        let mut process = command.spawn()?;
        match process.stdin.take() {
            Some(pipe) => Ok(Self { process, pipe }),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    async fn say(&mut self, word: &Word) -> io::Result<()> {
        let line = word.line()?;
        let said = async {
            self.pipe.write_all(&line).await?;
            self.pipe.flush().await
        };
        timeout(timeouts::GUARDIAN_WORD, said).await?
    }

    async fn leave(mut self) {
        let said = self.say(&Word::Goodbye).await;
        let left = timeout(timeouts::GUARDIAN_LEAVES, self.process.wait()).await;
        if said.is_err() || left.is_err() {
            log::warn!("the guardian did not heed its goodbye");
            self.kill().await;
        }
    }

    /// It hangs, so it does not act either when its pipe ends; or it must not act.
    async fn kill(mut self) {
        if let Err(error) = self.process.kill().await {
            log::warn!("the guardian could not be ended: {error}");
        }
    }
}

/// The program that runs here, even where its file was replaced meanwhile.
#[cfg(target_os = "linux")]
#[allow(clippy::unnecessary_wraps)]
fn program() -> io::Result<PathBuf> {
    Ok(PathBuf::from("/proc/self/exe"))
}

#[cfg(not(target_os = "linux"))]
fn program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// Neither a console's end nor its Ctrl-C reach it.
#[cfg(windows)]
const DETACHED_PROCESS: u32 = 0x0000_0008;
#[cfg(windows)]
const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;

fn pause(losses: u32) -> Duration {
    let doubled = 2_u32.saturating_pow(losses.saturating_sub(1));
    timeouts::GUARDIAN_AGAIN_FIRST
        .saturating_mul(doubled)
        .min(timeouts::GUARDIAN_AGAIN_LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        assert_eq!(pause(1), timeouts::GUARDIAN_AGAIN_FIRST);
        assert_eq!(pause(3), timeouts::GUARDIAN_AGAIN_FIRST * 4);
        assert_eq!(pause(40), timeouts::GUARDIAN_AGAIN_LONGEST);
        assert_eq!(pause(u32::MAX), timeouts::GUARDIAN_AGAIN_LONGEST);
    }
}
