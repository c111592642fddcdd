//! Every wait of this crate, by name.

use std::time::Duration;

/// A stop write that has not been answered by then is sent once more beside it. Longer than a slow radio needs for a
/// write (150 ms are seen), shorter than a person's patience.
pub(crate) const STOP_REPEAT_AFTER: Duration = Duration::from_millis(250);

/// After a stop write that failed: short, since the next one may succeed; not zero, since a failing radio answers at
/// once and would be asked in a tight loop.
pub(crate) const STOP_RETRY_PAUSE: Duration = Duration::from_millis(20);

/// A stop that is still not confirmed: cut the link.
pub(crate) const CUT_LINK_AFTER: Duration = Duration::from_millis(900);

/// A toy that confirmed that it stands still is taken at its word for so long, if nothing was to move it since: the end of
/// one more session that moved nothing is no reason to write to it again. Not for longer, because what was confirmed may
/// have been lost on the air.
pub(crate) const AT_REST: Duration = Duration::from_secs(10);

/// A protocol that writes by itself and has not done so for so long has nothing more to say. The slowest known one
/// writes every 300 ms.
pub(crate) const OWN_WRITES_SILENT: Duration = Duration::from_millis(350);

/// A write that a protocol makes by itself: while it finds out what it talks to, or from a task of its own.
pub(crate) const PROTOCOL_WRITE: Duration = Duration::from_secs(3);

/// The answer of a toy that was asked whether it understands a direction, and what a refusal may take after the answer to
/// an earlier command.
pub(crate) const DIRECTION_ANSWER: Duration = Duration::from_millis(500);
pub(crate) const DIRECTION_REFUSED: Duration = Duration::from_millis(100);

/// Asking a toy for its notifications, or to end them.
pub(crate) const SUBSCRIBE: Duration = Duration::from_secs(3);

/// Finding out which toy it is. The slowest known protocol makes 55 steps, which take 7 s.
pub(crate) const IDENTIFY: Duration = Duration::from_secs(20);

/// Any call to the system's Bluetooth that is none of those below.
pub(crate) const BLUETOOTH_CALL: Duration = Duration::from_secs(3);

/// Making a link. A radio that scans at the same time takes up to 10 s.
pub(crate) const CONNECT: Duration = Duration::from_secs(15);

/// Finding out a toy's services and characteristics.
pub(crate) const DISCOVER: Duration = Duration::from_secs(10);

/// `BlueZ` refuses a request to a characteristic while another is not answered: how long to try again, and how often.
pub(crate) const BUSY_CHARACTERISTIC: Duration = Duration::from_millis(200);
pub(crate) const BUSY_CHARACTERISTIC_PAUSE: Duration = Duration::from_millis(5);

/// How often to look for adapters that came, went or were switched on without a word.
pub(crate) const ADAPTER_POLL: Duration = Duration::from_secs(2);

/// How often the list of what is nearby is told, and lost toys are called.
pub(crate) const NEARBY_TICK: Duration = Duration::from_millis(250);

/// From the start of a scan to the next one, if the adapter had to be looked at anew in between: one that is switched on and
/// off all the time is not asked to scan each time.
pub(crate) const SCAN_AGAIN: Duration = Duration::from_secs(1);

/// A search that began so short a time ago has the radio to itself, whatever moves.
pub(crate) const NEW_SEARCH: Duration = Duration::from_secs(60);

/// After that, while toys move: how long the radio looks, and how often.
pub(crate) const SEARCH_GLANCE: Duration = Duration::from_secs(4);
pub(crate) const SEARCH_GLANCE_EVERY: Duration = Duration::from_secs(30);

/// Toys that stand still for a moment only, as in a pattern, count as moving for so long.
pub(crate) const SEARCH_RESUMES: Duration = Duration::from_secs(5);

/// What a neighbour says of itself is not asked for again before this.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What was not heard for so long is not nearby any more.
pub(crate) const NEARBY_KEPT: Duration = Duration::from_secs(30);

/// After an attempt to connect failed: the first pause, which doubles, and the longest one.
pub(crate) const RECONNECT_FIRST: Duration = Duration::from_millis(500);
pub(crate) const RECONNECT_LONGEST: Duration = Duration::from_secs(30);

/// How long a lost toy is called back. One that was switched off on purpose stays away; a scan costs power.
pub(crate) const RECONNECT_FOR: Duration = Duration::from_secs(300);

/// At the end: for links that the toys' shutdown has cut to be seen as over.
pub(crate) const LINKS_END: Duration = Duration::from_secs(2);

/// The same if none of them is made yet. With what else an orderly end waits for, it has to fit into the time after which
/// Vigil leaves by force, or the guardian would not hear that the toys are left to it.
pub(crate) const ATTEMPTS_END: Duration = Duration::from_millis(300);

/// At the end: for Bluetooth as a whole.
pub(crate) const BLUETOOTH_SHUTDOWN: Duration = Duration::from_secs(4);

/// A toy that connects to us says by then what it is.
pub(crate) const INTRODUCTION: Duration = Duration::from_secs(5);

/// How often a toy that connected to us is pinged. One that says nothing until the next is gone.
pub(crate) const WEBSOCKET_PING: Duration = Duration::from_secs(10);

/// A toy that was turned away tries again and again; the person is told of the same reason once in so long.
pub(crate) const REFUSAL_TOLD_AGAIN: Duration = Duration::from_secs(60 * 60);

/// For the last frame to a toy that connected to us.
pub(crate) const WEBSOCKET_CLOSE: Duration = Duration::from_secs(1);

/// At the end: for the port that toys connect to.
pub(crate) const WEBSOCKET_SHUTDOWN: Duration = Duration::from_secs(2);

/// After the system gave us no connection.
pub(crate) const ACCEPT_RETRY: Duration = Duration::from_millis(100);

/// Cutting a link takes up to 2.6 s on `BlueZ`.
pub(crate) const DISCONNECT: Duration = Duration::from_secs(4);

/// An output write that has not been answered by then, or not succeeded however often it was tried: the toy counts as
/// hung, and the stop ladder begins.
pub(crate) const OUTPUT_WRITE: Duration = Duration::from_secs(2);

/// Reading a sensor.
pub(crate) const READ: Duration = Duration::from_secs(2);

/// How often a battery is asked for its charge.
pub(crate) const BATTERY_PERIOD: Duration = Duration::from_secs(60);

/// At the end of the program: how long to wait for all toys to stand still. The whole ladder fits in.
pub(crate) const SHUTDOWN: Duration = Duration::from_secs(5);

/// How fast a program means a carriage to move is told from what it wished in so long a time; after a pause of that length
/// it begins anew. Long enough that a whole step more or less is little of the way at 60 wishes a second.
pub(crate) const PATH_REMEMBERED: Duration = Duration::from_millis(150);

/// A carriage that is not where its program takes it to be, because the person has set other ends or turned it round, goes
/// there as if the whole of its way took so long, or slower if its program means it. Its program may have given it no time
/// for that.
pub(crate) const ENTERS_REACH: Duration = Duration::from_secs(1);
