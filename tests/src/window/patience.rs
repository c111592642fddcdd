use std::{future::Future, time::Duration};

use tokio::time::{sleep, timeout};

/// A change in the window after what causes it. A person would call it instant; a debug build that shares two cores with
/// three other windows may take far longer. How long it takes is for `cargo xtask bench window` to say.
pub const APPEARS: Duration = Duration::from_secs(20);

/// A program that fell silent is out, with a limit of a second on a busy machine.
pub const PING_OUT: Duration = Duration::from_secs(10);

/// Two hundred writes that are each synced to a disk which others use too.
pub const WRITTEN: Duration = Duration::from_secs(30);

/// From the start of a driver to the window's first page. Three of them may start at the same time on two cores.
pub(super) const OPENS: Duration = Duration::from_secs(20);

/// The app ends its sessions, stops its toys and saves.
pub(super) const ENDS: Duration = Duration::from_secs(10);

/// `WebDriver` has no events, so the page is asked again.
const ASK_AGAIN: Duration = Duration::from_millis(20);

/// Asks until there is an answer; the test fails when there is none within the limit.
pub async fn until<T>(what: &str, limit: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asked = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            sleep(ASK_AGAIN).await;
        }
    };
    limited(what, limit, asked).await
}

/// Waits for an event that comes by itself.
pub async fn limited<T>(what: &str, limit: Duration, event: impl Future<Output = T>) -> T {
    timeout(limit, event)
        .await
        .unwrap_or_else(|_| panic!("waited {limit:?} in vain for: {what}"))
}
