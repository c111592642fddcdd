//! `wss://` through a reverse proxy: `docs/wss.md`, tried with a real one.

use std::time::Duration;

use libtest_mimic::Trial;
use rustix::process::Signal;
use tokio::time::Instant;
use vigil_tests::{
    browser::{Browser, Site, Word},
    event::Event,
    reverse_proxy::ReverseProxy,
    trials,
    vigil::{Mark, Vigil},
    waits,
};

use crate::clients::{Player, Word as PlayerWord};

/// Browsers resolve every name below `localhost` themselves, so it needs no entry on the machine; for Vigil it is as
/// foreign as any.
const NAME: &str = "vigil.localhost";

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s7_a_page_behind_a_proxy_is_let_in_by_its_own_address_and_the_proxys_name,
        s7_a_name_of_a_proxy_that_nobody_allowed_is_refused,
        s2_a_program_that_freezes_behind_a_proxy_is_out_at_the_limit,
        s5_a_program_behind_a_proxy_is_stopped_when_it_dies,
        s5_a_proxy_that_dies_stops_what_it_carried,
    ]
}

async fn s7_a_page_behind_a_proxy_is_let_in_by_its_own_address_and_the_proxys_name() {
    let mut site = Site::open().await;
    let origin = site.origin("localhost");
    let options = [
        "--simulate",
        "vibrator",
        "--allow-host",
        NAME,
        "--allow-origin",
        &origin,
    ];
    let vigil = Vigil::start(&options).await;
    let proxy = ReverseProxy::start(NAME, vigil.address()).await;
    let browser = Browser::open(&site.page("localhost", &proxy.url()));
    assert!(matches!(site.word().await, Word::Looked { status: 200, .. }));
    let toys = vec!["Simulated Vibrator".to_owned()];
    assert_eq!(site.word().await, Word::Connected { toys });
    assert_eq!(site.word().await, Word::Moved);
    assert_eq!(vigil.wait_for_program("Web Player").await.origin, Some(origin));
    vigil.wait_for_wish(0, 0, 7).await;
    let mark = vigil.mark();
    drop(browser);
    vigil.wait_for_stop(mark, 0).await;

    // Another page that comes the same way is not allowed: the proxy does not speak for it.
    let mark = vigil.mark();
    let _browser = Browser::open(&site.page("127.0.0.1", &proxy.url()));
    assert!(matches!(site.word().await, Word::Looked { status: 200, .. }));
    assert!(matches!(site.word().await, Word::Refused { .. }));
    let refused = vigil.wait_since(mark, "the refusal", refusal).await;
    assert_eq!(refused, (Some(site.origin("127.0.0.1")), "not_allowed".to_owned()));
    vigil.stop().await;
}

async fn s7_a_name_of_a_proxy_that_nobody_allowed_is_refused() {
    let mut site = Site::open().await;
    let vigil = Vigil::start(&["--allow-origin", &site.origin("localhost")]).await;
    let proxy = ReverseProxy::start(NAME, vigil.address()).await;
    let _browser = Browser::open(&site.page("localhost", &proxy.url()));
    assert!(matches!(site.word().await, Word::Looked { status: 403, .. }));
    let event = vigil
        .wait_for("the refusal", |event| match event {
            Event::ProgramRefused { host, reason, .. } => Some((host.clone(), reason.clone())),
            _ => None,
        })
        .await;
    assert_eq!(event, (Some(NAME.to_owned()), "foreign_host".to_owned()));
    vigil.stop().await;
}

/// A program that checks the certificate, as programs do. The proxy lives, and keeps the connection open.
async fn s2_a_program_that_freezes_behind_a_proxy_is_out_at_the_limit() {
    let limit = Duration::from_secs(2);
    let vigil = Vigil::start(&["--simulate", "vibrator", "--max-ping-time", "2000"]).await;
    let proxy = ReverseProxy::start("localhost", vigil.address()).await;
    let player = Player::python_behind(&proxy);
    player.wait_for(&PlayerWord::Level { value: 3 }).await;
    let mark = vigil.mark();
    player.0.signal(Signal::STOP);
    let frozen = Instant::now();
    vigil.wait_for_stop(mark, 0).await;
    let ended = vigil.wait_for_end_of("Python Player").await;
    assert!(frozen.elapsed() <= limit + waits::LATENESS, "{:?}", frozen.elapsed());
    assert_eq!(ended.cause, "ping_timeout", "{ended:?}");
    vigil.stop().await;
}

/// Nobody says goodbye for it.
async fn s5_a_program_behind_a_proxy_is_stopped_when_it_dies() {
    let (vigil, _proxy, player, mark) = playing_behind_a_proxy().await;
    drop(player);
    vigil.wait_for_stop(mark, 0).await;
    let ended = vigil.wait_for_end_of("JavaScript Player").await;
    assert_eq!(ended.cause, "connection_lost");
    vigil.stop().await;
}

async fn s5_a_proxy_that_dies_stops_what_it_carried() {
    let (vigil, proxy, player, mark) = playing_behind_a_proxy().await;
    drop(proxy);
    vigil.wait_for_stop(mark, 0).await;
    player.wait_for(&PlayerWord::Lost).await;
    vigil.stop().await;
}

/// A program moves the toy; the mark is after that.
async fn playing_behind_a_proxy() -> (Vigil, ReverseProxy, Player, Mark) {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    let proxy = ReverseProxy::start("localhost", vigil.address()).await;
    let player = Player::javascript_behind(&proxy);
    player.wait_for(&PlayerWord::Level { value: 2 }).await;
    vigil.wait_for_wish(0, 0, 2).await;
    let mark = vigil.mark();
    (vigil, proxy, player, mark)
}

fn refusal(event: &Event) -> Option<(Option<String>, String)> {
    match event {
        Event::ProgramRefused { origin, reason, .. } => Some((Some(origin.clone()), reason.clone())),
        _ => None,
    }
}
