use std::time::Duration;

use crate::{limits, message::ErrorCode, time::whole_ms};

/// Why a session is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndCause {
    /// The program said goodbye: a Disconnect message or a Close frame.
    Goodbye,
    /// No ping came within the limit.
    PingTimeout {
        silent: Duration,
        limit: Duration,
        /// Whether it had ever sent one.
        ever_pinged: bool,
    },
    /// RequestServerInfo did not come in time.
    HandshakeTimeout,
    /// The program speaks a version that this server does not.
    UnsupportedVersion { major: u32 },
    /// The program connects so often that too many of its connections wait already.
    TooOften,
    /// The connection did not answer WebSocket pings.
    ConnectionSilent { silent: Duration, limit: Duration },
    /// The connection broke without a goodbye.
    ConnectionLost,
    /// A frame that no honest program sends.
    Violation(&'static str),
    /// It does not read what it is sent.
    NotReading,
    /// Vigil itself could not read the program's messages in time.
    VigilLate { late: Duration },
    /// The person closed the connection.
    ClosedByPerson,
    /// The server is shutting down.
    ServerStopped,
    /// A defect in Vigil.
    Internal,
}

impl EndCause {
    /// What the program is told, as Error with Id 0; nothing if the program left on its own.
    pub fn error(&self) -> Option<(ErrorCode, String)> {
        let told = match self {
            Self::Goodbye | Self::ConnectionLost => return None,
            Self::PingTimeout { silent, limit, .. } => (
                ErrorCode::Ping,
                format!(
                    "No Ping for {} ms, with MaxPingTime {} ms: every toy was stopped.",
                    whole_ms(*silent),
                    whole_ms(*limit)
                ),
            ),
            Self::HandshakeTimeout => (
                ErrorCode::Init,
                format!("No RequestServerInfo within {} ms.", whole_ms(limits::HANDSHAKE_LIMIT)),
            ),
            Self::UnsupportedVersion { major } => (
                ErrorCode::Init,
                format!("This server speaks versions 0 to 4 of the protocol, not version {major}."),
            ),
            Self::TooOften => (
                ErrorCode::Init,
                "This program connects again and again, and too many of its connections wait already.".to_owned(),
            ),
            Self::ConnectionSilent { silent, .. } => (
                ErrorCode::Ping,
                format!(
                    "The connection did not answer for {} ms: every toy was stopped.",
                    whole_ms(*silent)
                ),
            ),
            Self::Violation(what) => (ErrorCode::Message, (*what).to_owned()),
            Self::NotReading => (ErrorCode::Message, "Messages are not being read.".to_owned()),
            Self::VigilLate { late } => (
                ErrorCode::Ping,
                format!(
                    "The server was {} ms late to read: every toy was stopped to be safe.",
                    whole_ms(*late)
                ),
            ),
            Self::ClosedByPerson => (
                ErrorCode::Unknown,
                "The person at the computer closed the connection.".to_owned(),
            ),
            Self::ServerStopped => (ErrorCode::Unknown, "The server is shutting down.".to_owned()),
            Self::Internal => (
                ErrorCode::Unknown,
                "The server failed and closed the connection.".to_owned(),
            ),
        };
        Some(told)
    }

    /// The same in a word or two, for the Close frame: some programs and logs show the reason of a Close frame but no
    /// Error.
    pub fn close_reason(&self) -> &'static str {
        match self {
            Self::Goodbye => "goodbye",
            Self::PingTimeout { .. } => "ping timeout",
            Self::HandshakeTimeout => "handshake timeout",
            Self::UnsupportedVersion { .. } => "unsupported version",
            Self::TooOften => "connects too often",
            Self::ConnectionSilent { .. } => "connection silent",
            Self::ConnectionLost => "connection lost",
            Self::Violation(_) => "protocol violation",
            Self::NotReading => "messages are not being read",
            Self::VigilLate { .. } => "server was late",
            Self::ClosedByPerson => "stopped by the person",
            Self::ServerStopped => "shutting down",
            Self::Internal => "server failed",
        }
    }

    /// Whether the program was lost rather than gone on purpose: the person has to be told, and every toy stops if the
    /// setting says so.
    pub fn is_loss(&self) -> bool {
        match self {
            Self::PingTimeout { .. }
            | Self::ConnectionSilent { .. }
            | Self::ConnectionLost
            | Self::Violation(_)
            | Self::NotReading
            | Self::VigilLate { .. }
            | Self::Internal => true,
            Self::Goodbye
            | Self::HandshakeTimeout
            | Self::UnsupportedVersion { .. }
            | Self::TooOften
            | Self::ClosedByPerson
            | Self::ServerStopped => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_fits_into_a_close_frame() {
        const ROOM: usize = 123;
        let second = Duration::from_secs(1);
        let causes = [
            EndCause::Goodbye,
            EndCause::PingTimeout {
                silent: second,
                limit: second,
                ever_pinged: true,
            },
            EndCause::HandshakeTimeout,
            EndCause::UnsupportedVersion { major: 9 },
            EndCause::TooOften,
            EndCause::ConnectionSilent {
                silent: second,
                limit: second,
            },
            EndCause::ConnectionLost,
            EndCause::Violation("a frame"),
            EndCause::NotReading,
            EndCause::VigilLate { late: second },
            EndCause::ClosedByPerson,
            EndCause::ServerStopped,
            EndCause::Internal,
        ];
        for cause in causes {
            assert!((1..=ROOM).contains(&cause.close_reason().len()), "{cause:?}");
        }
    }
}
