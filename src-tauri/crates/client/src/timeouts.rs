//! Every wait of this crate, by name.

use std::time::Duration;

/// From the start of a connection until the server has said who it is and which devices it has.
pub(crate) const HANDSHAKE: Duration = Duration::from_secs(10);

/// A server that is not heard for this long, though it was asked, is gone. The builder's default.
pub(crate) const CONNECTION: Duration = Duration::from_secs(5);

/// The shortest that can be asked for instead.
pub(crate) const SHORTEST_CONNECTION: Duration = Duration::from_millis(100);

/// A call that the server has not answered by then fails. The builder's default.
pub(crate) const ANSWER: Duration = Duration::from_secs(10);

/// What looks overdue is given this long once more: if the whole process stood still, the answer lies in the socket.
pub(crate) const BENEFIT_OF_DOUBT: Duration = Duration::from_millis(250);

/// After a server's limit has passed without a ping because the program's loop hangs: for the server to say what it has
/// done. intiface-engine says it only when it is next spoken to.
pub(crate) const VERDICT: Duration = Duration::from_secs(2);

/// Between two attempts to reconnect, at least.
pub(crate) const SHORTEST_PAUSE: Duration = Duration::from_millis(50);

/// For the server to answer Disconnect.
pub(crate) const LEAVE: Duration = Duration::from_secs(1);

/// For the last messages, and for the server to close its side of the connection.
pub(crate) const CLOSE: Duration = Duration::from_secs(1);

/// A session that was up for this long proves that the server is well: the next pause between attempts to reconnect is
/// the first one again.
pub(crate) const STEADY: Duration = Duration::from_secs(10);
