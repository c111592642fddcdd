use std::{
    collections::VecDeque,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use tokio::time::Instant;

use crate::{limits, timeouts};

/// Which refusals the person has been told of. A toy that is turned away tries again each second.
#[derive(Debug, Default)]
pub(super) struct Told(Mutex<VecDeque<(Instant, IpAddr, String)>>);

impl Told {
    /// Whether this is news. Nothing is if there has been too much of it already.
    pub(super) fn is_news(&self, peer: IpAddr, why: &str) -> bool {
        let now = Instant::now();
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|(at, ..)| now.duration_since(*at) < timeouts::REFUSAL_TOLD_AGAIN);
        let of_peer = told.iter().filter(|(_, of, _)| *of == peer).count();
        let is_news = told.len() < limits::REFUSALS_TOLD
            && of_peer < limits::REFUSALS_TOLD_OF_ONE
            && !told.iter().any(|(_, of, what)| *of == peer && what == why);
        if is_news {
            told.push_back((now, peer, why.to_owned()));
        }
        is_news
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_told_once_in_a_while_and_many_are_not_told() {
        let told = Told::default();
        let [one, other] = ["192.168.1.4", "192.168.1.5"].map(|peer| peer.parse::<IpAddr>().unwrap());
        assert!(told.is_news(one, "why"));
        assert!(!told.is_news(one, "why"));
        assert!(told.is_news(one, "something else"));
        assert!(told.is_news(other, "why"));
        let of_one = (0..1000).filter(|n| told.is_news(one, &n.to_string())).count();
        assert_eq!(of_one, limits::REFUSALS_TOLD_OF_ONE - 2);
        let of_all = (0..1000_u32)
            .filter(|n| told.is_news(IpAddr::from(n.to_be_bytes()), "why"))
            .count();
        assert_eq!(of_all, limits::REFUSALS_TOLD - limits::REFUSALS_TOLD_OF_ONE - 1);
        advance(timeouts::REFUSAL_TOLD_AGAIN).await;
        assert!(told.is_news(one, "why"));
    }
}
