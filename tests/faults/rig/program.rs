//! A program of its own process: one that can be frozen, killed, or put into a network of its own.
//!
//! It says "moving INDEX" once the toy was told to, then pings, if asked to, until it is killed.

use std::{
    net::SocketAddr,
    process::{ExitCode, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::{sleep, timeout},
};
use vigil_tests::{raw_client::RawClient, waits};

use super::{LEVEL, find, move_both, network::Network};
use crate::options;

/// A running one. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    pub(crate) index: u32,
}

impl Program {
    /// Started in this network, where one is named; returns when the toy was told to move.
    pub(crate) async fn start(network: Option<&Network>, address: SocketAddr, pings_every: Option<Duration>) -> Self {
        let program = std::env::current_exe().unwrap();
        let mut command = match network {
            Some(network) => {
                let mut command = Command::new("ip");
                command.args(["netns", "exec", &network.name]).arg(program);
                command
            }
            None => Command::new(program),
        };
        let every = pings_every.map_or(0, |every| every.as_millis());
        let mut child = command
            .args(["--be-a-program", &address.to_string(), &every.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = timeout(waits::START, lines.next_line())
            .await
            .expect("it moves the toy in time")
            .unwrap()
            .expect("it says something before it ends");
        let index = line.strip_prefix("moving ").and_then(|index| index.parse().ok());
        Self {
            child,
            index: index.unwrap_or_else(|| panic!("it said {line}")),
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let id = self.child.id().expect("it lives");
        let pid = Pid::from_raw(i32::try_from(id).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }
}

/// The life of one.
pub(crate) fn be(options: &options::Program) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut client = RawClient::join_at(options.address, "Of Its Own").await;
        let index = find(&mut client).await;
        move_both(&mut client, index, LEVEL).await;
        println!("moving {index}");
        loop {
            match options.pings_every {
                Some(every) => {
                    sleep(every).await;
                    client.ping().await;
                }
                None => std::future::pending().await,
            }
        }
    })
}
