//! Every wait of this crate, by name. Limits that programs can see are in [`vigil_core::limits`].

use std::time::Duration;

/// The watchdog looks at least this often, whatever it is waiting for: while the computer sleeps, the timers of most
/// systems stand still.
pub(crate) const WATCHDOG_TICK: Duration = Duration::from_millis(100);

/// How often the watchdog looks again at a session whose messages lie unread past the deadline.
pub(crate) const UNREAD_RECHECK: Duration = Duration::from_millis(1);

/// How often the sessions' and the toys' runtime show the watchdog that they run, while anything is watched.
pub(crate) const RUNTIME_TICK: Duration = Duration::from_millis(50);

/// A runtime that shows nothing for this long stands still: every toy stops. Twenty ticks, each of which needs one turn on
/// the processor; with two cores and dozens of threads at work a thread waits for tens of milliseconds.
pub(crate) const RUNTIME_STALL: Duration = Duration::from_secs(1);

/// Of the time between two looks of the watchdog, this much counts towards a stall at most: what is longer shows that the
/// watchdog got no turn either.
pub(crate) const LONGEST_LOOK: Duration = Duration::from_millis(200);

/// The runtimes are watched for this long after the last session has ended: longer than a stall and the whole ladder of a
/// stop together.
pub(crate) const LINGER: Duration = Duration::from_secs(5);

/// A watchdog that does not look for this long, while its runtimes go on, is gone. The guardian then has a tenth of a
/// second, so that toys stand still within two.
pub(crate) const WATCHDOG_GONE: Duration = Duration::from_millis(1900);

/// A program that takes nothing off the socket for so long does not read.
pub(crate) const WRITE_STALL: Duration = Duration::from_secs(5);

/// After our Close frame: how long a connection waits for the program to close it, and a shutdown of Vigil with it.
pub(crate) const CLOSE: Duration = Duration::from_secs(1);

/// How long a socket is kept open for reading after that, for a program that wakes up late to read why its session is
/// over. A game that loads a level, or stands at a breakpoint, is back by then, or will not mind.
pub(crate) const FAREWELL: Duration = Duration::from_secs(60);

/// How long a web page that is not allowed waits for the person: long enough to read and to think. Firefox gives up after
/// 20 s, Chromium after 240 s. Not longer, because a browser opens one WebSocket to an address at a time (RFC 6455, 4.1):
/// its other pages wait too.
pub const PENDING_PAGE: Duration = Duration::from_secs(60);

/// A page that was allowed once after it had given up: how long it may take to try again.
pub const ALLOWED_ONCE: Duration = Duration::from_secs(120);

/// A page that was turned away: how long the person is not asked about it again.
pub const TURNED_AWAY: Duration = Duration::from_secs(600);

/// Of each kind of line about connections that come to nothing, the log gets one in this time.
pub(crate) const LOG_PAUSE: Duration = Duration::from_secs(1);

/// Messages of a program that are refused are told together, once in this time.
pub(crate) const REFUSALS_TOLD_EVERY: Duration = Duration::from_secs(1);

/// Messages are kept for whoever looks at them. A window that has not asked for them for so long is hidden, stuck or gone; it
/// does four times a second.
pub(crate) const INSPECTED: Duration = Duration::from_secs(5);

/// When the server stops: how long to wait for all connections to close.
pub const STOP: Duration = Duration::from_secs(2);

/// After `accept` failed, for want of file descriptors as a rule.
pub(crate) const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The window, while the person moves a toy with it, has to give a sign of life within this; it does every half second.
pub(crate) const MANUAL_SESSION: Duration = Duration::from_secs(2);

/// A program that comes and goes faster than a person can mean waits for this long at first, then twice as long with
/// each further session.
pub(crate) const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// It waits no longer than this. The programs of the field give up after 5 to 30 s.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A session that is over sooner was nobody's wish.
pub(crate) const SHORT_SESSION: Duration = Duration::from_secs(1);

/// One short session is forgiven after this time: a person may press a button that runs a short script once a second.
pub(crate) const FORGIVE_SHORT: Duration = Duration::from_secs(1);

/// One session that the watchdog cut off is forgiven after this time: a program that fails once a minute has other
/// problems than a slow admission.
pub(crate) const FORGIVE_CUT: Duration = Duration::from_secs(30);
