use std::{
    net::TcpStream,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use vigil_core::{time::Moment, watch::Inbox};

/// How far a connection has got with reading, so that an unread Ping does not count as one that was not sent.
#[derive(Debug)]
pub(crate) struct SocketInbox {
    /// A second handle to the socket, to check for unread bytes.
    socket: TcpStream,
    /// Set from before the socket is read until everything read from it was handled.
    busy: AtomicBool,
    /// Reading is paused because the program does not take its answers. What is unread then is the program's fault.
    paused: AtomicBool,
    /// When the connection last found nothing more to read, in nanoseconds.
    drained_at: AtomicU64,
    /// Counts messages.
    messages: AtomicU64,
}

impl SocketInbox {
    /// `socket` must not block.
    pub(crate) fn new(socket: TcpStream) -> Self {
        Self {
            socket,
            busy: AtomicBool::new(false),
            paused: AtomicBool::new(false),
            drained_at: AtomicU64::new(0),
            messages: AtomicU64::new(0),
        }
    }

    /// Call before reading from the socket.
    pub(crate) fn begin(&self) {
        self.paused.store(false, Ordering::SeqCst);
        self.busy.store(true, Ordering::SeqCst);
    }

    /// A message was read from the socket.
    pub(crate) fn message(&self) {
        self.messages.fetch_add(1, Ordering::SeqCst);
    }

    /// The runtime found that the socket has nothing more, and everything read from it was handled. `asked` is a time
    /// before the socket was read. `matters`: a deadline had passed by then.
    pub(crate) fn drained(&self, asked: Moment, matters: bool) {
        // The runtime's answer may be out of date, because it asks the system for readiness only now and then. If it
        // matters, check.
        if !matters || !self.has_unread() {
            self.drained_at.store(asked.as_nanos(), Ordering::SeqCst);
        }
        self.busy.store(false, Ordering::SeqCst);
    }

    /// Reading is paused until the program takes its answers.
    pub(crate) fn pause(&self) {
        self.paused.store(true, Ordering::SeqCst);
        self.busy.store(false, Ordering::SeqCst);
    }

    pub(super) fn look(&self) -> Inbox {
        Inbox {
            messages: self.messages.load(Ordering::SeqCst),
            pending: self.is_pending(),
            drained_at: Moment::from_nanos(self.drained_at.load(Ordering::SeqCst)),
        }
    }

    /// Whether a message of the program may be unread or being handled.
    fn is_pending(&self) -> bool {
        if self.paused.load(Ordering::SeqCst) {
            return false;
        }
        // In this order: `busy` was set before a message left the socket.
        self.has_unread() || self.busy.load(Ordering::SeqCst)
    }

    fn has_unread(&self) -> bool {
        // The socket does not block. The end of the stream counts as nothing unread.
        self.socket.peek(&mut [0]).is_ok_and(|bytes| bytes > 0)
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Write, net::TcpListener, thread};

    use super::*;

    fn pair() -> (SocketInbox, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let program = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (socket, _) = listener.accept().unwrap();
        socket.set_nonblocking(true).unwrap();
        (SocketInbox::new(socket), program)
    }

    /// The program sends something, and it has arrived.
    fn send(inbox: &SocketInbox, program: &mut TcpStream) {
        program.write_all(b"x").unwrap();
        while !inbox.look().pending {
            thread::yield_now();
        }
    }

    const LATER: Moment = Moment::from_nanos(9);

    #[test]
    fn s6_what_lies_unread_is_seen() {
        let (inbox, mut program) = pair();
        assert!(!inbox.look().pending);
        send(&inbox, &mut program);
        assert!(inbox.look().pending);
    }

    #[test]
    fn s6_between_leaving_the_socket_and_being_understood_a_message_is_not_overlooked() {
        let (inbox, _program) = pair();
        inbox.begin();
        assert!(inbox.look().pending);
        inbox.message();
        inbox.drained(LATER, false);
        let seen = inbox.look();
        assert_eq!((seen.pending, seen.messages, seen.drained_at), (false, 1, LATER));
    }

    #[test]
    fn s6_the_runtimes_answer_that_nothing_lies_there_is_not_taken_if_it_matters() {
        let (inbox, mut program) = pair();
        send(&inbox, &mut program);
        inbox.drained(LATER, true);
        assert_eq!(inbox.look().drained_at, Moment::from_nanos(0));
        assert!(inbox.look().pending);
        inbox.drained(LATER, false);
        assert_eq!(inbox.look().drained_at, LATER);
    }

    #[test]
    fn a_program_that_takes_no_answers_cannot_hide_behind_what_it_sent() {
        let (inbox, mut program) = pair();
        send(&inbox, &mut program);
        inbox.pause();
        assert!(!inbox.look().pending);
    }

    #[test]
    fn the_end_of_the_connection_is_nothing_unread() {
        let (inbox, program) = pair();
        drop(program);
        assert!(!inbox.look().pending);
    }
}
