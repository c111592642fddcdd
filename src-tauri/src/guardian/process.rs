//! The guardian's side.

use std::{
    io::{BufRead, BufReader, Write, stdout},
    path::Path,
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use tokio::{runtime::Runtime, time::timeout};
use vigil_clock::Clock;
use vigil_devices::Bluetooth;

#[cfg(unix)]
use super::sockets::Sockets;
use super::{
    channel::Receiver,
    detach::detach,
    equipment::Equipment,
    message::{Message, Received, Toys, receive},
    rescue,
};
use crate::timeouts;

/// The whole guardian. `vigil` is the process it guards, which holds the other end of its standard input.
///
/// It has all its threads from the start, but no Bluetooth until that is needed. It touches no disk until it acts, and then
/// on threads that nothing waits for.
pub fn run(vigil: u32, data_dir: Option<&Path>) -> ExitCode {
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
    if how == Ended::WithGoodbye {
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

/// When Vigil ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct VigilEnded {
    pub(super) clock: Clock,
    pub(super) at: vigil_core::time::Moment,
    /// Since 1970.
    pub(super) at_ms: u64,
    /// In order, and left its toys to the guardian.
    pub(super) handed_over: bool,
}

/// How the channel ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    WithGoodbye,
    WithoutGoodbye,
}

/// What the guardian knows.
#[derive(Debug, Default)]
pub(super) struct Listener {
    pub(super) toys: Toys,
    #[cfg(unix)]
    pub(super) sockets: Sockets,
    /// Vigil ends in order, and leaves the toys to us.
    handed_over: bool,
    prepared: bool,
}

/// Where descriptors come from, beside the bytes.
trait Channel: BufRead {
    #[cfg(unix)]
    fn take_descriptor(&mut self) -> Option<std::os::fd::OwnedFd>;
}

impl Channel for BufReader<Receiver> {
    #[cfg(unix)]
    fn take_descriptor(&mut self) -> Option<std::os::fd::OwnedFd> {
        self.get_mut().take_descriptor()
    }
}

impl Listener {
    /// Listens until the channel ends, or Vigil says goodbye. Answers every message.
    fn listen(&mut self, channel: &mut impl Channel, mut answer: impl FnMut(), prepare: impl Fn()) -> Ended {
        loop {
            match receive(channel) {
                Received::Message(Message::Goodbye) => return Ended::WithGoodbye,
                Received::Message(Message::Toys(toys)) => self.set(toys, &prepare),
                Received::Message(Message::Heartbeat) => {}
                Received::Message(Message::HandOver) => self.handed_over = true,
                #[cfg(unix)]
                Received::Message(Message::Socket { socket }) => {
                    if let Some(descriptor) = channel.take_descriptor() {
                        self.sockets.add(socket, descriptor);
                    }
                }
                #[cfg(not(unix))]
                Received::Message(Message::Socket { .. }) => {}
                Received::Nonsense => continue,
                Received::End => return Ended::WithoutGoodbye,
            }
            answer();
        }
    }

    fn set(&mut self, toys: Toys, prepare: impl Fn()) {
        self.toys = toys;
        #[cfg(unix)]
        self.sockets.keep_those_of(&self.toys);
        if !self.prepared && self.toys.over_bluetooth().next().is_some() {
            self.prepared = true;
            prepare();
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    impl Channel for &[u8] {
        #[cfg(unix)]
        fn take_descriptor(&mut self) -> Option<std::os::fd::OwnedFd> {
            None
        }
    }

    /// How it ended, what is known then, and how many answers were given.
    fn listened(mut bytes: &[u8]) -> (Ended, Toys, u32) {
        let mut listener = Listener::default();
        let mut answers = 0;
        let ended = listener.listen(&mut bytes, || answers += 1, || ());
        (ended, listener.toys, answers)
    }

    #[test]
    fn s5_the_end_without_a_goodbye_is_told_from_the_one_with_it() {
        let toys = Message::Toys(Toys::default()).line().unwrap();
        let goodbye = Message::Goodbye.line().unwrap();
        assert_eq!(listened(&toys).0, Ended::WithoutGoodbye);
        assert_eq!(
            listened(&[toys.clone(), goodbye.clone()].concat()).0,
            Ended::WithGoodbye
        );
        let cut_short = &goodbye[..goodbye.len() - 1];
        assert_eq!(
            listened(&[toys.as_slice(), cut_short].concat()).0,
            Ended::WithoutGoodbye
        );
    }

    #[test]
    fn s5_toys_that_are_handed_over_are_acted_on() {
        let mut listener = Listener::default();
        let bytes = Message::HandOver.line().unwrap();
        let ended = listener.listen(&mut bytes.as_slice(), || (), || ());
        assert_eq!((ended, listener.handed_over), (Ended::WithoutGoodbye, true));
    }

    #[test]
    fn s5_nonsense_does_not_take_back_what_was_said_and_is_not_answered() {
        let said = Toys {
            adapter: Some("hci7".to_owned()),
            moved: Vec::new(),
        };
        let line = Message::Toys(said.clone()).line().unwrap();
        let heartbeat = Message::Heartbeat.line().unwrap();
        let all = [line.as_slice(), b"{}\n", &heartbeat].concat();
        assert_eq!(listened(&all), (Ended::WithoutGoodbye, said, 2));
    }
}
