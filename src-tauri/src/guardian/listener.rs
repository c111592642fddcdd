//! What the guardian hears from Vigil, until the channel ends.

use std::io::{BufRead, BufReader};

use vigil_clock::Clock;
use vigil_devices::UserDeviceConfig;

#[cfg(unix)]
use super::sockets::Sockets;
use super::{
    channel::Receiver,
    message::{Message, Received, Toys, receive},
};

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
pub(super) enum ChannelEnd {
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
    pub(super) handed_over: bool,
    prepared: bool,
}

/// Where descriptors come from, beside the bytes.
pub(super) trait Channel: BufRead {
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
    pub(super) fn listen(
        &mut self,
        channel: &mut impl Channel,
        mut answer: impl FnMut(),
        prepare: impl Fn(),
    ) -> ChannelEnd {
        loop {
            match receive(channel) {
                Received::Message(Message::Goodbye) => return ChannelEnd::WithGoodbye,
                Received::Message(Message::Toys(toys)) => self.set(toys, &prepare),
                Received::Message(Message::Kinds { kinds }) => {
                    // Before anything asks what a toy is.
                    UserDeviceConfig::trust_kinds(kinds);
                }
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
                Received::End => return ChannelEnd::WithoutGoodbye,
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
    fn listened(mut bytes: &[u8]) -> (ChannelEnd, Toys, u32) {
        let mut listener = Listener::default();
        let mut answers = 0;
        let ended = listener.listen(&mut bytes, || answers += 1, || ());
        (ended, listener.toys, answers)
    }

    #[test]
    fn s5_the_end_without_a_goodbye_is_told_from_the_one_with_it() {
        let toys = Message::Toys(Toys::default()).line().unwrap();
        let goodbye = Message::Goodbye.line().unwrap();
        assert_eq!(listened(&toys).0, ChannelEnd::WithoutGoodbye);
        assert_eq!(
            listened(&[toys.clone(), goodbye.clone()].concat()).0,
            ChannelEnd::WithGoodbye
        );
        let cut_short = &goodbye[..goodbye.len() - 1];
        assert_eq!(
            listened(&[toys.as_slice(), cut_short].concat()).0,
            ChannelEnd::WithoutGoodbye
        );
    }

    #[test]
    fn s5_toys_that_are_handed_over_are_acted_on() {
        let mut listener = Listener::default();
        let bytes = Message::HandOver.line().unwrap();
        let ended = listener.listen(&mut bytes.as_slice(), || (), || ());
        assert_eq!((ended, listener.handed_over), (ChannelEnd::WithoutGoodbye, true));
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
        assert_eq!(listened(&all), (ChannelEnd::WithoutGoodbye, said, 2));
    }
}
