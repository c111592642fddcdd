use tokio::{net::TcpStream, time::sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    access::{Answer, Visitor},
    timeouts,
};

/// How the wait of a web page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    ComeIn,
    TurnedAway,
    Unanswered,
    /// The browser closed the connection: the page was left, or it lost patience.
    Gone,
    /// It sent something, which no browser does before it is answered.
    TooEarly,
    Stopping,
}

/// Holds a connection until the person has decided about its page. Nothing is read from it meanwhile.
pub(super) async fn hold(stream: &TcpStream, mut visitor: Visitor, stopping: &CancellationToken) -> Outcome {
    let mut first_byte = [0];
    tokio::select! {
        biased;
        () = stopping.cancelled() => Outcome::Stopping,
        // Before the answer: what somebody who has left does not use is for their next try.
        sent = stream.peek(&mut first_byte) => match sent {
            Ok(0) | Err(_) => Outcome::Gone,
            Ok(_) => Outcome::TooEarly,
        },
        answer = visitor.answer() => match answer {
            Answer::Once { .. } | Answer::Always => Outcome::ComeIn,
            Answer::TurnedAway => Outcome::TurnedAway,
        },
        () = sleep(timeouts::HELD_PAGE) => Outcome::Unanswered,
    }
}
