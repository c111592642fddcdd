//! A web page that is not allowed yet waits for the person to decide.

use tokio::{net::TcpStream, time::sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    access::{Answer, PendingPage},
    timeouts,
};

/// How the wait of a web page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Allowed,
    TurnedAway,
    Unanswered,
    /// The page has tried again, and only its newer connections wait.
    Superseded,
    /// The browser closed the connection: the page was left, or the browser gave up.
    Gone,
    /// It sent something, which no browser does before it is answered.
    TooEarly,
    Stopping,
}

/// Waits until the person has decided about the page. Nothing is read from the connection meanwhile.
pub(super) async fn decision(stream: &TcpStream, mut page: PendingPage, stopping: &CancellationToken) -> Outcome {
    let mut first_byte = [0];
    tokio::select! {
        biased;
        () = stopping.cancelled() => Outcome::Stopping,
        // Before the answer: a permission that a closed connection does not use is kept for the page's next attempt.
        sent = stream.peek(&mut first_byte) => match sent {
            Ok(0) | Err(_) => Outcome::Gone,
            Ok(_) => Outcome::TooEarly,
        },
        answer = page.answer() => match answer {
            Answer::Once { .. } | Answer::Always => Outcome::Allowed,
            Answer::TurnedAway => Outcome::TurnedAway,
            Answer::Superseded => Outcome::Superseded,
        },
        () = sleep(timeouts::PENDING_PAGE) => Outcome::Unanswered,
    }
}
