// Of constants.
#![allow(clippy::unchecked_time_subtraction)]

use std::{
    io::Write,
    net::{TcpListener, TcpStream},
    sync::atomic::AtomicU64,
};

use tokio::runtime::Handle;
use vigil_core::lease::Lease;
use vigil_devices::Devices;

use super::*;

const START: Moment = Moment::from_nanos(5_000_000_000_000);
const LIMIT: Duration = Duration::from_secs(1);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// One watched session, with a real socket, and a clock made of arguments.
struct Rig {
    entry: Entry,
    late: mpsc::Receiver<Late>,
    late_sender: mpsc::Sender<Late>,
    program: TcpStream,
}

impl Rig {
    /// The handshake is at [`START`].
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let program = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (socket, _) = listener.accept().unwrap();
        socket.set_nonblocking(true).unwrap();
        let guarded = guarded(Some(socket));
        guarded.ping.feed(START + LIMIT);
        let (late_sender, late) = mpsc::channel(4);
        Self {
            entry: Entry {
                guarded: Arc::new(guarded),
                overdue: None,
            },
            late,
            late_sender,
            program,
        }
    }

    /// What the watchdog says when it looks so long after the handshake.
    fn look(&mut self, after: Duration) -> Outcome {
        let outcome = self.entry.look(START + after, &self.late_sender);
        if let Outcome::Missed(Missed { guarded, cause, due }) = &outcome {
            let missed = Missed {
                guarded: guarded.clone(),
                cause: cause.clone(),
                due: *due,
            };
            stop_toys(vec![missed], Clock::system());
        }
        outcome
    }

    fn goes_on(&mut self, after: Duration) -> bool {
        matches!(self.look(after), Outcome::Wait(_))
    }

    fn ended_by(&self) -> EndCause {
        let mut verdict = std::pin::pin!(self.entry.guarded.verdict());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match verdict.as_mut().poll(&mut context) {
            std::task::Poll::Ready(verdict) => verdict.cause,
            std::task::Poll::Pending => panic!("no verdict"),
        }
    }

    /// The program sends something, and it has arrived.
    fn send(&mut self) {
        self.program.write_all(b"x").unwrap();
        while !self.entry.guarded.reading.is_pending() {
            std::thread::yield_now();
        }
    }
}

fn guarded(socket: Option<TcpStream>) -> Guarded {
    let devices = Devices::new(Clock::system(), Handle::current());
    let guarded = Guarded::new(Lease::new(SessionId(1)), socket, Clock::system(), devices, true);
    guarded
        .ping_limit
        .store(u64::try_from(LIMIT.as_nanos()).unwrap(), Ordering::SeqCst);
    guarded
        .heartbeat_limit
        .store(u64::try_from(LIMIT.as_nanos()).unwrap(), Ordering::SeqCst);
    guarded
}

#[tokio::test]
async fn s2_s6_at_the_deadline_and_not_before() {
    let mut rig = Rig::new();
    assert!(matches!(rig.look(LIMIT - Duration::from_nanos(1)), Outcome::Wait(Some(due)) if due == START + LIMIT));
    assert!(rig.entry.guarded.lease.holds());
    assert!(!rig.goes_on(LIMIT));
    assert!(
        !rig.entry.guarded.lease.holds(),
        "the lease ends with the verdict, not with the connection"
    );
    assert_eq!(
        rig.ended_by(),
        EndCause::PingTimeout {
            silent: LIMIT,
            limit: LIMIT,
            ever_pinged: false
        }
    );
}

#[tokio::test]
async fn a_ping_moves_the_deadline() {
    let mut rig = Rig::new();
    assert!(rig.entry.guarded.ping.feed(START + ms(900) + LIMIT));
    assert!(rig.goes_on(ms(1899)));
    assert!(!rig.goes_on(ms(1900)));
}

#[tokio::test]
async fn s6_what_lies_unread_at_the_deadline_may_be_the_ping() {
    let mut rig = Rig::new();
    rig.send();
    assert!(rig.goes_on(LIMIT));
    assert!(rig.goes_on(LIMIT + ms(5)));
    assert!(rig.late.try_recv().is_err(), "within the grace nothing is stopped");
    assert!(rig.entry.guarded.ping.feed(START + LIMIT + LIMIT));
    assert!(rig.goes_on(LIMIT + ms(6)));
    assert!(rig.goes_on(LIMIT + ms(500)));
    assert!(rig.late.try_recv().is_err());
}

#[tokio::test]
async fn s2_s6_where_vigil_cannot_read_the_toys_stop_but_the_session_waits() {
    let mut rig = Rig::new();
    rig.send();
    assert!(rig.goes_on(LIMIT));
    assert!(rig.goes_on(LIMIT + limits::UNREAD_GRACE));
    assert!(rig.late.try_recv().is_ok(), "toys stop within the grace");
    assert!(rig.goes_on(LIMIT + ms(1000)));
    assert!(rig.late.try_recv().is_err(), "told once");
    assert!(rig.entry.guarded.lease.holds(), "the program did nothing wrong");
    assert!(rig.goes_on(LIMIT + timeouts::STALLED_LIMIT - ms(1)));
    assert!(!rig.goes_on(LIMIT + timeouts::STALLED_LIMIT));
    assert_eq!(
        rig.ended_by(),
        EndCause::VigilLate {
            late: timeouts::STALLED_LIMIT
        }
    );
}

#[tokio::test]
async fn what_was_read_after_the_deadline_without_a_ping_in_it_ends_the_session_at_once() {
    let mut rig = Rig::new();
    rig.send();
    assert!(rig.goes_on(LIMIT));
    rig.entry.guarded.reading.drained_at(START + LIMIT + ms(1));
    assert!(!rig.goes_on(LIMIT + ms(2)));
    assert!(matches!(rig.ended_by(), EndCause::PingTimeout { .. }));
}

#[tokio::test]
async fn a_program_that_sends_everything_but_pings_is_out() {
    let mut rig = Rig::new();
    rig.send();
    let mut after = LIMIT;
    while rig.goes_on(after) {
        rig.entry.guarded.reading.message();
        after += ms(10);
        assert!(after < LIMIT + ms(300));
    }
    assert!(after >= LIMIT + timeouts::FLOOD_LIMIT);
    assert!(matches!(rig.ended_by(), EndCause::PingTimeout { .. }));
}

#[tokio::test]
async fn between_leaving_the_socket_and_being_understood_a_message_is_not_overlooked() {
    let mut rig = Rig::new();
    rig.entry.guarded.reading.begin();
    assert!(rig.goes_on(LIMIT));
    rig.entry.guarded.reading.drained_at(START + ms(999));
    rig.entry.guarded.reading.idle();
    assert!(!rig.goes_on(LIMIT + ms(1)));
}

#[tokio::test]
async fn a_program_that_takes_no_answers_cannot_hide_behind_what_it_sent() {
    let mut rig = Rig::new();
    rig.send();
    rig.entry.guarded.reading.paused();
    assert!(!rig.goes_on(LIMIT));
}

#[tokio::test]
async fn s5_a_connection_that_answers_no_heartbeat() {
    let mut rig = Rig::new();
    rig.entry.guarded.ping.feed(START + ms(600_000));
    rig.entry.guarded.heartbeat.feed(START + LIMIT);
    assert!(rig.goes_on(LIMIT - ms(1)));
    assert!(!rig.goes_on(LIMIT));
    assert!(matches!(rig.ended_by(), EndCause::ConnectionSilent { .. }));
}

#[tokio::test]
async fn s6_a_heartbeat_that_was_answered_is_not_due() {
    let mut rig = Rig::new();
    rig.entry.guarded.ping.feed(START + ms(600_000));
    rig.entry.guarded.heartbeat.feed(START + LIMIT);
    rig.entry.guarded.heartbeat.clear();
    assert!(rig.goes_on(ms(500_000)));
}

#[tokio::test]
async fn s6_the_runtimes_word_that_nothing_lies_there_is_not_taken_where_it_matters() {
    let mut rig = Rig::new();
    // The deadline is long past for the system's clock, which `drained` asks.
    let due = Clock::system().now() + ms(1);
    rig.entry.guarded.ping.feed(due);
    rig.send();
    while Clock::system().now() < due {
        std::thread::yield_now();
    }
    rig.entry.guarded.drained();
    assert!(
        matches!(rig.entry.look(due, &rig.late_sender), Outcome::Wait(_)),
        "something lies there"
    );
}

#[tokio::test]
async fn without_a_deadline_nothing_is_due() {
    let mut entry = Entry {
        guarded: Arc::new(guarded(None)),
        overdue: None,
    };
    let (late, _receiver) = mpsc::channel(1);
    assert!(matches!(
        entry.look(START + ms(u64::from(u32::MAX)), &late),
        Outcome::Wait(None)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn s2_the_thread_wakes_by_itself_and_for_deadlines_that_are_switched_on_later() {
    let clock = Clock::system();
    let (late, _receiver) = mpsc::channel(1);
    let watchdog = Watchdog::start(clock, late).unwrap();
    let guarded = Arc::new(guarded(None));
    watchdog.watch(guarded.clone());
    let due = clock.now() + ms(60);
    guarded.ping.feed(due);
    watchdog.rearm();
    let verdict = guarded.verdict().await;
    assert!(verdict.stopped_at >= due, "never early");
    assert!(verdict.stopped_at - due < ms(500), "{:?}", verdict.stopped_at - due);
}

/// How far the clock of the next test is ahead of the system's, in nanoseconds.
static ASLEEP: AtomicU64 = AtomicU64::new(0);

fn clock_that_slept() -> Moment {
    Clock::system().now() + Duration::from_nanos(ASLEEP.load(Ordering::SeqCst))
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_time_that_the_computer_slept_counts_though_timers_stood_still() {
    let clock = Clock::from_fn(clock_that_slept);
    let (late, _receiver) = mpsc::channel(1);
    let watchdog = Watchdog::start(clock, late).unwrap();
    let guarded = Arc::new(guarded(None));
    guarded.ping.feed(clock.now() + ms(600_000));
    watchdog.watch(guarded.clone());
    let begun = Clock::system().now();
    ASLEEP.store(3_600_000_000_000, Ordering::SeqCst);
    let verdict = guarded.verdict().await;
    assert!(matches!(verdict.cause, EndCause::PingTimeout { .. }));
    assert!(Clock::system().now() - begun < timeouts::WATCHDOG_TICK + ms(500));
}
