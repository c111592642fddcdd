//! Whether it is the guardian's turn to use Bluetooth, or a new Vigil's.
//!
//! The lock lies on a disk that may hang. A thread asks for it, holds it, and gives it back.

use std::{
    io,
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::Duration,
};

use tokio::sync::watch;
use vigil_clock::Clock;

use crate::{files::RadioLock, timeouts};

/// In the guardian: whether it may use Bluetooth.
#[derive(Debug)]
pub(super) struct GuardianTurn {
    orders: SyncSender<Order>,
    answer: watch::Receiver<Answer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The disk has not answered.
    Unknown,
    Ours,
    /// A new Vigil uses Bluetooth, or wants to.
    AnotherVigil,
}

/// There are so many orders.
const ORDERS: usize = 2;

#[derive(Debug, PartialEq, Eq)]
enum Order {
    /// Find out whether Bluetooth is free, and take it if so. The first order.
    Ask,
    /// Whoever wants Bluetooth may have it; we go on until somebody does.
    Yield,
}

impl GuardianTurn {
    /// Starts the thread, which asks for the guardian of the process `vigil` once it is [told to](Self::ask).
    pub(super) fn prepare(vigil: u32, data_dir: &Path) -> io::Result<Self> {
        let (orders, to_do) = sync_channel(ORDERS);
        let (tell, answer) = watch::channel(Answer::Unknown);
        let data_dir = data_dir.to_owned();
        let work = move || {
            if to_do.recv() == Ok(Order::Ask) {
                guardian_asks(vigil, &data_dir, &to_do, &tell);
            }
        };
        thread::Builder::new().name("radio-turn".to_owned()).spawn(work)?;
        Ok(Self { orders, answer })
    }

    pub(super) fn ask(&self) {
        self.order(Order::Ask);
    }

    /// Waits for the answer, but not for long: a disk that hangs must not hang a stop, and a Vigil that could have taken
    /// Bluetooth meanwhile would have needed that disk, too.
    pub(super) async fn first_answer(&mut self) -> Answer {
        let answered = self.answer.wait_for(|answer| *answer != Answer::Unknown);
        if let Ok(Ok(answer)) = tokio::time::timeout(timeouts::GUARDIAN_LOCK, answered).await {
            *answer
        } else {
            log::warn!("who uses Bluetooth is not known yet");
            Answer::Unknown
        }
    }

    /// Resolves when another Vigil turns out to use Bluetooth, or wants to after [`give_way`](Self::give_way).
    pub(super) async fn wanted_by_another(&mut self) {
        if self
            .answer
            .wait_for(|answer| *answer == Answer::AnotherVigil)
            .await
            .is_err()
        {
            // There is nobody who could find out.
            std::future::pending::<()>().await;
        }
    }

    /// From now on a new Vigil does not have to wait for us.
    pub(super) fn give_way(&self) {
        self.order(Order::Yield);
    }

    fn order(&self, order: Order) {
        // Each is given once, so there is room; an error means that the thread has ended.
        let _ = self.orders.try_send(order);
    }
}

fn guardian_asks(vigil: u32, data_dir: &Path, orders: &Receiver<Order>, tell: &watch::Sender<Answer>) {
    let Ok(lock) = take(vigil, data_dir, orders) else {
        tell.send_replace(Answer::AnotherVigil);
        return;
    };
    tell.send_replace(Answer::Ours);
    if orders.recv() != Ok(Order::Yield) {
        return;
    }
    drop(lock);
    while orders.recv_timeout(timeouts::GUARDIAN_YIELDS) == Err(RecvTimeoutError::Timeout) {
        if matches!(RadioLock::try_take(data_dir), Ok(None)) {
            tell.send_replace(Answer::AnotherVigil);
            return;
        }
    }
}

/// Another Vigil has it.
#[derive(Debug)]
struct NotOurs;

/// The lock, or nothing if it cannot be had although no other Vigil has it: the pipe of a process that is killed may end
/// before its locks do.
fn take(vigil: u32, data_dir: &Path, orders: &Receiver<Order>) -> Result<Option<RadioLock>, NotOurs> {
    let since = Clock::system().now();
    loop {
        match RadioLock::try_take(data_dir) {
            Ok(Some(lock)) => return Ok(Some(lock)),
            Ok(None) if RadioLock::last_holder(data_dir).is_some_and(|holder| holder != vigil) => return Err(NotOurs),
            Ok(None) if Clock::system().now() - since < timeouts::VIGIL_VANISHES => wait(orders, timeouts::RADIO_LOOK),
            Ok(None) => return Ok(None),
            Err(error) => {
                log::warn!("who uses Bluetooth cannot be known: {error}");
                return Ok(None);
            }
        }
    }
}

/// An order to yield that comes so early is lost; the lock is then kept until the end, which is safe.
fn wait(orders: &Receiver<Order>, time: Duration) {
    let _ = orders.recv_timeout(time);
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked(vigil: u32, data_dir: &Path) -> Answer {
        answer_of(&mut asks(vigil, data_dir)).await
    }

    fn asks(vigil: u32, data_dir: &Path) -> GuardianTurn {
        let turn = GuardianTurn::prepare(vigil, data_dir).unwrap();
        turn.ask();
        turn
    }

    #[tokio::test]
    async fn bluetooth_that_a_new_vigil_has_is_left_to_it() {
        let dir = tempfile::tempdir().unwrap();
        let _new = RadioLock::try_take(dir.path()).unwrap().unwrap();
        // Where others may read who has it.
        #[cfg(unix)]
        assert_eq!(asked(std::process::id() + 1, dir.path()).await, Answer::AnotherVigil);
        // The dead Vigil's own lock hangs on: that is no reason to let its toys run.
        assert_eq!(asked(std::process::id(), dir.path()).await, Answer::Ours);
    }

    #[tokio::test]
    async fn a_guardian_gives_way_and_learns_of_who_comes() {
        let dir = tempfile::tempdir().unwrap();
        let mut guardian = asks(1, dir.path());
        assert_eq!(answer_of(&mut guardian).await, Answer::Ours);
        assert!(RadioLock::try_take(dir.path()).unwrap().is_none());
        guardian.give_way();
        // The guardian itself looks whether it is free, now and then.
        let vigil = loop {
            match RadioLock::try_take(dir.path()).unwrap() {
                Some(lock) => break lock,
                None => tokio::time::sleep(timeouts::RADIO_LOOK).await,
            }
        };
        guardian.wanted_by_another().await;
        drop(vigil);
    }

    async fn answer_of(turn: &mut GuardianTurn) -> Answer {
        *turn.answer.wait_for(|answer| *answer != Answer::Unknown).await.unwrap()
    }

    #[tokio::test]
    async fn s5_without_a_directory_for_the_lock_the_guardian_works() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(asked(1, &dir.path().join("gone")).await, Answer::Ours);
    }
}
