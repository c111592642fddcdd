//! A network that loses everything without a word.

use std::{sync::Arc, time::Duration};

use crate::{
    case::{Case, Goal, NotRun, Seen},
    compared,
    rig::{Kind, Rig, Setup, network::Network},
};

use super::programs::with_connection_limit;

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "half-open",
        fault: "no limit: half-open connection (link down)",
        promise: "S5",
        goal: Goal::After(1000, 20),
        how: compared!(half_open),
    },
    Case {
        name: "half-open-limit",
        fault: "limit 1000: half-open connection",
        promise: "S2",
        goal: Goal::After(1000, 20),
        how: compared!(half_open_with_limit),
    },
];

async fn half_open(kind: Kind) -> Result<Seen, NotRun> {
    let setup = Setup::limit(0);
    let setup = if kind == Kind::Vigil {
        with_connection_limit(setup)
    } else {
        setup
    };
    cut(kind, setup, None).await
}

async fn half_open_with_limit(kind: Kind) -> Result<Seen, NotRun> {
    cut(kind, Setup::limit(1000), Some(Duration::from_millis(300))).await
}

async fn cut(kind: Kind, setup: Setup, pings_every: Option<Duration>) -> Result<Seen, NotRun> {
    let network = Arc::new(Network::new()?);
    let (mut rig, program) = Rig::moving_by_process(kind, setup.network(&network), pings_every).await;
    let since = rig.begin();
    network.cut()?;
    let (stop, is_link_cut) = rig.stopped(since).await;
    drop(program);
    Ok(rig.recovered(stop, is_link_cut).await)
}
