//! Every number of this crate that bounds something and is no wait.

use std::time::Duration;

/// How many events a listener may be behind before it loses some, and is told so.
pub(crate) const EVENT_BACKLOG: usize = 4096;

/// How long a toy needs between two packets where the device configuration does not say. The reference server reckons
/// with the same for Bluetooth: more often, and slow toys lag behind or lose the link.
pub(crate) const MESSAGE_GAP: Duration = Duration::from_millis(75);

/// The longest time between two packets that the person can want of a toy. A stop does not wait for it.
pub const LONGEST_MESSAGE_GAP_MS: u32 = 1000;

/// How many of a toy's last writes are remembered to tell how long they took.
pub(crate) const REMEMBERED_WRITES: usize = 100;

/// How long a carriage that is frozen has at least for the way to the place where it is taken to be. That way is next to nothing;
/// but protocols that reckon a speed from it reckon with the whole way since its last target, and send a speed that no
/// toy has where the time is too short. The fastest known carriage takes 216 ms from end to end.
pub(crate) const FREEZE_MS: u32 = 250;

/// Notifications of one toy that wait for their readers before the oldest are dropped.
pub(crate) const NOTIFICATION_BACKLOG: usize = 64;

/// Sensor readings that wait for the sessions before the oldest are dropped.
pub(crate) const READING_BACKLOG: usize = 256;

/// What is nearby beyond so many is forgotten, the longest unheard first.
pub(crate) const NEARBY: usize = 200;

/// Orders that wait for the owner of a radio.
pub(crate) const COMMAND_BACKLOG: usize = 16;

/// Toys that may be connected to us at a time, those that did not introduce themselves yet included.
pub(crate) const WEBSOCKET_TOYS: usize = 32;

/// What connects beyond these and hears that there is no place, at a time. More is cut off without a word.
pub(crate) const WEBSOCKET_REFUSALS: usize = 4;

/// Refusals on the toys' port that the person is told of within [`REFUSAL_TOLD_AGAIN`](crate::timeouts), of all machines
/// and of one.
pub(crate) const REFUSALS_TOLD: usize = 16;
pub(crate) const REFUSALS_TOLD_OF_ONE: usize = 4;

/// The longest reason in a Close frame, in bytes: RFC 6455, section 5.5.
pub(crate) const CLOSE_REASON_BYTES: usize = 123;

/// The longest message from a toy that connected to us, in bytes.
pub(crate) const WEBSOCKET_MESSAGE_BYTES: usize = 64 * 1024;

/// The longest identifier and the longest address of such a toy, in characters.
pub(crate) const INTRODUCTION_CHARS: usize = 128;

/// What is told of a web page's Origin, in characters.
pub(crate) const ORIGIN_CHARS: usize = 256;

/// Packets that wait for the network before a toy counts as not reading.
pub(crate) const PACKET_BACKLOG: usize = 64;

/// Toys whose direction is kept over their links.
pub(crate) const TURNED_TOYS: usize = 256;

/// How often a toy's worker may panic before its link is cut. After each of them but the last it goes on, with a stop.
pub(crate) const WORKER_PANICS: usize = 3;

/// Toys that connected to us and whose index is remembered. They name their own address, so there may be ever new ones. Of
/// more, those unused for longest are forgotten, unless they are connected or the person wants something of them.
pub(crate) const REMEMBERED_WEBSOCKET_TOYS: usize = 64;

/// How much faster than its program means it a carriage may move while it lags behind.
pub(crate) const CATCH_UP: f64 = 1.05;

/// How much faster than its program means it a carriage ever moves.
pub(crate) const FASTEST: f64 = 1.1;

/// Movements of one carriage that are remembered to know how fast its program means it to move.
pub(crate) const PATH_LEGS: usize = 32;

/// A file in which the reference server keeps what a person told it about their toys, and toys in it. One toy takes about
/// a thousand bytes.
pub(crate) const USER_CONFIG_BYTES: usize = 4_000_000;
pub(crate) const USER_CONFIG_TOYS: usize = 1000;

/// The kinds of toys that such a file describes. A guardian is told of them in one line.
pub(crate) const USER_KINDS_BYTES: usize = 256_000;
