use std::time::Duration;

use thiserror::Error;
use vigil_core::message::{CommandError, ErrorCode};

/// An error as a server tells it: its class, and a sentence. `ERROR_PING: The program did not ping in time.`
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{class}: {message}")]
pub struct ServerError {
    /// The protocol's class of it.
    pub class: ErrorCode,
    /// For the author of the program.
    pub message: String,
}

/// Why a connection ended without a missed ping.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DisconnectReason {
    /// The server closed it, and may have said why.
    #[error("The server closed the connection. {0}")]
    Closed(String),
    /// The network, or the server's process, is gone.
    #[error("The connection to the server is lost: {0}")]
    Lost(String),
    /// The connection is there, but the server answers nothing.
    #[error("The server has not answered for {} ms.", .0.as_millis())]
    Silent(Duration),
    /// The server refuses pings though it asked for them, so nothing tells it that this program lives.
    #[error("The server refuses pings: {0}")]
    PingRefused(ServerError),
    /// The session had ended with a missed ping; now its connection is closed, too.
    #[error("The session is over because a ping was missed: {0}")]
    PingTimeout(ServerError),
    /// This program asked for it.
    #[error("This program has disconnected.")]
    Requested,
    /// No session has come about yet since the last one ended.
    #[error("There is no connection to the server at present.")]
    NotConnected,
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum CallError {
    /// The session is over: a ping did not reach the server in time. Every call fails so from then on.
    #[error("{0}")]
    PingTimeout(ServerError),
    /// The session is over: the connection has ended. Every call fails so from then on.
    #[error("{0}")]
    Disconnected(DisconnectReason),
    /// The server says that it cannot be done.
    #[error("{0}")]
    Refused(ServerError),
    /// The device is not there, cannot do it, or does not take this value. Nothing was sent.
    #[error("{0}")]
    Command(#[from] CommandError),
    /// A stop was asked for after this call and before it was sent. Nothing was sent.
    #[error("A stop has come between.")]
    Superseded,
    /// The server did not answer in time. Whether it did what it was asked to is not known.
    #[error("The server has not answered within {} ms.", .0.as_millis())]
    NoAnswer(Duration),
    /// The server answered with something else than such a call is answered with.
    #[error("The server gave an answer that does not belong to the call.")]
    UnexpectedAnswer,
}

impl CallError {
    /// The class of it, as the protocol counts them. [`ErrorClass::Ping`](crate::ErrorClass::Ping): a missed ping has
    /// ended the session.
    pub fn class(&self) -> ErrorCode {
        match self {
            Self::PingTimeout(error)
            | Self::Refused(error)
            | Self::Disconnected(DisconnectReason::PingTimeout(error) | DisconnectReason::PingRefused(error)) => {
                error.class
            }
            Self::Command(error) => error.code(),
            Self::Disconnected(_) | Self::Superseded | Self::NoAnswer(_) | Self::UnexpectedAnswer => ErrorCode::Unknown,
        }
    }

    /// Whether the session is over.
    pub fn is_end(&self) -> bool {
        matches!(self, Self::PingTimeout(_) | Self::Disconnected(_))
    }
}

/// Why no session came about.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// It is no `ws://` address.
    #[error("`{0}` is no address of a server, like ws://127.0.0.1:12345.")]
    Address(String),
    /// Nobody listens there, or the network leads nowhere.
    #[error("The server cannot be reached: {0}")]
    Unreachable(String),
    /// What listens there lets no WebSocket in.
    #[error("The server lets no WebSocket in: {0}")]
    Upgrade(String),
    /// The server refused the handshake, or the connection ended within it.
    #[error("The handshake failed: {0}")]
    Handshake(CallError),
    /// The server speaks no version of the protocol that this crate does, or no Buttplug at all.
    #[error("This is no server that speaks version 4 of the protocol: {0}")]
    Version(String),
    /// The server did not complete the handshake in time.
    #[error("The server has not completed the handshake within {} ms.", .0.as_millis())]
    TimedOut(Duration),
    /// The system gives the connection no thread.
    #[error("The connection has no thread to run on: {0}")]
    NoThread(String),
}
